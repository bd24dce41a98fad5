package rows

import (
	"parley"
	"parley/internal/store"
)

// maxChunk is the most bytes that one row holds, so that reading a few bytes never loads many.
const maxChunk = 16 << 10

// addChunks stores bytes none of which is held yet.
func (t *Tx) addChunks(body, offset uint64, p []byte) error {
	for len(p) > 0 {
		n := min(len(p), maxChunk)
		err := t.put(`INSERT INTO body_chunk (no, body, lo, bytes)
			VALUES ((SELECT COALESCE(MAX(no), 0) + 1 FROM body_chunk), $1, $2, $3)`, body, offset, p[:n])
		if err != nil {
			return err
		}
		offset, p = offset+uint64(n), p[n:]
	}
	return nil
}

type chunk struct {
	offset uint64
	bytes  []byte
}

func scanChunk(r Row, c *chunk) error { return r.Scan(&c.offset, &c.bytes) }

// readChunks returns n bytes from offset of a body that is at least that long, or store.ErrNotFound when one of them is
// not held. A chunk that holds offset begins less than maxChunk before it.
func (r *Reader) readChunks(body, offset uint64, n int) ([]byte, error) {
	if err := r.holds(body, store.Range{From: offset, To: offset + uint64(n)}); err != nil {
		return nil, err
	}
	chunks, err := List(r, scanChunk,
		`SELECT lo, bytes FROM body_chunk WHERE body = $1 AND lo > $2 AND lo < $3 ORDER BY lo`,
		body, int64(offset)-maxChunk, offset+uint64(n))
	if err != nil {
		return nil, err
	}
	p := make([]byte, 0, n)
	for _, c := range chunks {
		end := c.offset + uint64(len(c.bytes))
		if end <= offset {
			continue
		}
		if max(offset, c.offset) != offset+uint64(len(p)) {
			break
		}
		p = append(p, c.bytes[max(offset, c.offset)-c.offset:min(end, offset+uint64(n))-c.offset]...)
	}
	if len(p) != n {
		return nil, r.note(parley.Errorf(parley.CodeStorage, "the database is damaged: the bytes of a body do not follow each other"))
	}
	return p, nil
}
