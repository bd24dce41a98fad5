// Package table seats whole parties in one process, for measurements: each with keys, a SQLite file forced to disk, a
// high-water directory and a node, all under one exercise charter, on TLS over the loopback interface.
package table

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/bearer"
	"parley/internal/keystore"
	"parley/internal/node"
	"parley/internal/store"
	"parley/internal/store/sqlite"
	"parley/wire"
)

// A Party is one party of a Table.
type Party struct {
	ID       parley.PartyID
	Dir      string // of the database; the high-water files lie in HighWaterDir
	Node     *node.Node
	Store    *sqlite.Store // nil where Database opens another one
	Operator *keystore.Key

	// HighWater and Wrap, where set before Open and Serve, stand around the high-water files and around each session.
	HighWater func(node.HighWater) node.HighWater
	Wrap      func(bearer.Session) bearer.Session

	// Inside, where prepare sets it, runs what makes sockets, in the network where the party is; At is the address at which
	// it listens there.
	Inside func(func() error) error
	At     string

	// Database, where set before Open, opens what keeps the party's record in the place of a file.
	Database func() (store.Store, error)

	// Signs, where set before Open, gives what signs in the place of the log and cosigner keys.
	Signs func(role string, k *keystore.Key) (parley.Signer, error)

	// Ways, where set before Serve, gives the further bearers of a time of serving. With NoTLS the party has these alone.
	Ways  func(*Party) ([]node.Bearer, error)
	NoTLS bool

	// Refused counts connections to the party that did not become a session.
	Refused atomic.Int64

	db      store.Store
	keys    map[string]*keystore.Key
	link    ed25519.PrivateKey
	file    *charter.PartyFile
	address string
	listen  bearer.Listener
	stop    context.CancelFunc
	ended   chan struct{}
}

// A Table is parties under one charter.
type Table struct {
	Charter  parley.Hash
	Parties  []*Party
	Adoption node.Adoption

	template string // of the charter; empty: the first
}

var roles = []string{"root", "recovery", "log", "cosigner", "link", "duty", "operator"}

// Lay makes the parties party-00, party-01 and so on in dir, which must exist, and serves them.
func Lay(dir string, parties int) (*Table, error) {
	return LayWith(dir, parties, func(*Party) {})
}

// LayWith is Lay for parties that prepare has prepared.
func LayWith(dir string, parties int, prepare func(*Party)) (*Table, error) {
	return (&Table{}).lay(dir, parties, prepare, randomSeed)
}

func (t *Table) lay(dir string, parties int, prepare func(*Party), key keyMaker) (*Table, error) {
	for i := range parties {
		p := newParty(parley.PartyID(fmt.Sprintf("party-%02d", i)), key)
		p.Dir = filepath.Join(dir, string(p.ID))
		prepare(p)
		var err error
		if p.listen, err = p.listenAt(p.At); err != nil {
			return nil, err
		}
		p.address = p.listen.Addr()
		if err := p.sign(); err != nil {
			return nil, err
		}
		t.Parties = append(t.Parties, p)
	}
	var err error
	if t.Adoption, err = t.agree(); err != nil {
		return nil, err
	}
	t.Charter = charter.EditionID(t.Adoption.Text)
	for _, p := range t.Parties {
		if err := p.Open(); err != nil {
			return nil, err
		}
		if _, err := p.Node.Adopt(context.Background(), t.Adoption); err != nil {
			return nil, err
		}
	}
	return t, t.serve()
}

func (t *Table) serve() error {
	for _, p := range t.Parties {
		if err := p.Serve(); err != nil {
			return err
		}
	}
	return nil
}

// Clear ends the nodes and closes the stores.
func (t *Table) Clear() {
	for _, p := range t.Parties {
		p.Stop()
	}
}

// Up waits until every line is up.
func (t *Table) Up(ctx context.Context) error {
	for _, p := range t.Parties {
		for {
			up, err := p.up(ctx)
			if up {
				break
			}
			select {
			case <-ctx.Done():
				return fmt.Errorf("the lines of %s are not up: %w", p.ID, err)
			case <-time.After(10 * time.Millisecond):
			}
		}
	}
	return nil
}

func (p *Party) up(ctx context.Context) (bool, error) {
	lines, err := p.Node.Lines(ctx)
	for _, l := range lines {
		if l.State != "up" {
			return false, fmt.Errorf("%s is %s", l.Party, l.State)
		}
	}
	return err == nil, err
}

// Key returns a key of the party: root, recovery, log, cosigner, link, duty or operator.
func (p *Party) Key(role string) *keystore.Key { return p.keys[role] }

// Address is where the party's node listens.
func (p *Party) Address() string { return p.address }

// HighWaterDir is where the high-water files lie.
func (p *Party) HighWaterDir() string { return p.Dir + ".high-water" }

// Open opens the database and the node.
func (p *Party) Open() (err error) {
	if err := os.MkdirAll(p.Dir, 0o700); err != nil {
		return err
	}
	if err := p.openDatabase(); err != nil {
		return err
	}
	marks := node.HighWater(node.DirHighWater(p.HighWaterDir()))
	if p.HighWater != nil {
		marks = p.HighWater(marks)
	}
	log, err := p.signer("log")
	if err != nil {
		return err
	}
	cosigner, err := p.signer("cosigner")
	if err != nil {
		return err
	}
	p.Node, err = node.Open(node.Config{
		Dir: p.Dir, Party: p.ID, PartyFile: p.file.Encode(), HighWater: marks, Store: p.db, Rand: rand.Reader,
		Keys: node.Keys{Log: log, Cosigner: cosigner, Link: p.keys["link"], Duty: p.keys["duty"]},
	})
	return err
}

func (p *Party) openDatabase() (err error) {
	if p.Database != nil {
		p.db, err = p.Database()
		return err
	}
	p.Store, err = sqlite.Open(filepath.Join(p.Dir, "node.db"))
	p.db = p.Store
	return err
}

// signer returns what signs in a role.
func (p *Party) signer(role string) (parley.Signer, error) {
	if p.Signs != nil {
		return p.Signs(role, p.keys[role])
	}
	return p.keys[role], nil
}

// Serve has the node serve, and returns when it takes messages.
func (p *Party) Serve() (err error) {
	if p.listen == nil {
		if p.listen, err = p.listenAt(p.address); err != nil {
			return err
		}
	}
	further, err := p.ways()
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(context.Background())
	p.stop, p.ended = stop, make(chan struct{})
	l, ended := bearer.Listener(p.listen), p.ended
	if p.Wrap != nil {
		l = wrapped{l, p.Wrap}
	}
	go func() {
		defer close(ended)
		p.Node.Serve(ctx, l, p.dial, further...)
	}()
	p.listen = nil // Serve closes it
	for {
		if _, err := p.Node.Lines(ctx); parley.CodeOf(err) != parley.CodeNotRunning {
			return nil
		}
		<-time.After(time.Millisecond)
	}
}

// Stop ends the node and closes its store.
func (p *Party) Stop() {
	if p.stop != nil {
		p.stop()
		<-p.ended
		p.stop = nil
	}
	if p.Node != nil {
		p.Node.Close()
		p.db.Close()
		p.Node = nil
	}
}

// wrapped puts something around each session that comes in.
type wrapped struct {
	bearer.Listener
	wrap func(bearer.Session) bearer.Session
}

func (w wrapped) Accept() (bearer.Session, error) {
	s, err := w.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return w.wrap(s), nil
}

func (p *Party) listenAt(address string) (l bearer.Listener, err error) {
	if p.NoTLS {
		return newNobody(address), nil
	}
	err = p.inside(func() error {
		l, err = bearer.ListenTLS(address, p.keys["link"], bearer.Limits{PerHost: 64, Refused: func(string, error) { p.Refused.Add(1) }})
		return err
	})
	return l, err
}

func (p *Party) dial(ctx context.Context, address string, peer ed25519.PublicKey) (s bearer.Session, err error) {
	if p.NoTLS {
		return nil, parley.Errorf(parley.CodeNoPath, "this line has no TLS")
	}
	err = p.inside(func() error {
		s, err = bearer.DialTLS(ctx, address, p.keys["link"], peer)
		return err
	})
	if err == nil && p.Wrap != nil {
		return p.Wrap(s), nil
	}
	return s, err
}

// Seal signs a text to the given parties, ready for Submit.
func (t *Table) Seal(from *Party, precedence parley.Precedence, text string, to ...parley.PartyID) ([]byte, error) {
	return t.SealWith(from, precedence, text, func(*wire.Payload) {}, to...)
}

// SealWith is Seal for a payload that change has changed.
func (t *Table) SealWith(from *Party, precedence parley.Precedence, text string, change func(*wire.Payload), to ...parley.PartyID) ([]byte, error) {
	post := parley.PostID("duty")
	m := &wire.Payload{
		Time: parley.MillisOf(time.Now()), From: wire.Address{Party: from.ID, Post: &post}, Precedence: precedence, InfoPrecedence: precedence,
		Edition: 1, Roster: 1, Form: wire.FormText, Lang: "en", Exercise: true, Body: []byte(text),
	}
	for _, id := range to {
		m.Action = append(m.Action, wire.Address{Party: id})
	}
	rand.Read(m.Nonce[:])
	change(m)
	e, err := wire.Seal(m, t.Charter, from.Operator)
	if err != nil {
		return nil, err
	}
	return e.Encode(), nil
}
