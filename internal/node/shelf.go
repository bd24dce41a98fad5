package node

import (
	"parley"
	"parley/internal/store"
	"parley/link"
)

// A body that is not whole stands under its id while its author's own node sends it. What any other peer sends under
// that id, and what an author sends of a body that another peer claimed first, stands on a shelf of that peer alone: under
// a key made of its root key and the id, and under no charter. So no peer can spoil, or hold up, what another one sends;
// the first whole body whose bytes are those of its id is taken.

// spareKey is where what a peer sends of a body stands apart.
func spareKey(p *peer, id parley.Hash) parley.Hash {
	return parley.Sum(append(append([]byte("parley spare body\x00"), p.root[:]...), id[:]...))
}

// shelf returns where a piece of a body that came over the line goes: what is there already, or what is to be opened.
func (l *line) shelf(r store.Reader, c link.Chunk) (store.Body, error) {
	b := store.Body{ID: c.ID, Blob: c.Blob, Charter: c.Log.Charter, Author: c.Log.Party, Size: c.Size, Precedence: c.Precedence}
	old, err := r.Body(c.ID)
	switch {
	case ignoreNotFound(err) != nil:
		return old, err
	case err == nil && old.Complete && old.Size == c.Size && old.Blob == c.Blob:
		return old, nil
	case err == nil && !old.Complete && l.began(old) && l.wrote(c.Log):
		return old, nil
	}
	free := err != nil && l.wrote(c.Log)
	b.ID = spareKey(l.p, c.ID)
	spare, err := r.Body(b.ID)
	switch {
	case ignoreNotFound(err) != nil:
		return spare, err
	case err == nil:
		return spare, nil
	case free:
		b.ID = c.ID
		return b, nil
	}
	b.Charter, b.Author = parley.Hash{}, l.p.name()
	return b, nil
}

// wrote reports whether the record of a body's author is the peer's own.
func (l *line) wrote(author link.LogKey) bool {
	ps, ok := l.p.seatIn(author.Charter)
	return ok && ps.s.id == author.Party
}

// began reports whether an unfinished body came from the peer, as its author.
func (l *line) began(b store.Body) bool {
	return l.wrote(link.LogKey(store.LogID{Charter: b.Charter, Party: b.Author}))
}

// standsAt returns the key under which a body that came whole over the line stands.
func (l *line) standsAt(id parley.Hash) (key parley.Hash, err error) {
	key = spareKey(l.p, id)
	err = l.n.cfg.Store.View(func(r store.Reader) error {
		_, err := r.Body(key)
		if err != nil {
			key = id
		}
		return ignoreNotFound(err)
	})
	return key, err
}

// countsFor returns in whose quota a body stands: in its author's, or, on a shelf, in that of the peer whose shelf it is.
func (l *line) countsFor(b store.Body) storedKey {
	if !isSpare(b) {
		return storedKey{b.Charter, b.Author}
	}
	first := l.p.places()[0]
	return storedKey{first.t.id, first.s.id}
}

// giveUp drops the bytes of a body in part that the machine gave up.
func (l *line) giveUp(b link.Partial) {
	for _, key := range []parley.Hash{b.ID, spareKey(l.p, b.ID)} {
		var held store.Body
		err := l.n.cfg.Store.Update(func(tx store.Tx) (err error) {
			held, err = tx.Body(key)
			if err != nil || held.Complete || !isSpare(held) && !l.began(held) {
				held = store.Body{}
				return ignoreNotFound(err)
			}
			return tx.DropBody(key)
		})
		if err != nil {
			l.n.event(EventStorage, l.p.name(), "what was given up could not be removed", "error", err)
		} else if held.Blob {
			of := l.countsFor(held)
			l.n.stored.drop(of.charter, of.author, held.Size)
		}
	}
}

// clear drops what stands apart.
func (n *Node) clear(key parley.Hash) {
	err := n.cfg.Store.Update(func(tx store.Tx) error { return dropUnfinished(tx, key) })
	if err != nil {
		n.event(EventStorage, "", "what was dropped could not be removed", "error", err)
	}
}

// isSpare reports whether an unfinished body stands on a peer's shelf.
func isSpare(b store.Body) bool { return b.Charter.IsZero() && !b.Complete }

// offShelf puts an attachment that came whole and stands apart into its place, if its bytes are those of its id under the
// salt of a message that names it; without such a message it stays. What does not fit is dropped.
func (n *Node) offShelf(key, id parley.Hash) error {
	refs, err := n.blobRefs(id)
	if err == nil && n.wanted.has(id) {
		refs, err = n.ownRefs(refs, id)
	}
	if err != nil || len(refs) == 0 {
		return err
	}
	fits, err := n.saltsThatFit(key, id, refs)
	if err != nil {
		return err
	}
	for _, ref := range refs {
		if fits[ref.salt] {
			b := store.Body{ID: id, Blob: true, Charter: ref.t.id, Author: ref.author, Size: ref.size}
			return n.cfg.Store.Update(func(tx store.Tx) error { return moveBody(tx, key, b) })
		}
	}
	n.drop(key, "an attachment's bytes are not those of its id")
	return nil
}

// ownRefs adds the messages, also of ours, that name an attachment which is wanted back.
func (n *Node) ownRefs(refs []blobRef, id parley.Hash) ([]blobRef, error) {
	b := n.wanted.get(id)
	salts, size, err := n.saltsOf(id)
	for _, salt := range salts {
		if b != nil {
			refs = append(refs, blobRef{b.t, n.cfg.Party, salt, size})
		}
	}
	return refs, err
}

// moveBody puts the bytes that stand under key in the place of what is there of b.
func moveBody(tx store.Tx, key parley.Hash, b store.Body) error {
	spare, err := tx.Body(key)
	if err != nil || spare.Size != b.Size || !wholeRange(spare) {
		return ignoreNotFound(err)
	}
	if old, err := tx.Body(b.ID); err == nil && old.Complete {
		return tx.DropBody(key)
	}
	b.Precedence = spare.Precedence
	if err := tx.DropBody(b.ID); err != nil {
		return err
	}
	if err := tx.OpenBody(b); err != nil {
		return err
	}
	for off := uint64(0); off < b.Size; off += uploadPiece {
		piece, err := tx.ReadBody(key, off, int(min(b.Size-off, uploadPiece)))
		if err != nil {
			return err
		}
		if err := tx.WriteBody(b.ID, off, piece); err != nil {
			return err
		}
	}
	return tx.DropBody(key)
}

// offShelfOrTryAgain is for attachments that no peer will send again.
func (n *Node) offShelfOrTryAgain(key, id parley.Hash) {
	err := n.offShelf(key, id)
	if err == nil {
		err = n.receiveBlob(id)
	}
	if err != nil {
		n.tryAgain(err, "an attachment could not be read", func() { n.offShelfOrTryAgain(key, id) })
	}
}
