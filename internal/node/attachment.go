package node

import (
	"context"
	"io"

	"parley"
	"parley/internal/store"
)

// Attachment returns the bytes of an attachment that is held whole. They are read piece by piece as they are asked for,
// until ctx ends.
func (n *Node) Attachment(ctx context.Context, blob string) (io.ReadCloser, error) {
	id, err := parley.ParseHash(blob)
	if err != nil {
		return nil, err
	}
	var b store.Body
	if err := n.cfg.Store.View(func(r store.Reader) (err error) { b, err = r.Body(id); return err }); err != nil {
		return nil, parley.Wrap(err, parley.CodeNotFound, "no attachment %s is held here", blob)
	}
	if err := n.mustRead(ctx, n.table(b.Charter)); err != nil {
		return nil, err
	}
	if !b.Complete {
		return nil, parley.Errorf(parley.CodeNotYet, "the attachment is not all here yet")
	}
	return &attachmentReader{ctx: ctx, s: n.cfg.Store, id: id, size: b.Size}, nil
}

// An attachmentReader reads an attachment from the store. It is for one goroutine.
type attachmentReader struct {
	ctx      context.Context
	s        store.Store
	id       parley.Hash
	at, size uint64 // next byte to fetch, and how many there are
	piece    []byte // fetched and not yet read
	closed   bool
}

func (a *attachmentReader) Read(p []byte) (int, error) {
	if a.closed {
		return 0, io.ErrClosedPipe
	}
	if len(a.piece) == 0 {
		if err := a.fetch(); err != nil {
			return 0, err
		}
	}
	n := copy(p, a.piece)
	a.piece = a.piece[n:]
	return n, nil
}

func (a *attachmentReader) fetch() error {
	if err := a.ctx.Err(); err != nil {
		return err
	}
	if a.at == a.size {
		return io.EOF
	}
	err := a.s.View(func(r store.Reader) (err error) {
		a.piece, err = r.ReadBody(a.id, a.at, int(min(a.size-a.at, uploadPiece)))
		return err
	})
	a.at += uint64(len(a.piece))
	return err
}

// Close ends reading.
func (a *attachmentReader) Close() error {
	a.closed, a.piece = true, nil
	return nil
}
