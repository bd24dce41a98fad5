package node

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/bearer"
	"parley/internal/keystore"
	"parley/internal/simnet"
	"parley/internal/store"
	"parley/internal/store/storetest"
	"parley/wire"
)

// testKey is a key that every run and every vector makes again.
func testKey(name string) *keystore.Key {
	return keystore.FromSeed(sha256.Sum256([]byte("parley test key " + name)))
}

// stream is a deterministic source of bytes.
type stream struct {
	mu   sync.Mutex
	seed [32]byte
	n    uint64
	left []byte
}

func newStream(name string) *stream { return &stream{seed: sha256.Sum256([]byte(name))} }

func (s *stream) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range p {
		if len(s.left) == 0 {
			s.n++
			h := sha256.Sum256(binary.BigEndian.AppendUint64(s.seed[:], s.n))
			s.left = h[:]
		}
		p[i], s.left = s.left[0], s.left[1:]
	}
	return len(p), nil
}

// damagedMark is the size of a mark that cannot be read.
const damagedMark = 1 << 60

// memoryMarks is a high-water directory that survives a node.
type memoryMarks struct {
	mu sync.Mutex
	m  map[store.LogID]Mark
}

func (h *memoryMarks) Read(log store.LogID) (Mark, bool, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	m, ok := h.m[log]
	if m.Size == damagedMark {
		return Mark{}, false, parley.Errorf(parley.CodeBadRecord, "the high-water file is damaged")
	}
	return m, ok, nil
}

func (h *memoryMarks) Raise(log store.LogID, m Mark) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if m.Size >= h.m[log].Size {
		h.m[log] = m
	}
	return nil
}

func (h *memoryMarks) Set(log store.LogID, m Mark) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.m[log] = m
	return nil
}

// alarms keeps what a node logs as errors.
type alarms struct {
	mu       sync.Mutex
	lines    []string
	warnings bool // these are kept too; set before the node is opened
}

func (a *alarms) Enabled(_ context.Context, l slog.Level) bool {
	return l >= slog.LevelError || a.warnings && l == slog.LevelWarn
}
func (a *alarms) WithAttrs([]slog.Attr) slog.Handler { return a }
func (a *alarms) WithGroup(string) slog.Handler      { return a }
func (a *alarms) Handle(_ context.Context, r slog.Record) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	line := r.Message
	r.Attrs(func(x slog.Attr) bool { line += " " + x.String(); return true })
	a.lines = append(a.lines, line)
	return nil
}

// take returns what was logged since it was last called.
func (a *alarms) take() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	lines := a.lines
	a.lines = nil
	return lines
}

// raised counts the errors that hold words.
func (a *alarms) raised(words string) (n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, l := range a.lines {
		if strings.Contains(l, words) {
			n++
		}
	}
	return n
}

// A station is one party in a simulated world: what survives its crashes, and the node that runs now.
type station struct {
	further func() []Bearer // that it serves besides; nil: none
	id      parley.PartyID
	keys    map[string]*keystore.Key
	file    *charter.PartyFile
	memory  *storetest.Memory
	store   store.Store // what the node uses, memory or something around it
	marks   HighWater
	skew    atomic.Int64 // of its clock, in nanoseconds
	alarms  alarms       // what the node logged as an error
	rand    io.Reader

	identity string // that opens what is sealed to its sheet

	signs    func(role string, k *keystore.Key) parley.Signer // what signs in the place of the log and cosigner keys; or nil
	saves    func([]byte) error                               // what keeps a new party file; or nil
	alarming Alarming                                         // where its alarms go
	lines    *turningListener                                 // while it serves

	node   *Node
	cancel context.CancelFunc
	done   chan struct{}
	served error // how serving ended; once done is closed
}

// A world is some stations on a simulated network under one charter.
type world struct {
	t        testing.TB
	net      *simnet.Network
	reliable bool
	text     []byte
	lines    []string
	id       parley.Hash
	stations map[parley.PartyID]*station
	order    []parley.PartyID
	nonce    *stream
	tap      func(from parley.PartyID, to ed25519.PublicKey, frame []byte) // sees each frame that a node sends; or nil
	heard    func(at parley.PartyID, from ed25519.PublicKey, frame []byte) // sees each frame that a node receives; or nil
	limits   Limits                                                        // of every node
	fails    func(at parley.PartyID) error                                 // why a node's sending fails; or nil

	// edit returns what becomes of a frame that a node sends to a peer, or has received from it: nil where it is lost; or nil.
	edit func(at parley.PartyID, peer ed25519.PublicKey, frame []byte, sent bool) []byte
}

func newStation(t testing.TB, id parley.PartyID) *station { return newStationNamed(t, id, string(id)) }

// newStationNamed makes a station whose keys are made from a name.
func newStationNamed(t testing.TB, id parley.PartyID, name string) *station {
	t.Helper()
	s := &station{id: id, keys: map[string]*keystore.Key{}, memory: storetest.NewMemory(), marks: &memoryMarks{m: map[store.LogID]Mark{}}, rand: newStream(string(id))}
	s.store = s.memory
	for _, role := range []string{"root", "recovery", "log", "cosigner", "link", "duty", "operator"} {
		s.keys[role] = testKey(name + " " + role)
	}
	s.makeSheet(t, nil)
	return s
}

// makeSheet has a station sign a sheet with the keys that it has now, the first or the one after previous, and puts it
// into its party file.
func (s *station) makeSheet(t testing.TB, previous *charter.Sheet) *charter.Sheet {
	t.Helper()
	identity, seal, err := keystore.NewSealIdentity()
	if err != nil {
		t.Fatal(err)
	}
	s.identity = identity
	k := s.keys
	sheet := &charter.Sheet{
		Party: s.id, Number: 1, Time: parley.MillisOf(time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)),
		Root: k["root"].Public(), Log: k["log"].Public(), Cosigner: k["cosigner"].Public(), Link: k["link"].Public(), Seal: seal,
		Duty: k["duty"].Public(), Operators: []charter.Operator{{Post: "duty", Key: k["operator"].Public()}}, Addresses: []string{string(s.id) + ".invalid:7420"},
	}
	if previous != nil {
		hash := charter.SheetHash(s.file.Sheet)
		sheet.Number, sheet.Time, sheet.Previous = previous.Number+1, previous.Time+1, &hash
	}
	signed, err := charter.SignSheet(sheet, []parley.Signer{k["root"], k["log"], k["cosigner"], k["link"], k["duty"], k["operator"]})
	if err != nil {
		t.Fatal(err)
	}
	s.file = &charter.PartyFile{Party: s.id, Name: "The party of " + string(s.id), Root: k["root"].Public(), Recovery: parley.Sum(k["recovery"].Public()), Posts: []parley.PostID{"duty"}, Sheet: signed}
	return sheet
}

// wall is the simulated world's clock: a synctest bubble begins in 2000, the world in November 2026.
func wall() time.Time {
	return time.Now().Add(time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC).Sub(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)))
}

// newWorld makes stations under an exercise charter that all signed and adopted; none serves yet.
func newWorld(t testing.TB, seed uint64, reliable bool, parties ...parley.PartyID) *world {
	t.Helper()
	return newWorldUnder(t, seed, reliable, nil, parties...)
}

// newWorldUnder is newWorld under a charter that change has changed.
func newWorldUnder(t testing.TB, seed uint64, reliable bool, change func(*charter.Charter), parties ...parley.PartyID) *world {
	t.Helper()
	w := newStations(t, seed, reliable, parties...)
	a := w.agree(change, parties...)
	w.text, w.lines, w.id = a.Text, a.Signatures, charter.EditionID(a.Text)
	for _, id := range parties {
		n := w.open(w.stations[id])
		if _, err := n.Adopt(t.Context(), a); err != nil {
			t.Fatal(err)
		}
		n.Close()
	}
	return w
}

// newStations makes stations that have adopted nothing yet.
func newStations(t testing.TB, seed uint64, reliable bool, parties ...parley.PartyID) *world {
	t.Helper()
	w := &world{t: t, net: simnet.New(seed), reliable: reliable, stations: map[parley.PartyID]*station{}, order: parties, nonce: newStream(fmt.Sprint("nonces ", seed))}
	for _, id := range parties {
		w.stations[id] = newStation(t, id)
	}
	return w
}

// agree drafts a charter between stations and has all of them sign it.
func (w *world) agree(change func(*charter.Charter), parties ...parley.PartyID) (a Adoption) {
	w.t.Helper()
	var files []charter.PartyFile
	for _, id := range parties {
		files = append(files, *w.stations[id].file)
		a.Parties = append(a.Parties, w.stations[id].file.Encode())
	}
	c, err := charter.Draft("", true, parley.MillisOf(wall()), files)
	if err != nil {
		w.t.Fatal(err)
	}
	c.Dictionary = nil // many a test reads on the line, or keeps back, what would be packed
	if change != nil {
		change(c)
	}
	a.Text = c.Encode()
	for _, id := range parties {
		line, err := charter.Sign(w.stations[id].keys["root"], id, a.Text)
		if err != nil {
			w.t.Fatal(err)
		}
		a.Signatures = append(a.Signatures, line)
	}
	return a
}

func (w *world) open(s *station) *Node {
	w.t.Helper()
	n, err := w.tryOpen(s)
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

func (w *world) tryOpen(s *station) (*Node, error) {
	return Open(Config{
		Dir: "/node/" + string(s.id), Party: s.id, PartyFile: s.file.Encode(), HighWater: s.marks, Store: s.store, Rand: s.rand, Log: slog.New(&s.alarms),
		Limits: w.limits, Alarming: s.alarming,
		Unseal:  func(r io.Reader) (io.Reader, error) { return keystore.Unseal(r, s.identity) },
		KeysFor: s.keysFor, SaveParty: s.save, Keys: Keys{Log: s.signer("log"), Cosigner: s.signer("cosigner"), Link: s.keys["link"], Duty: s.keys["duty"]},
		Now: func() time.Time { return wall().Add(time.Duration(s.skew.Load())) },
	})
}

// signer returns what signs in a role.
func (s *station) signer(role string) parley.Signer {
	if s.signs != nil {
		return s.signs(role, s.keys[role])
	}
	return s.keys[role]
}

// start serves a station.
func (w *world) start(id parley.PartyID) *Node {
	w.t.Helper()
	w.stations[id].node = w.open(w.stations[id])
	return w.serve(id)
}

// serve has an open station serve.
func (w *world) serve(id parley.PartyID) *Node {
	w.t.Helper()
	return w.serveAt(w.stations[id], string(id)+".invalid:7420")
}

// serveAt has an open station serve at an address.
func (w *world) serveAt(s *station, address string) *Node {
	id := s.id
	ctx, cancel := context.WithCancel(w.t.Context())
	s.cancel, s.done = cancel, make(chan struct{})
	s.lines = w.listenTurning(address, s.keys["link"].Public())
	l := tappedListener{s.lines, w, id}
	dial := func(ctx context.Context, to string, peer ed25519.PublicKey) (bearer.Session, error) {
		conn, err := w.net.Dial(ctx, address, to, s.keys["link"].Public(), peer, w.reliable)
		return w.tapped(id, conn), err
	}
	var further []Bearer
	if s.further != nil {
		further = s.further()
	}
	n, done := s.node, s.done
	go func() {
		defer close(done)
		s.served = n.Serve(ctx, l, dial, further...)
	}()
	synctest.Wait()
	return n
}

// stop ends a station's node; what is in its store stays.
func (w *world) stop(id parley.PartyID) { w.stations[id].stop() }

func (s *station) stop() {
	if s.node == nil {
		return
	}
	s.cancel()
	<-s.done
	s.node.Close()
	s.node = nil
}

func (w *world) stopAll() {
	for _, id := range w.order {
		w.stop(id)
	}
}

// link joins two stations by a path.
func (w *world) link(a, b parley.PartyID, p simnet.Path) {
	w.net.Link(string(a)+".invalid:7420", string(b)+".invalid:7420", p)
}

func (w *world) cut(a, b parley.PartyID) {
	w.net.Cut(string(a)+".invalid:7420", string(b)+".invalid:7420")
}

func (w *world) restore(a, b parley.PartyID) {
	w.net.Restore(string(a)+".invalid:7420", string(b)+".invalid:7420")
}

func addressTo(p parley.PartyID) wire.Address { return wire.Address{Party: p} }

// message builds a payload of a station as a client would.
func (w *world) message(from, to parley.PartyID, p parley.Precedence, text string) *wire.Payload {
	post := parley.PostID("duty")
	m := &wire.Payload{
		Time: parley.MillisOf(wall()), From: wire.Address{Party: from, Post: &post}, Action: []wire.Address{{Party: to}},
		Precedence: p, InfoPrecedence: p, Edition: 1, Roster: mustSheet(w.t, w.stations[from].file.Sheet).Number, Form: wire.FormText, Lang: "en", Exercise: true, Body: []byte(text),
	}
	io.ReadFull(w.nonce, m.Nonce[:])
	return m
}

func (w *world) seal(from parley.PartyID, p *wire.Payload) []byte {
	w.t.Helper()
	return w.sealUnder(w.id, from, p)
}

func (w *world) sealUnder(edition parley.Hash, from parley.PartyID, p *wire.Payload) []byte {
	w.t.Helper()
	e, err := wire.Seal(p, edition, w.stations[from].keys["operator"])
	if err != nil {
		w.t.Fatal(err)
	}
	return e.Encode()
}

// send submits a text at a running station and returns its id.
func (w *world) send(from, to parley.PartyID, p parley.Precedence, text string) string {
	w.t.Helper()
	s, err := w.stations[from].node.Submit(w.t.Context(), w.seal(from, w.message(from, to, p, text)), Who{User: "test"})
	if err != nil {
		w.t.Fatal(err)
	}
	return s.ID
}

// ack acknowledges a message at a running station.
func (w *world) ack(by parley.PartyID, id string) string {
	w.t.Helper()
	s, err := w.stations[by].node.Submit(w.t.Context(), w.seal(by, w.acknowledgement(by, id)), Who{User: "test"})
	if err != nil {
		w.t.Fatal(err)
	}
	return s.ID
}

// acknowledgement builds what acknowledges a message.
func (w *world) acknowledgement(by parley.PartyID, id string) *wire.Payload {
	w.t.Helper()
	v, err := w.stations[by].node.Show(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	of, err := parley.ParseHash(id)
	if err != nil {
		w.t.Fatal(err)
	}
	a, err := parley.ParseAddress(v.From)
	if err != nil {
		w.t.Fatal(err)
	}
	prec, err := parley.ParsePrecedence(v.Precedence)
	if err != nil {
		w.t.Fatal(err)
	}
	m := w.message(by, a.Party, prec, "")
	m.Action = []wire.Address{wire.AddressOf(a)}
	m.Form, m.Body, m.Lang, m.Refers.Acknowledges = wire.FormAck, nil, "", &of
	return m
}

// wait waits until a message of a station got as far as step, at most d of simulated time.
func (w *world) wait(from parley.PartyID, id, step string, d time.Duration) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), d)
	defer cancel()
	if err := w.stations[from].node.Wait(ctx, id, step); err != nil {
		w.t.Fatalf("%s, message %s: %v", from, id[:8], err)
	}
}
