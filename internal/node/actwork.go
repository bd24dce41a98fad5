package node

import (
	"sync"

	"parley"
	"parley/internal/store"
)

// acts is the node's work on proceedings: which of them changed, and what is known of each. Where each stands is in the
// store, and what is due there is looked at.
type acts struct {
	mu       sync.Mutex
	trackers map[parley.Hash]*tracker
	armed    parley.Millis                 // for which a timer runs; 0: none
	clocked  map[parley.Hash]parley.Millis // by charter: the last deadline for which a clock leaf was entered

	queue struct {
		sync.Mutex
		changed map[parley.Hash]*table // to be looked at whether they are due or not
		woken   bool                   // some may be due
		sworn   map[parley.Hash]bool   // charters under which something was cosigned
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
	return k, k.track(r)
}

// forgetTrackers drops what is known of proceedings: a record was cut.
func (n *Node) forgetTrackers() {
	n.acts.mu.Lock()
	defer n.acts.mu.Unlock()
	n.acts.trackers = nil
}

// follow has a proceeding looked at again, soon: something of it came.
func (n *Node) follow(t *table, id parley.Hash) {
	if id.IsZero() {
		return
	}
	n.rouse(func() {
		q := &n.acts.queue
		if q.changed == nil {
			q.changed = map[parley.Hash]*table{}
		}
		q.changed[id] = t
	})
}

// wakeProceedings has those looked at that are due.
func (n *Node) wakeProceedings() { n.rouse(func() { n.acts.queue.woken = true }) }

// followCosigned has those looked at that wait for what others cosign.
func (n *Node) followCosigned(t *table) {
	if len(t.seats()) < 3 {
		return
	}
	n.rouse(func() {
		if n.acts.queue.sworn == nil {
			n.acts.queue.sworn = map[parley.Hash]bool{}
		}
		n.acts.queue.sworn[t.id] = true
	})
}

// rouse notes what is to be looked at, and has it done.
func (n *Node) rouse(note func()) {
	srv := n.server()
	if srv == nil {
		return
	}
	q := &n.acts.queue
	q.Lock()
	defer q.Unlock()
	note()
	if !q.running {
		q.running = srv.run(n.lookAtProceedings)
	}
}

// lookAtProceedings looks at those that changed or are due until there is none left.
func (n *Node) lookAtProceedings() {
	q := &n.acts.queue
	for {
		q.Lock()
		changed, sworn, woken := q.changed, q.sworn, q.woken
		q.changed, q.sworn, q.woken = nil, nil, false
		if q.running = (len(changed)+len(sworn) > 0 || woken) && n.online(); !q.running {
			q.Unlock()
			return
		}
		q.Unlock()
		var rows []store.Proceeding
		for id, t := range changed {
			n.tend(t, id)
			rows = append(rows, store.Proceeding{ID: id})
		}
		err := n.lookAtRows(rows)
		for charter := range sworn {
			if err == nil {
				err = n.lookAtCosigned(charter)
			}
		}
		if err == nil {
			err = n.lookAtDue()
		}
		if err != nil {
			n.tryAgain(err, "where proceedings stand could not be stored", n.wakeProceedings)
		}
		n.awaitNextDue()
	}
}

// lookedAtOnce is how many proceedings one transaction stores.
const lookedAtOnce = 64

// lookAtDue looks at those that are due, until none is.
func (n *Node) lookAtDue() error {
	for n.online() {
		var rows []store.Proceeding
		err := n.cfg.Store.View(func(r store.Reader) (err error) { rows, err = r.DueProceedings(n.now(), lookedAtOnce); return err })
		if ignoreNotFound(err) != nil || len(rows) == 0 {
			return ignoreNotFound(err)
		}
		for _, p := range rows {
			if t := n.table(p.Charter); t != nil {
				n.tend(t, p.ID)
			}
		}
		if err := n.lookAtRows(rows); err != nil {
			return err
		}
	}
	return nil
}

// lookAtCosigned looks at those of a charter of which more was cosigned.
func (n *Node) lookAtCosigned(charter parley.Hash) error {
	var rows []store.Proceeding
	t := n.table(charter)
	err := n.cfg.Store.View(func(r store.Reader) error {
		all, err := r.VouchingProceedings(charter)
		c := newCosignedSizes(r, t)
		for i := 0; i < len(all) && err == nil; i++ {
			var more bool
			if more, err = c.overtook(&all[i]); more {
				rows = append(rows, all[i])
			}
		}
		return ignoreNotFound(err)
	})
	for len(rows) > 0 && err == nil {
		at := min(len(rows), lookedAtOnce)
		err = n.lookAtRows(rows[:at])
		rows = rows[at:]
	}
	return err
}

// lookAtRows folds proceedings, stores what was found in one transaction, and raises what changed.
func (n *Node) lookAtRows(rows []store.Proceeding) error {
	n.acts.mu.Lock()
	defer n.acts.mu.Unlock()
	var found []*proceedingState
	err := n.cfg.Store.View(func(r store.Reader) error {
		found = nil
		for _, p := range rows {
			was, err := r.Proceeding(p.ID)
			if err != nil {
				continue // its opening is not here
			}
			if s := n.tryLook(r, was); s != nil {
				found = append(found, s)
			}
		}
		return nil
	})
	if err == nil && len(found) > 0 {
		err = n.cfg.Store.Update(func(tx store.Tx) error {
			for _, s := range found {
				if err := s.put(tx); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err != nil {
		return err
	}
	for _, s := range found {
		n.proceedingChanged(s)
		n.showDeadline(s)
	}
	return nil
}

// tryLook looks at a proceeding; one that cannot be folded is left for good, and says so.
func (n *Node) tryLook(r store.Reader, was store.Proceeding) *proceedingState {
	t := n.table(was.Charter)
	if t == nil {
		return nil
	}
	s, err := n.look(r, t, was, n.now())
	if err != nil {
		n.cfg.Log.Warn("a proceeding could not be folded", "id", was.ID.String(), "error", err)
		s = &proceedingState{t: t, was: was, row: was, none: true}
		s.row.Due = n.now() + unsurePause
	}
	return s
}

// showDeadline enters a clock leaf once a deadline has passed.
func (n *Node) showDeadline(s *proceedingState) {
	was, ok := decodeView(&s.was)
	if ok && was.Lapse == lapseRunning && was.Until != nil && *was.Until == s.was.Due.String() && s.was.Due <= n.now() {
		n.enterClockLeaf(s.t, s.was.Due)
	}
	if s.until > 0 {
		n.enterClockLeaf(s.t, s.until)
	}
}

// tend records the acts of a proceeding that wait for a leaf of ours, and has the bodies asked for that are not here.
func (n *Node) tend(t *table, id parley.Hash) {
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

// startProceedings has those looked at that are due, or lack a body that is to be asked for again.
func (n *Node) startProceedings() {
	var lacking []store.Proceeding
	err := n.cfg.Store.View(func(r store.Reader) (err error) { lacking, err = r.LackingProceedings(); return err })
	if ignoreNotFound(err) != nil {
		n.tryAgain(err, "the proceedings could not be read", n.startProceedings)
		return
	}
	for _, p := range lacking {
		if t := n.table(p.Charter); t != nil {
			n.follow(t, p.ID)
		}
	}
	for _, t := range n.tables() {
		n.followCosigned(t)
	}
	n.wakeProceedings()
}
