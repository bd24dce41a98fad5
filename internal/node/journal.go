package node

import (
	"context"

	"parley/internal/store"
)

// journal enters a local action. That it cannot be written is an alarm, and undoes nothing.
func (n *Node) journal(who Who, action, detail string) {
	e := store.Entry{Time: n.now(), User: who.User, Post: who.Post, Action: action, Detail: detail}
	if err := n.cfg.Store.Update(func(tx store.Tx) error { return tx.AddEntry(e) }); err != nil {
		n.event(EventJournal, "", "the journal could not be written", "action", action, "error", err)
	}
}

// Note enters a local action in the journal.
func (n *Node) Note(ctx context.Context, who Who, action, detail string) error {
	n.journal(who, action, detail)
	return nil
}

// Journal lists local actions in order.
func (n *Node) Journal(ctx context.Context) ([]JournalView, error) {
	n.signJournal()
	out := []JournalView{}
	err := n.cfg.Store.View(func(r store.Reader) error {
		es, err := r.Journal(0, 0)
		for _, e := range es {
			out = append(out, JournalView{e.Seq, e.Time.String(), e.User, e.Post, e.Action, e.Detail})
		}
		return err
	})
	return out, err
}
