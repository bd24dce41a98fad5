package node

import (
	"context"

	"parley"
	"parley/internal/store"
)

// DraftAll keeps new messages that nobody has signed, in one transaction: all of them, or none.
func (n *Node) DraftAll(ctx context.Context, list []NewDraft) (out []DraftView, err error) {
	if len(list) == 0 || len(list) > MaxDrafts {
		return nil, parley.Errorf(parley.CodeUsage, "there are %d drafts, not 1 to %d", len(list), MaxDrafts)
	}
	wanted := make([]textDraft, len(list))
	for i, d := range list {
		if d.ID != "" {
			return nil, parley.Errorf(parley.CodeUsage, "draft %d names one that it replaces; only new ones are kept together", i+1)
		}
		if wanted[i], err = n.asDraft(d); err != nil {
			return nil, numbered(i, err)
		}
	}
	n.drafting.Lock()
	defer n.drafting.Unlock()
	rows := make([]store.Draft, len(list))
	err = n.cfg.Store.Update(func(tx store.Tx) (err error) {
		for i, x := range wanted {
			if rows[i], err = n.keepDraft(tx, x); err != nil {
				return numbered(i, err)
			}
		}
		return nil
	})
	if err != nil {
		return nil, storageSentence(err, "the drafts were not kept")
	}
	for _, row := range rows {
		v, err := n.viewDraft(ctx, row.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// numbered says of which draft an error is.
func numbered(i int, err error) error {
	return parley.Wrap(err, parley.CodeOf(err), "draft %d: %s", i+1, parley.SentenceOf(err))
}
