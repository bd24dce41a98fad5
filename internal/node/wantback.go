package node

import (
	"maps"
	"sync"
	"time"

	"parley"
	"parley/internal/store"
	"parley/link"
	"parley/wire"
)

// A wanted body is one that our record names and that is not here: it was lost with the entry that came back.
type wantedBody struct {
	t       *table
	leaf    wire.Leaf
	blob    bool
	holders []*seat   // who may have it, where that is known beforehand
	first   time.Time // since when every party that may have it is there and was asked; zero: not
	asked   map[parley.PartyID]time.Time
}

func newWanted(t *table, leaf wire.Leaf, holders []*seat) *wantedBody {
	return &wantedBody{t: t, leaf: leaf, blob: leaf.Kind == wire.LeafGotBlob, holders: holders, asked: map[parley.PartyID]time.Time{}}
}

// wants are the bodies that are wanted back, by id.
type wants struct {
	mu      sync.Mutex
	of      map[parley.Hash]*wantedBody
	looking *server // whose timer looks for them
}

func (w *wants) all() map[parley.Hash]*wantedBody {
	w.mu.Lock()
	defer w.mu.Unlock()
	return maps.Clone(w.of)
}

func (w *wants) has(id parley.Hash) bool { return w.get(id) != nil }

func (w *wants) get(id parley.Hash) *wantedBody {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.of[id]
}

func (w *wants) add(id parley.Hash, b *wantedBody) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.of == nil {
		w.of = map[parley.Hash]*wantedBody{}
	}
	if w.of[id] == nil {
		w.of[id] = b
	}
}

func (w *wants) drop(id parley.Hash) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.of, id)
}

const (
	wantPause = 5 * time.Second  // between looks at what is wanted
	wantAgain = time.Minute      // before the same party is asked for the same again
	lostAfter = 10 * time.Minute // after every party that may have it was asked, on a line that is up
	wantBatch = 128              // asked of one party at once
)

// wantBack finds what came back as an entry without its body, and begins to ask for it.
func (n *Node) wantBack(t *table, note recoveryNote) {
	err := n.cfg.Store.View(func(r store.Reader) error { return n.findWanted(r, t, note) })
	if err != nil {
		n.tryAgain(err, "what is missing after a recovery could not be read", func() { n.wantBack(t, note) })
		return
	}
	n.lookForWanted()
}

func (n *Node) findWanted(r store.Reader, t *table, note recoveryNote) error {
	missing, err := missingBodies(r, t, note)
	for _, l := range missing {
		n.wanted.add(l.ID, newWanted(t, l, nil))
	}
	return err
}

// missingBodies returns the leaves handed back in the last recovery whose bodies are not here, and were neither erased
// nor declared lost.
func missingBodies(r store.Reader, t *table, note recoveryNote) (out []wire.Leaf, err error) {
	rows, err := note.entries(r, t)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		here, err := bodyHere(r, t, row)
		if err != nil {
			return nil, err
		}
		if l, err := wire.DecodeLeaf(row.Bytes); err == nil && !here {
			out = append(out, l)
		}
	}
	return out, nil
}

// entries returns the leaves that were handed back.
func (note recoveryNote) entries(r store.Reader, t *table) (out []store.Leaf, err error) {
	for _, s := range note.Spans {
		rows, err := r.Leaves(t.own().log, s.From, s.To)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	return out, nil
}

// bodyHere reports whether a leaf needs no body, or its body is here or will never be.
func bodyHere(r store.Reader, t *table, row store.Leaf) (here bool, err error) {
	switch wire.LeafKind(row.Kind) {
	case wire.LeafSent, wire.LeafReceived, wire.LeafRefused:
		_, err = r.Message(row.ID)
		here = err == nil
	case wire.LeafGotBlob:
		b, e := r.Body(row.ID)
		here, err = e == nil && b.Complete, e
	default:
		return true, nil
	}
	if err := ignoreNotFound(err); err != nil || here {
		return here, err
	}
	return givenUp(r, t, row.ID)
}

// givenUp reports whether our record says that a body was lost or erased.
func givenUp(r store.Reader, t *table, id parley.Hash) (bool, error) {
	_, _, lost, err := leafEver(r, t.own().log, id, wire.LeafLost)
	if lost || err != nil {
		return lost, err
	}
	_, _, erased, err := leafEver(r, t.own().log, id, wire.LeafErased)
	return erased, err
}

// lookForWanted asks for what is wanted, again and again until it is here or lost.
func (n *Node) lookForWanted() {
	srv := n.server()
	n.wanted.mu.Lock()
	defer n.wanted.mu.Unlock()
	if srv == nil || len(n.wanted.of) == 0 || n.wanted.looking == srv {
		return
	}
	n.wanted.looking = srv
	srv.after(0, func() { n.askForWanted(srv) })
}

func (n *Node) askForWanted(srv *server) {
	now := time.Now()
	room := map[*peer]int{}
	for id, b := range n.wanted.all() {
		if here, err := n.wantedHere(b); err == nil && here {
			n.wanted.drop(id)
			continue
		}
		if n.askFor(id, b, now, room) {
			n.giveUp(id, b)
		}
	}
	n.wanted.mu.Lock()
	defer n.wanted.mu.Unlock()
	if len(n.wanted.of) == 0 {
		n.wanted.looking = nil
		return
	}
	srv.after(wantPause, func() { n.askForWanted(srv) })
}

func (n *Node) wantedHere(b *wantedBody) (here bool, err error) {
	err = n.cfg.Store.View(func(r store.Reader) (err error) {
		here, err = bodyHere(r, b.t, store.Leaf{Kind: uint8(b.leaf.Kind), ID: b.leaf.ID})
		return err
	})
	return here, err
}

// askFor asks the parties that may have a body for it. It reports that it is lost: every one of them was asked long ago
// and is there, and nothing of the body came.
func (n *Node) askFor(id parley.Hash, b *wantedBody, now time.Time, room map[*peer]int) (lost bool) {
	all := true
	holders := n.holdersOf(b)
	for _, s := range holders {
		p := n.peerOf(b.t, s.id)
		if p == nil || !p.up() {
			all = false
			continue
		}
		if at, ok := b.asked[s.id]; ok && now.Sub(at) < wantAgain {
			continue
		}
		if room[p]++; room[p] > wantBatch {
			all = false
			continue
		}
		b.asked[s.id] = now
		what := uint64(wire.AskBody)
		if b.blob {
			what = wire.AskBlob
		}
		log := wire.Log{Charter: uint64(n.charterPlace(p, b.t.id)), Party: uint64(b.t.place(n.authorOf(b, s)))}
		p.box.put(link.Control{Frame: &wire.Ask{What: what, Log: log, ID: &id}, Precedence: parley.Routine, Session: -1})
	}
	if !all || len(holders) == 0 {
		b.first = time.Time{}
		return false
	}
	if b.first.IsZero() {
		b.first = now
	}
	return now.Sub(b.first) >= lostAfter && !n.holdsPart(id)
}

// authorOf is whose message or attachment a party is asked for: our own, or that party's.
func (n *Node) authorOf(b *wantedBody, of *seat) parley.PartyID {
	if b.leaf.Kind == wire.LeafSent || b.holders != nil {
		return n.cfg.Party
	}
	return of.id
}

// holdersOf returns the parties that may have a body: the addressees of a message of ours, the author of a message or an
// attachment of another party; everybody where that is not known.
func (n *Node) holdersOf(b *wantedBody) (out []*seat) {
	if b.holders != nil {
		return b.holders
	}
	if b.leaf.Kind == wire.LeafSent {
		return n.addressedBy(b)
	}
	var others []*seat
	n.cfg.Store.View(func(r store.Reader) error {
		for i, s := range b.t.seats() {
			if i == b.t.self {
				continue
			}
			others = append(others, s)
			if _, sent, err := leafOf(r, s.log, b.leaf.ID, wire.LeafSent); sent && err == nil {
				out = append(out, s)
			}
		}
		return nil
	})
	if len(out) == 0 {
		return others
	}
	return out
}

// addressedBy returns the addressees of a sent leaf of ours.
func (n *Node) addressedBy(b *wantedBody) (out []*seat) {
	n.cfg.Store.View(func(r store.Reader) error {
		at, ok, err := sentLeaf(r, b.t.own().log, b.leaf.ID)
		if err != nil || !ok {
			return err
		}
		e, err := b.t.editionAt(r, b.t.own(), at.Index)
		for i, s := range b.t.seats() {
			if err == nil && i != b.t.self && e.addresses(b.leaf, s.id) {
				out = append(out, s)
			}
		}
		return err
	})
	return out
}

func (n *Node) holdsPart(id parley.Hash) bool {
	keys := []parley.Hash{id}
	for _, p := range n.allPeers() {
		keys = append(keys, spareKey(p, id))
	}
	for _, key := range keys {
		if b, err := n.bodyOf(key); err == nil && len(b.Ranges) > 0 {
			return true
		}
	}
	return false
}

// giveUp enters that a body which our record names is lost.
func (n *Node) giveUp(id parley.Hash, b *wantedBody) {
	n.recorder.add(&job{t: b.t, kind: wire.LeafLost, id: id, precedence: parley.Routine,
		check: func(tx store.Tx) error {
			here, err := bodyHere(tx, b.t, store.Leaf{Kind: uint8(b.leaf.Kind), ID: id})
			if err == nil && here {
				return errNothing
			}
			return err
		},
		then: func(_ uint64, _ parley.Millis, err error) {
			if err == nil {
				n.eventUnder(b.t, EventRecovery, "", "a body that our record names could not be had back from anybody and is lost", "id", id.String())
			}
		}})
}
