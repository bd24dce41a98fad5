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
	bodyPatience = 30 * time.Second // how long an author has, once its leaf is here
	bodyPause    = 10 * time.Second // between two requests, doubled each time
	longestPause = time.Hour
	maxAwaited   = 4096
	askedAtOnce  = 32   // bodies asked for at a time
	scannedAt    = 4096 // leaves of each record that are looked through at a start
)

// await notes a sent leaf, under a verified head, that is addressed to us and whose body is not here.
func (n *Node) await(t *table, s *seat, f fact) {
	srv := n.server()
	if srv == nil || f.leaf.Kind != wire.LeafSent || s == t.own() || n.holds(f.leaf.ID) {
		return
	}
	b := &awaitedBody{t: t, s: s, id: f.leaf.ID, since: time.Now(), noted: n.now(), pause: bodyPause, to: map[parley.PartyID]bool{}}
	b.next = b.since.Add(bodyPatience)
	n.cfg.Store.View(func(r store.Reader) error {
		ed, err := t.editionAt(r, s, f.index)
		for _, x := range t.seats() {
			b.to[x.id] = err == nil && ed.addresses(f.leaf, x.id)
		}
		return err
	})
	w := &n.awaited
	w.mu.Lock()
	defer w.mu.Unlock()
	n.awaitBody(srv, b)
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

func (n *Node) holds(id parley.Hash) bool {
	err := n.cfg.Store.View(func(r store.Reader) error { _, err := r.Message(id); return err })
	return err == nil
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
	w.mu.Lock()
	defer w.mu.Unlock()
	for id, b := range w.all {
		if n.holds(id) {
			delete(w.all, id)
			continue
		}
		author := n.peerOf(b.t, b.s.id)
		early := b.rounds == 0 && author != nil && author.downFor(ownersTurn)
		if len(due) < askedAtOnce && (early || !now.Before(b.next)) {
			b.next, b.pause = now.Add(b.pause), min(2*b.pause, longestPause)
			b.rounds++
			due = append(due, b)
		}
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
	w := &n.awaited
	w.mu.Lock()
	defer w.mu.Unlock()
	for id, b := range w.all {
		if b.t.id != charter || b.s.id != party || time.Since(b.since) < patience || n.holds(id) {
			continue
		}
		ids = append(ids, id)
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
			for _, f := range n.lastSent(t, s) {
				n.await(t, s, f)
			}
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
