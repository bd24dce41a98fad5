package node

import (
	"context"
	"crypto/ed25519"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/bearer"
	"parley/internal/release"
	"parley/internal/store"
)

// Config is what a node is made of. Store, keys and the world are arguments, so that whole nodes run in simulations.
type Config struct {
	Dir       string // for messages only
	Party     parley.PartyID
	PartyFile []byte // the public half, as `parley party` prints it
	HighWater HighWater
	Keys      Keys                               // of the sheet in PartyFile
	Unseal    func(io.Reader) (io.Reader, error) // opens what is sealed to this party; nil: no bundle can be imported
	KeysFor   func(*charter.Sheet) (Keys, error) // finds the keys of a new sheet; nil: none can be taken while the node is open
	SaveParty func(file []byte) error            // puts a new party file in the place of the old one, durably
	Store     store.Store
	Now       func() time.Time                            // wall clock; default time.Now
	Rand      io.Reader                                   // for nonces, marks and jitter
	Log       *slog.Logger                                // default: none
	KeepAlive time.Duration                               // silence after which a line is probed; 0: 15 s
	Limits    Limits                                      // of what one session may take
	Policy    func() (text []byte, given bool, err error) // reads the policy file; nil: there is none
	Contacts  map[parley.PartyID]KnownContact             // how others are reached when their line is down, as this party knows it
	Alarming  Alarming                                    // where alarms go
	TakesOver bool                                        // another node of the party had the lines a moment ago
	// MayFind says whether a user's search may find what stands in the bodies of a charter; nil: everybody's may.
	MayFind func(*charter.Charter, Who) bool
}

// Keys sign for the node itself. Officers' keys are not here: clients sign messages.
type Keys struct{ Log, Cosigner, Link, Duty parley.Signer }

// A Dialer opens a session to a node that must hold peer's private key.
type Dialer func(ctx context.Context, address string, peer ed25519.PublicKey) (bearer.Session, error)

// A Node is one party's node. Open gives it offline; Serve runs its lines. It is safe for use by many goroutines.
type Node struct {
	cfg       Config
	mute      <-chan struct{} // closed when the store answers nothing any more
	ends      *ends
	identity  atomic.Pointer[identity]
	rules     atomic.Pointer[release.Rules]
	signers   map[parley.Hash]parley.Signer // log keys by the own sheet that holds them
	recorder  *recorder
	secrets   *keyring
	watch     watchers
	ahead     aheadFacts
	fetches   fetches
	awaited   awaited
	disputes  disputes
	cosigs    cosigs
	cosigners cosigners
	acts      acts
	plots     plotQueue
	wanted    wants
	stored    stored
	metrics   *metrics
	refused   limitedLog // connections that became no session
	strange   limitedLog // sessions with a key of nobody
	drops     limitedLog // bodies of peers that were dropped
	events    events
	alarmed   alarmed
	alerts    alerts
	bells     bells
	watching  lineWatcher
	verifying *verifying

	adopting sync.Mutex // held by an adoption
	drafting sync.Mutex // held while a draft changes, until it is released
	learning sync.Mutex // held while a sheet is taken
	signing  sync.Mutex // held while the journal is signed
	wording  sync.Mutex // held while messages get their words

	mu       sync.Mutex
	charters []*table          // in order of adoption
	peers    map[rootKey]*peer // by root key
	serving  *server           // nil while offline
	courier  courierDesk

	uploads map[parley.Hash]chan struct{} // under way; closed at their end
}

type rootKey [32]byte

// Open loads the node from its store, checks the clock and the high-water files, and starts the log-writer. Errors:
// CodeClock for a clock before 2020 or more than 24 h behind the last leaf. A record that is older than what this node has
// shown, or another one, is recovering.
func Open(cfg Config) (*Node, error) {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.KeepAlive == 0 {
		cfg.KeepAlive = 15 * time.Second
	}
	if now := parley.MillisOf(cfg.Now()); now < parley.EarliestMillis {
		return nil, parley.Errorf(parley.CodeClock, "this machine's clock says %s, which cannot be right; set it first", now)
	}
	id, err := newIdentity(cfg.PartyFile, cfg.Keys)
	if err != nil {
		return nil, err
	}
	watched := watchStore(cfg.Store)
	cfg.Store = watched
	n := &Node{cfg: cfg, mute: watched.mute, ends: watched.ends, signers: map[parley.Hash]parley.Signer{}, peers: map[rootKey]*peer{}, uploads: map[parley.Hash]chan struct{}{}, metrics: newMetrics(), verifying: newVerifying(), bells: make(bells, maxBells)}
	n.alarmed.wake = make(chan struct{}, 1)
	watched.touched, watched.noted = n.wakeProceedings, n.notePlot
	n.identity.Store(id)
	n.readPolicy()
	n.setSigner(id)
	if err := n.load(); err != nil {
		return nil, err
	}
	if err := n.loadRing(); err != nil {
		return nil, err
	}
	if err := n.checkOwnRecords(); err != nil {
		return nil, err
	}
	if err := n.openJournal(); err != nil {
		return nil, err
	}
	n.recorder = startRecorder(n)
	for _, t := range n.tables() {
		n.recorder.showStored(t) // a stop between commit and show must not leave the high-water file behind
	}
	if err := n.take(id); err != nil { // a sheet made while the node was closed
		n.Close()
		return nil, storageSentence(err, "the new sheet could not be entered in the record")
	}
	return n, nil
}

// Close stops the log-writer and signs the journal. The store is its owner's to close.
func (n *Node) Close() error {
	n.recorder.stop()
	n.signJournal()
	return nil
}

// load reads every charter.
func (n *Node) load() error {
	return n.cfg.Store.View(func(r store.Reader) error {
		ids, err := r.Charters()
		if err != nil {
			return err
		}
		if err := n.disputes.load(r); err != nil {
			return err
		}
		for _, id := range ids {
			t, err := loadTable(r, n.cfg.Party, id)
			if err != nil {
				return err
			}
			n.addTable(t)
		}
		return nil
	})
}

func (n *Node) now() parley.Millis { return parley.MillisOf(n.cfg.Now()) }

func (n *Node) tables() []*table {
	n.mu.Lock()
	defer n.mu.Unlock()
	return append([]*table(nil), n.charters...)
}

// table finds a charter by its id.
func (n *Node) table(id parley.Hash) *table {
	for _, t := range n.tables() {
		if t.id == id {
			return t
		}
	}
	return nil
}

// tableNamed finds a charter by an id, a prefix of at least 8 digits, or, named "", the only one.
func (n *Node) tableNamed(name string) (*table, error) {
	all := n.tables()
	if name == "" {
		switch len(all) {
		case 1:
			return all[0], nil
		case 0:
			return nil, parley.Errorf(parley.CodeNotFound, "this node has adopted no charter yet")
		}
		return nil, parley.Errorf(parley.CodeAmbiguous, "this node has %d charters; name one with --charter", len(all))
	}
	var found *table
	for _, t := range all {
		if len(name) >= 8 && len(name) <= 64 && t.id.String()[:len(name)] == name {
			if found != nil {
				return nil, parley.Errorf(parley.CodeAmbiguous, "several charters begin with %s", name)
			}
			found = t
		}
	}
	if found == nil {
		return nil, parley.Errorf(parley.CodeNotFound, "this node has no charter %.70q", name)
	}
	return found, nil
}
