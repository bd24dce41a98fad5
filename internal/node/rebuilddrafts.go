package node

import (
	"errors"
	"math"
	"slices"

	"parley"
	"parley/internal/store"
)

// watches takes over who had the watch of each post, and the hand-overs.
func (b *rebuilding) watches() error {
	all, err := b.from.Watches("", math.MaxUint64, 0)
	if ignoreNotFound(err) != nil {
		return err
	}
	for _, w := range slices.Backward(all) {
		if err := b.to.Update(func(tx store.Tx) error { return tx.PutWatch(w) }); err != nil {
			return err
		}
	}
	return nil
}

// drafts takes over the messages that are not sent yet, and the hashes of what must never be.
func (b *rebuilding) drafts() error {
	all, err := b.from.Drafts(math.MaxUint64, 0)
	if ignoreNotFound(err) != nil {
		return err
	}
	for _, d := range slices.Backward(all) {
		if err := b.to.Update(func(tx store.Tx) error { return tx.PutDraft(d) }); err != nil {
			return err
		}
	}
	for after := (parley.Hash{}); b.ctx.Err() == nil; {
		void, err := b.from.VoidPayloads(after, verifyPiece)
		if err != nil || len(void) == 0 {
			return err
		}
		after = void[len(void)-1]
		err = b.to.Update(func(tx store.Tx) (err error) {
			for _, h := range void {
				at, bad := b.from.PayloadVoid(h)
				err = errors.Join(err, bad, tx.VoidPayload(h, at))
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
