package node

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"parley"
	"parley/courier"
	"parley/wire"
)

// maxSealed is the longest file that is read: a bundle and the seal around it.
const maxSealed = courier.MaxBundle + courier.MaxBundle>>10

// ImportCourier takes a bundle. It is read twice: once to its end, for its form and its signature, and then, if it may be
// used, frame by frame [COU-1].
func (n *Node) ImportCourier(ctx context.Context, sealed io.Reader, who Who) (v ImportView, err error) {
	if !n.online() {
		return v, n.notRunning()
	}
	if n.cfg.Unseal == nil {
		return v, parley.Errorf(parley.CodeBadKey, "this node has no key that opens sealed files")
	}
	n.courier.Lock()
	defer n.courier.Unlock()
	v, err = n.importSealed(ctx, sealed)
	if err != nil {
		n.journal(who, "courier-import", "not taken: "+parley.SentenceOf(err))
		return v, err
	}
	n.journal(who, "courier-import", v.sentence())
	return v, nil
}

func (v ImportView) sentence() string {
	s := fmt.Sprintf("from %s, number %d, packed %s: new messages %d, receipts %d, attachments %d, entries %d, bytes of others %d", v.From, v.Number, v.Packed, len(v.Messages), len(v.Receipts), len(v.Attachments), v.Entries, v.Bytes)
	if !v.Signed {
		s += "; not signed by its sender"
	}
	return s
}

func (n *Node) importSealed(ctx context.Context, sealed io.Reader) (v ImportView, err error) {
	file, err := io.ReadAll(io.LimitReader(sealed, maxSealed+1))
	if err != nil {
		return v, parley.Wrap(err, parley.CodeBadEncoding, "the file could not be read to its end")
	}
	if len(file) > maxSealed {
		return v, parley.Errorf(parley.CodeTooLarge, "the file has more than %d bytes, and no bundle has", maxSealed)
	}
	first, err := n.openBundle(file)
	if err != nil {
		return v, err
	}
	p, err := n.bundlePeer(first.Head)
	if err != nil {
		return v, err
	}
	c := &carried{n: n, p: p, head: first.Head}
	if err := c.survey(first); err != nil {
		return v, err
	}
	again, err := n.openBundle(file)
	if err != nil {
		return v, err
	}
	return c.take(ctx, again)
}

// openBundle reads the head of a sealed bundle.
func (n *Node) openBundle(file []byte) (*courier.Reader, error) {
	inside, err := n.cfg.Unseal(bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	return courier.NewReader(inside)
}

// bundlePeer finds the party that a bundle for us is from [COU-10].
func (n *Node) bundlePeer(h courier.Head) (*peer, error) {
	switch n.cfg.Party {
	case h.From:
		return nil, parley.Errorf(parley.CodeBadMessage, "the bundle was packed by this node itself, for %s; nothing of it is used", h.To)
	case h.To:
	default:
		return nil, parley.Errorf(parley.CodeBadMessage, "the bundle from %s is for %s and not for this node; nothing of it is used", h.From, h.To)
	}
	for _, id := range h.Charters {
		if t := n.table(id); t != nil {
			if p := n.peerOf(t, h.From); p != nil {
				return p, nil
			}
		}
	}
	return nil, parley.Errorf(parley.CodeUnknownParty, "the bundle is from %s, with which this node shares none of the charters that it names; nothing of it is used", h.From)
}

// maxSurveyed bounds the bodies of one bundle whose arrival is told; those beyond are taken like the others.
const maxSurveyed = 1 << 16

// survey reads a bundle to its end before anything of it is used: its form, what it speaks of, whose it is. Sheets in it
// are taken first, by their root's signature, since a newer one may hold the key that signed the bundle [COU-11].
func (c *carried) survey(r *courier.Reader) error {
	var sheets [][]byte
	for {
		b, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		f, err := decodeCarried(b)
		if err != nil {
			return err
		}
		switch f := f.(type) {
		case *wire.Hello:
			c.hello = b
		case *wire.Have:
			c.have = append(c.have, b)
		case *wire.SheetFrame:
			sheets = append(sheets, f.Sheet)
		case *wire.Body:
			c.note(f)
		}
		if len(sheets) > maxCarriedSheets || len(c.have) > maxCarriedSheets {
			return parley.Errorf(parley.CodeTooLarge, "the bundle holds more than %d sheets, or so many HAVE; nothing of it is used", maxCarriedSheets)
		}
	}
	signed := func() bool { sh := c.p.sheet(); return sh != nil && r.SignedBy(sh.Link) }
	if c.signed = signed(); !c.signed {
		c.sheets(sheets)
		c.signed = signed()
	}
	return nil
}

// maxCarriedSheets bounds what of a bundle is kept before it is used.
const maxCarriedSheets = 64

// decodeCarried reads a frame of a bundle; nil is one of a type that only a later version knows.
func decodeCarried(b []byte) (wire.Frame, error) {
	if t := wire.PeekType(b); t == 0 || t > wire.TypeVolume || t == wire.TypeVoice {
		return nil, nil
	}
	f, err := wire.DecodeFrame(b, wire.MaxFrame)
	if err != nil {
		return nil, parley.Wrap(err, parley.CodeBadEncoding, "the bundle holds a frame that no line carries; nothing of it is used")
	}
	return f, nil
}

// note keeps the id of a body that the bundle opens.
func (c *carried) note(f *wire.Body) {
	if f.Open == nil || len(c.messages)+len(c.blobs) >= maxSurveyed {
		return
	}
	switch {
	case f.Type == wire.TypeBlob:
		c.blobs = append(c.blobs, *f.Open.ID)
	case f.Open.ID == nil:
		c.messages = append(c.messages, parley.Sum(f.Bytes))
	default:
		c.messages = append(c.messages, *f.Open.ID)
	}
}
