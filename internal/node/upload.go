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
func (n *Node) Upload(ctx context.Context, charter, id parley.Hash, salt [16]byte, size uint64, in io.Reader) error {
	if !n.online() {
		return n.notRunning()
	}
	if err := wire.CheckBlobSize(id.String()[:8], size); err != nil {
		return err
	}
	var held store.Body
	err := n.cfg.Store.Update(func(tx store.Tx) (err error) {
		if held, err = tx.Body(id); err == nil {
			return nil
		}
		return tx.OpenBody(store.Body{ID: id, Blob: true, Charter: charter, Author: n.cfg.Party, Size: size})
	})
	if err != nil {
		return storageSentence(err, "the attachment was not stored")
	}
	if held.Complete {
		return nil
	}
	if err := n.uploadBytes(ctx, id, salt, size, in); err != nil {
		n.cfg.Store.Update(func(tx store.Tx) error { return tx.DropBody(id) })
		return storageSentence(err, "the attachment was not stored")
	}
	return nil
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
