package node

import (
	"slices"

	"parley"
	"parley/internal/store"
	"parley/procedure"
	"parley/wire"
)

// recordedAtOnce is how many acts of a proceeding one transaction records.
const recordedAtOnce = 128

// recordActs enters the acts of a proceeding that wait for a leaf of ours and may have it, in the order in which they may
// [REC-36]. While the record is not gone on with there is none; the acts wait until it is.
func (n *Node) recordActs(t *table, id parley.Hash) {
	if t.recovery.Load() != nil {
		return
	}
	ready := n.readyActs(t, id)
	if len(ready) == 0 {
		return
	}
	n.recorder.add(&job{t: t, precedence: ready[0].precedence, intake: func(tx store.Tx) (jobs []*job, err error) {
		for _, a := range ready {
			m, err := tx.Message(a.id)
			if err != nil {
				return nil, err
			}
			if m.RecordedAt >= 0 {
				continue
			}
			j := n.receivedOn(tx, t, m, a.proof)
			if j == nil {
				break // what stands behind it waits for it
			}
			jobs = append(jobs, j)
		}
		return jobs, nil
	}, then: func(_ uint64, _ parley.Millis, err error) {
		if err != nil {
			n.tryAgain(err, "the acts of a proceeding could not be recorded", func() { n.follow(t, id) })
			return
		}
		if len(ready) == recordedAtOnce {
			n.follow(t, id)
		}
	}})
}

// A readyAct is an act that may be recorded once those before it are.
type readyAct struct {
	id         parley.Hash
	precedence parley.Precedence
	proof      *provedLeaf
}

// readyActs finds them. Where the proceeding is none, or its author takes no part in it, nothing is waited for.
func (n *Node) readyActs(t *table, id parley.Hash) (ready []readyAct) {
	own := false
	err := n.cfg.Store.View(func(r store.Reader) error {
		ms, err := r.Messages(store.MessageFilter{Charter: t.id, Proceeding: id, Own: &own, Unrecorded: true})
		if err != nil || len(ms) == 0 {
			return err
		}
		k, err := n.trackerOf(r, t, id)
		if err != nil && parley.CodeOf(err) == parley.CodeNotFound {
			return nil // the opening is not here: all of them wait
		}
		if err != nil && parley.CodeOf(err) != parley.CodeBadMessage && parley.CodeOf(err) != parley.CodeBadCharter {
			return err
		}
		ready = n.inOrder(r, t, k, ms)
		return nil
	})
	if err != nil {
		n.tryAgain(err, "the acts of a proceeding could not be read", func() { n.follow(t, id) })
	}
	return ready
}

// inOrder returns those of the acts that may be recorded, each before what waits for it.
func (n *Node) inOrder(r store.Reader, t *table, k *tracker, waiting []store.Message) (ready []readyAct) {
	soon := map[parley.Hash]bool{}
	for again := true; again && len(ready) < recordedAtOnce; {
		again = false
		for _, m := range waiting {
			if soon[m.ID] || len(ready) == recordedAtOnce {
				continue
			}
			proof := n.provedAct(r, t, k, m)
			if proof == nil || !k.clear(r, m, soon) {
				continue
			}
			ready = append(ready, readyAct{m.ID, m.Precedence, proof})
			soon[m.ID], again = true, true
		}
	}
	return ready
}

// provedAct returns the author's sent leaf for an act, if it is among the leaves held: one that is proved ahead of them
// says nothing about what stands before it. An act that is not addressed to us counts, if its leaf says that it belongs to
// a proceeding of ours: everybody records and shows it, and it is void.
func (n *Node) provedAct(r store.Reader, t *table, k *tracker, m store.Message) *provedLeaf {
	s := t.seat(m.Author)
	if s == nil {
		return nil
	}
	row, ok, err := sentLeaf(r, s.log, m.ID)
	if err != nil || !ok {
		return nil
	}
	l, err := wire.DecodeLeaf(row.Bytes)
	if err != nil {
		return nil
	}
	marked := false
	if k != nil {
		at, _ := k.sent(m.Author, m.ID)
		marked = at != nil
	}
	if !marked && !n.sentToUs(r, t, s, fact{row.Index, l}) {
		return nil
	}
	return &provedLeaf{row.Index, row.Mark, l}
}

// clear reports whether every leaf of the proceeding that stands before an act in its author's record is on record here,
// or will be with those named soon [REC-36]. It holds for good: a record only grows.
func (k *tracker) clear(r store.Reader, m store.Message, soon map[parley.Hash]bool) bool {
	if k == nil || !slices.Contains(k.o.ids, m.Author) || !slices.Contains(k.o.ids, k.t.own().id) {
		return true
	}
	row, ok, err := sentLeaf(r, k.t.seat(m.Author).log, m.ID)
	if err != nil || !ok {
		return false
	}
	for _, l := range k.logs[slices.Index(k.o.ids, m.Author)] {
		for i := l.recorded; i < len(l.leaves); i++ {
			x := l.leaves[i]
			if l.log == k.t.seat(m.Author).log && x.Index >= row.Index {
				return true
			}
			switch {
			case k.onRecord(r, x):
				if i == l.recorded {
					l.recorded++
				}
			case !soon[x.ID]:
				return false
			}
		}
	}
	return true
}

// onRecord reports whether the own record has what a leaf is about: sent, received or refused.
func (k *tracker) onRecord(r store.Reader, x procedure.Leaf) bool {
	if m, err := r.Message(x.ID); err == nil {
		return m.RecordedAt >= 0
	}
	for _, kind := range []wire.LeafKind{wire.LeafReceived, wire.LeafRefused, wire.LeafSent} {
		if _, _, ok, err := leafEver(r, k.t.own().log, x.ID, kind); ok || err != nil {
			return ok
		}
	}
	return false
}
