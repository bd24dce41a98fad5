package node

import (
	"math"

	"parley"
	"parley/internal/store"
)

// bodies takes over attachments, and messages that are not whole yet.
func (b *rebuilding) bodies() error {
	var after parley.Hash
	for b.ctx.Err() == nil {
		all, err := b.from.Bodies(after, messagePiece)
		if err != nil || len(all) == 0 {
			return err
		}
		for _, body := range all {
			after = body.ID
			if err := b.body(body); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *rebuilding) body(body store.Body) error {
	err := b.to.Update(func(tx store.Tx) error { return tx.OpenBody(body) })
	for _, x := range body.Ranges {
		for off := x.From; off < x.To && err == nil; off += uploadPiece {
			err = b.to.Update(func(tx store.Tx) error {
				piece, err := b.from.ReadBody(body.ID, off, int(min(x.To-off, uploadPiece)))
				if err != nil {
					return err
				}
				return tx.WriteBody(body.ID, off, piece)
			})
		}
	}
	if err == nil && body.Complete {
		err = b.to.Update(func(tx store.Tx) error { return tx.CompleteBody(body.ID) })
	}
	return err
}

// journal takes over the list of local actions.
func (b *rebuilding) journal() error {
	for after := uint64(0); b.ctx.Err() == nil; {
		entries, err := b.from.Journal(after, verifyPiece)
		if err == nil && len(entries) == 0 {
			return b.journalHeads()
		}
		if err != nil {
			return err
		}
		after = entries[len(entries)-1].Seq
		err = b.to.Update(func(tx store.Tx) (err error) {
			for i := 0; i < len(entries) && err == nil; i++ {
				err = tx.AddEntry(entries[i])
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// journalHeads takes over what was signed over it.
func (b *rebuilding) journalHeads() error {
	for from := uint64(0); b.ctx.Err() == nil; {
		heads, err := b.from.JournalHeads(from, verifyPiece)
		if err != nil || len(heads) == 0 {
			return err
		}
		from = heads[len(heads)-1].Size + 1
		err = b.to.Update(func(tx store.Tx) (err error) {
			for i := 0; i < len(heads) && err == nil; i++ {
				err = tx.AddJournalHead(heads[i])
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// lines takes over the clocks of acknowledgement, how long each line was in which state, and its secrets.
func (b *rebuilding) lines() error {
	return b.to.Update(func(tx store.Tx) error {
		clocks, err := b.from.RunningClocks(math.MaxInt64, math.MaxInt32)
		if err != nil {
			return err
		}
		for _, t := range b.tables {
			for _, s := range t.seats() {
				raised, err := b.from.RaisedClocks(t.id, s.id, math.MaxInt32)
				if err != nil {
					return err
				}
				clocks = append(clocks, raised...)
				if err := b.lineTimes(tx, t, s); err != nil {
					return err
				}
			}
		}
		for i := 0; i < len(clocks) && err == nil; i++ {
			err = tx.PutAckClock(clocks[i])
		}
		if err != nil {
			return err
		}
		return b.secrets(tx)
	})
}

// secrets takes over what each line needs for the narrow bearer: without it a line that has no other bearer is lost.
func (b *rebuilding) secrets(tx store.Tx) error {
	all, err := b.from.LineSecrets()
	for i := 0; i < len(all) && err == nil; i++ {
		err = tx.PutLineSecret(all[i])
	}
	return err
}

func (b *rebuilding) lineTimes(tx store.Tx, t *table, s *seat) error {
	all, err := b.from.LineTimes(t.id, s.id, math.MinInt64, math.MaxInt64)
	for i := 0; i < len(all) && err == nil; i++ {
		err = tx.AddLineTime(all[i])
	}
	return err
}

// rest takes over what is little: evidence and named values.
func (b *rebuilding) rest() error {
	return b.to.Update(func(tx store.Tx) error {
		all, err := b.from.AllEvidence()
		for i := 0; i < len(all) && err == nil; i++ {
			err = tx.AddEvidence(all[i])
		}
		if err != nil {
			return err
		}
		names, err := b.from.MetaNames()
		for i := 0; i < len(names) && err == nil; i++ {
			value, bad := b.from.Meta(names[i])
			if err = bad; bad == nil {
				err = tx.PutMeta(names[i], value)
			}
		}
		return err
	})
}
