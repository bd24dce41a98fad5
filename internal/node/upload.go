package node

import (
	"context"
	"crypto/sha256"
	"io"

	"parley"
	"parley/internal/store"
	"parley/wire"
)

// Upload stores an attachment's bytes in pieces and checks them against its id. What does not fit is removed again.
// Two of one attachment wait for each other, so that they do not mix.
func (n *Node) Upload(ctx context.Context, charter, id parley.Hash, salt [16]byte, size uint64, in io.Reader) error {
	if !n.online() {
		return n.notRunning()
	}
	if err := wire.CheckBlobSize(id.String()[:8], size); err != nil {
		return err
	}
	if err := n.turnToUpload(ctx, id); err != nil {
		return err
	}
	defer n.endUpload(id)
	held, err := n.beginUpload(store.Body{ID: id, Blob: true, Charter: charter, Author: n.cfg.Party, Size: size})
	if err != nil || held {
		return storageSentence(err, "the attachment was not stored")
	}
	if err := n.uploadBytes(ctx, id, salt, size, in); err != nil {
		n.cfg.Store.Update(func(tx store.Tx) error { return dropUnfinished(tx, id) })
		return storageSentence(err, "the attachment was not stored")
	}
	return nil
}

// dropAbandoned removes what is left of uploads that had not ended when the node did, and what stands on peers' shelves:
// of these no HAVE tells.
func (n *Node) dropAbandoned() {
	err := n.cfg.Store.Update(func(tx store.Tx) error {
		open, err := tx.OpenBodies()
		if err != nil {
			return err
		}
		for _, b := range open {
			if b.Author == n.cfg.Party || isSpare(b) {
				if err := tx.DropBody(b.ID); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		n.cfg.Log.Error("what is left of uploads could not be removed", "error", err)
	}
}

// turnToUpload waits until no other upload of the attachment is under way.
func (n *Node) turnToUpload(ctx context.Context, id parley.Hash) error {
	for {
		n.mu.Lock()
		other := n.uploads[id]
		if other == nil {
			n.uploads[id] = make(chan struct{})
			n.mu.Unlock()
			return nil
		}
		n.mu.Unlock()
		select {
		case <-other:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (n *Node) endUpload(id parley.Hash) {
	n.mu.Lock()
	defer n.mu.Unlock()
	close(n.uploads[id])
	delete(n.uploads, id)
}

// beginUpload makes room for an attachment, unless it is held whole. What is here of it without having been checked, of
// an upload that did not end or from a peer, goes.
func (n *Node) beginUpload(b store.Body) (held bool, err error) {
	err = n.cfg.Store.Update(func(tx store.Tx) error {
		old, err := tx.Body(b.ID)
		if ignoreNotFound(err) != nil {
			return err
		}
		if held = err == nil && old.Complete && old.Size == b.Size; held {
			return nil
		}
		if err == nil && old.Complete {
			return parley.Errorf(parley.CodeBadMessage, "the attachment is held with %d bytes, not %d", old.Size, b.Size)
		}
		if err := tx.DropBody(b.ID); err != nil {
			return err
		}
		return tx.OpenBody(b)
	})
	return held, err
}

const uploadPiece = 1 << 20

func (n *Node) uploadBytes(ctx context.Context, id parley.Hash, salt [16]byte, size uint64, in io.Reader) error {
	sum := sha256.New()
	sum.Write(salt[:])
	buf := make([]byte, min(size, uploadPiece))
	for off := uint64(0); off < size; {
		piece := buf[:min(uint64(len(buf)), size-off)]
		if _, err := io.ReadFull(in, piece); err != nil {
			return parley.Wrap(err, parley.CodeBadMessage, "the attachment ended before its %d bytes", size)
		}
		sum.Write(piece)
		if err := n.cfg.Store.Update(func(tx store.Tx) error { return tx.WriteBody(id, off, piece) }); err != nil {
			return err
		}
		if off += uint64(len(piece)); ctx.Err() != nil {
			return ctx.Err()
		}
	}
	if parley.Hash(sum.Sum(nil)) != id {
		return parley.Errorf(parley.CodeBadMessage, "the attachment's bytes are not those of its id")
	}
	return n.cfg.Store.Update(func(tx store.Tx) error { return tx.CompleteBody(id) })
}
