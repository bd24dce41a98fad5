package node

import (
	"maps"
	"slices"
	"sync"

	"parley"
	"parley/internal/store"
)

// acts is the node's work on proceedings: which of them changed, and what is known of each.
type acts struct {
	mu       sync.Mutex
	trackers map[parley.Hash]*tracker
	marks    actMarks
	states   map[parley.Hash]*proceedingState
	listed   map[parley.Hash]bool          // charters all of whose openings were looked at
	quiet    map[parley.Hash]bool          // those of before the start, of which nothing is raised
	due      map[parley.Hash]parley.Millis // deadlines for which a timer runs
	clocked  map[parley.Hash]parley.Millis // by charter: the last deadline for which a clock leaf was entered

	queue struct {
		sync.Mutex
		changed map[parley.Hash]*table
		grown   map[growth]bool
		running bool
	}
}

// maxTrackers bounds the trackers that are kept; what is dropped is read again.
const maxTrackers = 1 << 15

// trackerOf returns the tracker of a proceeding, brought up to date. Its errors are those of openingOf. acts.mu is held.
func (n *Node) trackerOf(r store.Reader, t *table, id parley.Hash) (*tracker, error) {
	k := n.acts.trackers[id]
	if k == nil {
		o, err := n.openingOf(r, t, id)
		if err != nil {
			return nil, err
		}
		k = newTracker(t, id, o)
		if len(n.acts.trackers) >= maxTrackers || n.acts.trackers == nil {
			n.acts.trackers = map[parley.Hash]*tracker{}
		}
		n.acts.trackers[id] = k
	}
	err := k.track(r)
	n.acts.marks.learn(k)
	return k, err
}

// forgetTrackers drops what is known of proceedings: a record was cut.
func (n *Node) forgetTrackers() {
	n.acts.mu.Lock()
	defer n.acts.mu.Unlock()
	n.acts.trackers, n.acts.states = nil, nil
}

// follow has a proceeding looked at again, soon: something of it came.
func (n *Node) follow(t *table, id parley.Hash) {
	srv := n.server()
	if srv == nil || id.IsZero() {
		return
	}
	q := &n.acts.queue
	q.Lock()
	defer q.Unlock()
	if q.changed == nil {
		q.changed = map[parley.Hash]*table{}
	}
	q.changed[id] = t
	if !q.running {
		q.running = srv.run(n.lookAtProceedings)
	}
}

// A growth says that more is held of a party's record, or that others cosigned more of it.
type growth struct {
	t     *table
	party parley.PartyID
	sworn bool
}

// followWaiting has the proceedings looked at that wait for more of a party's record: for a leaf of a later date, or, with
// sworn, for what others cosign of it.
func (n *Node) followWaiting(t *table, party parley.PartyID, sworn bool) {
	srv := n.server()
	if srv == nil {
		return
	}
	q := &n.acts.queue
	q.Lock()
	defer q.Unlock()
	if q.grown == nil {
		q.grown = map[growth]bool{}
	}
	q.grown[growth{t, party, sworn}] = true
	if !q.running {
		q.running = srv.run(n.lookAtProceedings)
	}
}

// waiting returns the proceedings that wait for one of the growths. acts.mu is not held.
func (n *Node) waiting(grown map[growth]bool) map[parley.Hash]*table {
	out := map[parley.Hash]*table{}
	if len(grown) == 0 {
		return out
	}
	n.acts.mu.Lock()
	defer n.acts.mu.Unlock()
	for id, s := range n.acts.states {
		for g := range grown {
			if s.t == g.t && (slices.Contains(s.waits, g.party) || g.sworn && !s.sworn) {
				out[id] = s.t
			}
		}
	}
	return out
}

// lookAtProceedings looks at those that changed until there is none left.
func (n *Node) lookAtProceedings() {
	q := &n.acts.queue
	for {
		q.Lock()
		changed, grown := q.changed, q.grown
		q.changed, q.grown = nil, nil
		if q.running = len(changed)+len(grown) > 0 && n.online(); !q.running {
			q.Unlock()
			return
		}
		q.Unlock()
		all := n.waiting(grown)
		maps.Copy(all, changed)
		for id, t := range all {
			n.lookAtProceeding(t, id)
		}
	}
}

func (n *Node) lookAtProceeding(t *table, id parley.Hash) {
	n.acts.mu.Lock()
	defer n.acts.mu.Unlock()
	n.recordActs(t, id)
	n.cfg.Store.View(func(r store.Reader) error {
		k, err := n.trackerOf(r, t, id)
		if err == nil {
			n.awaitActs(r, k)
		}
		return err
	})
	if _, err := n.foldAgain(t, id); err != nil && parley.CodeOf(err) != parley.CodeNotFound && parley.CodeOf(err) != parley.CodeBadMessage {
		n.cfg.Log.Warn("a proceeding could not be folded", "id", id.String(), "error", err)
	}
}

// followMessage has the proceeding of a message looked at, if it belongs to one.
func (n *Node) followMessage(t *table, id parley.Hash) {
	n.cfg.Store.View(func(r store.Reader) error {
		m, err := r.Message(id)
		if err == nil {
			n.follow(t, m.Proceeding)
		}
		return err
	})
}

// startProceedings has every proceeding looked at.
func (n *Node) startProceedings() {
	for _, t := range n.tables() {
		ms, err := n.openings(t.id)
		if err != nil {
			n.tryAgain(err, "the proceedings could not be read", n.startProceedings)
			return
		}
		n.acts.mu.Lock()
		if n.acts.quiet == nil {
			n.acts.quiet = map[parley.Hash]bool{}
		}
		for _, m := range ms {
			n.acts.quiet[m.ID] = n.acts.states[m.ID] == nil
		}
		n.acts.mu.Unlock()
		for _, m := range ms {
			n.follow(t, m.ID)
		}
	}
}

// openings returns the acts that open proceedings under a charter, in the order of storing.
func (n *Node) openings(charter parley.Hash) (ms []store.Message, err error) {
	err = n.cfg.Store.View(func(r store.Reader) (err error) {
		ms, err = r.Messages(store.MessageFilter{Charter: charter, Openings: true})
		return ignoreNotFound(err)
	})
	return ms, err
}
