package node

import (
	"parley"
	"parley/internal/store"
	"parley/link"
)

// persist makes pieces of bodies durable, in the turn of this line. Of a body that is held whole no more is wanted, and the peer is told so.
func (l *line) persist(chunks []link.Chunk) error {
	if len(chunks) == 0 {
		return nil
	}
	var whole []parley.Hash
	j := &job{from: l.p, t: l.p.places()[0].t}
	for _, c := range chunks {
		j.size += len(c.Bytes)
		j.precedence = max(j.precedence, c.Precedence)
	}
	j.intake = func(tx store.Tx) ([]*job, error) {
		whole = nil
		for _, c := range chunks {
			held, err := l.keepChunk(tx, c)
			if err != nil {
				return nil, err
			}
			if held {
				whole = append(whole, c.ID)
			}
		}
		return nil, nil
	}
	if _, _, err := l.n.recorder.do(j); err != nil {
		return err
	}
	for _, id := range whole {
		l.machine(link.Recorded{ID: id})
	}
	return nil
}

// keepChunk adds to a body, or reports that the node holds that body whole. What two peers send under one id is never
// mixed: see shelf. Pieces of a body of another size or kind than the same peer began with are not used.
func (l *line) keepChunk(tx store.Tx, c link.Chunk) (held bool, err error) {
	if held, err := holdsMessage(tx, c); held || err != nil {
		return held, err
	}
	b, err := l.shelf(tx, c)
	if err != nil || b.Complete {
		return b.Complete && b.Size == c.Size && b.Blob == c.Blob, err
	}
	if b.Size != c.Size || b.Blob != c.Blob {
		return false, nil
	}
	if b.Blob && len(b.Ranges) == 0 { // nothing of it was held before
		of := l.countsFor(b)
		l.n.stored.add(of.charter, of.author, b.Size)
	}
	if err := tx.OpenBody(b); err != nil {
		return false, err
	}
	return false, tx.WriteBody(b.ID, c.Offset, c.Bytes)
}

// holdsMessage reports whether a chunk is of a message that was stored before.
func holdsMessage(r store.Reader, c link.Chunk) (bool, error) {
	if c.Blob {
		return false, nil
	}
	m, err := r.Message(c.ID)
	return err == nil && uint64(len(m.Envelope)) == c.Size, ignoreNotFound(err)
}
