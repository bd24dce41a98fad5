package node

import (
	"slices"

	"parley"
	"parley/internal/store"
	"parley/procedure"
)

// A proceedingState is what the last look at a proceeding found, for lists and for what comes next.
type proceedingState struct {
	t     *table
	view  ProceedingView
	turn  []parley.PartyID
	next  parley.Millis // to be looked at again when the clock passes it; 0: when something comes
	waits []parley.PartyID
	sworn bool // confirmed: no cosignature is waited for
	seq   uint64
}

// fold folds a proceeding as it is held now. acts.mu is held.
func (n *Node) fold(t *table, id parley.Hash) (k *tracker, res *procedure.Result, err error) {
	err = n.cfg.Store.View(func(r store.Reader) error {
		if k, err = n.trackerOf(r, t, id); err != nil {
			return err
		}
		in, err := n.input(r, k)
		if err != nil {
			return err
		}
		res, err = procedure.Fold(in)
		return err
	})
	return k, res, err
}

// foldAgain folds a proceeding, keeps what a list shows of it, and raises what changed. acts.mu is held.
func (n *Node) foldAgain(t *table, id parley.Hash) (*proceedingState, error) {
	k, res, err := n.fold(t, id)
	if err != nil {
		return nil, err
	}
	now := &proceedingState{t: t, view: n.proceedingView(k, res), turn: res.Turn, next: res.Next, sworn: res.Confirmed, seq: k.o.row.Seq}
	for _, w := range res.Waits {
		if w.Act.IsZero() && !slices.Contains(now.waits, w.Party) {
			now.waits = append(now.waits, w.Party)
		}
	}
	if n.acts.states == nil {
		n.acts.states = map[parley.Hash]*proceedingState{}
	}
	was := n.acts.states[id]
	n.acts.states[id] = now
	if n.online() {
		n.proceedingChanged(id, was, now)
		n.awaitDeadline(t, id, res.Next)
	}
	return now, nil
}

// stateOfProceeding returns what is known of a proceeding now. acts.mu is held.
func (n *Node) stateOfProceeding(t *table, id parley.Hash) (*proceedingState, error) {
	if s := n.acts.states[id]; s != nil && n.online() && (s.next == 0 || n.now() < s.next) {
		return s, nil
	}
	return n.foldAgain(t, id)
}
