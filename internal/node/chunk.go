package node

import (
	"parley/internal/store"
	"parley/link"
)

// persist makes pieces of bodies durable.
func (l *line) persist(chunks []link.Chunk) error {
	if len(chunks) == 0 {
		return nil
	}
	return l.n.cfg.Store.Update(func(tx store.Tx) error {
		for _, c := range chunks {
			if err := l.n.keepChunk(tx, c); err != nil {
				return err
			}
		}
		return nil
	})
}

// keepChunk adds to a body. What a peer sends under the id of something else that is here, an attachment that is whole
// or our own, or a body of another size, is not used.
func (n *Node) keepChunk(tx store.Tx, c link.Chunk) error {
	old, err := tx.Body(c.ID)
	if ignoreNotFound(err) != nil {
		return err
	}
	if err == nil && (old.Complete || old.Author == n.cfg.Party || old.Size != c.Size || old.Blob != c.Blob) {
		return nil
	}
	b := store.Body{ID: c.ID, Blob: c.Blob, Charter: c.Log.Charter, Author: c.Log.Party, Size: c.Size, Precedence: c.Precedence}
	if err := tx.OpenBody(b); err != nil {
		return err
	}
	return tx.WriteBody(c.ID, c.Offset, c.Bytes)
}
