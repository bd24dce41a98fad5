package node

import (
	"crypto/sha256"

	"parley"
	"parley/internal/store"
	"parley/link"
	"parley/wire"
)

// A blobRef is a stored message that names an attachment.
type blobRef struct {
	t      *table
	author parley.PartyID
	salt   [16]byte
	size   uint64
}

// blobRefs returns the messages of others that name an attachment of which our record under their charter does not yet
// say that it is held.
func (n *Node) blobRefs(id parley.Hash) (refs []blobRef, err error) {
	err = n.cfg.Store.View(func(r store.Reader) error {
		refs = nil
		as, err := r.AttachmentsOf(id)
		if err != nil {
			return ignoreNotFound(err)
		}
		for _, a := range as {
			m, err := r.Message(a.Message)
			if err != nil {
				return err
			}
			t := n.table(m.Charter)
			if m.Own || t == nil {
				continue
			}
			_, _, got, err := leafEver(r, t.own().log, id, wire.LeafGotBlob)
			if err != nil {
				return err
			}
			if _, p, err := wire.DecodeEnvelope(m.Envelope); err == nil && p.Salt != nil && !got {
				refs = append(refs, blobRef{t, m.Author, *p.Salt, a.Size})
			}
		}
		return nil
	})
	return refs, err
}

// receiveBlob takes an attachment whose bytes are all here: it is checked against its id under the salt of a message
// that names it. Without such a message of whoever sent it, it waits for one. What fits no message that names it is
// dropped and counted.
func (n *Node) receiveBlob(id parley.Hash) error {
	if n.wanted.has(id) {
		return n.takeBackBlob(id)
	}
	refs, err := n.blobRefs(id)
	if err != nil {
		return err
	}
	b, err := n.bodyOf(id)
	if err != nil || len(refs) == 0 || !wholeRange(b) {
		return ignoreNotFound(err)
	}
	fits, err := n.saltsThatFit(id, id, refs)
	if err != nil {
		return err
	}
	taken, named := map[*table]bool{}, false
	for _, ref := range refs {
		named = named || ref.author == b.Author && ref.t.id == b.Charter
		if fits[ref.salt] && ref.size == b.Size && !taken[ref.t] {
			taken[ref.t] = true
			n.recordBlob(id, ref)
		}
	}
	if len(taken) == 0 && named {
		n.drop(id, "an attachment's bytes are not those of its id")
	}
	return nil
}

// saltsThatFit returns under which salts the bytes held under key have the id.
func (n *Node) saltsThatFit(key, id parley.Hash, refs []blobRef) (map[[16]byte]bool, error) {
	fits := map[[16]byte]bool{}
	for _, ref := range refs {
		if _, known := fits[ref.salt]; known {
			continue
		}
		sum, err := n.blobHash(key, ref.salt)
		if err != nil {
			return nil, err
		}
		fits[ref.salt] = sum == id
	}
	return fits, nil
}

// recordBlob marks an attachment whole and enters, once in each record, that it is held.
func (n *Node) recordBlob(id parley.Hash, ref blobRef) {
	n.recorder.add(&job{
		from: n.peerOf(ref.t, ref.author), t: ref.t, kind: wire.LeafGotBlob, id: id, precedence: parley.Routine, waiting: []parley.PartyID{ref.author},
		check: func(tx store.Tx) error {
			_, _, got, err := leafEver(tx, ref.t.own().log, id, wire.LeafGotBlob)
			if got {
				return errNothing
			}
			return err
		},
		write: func(tx store.Tx, _ uint64, _ parley.Millis) error { return tx.CompleteBody(id) },
		then: func(_ uint64, _ parley.Millis, err error) {
			if err != nil && err != errNothing {
				n.tryAgain(err, "an attachment could not be recorded", func() { n.receiveBlobOrTryAgain(id) })
				return
			}
			if err == nil {
				n.metrics.blobs.Inc()
			}
			for _, p := range n.allPeers() {
				p.box.put(link.Recorded{ID: id})
			}
			n.blobChanged(id)
		},
	})
}

// receiveBlobOrTryAgain is for attachments that no peer will send again.
func (n *Node) receiveBlobOrTryAgain(id parley.Hash) {
	if err := n.receiveBlob(id); err != nil {
		n.tryAgain(err, "an attachment could not be read", func() { n.receiveBlobOrTryAgain(id) })
	}
}

func (n *Node) bodyOf(id parley.Hash) (b store.Body, err error) {
	err = n.cfg.Store.View(func(r store.Reader) (err error) { b, err = r.Body(id); return err })
	return b, err
}

// blobHash returns the id that the bytes held have under salt.
func (n *Node) blobHash(id parley.Hash, salt [16]byte) (parley.Hash, error) {
	sum := sha256.New()
	sum.Write(salt[:])
	err := n.readBlob(id, func(piece []byte) { sum.Write(piece) })
	return parley.Hash(sum.Sum(nil)), err
}

// readBlob hands the bytes of a body to fn in order, piece by piece.
func (n *Node) readBlob(id parley.Hash, fn func([]byte)) error {
	b, err := n.bodyOf(id)
	for off := uint64(0); err == nil && off < b.Size; {
		var piece []byte
		err = n.cfg.Store.View(func(r store.Reader) (err error) {
			piece, err = r.ReadBody(id, off, int(min(b.Size-off, uploadPiece)))
			return err
		})
		fn(piece)
		off += uint64(len(piece))
	}
	return err
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

// lookForBlobs takes over attachments that came whole before their message, in this message or an earlier one.
func (n *Node) lookForBlobs(t *table, p *wire.Payload) {
	srv := n.server()
	if srv == nil {
		return
	}
	for _, b := range p.Blobs {
		if author := n.peerOf(t, p.From.Party); author != nil {
			key := spareKey(author, b.ID)
			if body, err := n.bodyOf(key); err == nil && wholeRange(body) {
				srv.run(func() { n.offShelfOrTryAgain(key, b.ID) })
				continue
			}
		}
		if body, err := n.bodyOf(b.ID); err == nil && wholeRange(body) {
			srv.run(func() { n.receiveBlobOrTryAgain(b.ID) })
		}
	}
}

func wholeRange(b store.Body) bool {
	return len(b.Ranges) == 1 && b.Ranges[0] == store.Range{From: 0, To: b.Size}
}
