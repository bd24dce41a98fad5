package node

import (
	"crypto/sha256"

	"parley"
	"parley/internal/store"
	"parley/wire"
)

// receiveBlob takes an attachment whose bytes are all here: it is checked against its id under the salt of a message
// that names it. Without such a message it waits for one.
func (n *Node) receiveBlob(id parley.Hash) {
	var salt *[16]byte
	var t *table
	var author parley.PartyID
	n.cfg.Store.View(func(r store.Reader) error {
		as, err := r.AttachmentsOf(id)
		if err != nil || len(as) == 0 {
			return err
		}
		m, err := r.Message(as[0].Message)
		if err != nil {
			return err
		}
		if _, p, err := wire.DecodeEnvelope(m.Envelope); err == nil {
			salt, author, t = p.Salt, m.Author, n.table(m.Charter)
		}
		return nil
	})
	if salt == nil || t == nil {
		return
	}
	if !n.blobHashes(id, *salt) {
		n.drop(id, "an attachment's bytes are not those of its id")
		return
	}
	n.recorder.add(&job{t: t, kind: wire.LeafGotBlob, id: id, precedence: parley.Routine, waiting: []parley.PartyID{author},
		check: func(tx store.Tx) error {
			b, err := tx.Body(id)
			if err == nil && b.Complete {
				return errNothing
			}
			return err
		},
		write: func(tx store.Tx, _ uint64, _ parley.Millis) error { return tx.CompleteBody(id) },
		then: func(_ uint64, _ parley.Millis, err error) {
			if err != nil {
				n.tryAgain(err, "an attachment could not be recorded", func() { n.receiveBlob(id) })
				return
			}
			n.metrics.blobs.Inc()
			n.blobChanged(id)
		},
	})
}

func (n *Node) blobHashes(id parley.Hash, salt [16]byte) bool {
	sum := sha256.New()
	sum.Write(salt[:])
	err := n.readBlob(id, func(piece []byte) error { sum.Write(piece); return nil })
	return err == nil && parley.Hash(sum.Sum(nil)) == id
}

// readBlob hands the bytes of a body to fn in order, piece by piece.
func (n *Node) readBlob(id parley.Hash, fn func([]byte) error) error {
	var b store.Body
	if err := n.cfg.Store.View(func(r store.Reader) (err error) { b, err = r.Body(id); return err }); err != nil {
		return err
	}
	for off := uint64(0); off < b.Size; {
		var piece []byte
		err := n.cfg.Store.View(func(r store.Reader) (err error) {
			piece, err = r.ReadBody(id, off, int(min(b.Size-off, uploadPiece)))
			return err
		})
		if err != nil {
			return err
		}
		if err := fn(piece); err != nil {
			return err
		}
		off += uint64(len(piece))
	}
	return nil
}

func (n *Node) blobChanged(id parley.Hash) {
	n.cfg.Store.View(func(r store.Reader) error {
		as, err := r.AttachmentsOf(id)
		for _, a := range as {
			n.watch.changed(a.Message)
		}
		return err
	})
}

// lookForBlobs takes over attachments that came whole before their message.
func (n *Node) lookForBlobs(p *wire.Payload) {
	for _, b := range p.Blobs {
		whole := false
		n.cfg.Store.View(func(r store.Reader) error {
			body, err := r.Body(b.ID)
			whole = err == nil && !body.Complete && wholeRange(body)
			return nil
		})
		if whole {
			go n.receiveBlob(b.ID)
		}
	}
}

func wholeRange(b store.Body) bool {
	return len(b.Ranges) == 1 && b.Ranges[0] == store.Range{From: 0, To: b.Size}
}
