package node

import (
	"slices"
	"sync"
	"time"

	"parley"
	"parley/internal/store"
	"parley/link"
	"parley/wire"
)

// awaited are the messages to us of which the sent leaf is held and the body is not: their author withholds them, or its
// line is down. After a while they are asked for from the others who may have them (rule R6).
type awaited struct {
	mu    sync.Mutex
	all   map[parley.Hash]*awaitedBody
	timer bool
}

type awaitedBody struct {
	t      *table
	s      *seat // author
	id     parley.Hash
	to     map[parley.PartyID]bool // addressees
	since  time.Time
	noted  parley.Millis
	next   time.Time // when it is asked for
	pause  time.Duration
	rounds int
}

const (
	bodyPatience  = 30 * time.Second // how long an author has, once its leaf is here
	bodyPause     = 10 * time.Second // between two requests, doubled each time
	longestPause  = time.Hour
	maxAwaited    = 4096
	askedAtOnce   = 32   // bodies asked for at a time
	askedTogether = 256  // of which the store is asked in one view
	scannedAt     = 4096 // leaves of each record that are looked through at a start
)

// await notes the sent leaves among facts, under a verified head, that are addressed to us and whose bodies are not here.
func (n *Node) await(t *table, s *seat, facts []fact) {
	srv := n.server()
	if srv == nil || s == t.own() {
		return
	}
	facts = slices.DeleteFunc(slices.Clone(facts), func(f fact) bool { return f.leaf.Kind != wire.LeafSent })
	for some := range slices.Chunk(facts, askedTogether) {
		var bodies []*awaitedBody
		n.cfg.Store.View(func(r store.Reader) error {
			bodies = nil
			here, err := briefsOf(r, leafIDs(some))
			for _, f := range some {
				if _, is := here[f.leaf.ID]; !is {
					bodies = append(bodies, n.awaitedBody(r, t, s, f))
				}
			}
			return err
		})
		n.awaitBodies(srv, bodies)
	}
}

func (n *Node) awaitedBody(r store.Reader, t *table, s *seat, f fact) *awaitedBody {
	b := &awaitedBody{t: t, s: s, id: f.leaf.ID, since: time.Now(), noted: n.now(), pause: bodyPause, to: map[parley.PartyID]bool{}}
	b.next = b.since.Add(bodyPatience)
	ed, err := t.editionAt(r, s, f.index)
	for _, x := range t.seats() {
		b.to[x.id] = err == nil && ed.addresses(f.leaf, x.id)
	}
	return b
}

func (n *Node) awaitBodies(srv *server, bodies []*awaitedBody) {
	n.awaited.mu.Lock()
	defer n.awaited.mu.Unlock()
	for _, b := range bodies {
		n.awaitBody(srv, b)
	}
}

// came forgets a body that is here.
func (w *awaited) came(id parley.Hash) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.all, id)
}

// waiting returns what is awaited and passes a test. It is then looked for in the store, outside of the mutex: those who bring bodies
// do not wait for that.
func (w *awaited) waiting(test func(*awaitedBody) bool) (out []*awaitedBody) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, b := range w.all {
		if test(b) {
			out = append(out, b)
		}
	}
	return out
}

// notHere returns those of the bodies that are not here, and forgets the others.
func (n *Node) notHere(all []*awaitedBody) (out []*awaitedBody) {
	for some := range slices.Chunk(all, askedTogether) {
		for i, here := range n.holds(some) {
			if here {
				n.awaited.came(some[i].id)
			} else {
				out = append(out, some[i])
			}
		}
	}
	return out
}

// awaitBody notes a body that is to come to us. The mutex is held.
func (n *Node) awaitBody(srv *server, b *awaitedBody) {
	w := &n.awaited
	if !b.to[n.cfg.Party] || w.all[b.id] != nil || len(w.all) >= maxAwaited {
		return
	}
	if w.all == nil {
		w.all = map[parley.Hash]*awaitedBody{}
	}
	w.all[b.id] = b
	n.awaitLater(srv)
}

// holds reports of each body whether it is here.
func (n *Node) holds(all []*awaitedBody) []bool {
	here := make([]bool, len(all))
	ids := make([]parley.Hash, len(all))
	for i, b := range all {
		ids[i] = b.id
	}
	n.cfg.Store.View(func(r store.Reader) error {
		held, err := briefsOf(r, ids)
		for i, id := range ids {
			_, here[i] = held[id]
		}
		return err
	})
	return here
}

func leafIDs(facts []fact) []parley.Hash {
	ids := make([]parley.Hash, len(facts))
	for i, f := range facts {
		ids[i] = f.leaf.ID
	}
	return ids
}

// awaitLater has what is awaited looked at again. The mutex is held.
func (n *Node) awaitLater(srv *server) {
	w := &n.awaited
	if w.timer || len(w.all) == 0 {
		return
	}
	w.timer = true
	srv.after(bodyPause/2, func() {
		due := n.overdue()
		for _, b := range due {
			n.askBody(b)
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		w.timer = false
		n.awaitLater(srv)
	})
}

// overdue returns what is to be asked for, and forgets what is here.
func (n *Node) overdue() (due []*awaitedBody) {
	w, now := &n.awaited, time.Now()
	due = w.waiting(func(b *awaitedBody) bool {
		author := n.peerOf(b.t, b.s.id)
		early := b.rounds == 0 && author != nil && author.downFor(ownersTurn)
		return early || !now.Before(b.next)
	})
	due = n.notHere(due[:min(len(due), askedTogether)])
	due = due[:min(len(due), askedAtOnce)]
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, b := range due {
		b.next, b.pause = now.Add(b.pause), min(2*b.pause, longestPause)
		b.rounds++
	}
	return due
}

// askBody asks one of those who may hold a body: of those whose record says that they received it, of the author, and of
// the other addressees, in turn.
func (n *Node) askBody(b *awaitedBody) {
	var first, rest []*peer
	for _, s := range b.t.seats() {
		p := n.peerOf(b.t, s.id)
		if s == b.t.own() || p == nil || !p.up() {
			continue
		}
		if n.saysReceived(s, b.id) {
			first = append(first, p)
		} else if s == b.s || b.to[s.id] {
			rest = append(rest, p)
		}
	}
	all := append(first, rest...)
	if len(all) == 0 {
		return
	}
	p, id := all[(b.rounds-1)%len(all)], b.id
	p.box.put(link.Control{Frame: &wire.Ask{What: wire.AskBody, Log: p.wireLog(b.t, b.s), ID: &id}, Precedence: parley.Priority, Session: -1})
}

func (n *Node) saysReceived(s *seat, id parley.Hash) (says bool) {
	n.cfg.Store.View(func(r store.Reader) (err error) {
		_, says, err = leafOf(r, s.log, id, wire.LeafReceived)
		return err
	})
	return says
}

// withheld returns the messages to us that a party's record says were sent at least as long ago as patience, by the time
// at which their leaf came, and whose body is not here, and since when the first of them is awaited.
func (n *Node) withheld(charter parley.Hash, party parley.PartyID, patience time.Duration) (ids []parley.Hash, since parley.Millis) {
	for _, b := range n.notHere(n.awaited.waiting(func(b *awaitedBody) bool {
		return b.t.id == charter && b.s.id == party && time.Since(b.since) >= patience
	})) {
		ids = append(ids, b.id)
		if since == 0 || b.noted < since {
			since = b.noted
		}
	}
	return ids, since
}

// lookForBodies looks through the last leaves of every record for messages to us that never came.
func (n *Node) lookForBodies(srv *server) {
	for _, t := range n.tables() {
		for _, s := range t.seats() {
			if s == t.own() || srv.ctx.Err() != nil {
				continue
			}
			n.await(t, s, n.lastSent(t, s))
		}
	}
}

func (n *Node) lastSent(t *table, s *seat) (out []fact) {
	facts, err := n.lastFacts(s)
	if err != nil {
		n.cfg.Log.Error("a record could not be read", "party", string(s.id), "error", err)
	}
	return slices.DeleteFunc(facts, func(f fact) bool { return f.leaf.Kind != wire.LeafSent })
}

// lastFacts returns the last leaves held of a record.
func (n *Node) lastFacts(s *seat) (out []fact, err error) {
	err = n.cfg.Store.View(func(r store.Reader) error {
		out = nil
		size, err := r.LogSize(s.log)
		if err != nil {
			return err
		}
		rows, err := r.Leaves(s.log, size-min(size, scannedAt), size)
		for _, row := range rows {
			if l, err := wire.DecodeLeaf(row.Bytes); err == nil {
				out = append(out, fact{row.Index, l})
			}
		}
		return err
	})
	return out, err
}
