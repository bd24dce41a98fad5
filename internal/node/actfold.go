package node

import (
	"bytes"
	"cmp"
	"slices"

	"parley"
	"parley/internal/store"
	"parley/procedure"
)

// A proceedingState is what a look at a proceeding found, and what it was before.
type proceedingState struct {
	t     *table
	row   store.Proceeding // as it is to be stored; Touches is that of the row before
	keys  [][]byte
	waits []store.RecordWait
	was   store.Proceeding
	view  ProceedingView
	until parley.Millis // the deadline that has elapsed, and that our own record does not show yet
	// unsure: a message of it could not be judged yet.
	unsure bool
	none   bool // it opens nothing, or its opening is not here: there is nothing to show
}

// fold folds a proceeding as r holds it, by a clock. acts.mu is held.
func (n *Node) fold(r store.Reader, t *table, id parley.Hash, now parley.Millis) (k *tracker, in procedure.Input, res *procedure.Result, err error) {
	if k, err = n.trackerOf(r, t, id); err != nil {
		return k, in, nil, err
	}
	if in, err = n.input(r, k); err != nil {
		return k, in, nil, err
	}
	in.Now = now
	res, err = procedure.Fold(in)
	return k, in, res, err
}

// look folds a proceeding and makes the row that a list reads. was is the row that stands there. acts.mu is held.
func (n *Node) look(r store.Reader, t *table, was store.Proceeding, now parley.Millis) (*proceedingState, error) {
	s := &proceedingState{t: t, was: was, row: store.Proceeding{ID: was.ID, Charter: was.Charter, Seq: was.Seq, Due: store.NeverDue, Touches: was.Touches}}
	if isKept(&was) {
		s.row, s.none = keep(was), true
		return s, nil
	}
	k, in, res, err := n.fold(r, t, was.ID, now)
	switch parley.CodeOf(err) {
	case parley.CodeNotFound, parley.CodeBadMessage, parley.CodeBadCharter:
		s.none = true
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	s.view = n.proceedingView(k, res)
	s.row.View = encodeView(&s.view)
	if res.Next > 0 {
		s.row.Due = res.Next
	}
	if near := nearFrom(k.o.c, res); near > now {
		s.row.Due = min(s.row.Due, near)
	} else if near > 0 {
		s.row.View[1] |= nearView
	}
	if s.unsure = k.unsure; k.unsure {
		s.row.Due = now + unsurePause
	}
	s.await(k, in, res)
	s.row.Vouched, err = n.vouchedIn(r, k, in, res)
	if slices.ContainsFunc(res.Waits, func(w procedure.Wait) bool { return w.Party == n.cfg.Party && w.Act.IsZero() }) {
		s.until = res.Until
	}
	return s, err
}

// unsurePause is after how many milliseconds a proceeding is looked at again of which something could not be judged yet.
const unsurePause = 60_000

// await notes what changes the view when it comes: marks, messages that are not here or not proved, and dates of records.
func (s *proceedingState) await(k *tracker, in procedure.Input, res *procedure.Result) {
	s.keys = k.keys()
	for _, m := range res.Missing {
		s.keys = append(s.keys, bytes.Clone(m.Act[:]))
		s.row.Lacks = s.row.Lacks || m.Body
	}
	for _, e := range res.Aside {
		if e.Standing == procedure.Incomplete {
			s.keys = append(s.keys, bytes.Clone(e.Act[:]))
		}
	}
	for _, w := range res.Waits {
		if w.Act.IsZero() && !datedFrom(in, w.Party, w.Until) {
			s.waits = append(s.waits, store.RecordWait{Party: w.Party, Until: w.Until})
		}
	}
	slices.SortFunc(s.keys, bytes.Compare)
	s.keys = slices.CompactFunc(s.keys, bytes.Equal)
	slices.SortFunc(s.waits, func(a, b store.RecordWait) int {
		return cmp.Or(cmp.Compare(a.Party, b.Party), cmp.Compare(a.Until, b.Until))
	})
	s.waits = slices.Compact(s.waits)
}

// datedFrom reports whether a party's record has a leaf dated at or later: then it is not its date that is waited for.
func datedFrom(in procedure.Input, party parley.PartyID, at parley.Millis) bool {
	for _, l := range in.Logs {
		for _, v := range l.Volumes {
			if _, ok := v.First(at); ok && l.Party == party {
				return true
			}
		}
	}
	return false
}

// put stores what was found, unless something came since.
func (s *proceedingState) put(tx store.Tx) error {
	p, err := tx.Proceeding(s.row.ID)
	if err != nil || p.Touches != s.row.Touches {
		return ignoreNotFound(err)
	}
	return tx.PutProceeding(s.row, s.keys, s.waits)
}
