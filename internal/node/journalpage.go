package node

import (
	"context"

	"parley"
	"parley/internal/store"
)

// maxJournalPage bounds a page of the journal, maxJournalLook the entries that are looked through for one.
const (
	maxJournalPage = 1000
	maxJournalLook = 100_000
)

// JournalPage lists local actions, the newest first. A page may be short although more follow: then Next is not 0.
func (n *Node) JournalPage(ctx context.Context, q JournalQuery) (JournalPageView, error) {
	out := JournalPageView{Entries: []JournalView{}}
	if q.Limit < 1 || q.Limit > maxJournalPage {
		return out, parley.Errorf(parley.CodeUsage, "limit: a page of the journal has 1 to %d entries", maxJournalPage)
	}
	n.signJournal()
	err := n.cfg.Store.View(func(r store.Reader) error {
		looked := 0
		return n.backwards(ctx, r, q.Before, func(e store.Entry) bool {
			if len(out.Entries) == q.Limit || looked == maxJournalLook {
				return false
			}
			looked++
			if q.fits(e) {
				out.Entries = append(out.Entries, JournalView{e.Seq, e.Time.String(), e.User, e.Post, e.Action, e.Detail})
			}
			if out.Next = e.Seq; e.Seq == 1 {
				out.Next = 0
			}
			return true
		})
	})
	return out, err
}

// duressAction is what the journal calls a signature that was given under duress: silent wherever others may look on.
const duressAction = "duress"

func (q JournalQuery) fits(e store.Entry) bool {
	if q.Aloud && e.Action == duressAction {
		return false
	}
	return (q.User == "" || q.User == e.User) && (q.Action == "" || q.Action == e.Action) && e.Time >= q.From && (q.Until == 0 || e.Time < q.Until)
}

// backwards calls fn for the entries of the journal below one, 0: from the last one on, until fn returns false.
func (n *Node) backwards(ctx context.Context, r store.Reader, below uint64, fn func(store.Entry) bool) error {
	last, err := n.book().number(r)
	if err != nil {
		return err
	}
	if below == 0 || below > last+1 {
		below = last + 1
	}
	for high := below - 1; high > 0 && ctx.Err() == nil; {
		low := high - min(high, verifyPiece)
		es, err := r.Journal(low, int(high-low))
		if err != nil {
			return err
		}
		for i := len(es) - 1; i >= 0; i-- {
			if es[i].Seq <= high && !fn(es[i]) {
				return nil
			}
		}
		high = low
	}
	return ctx.Err()
}
