package node

import (
	"crypto/sha256"
	"fmt"

	"parley"
	"parley/internal/store"
	"parley/wire"
)

// attachments holds the rows of a message's attachments, and their bytes, against its envelope.
func (a *audit) attachments(v *views, m store.Message, p *wire.Payload) error {
	held, err := a.r.Attachments(m.ID)
	if ignoreNotFound(err) != nil {
		return err
	}
	place := func(x store.Attachment) string { return fmt.Sprint(x.Place) }
	ds := compareRows("attachment", attachmentColumns, held, attachmentRows(m, p), place,
		func(x store.Attachment) string {
			return fmt.Sprintf("attachment %d of message %s of %s", x.Place, m.ID, m.Author)
		})
	for i := range ds {
		ds[i].Party = string(m.Author)
	}
	a.rows(m, ds)
	for _, b := range p.Blobs {
		if p.Salt == nil {
			break
		}
		if err := a.blob(v.t, m, p, b); err != nil {
			return err
		}
	}
	return nil
}

// blob checks the bytes of an attachment that is held whole; one of ours, or one that our record says we hold, must be.
func (a *audit) blob(t *table, m store.Message, p *wire.Payload, b wire.Blob) error {
	body, err := a.r.Body(b.ID)
	if ignoreNotFound(err) != nil {
		return err
	}
	if err != nil || !body.Complete {
		gone, err := givenUp(a.r, t, b.ID)
		if err != nil || gone {
			return err
		}
		_, _, claimed, err := leafEver(a.r, t.own().log, b.ID, wire.LeafGotBlob)
		if m.Own || claimed {
			a.messageFault(m, "body", "complete", "the attachment %q is not in the database", b.Name)
		}
		return err
	}
	if body.Size != b.Size || !body.Blob {
		a.messageFault(m, "body", "size", "the attachment %q is kept as something else: size %d, by the record %d", b.Name, body.Size, b.Size)
	}
	a.owner(body)
	sum, err := a.bodyHash(body, *p.Salt)
	if err != nil {
		a.messageFault(m, "body_chunk", "bytes", "the attachment %q cannot be read", b.Name)
	} else if sum != b.ID {
		a.messageFault(m, "body_chunk", "bytes", "the bytes of the attachment %q are not those of its id", b.Name)
	}
	return nil
}

// bodyHash returns the id that the bytes held have under salt.
func (a *audit) bodyHash(body store.Body, salt [16]byte) (parley.Hash, error) {
	sum := sha256.New()
	sum.Write(salt[:])
	for off := uint64(0); off < body.Size; {
		want := min(body.Size-off, uploadPiece)
		piece, err := a.r.ReadBody(body.ID, off, int(want))
		if err != nil || uint64(len(piece)) != want {
			return parley.Hash{}, fmt.Errorf("bytes from %d on cannot be read: %w", off, err)
		}
		sum.Write(piece)
		off += want
	}
	return parley.Hash(sum.Sum(nil)), nil
}

// checkOpenBodies checks what can be known of bodies that are not whole: whose they are, and that the bytes said to be
// here are. Their contents nobody can check before they are whole.
func (a *audit) checkOpenBodies() error {
	open, err := a.r.OpenBodies()
	for _, b := range open {
		a.owner(b)
		last := uint64(0)
		for i, x := range b.Ranges {
			bad := x.From >= x.To || x.To > b.Size || i > 0 && x.From <= last
			for off := x.From; !bad && off < x.To; off += min(x.To-off, uploadPiece) {
				want := min(x.To-off, uploadPiece)
				piece, err := a.r.ReadBody(b.ID, off, int(want))
				bad = err != nil || uint64(len(piece)) != want
			}
			if last = x.To; bad {
				a.fault(store.LogID{Charter: b.Charter, Party: b.Author}, DifferenceView{Table: "body_range", Party: string(b.Author)},
					"body_range: of the body %s from %s, which is not whole, the bytes %d to %d are not as they are said to be", b.ID, b.Author, x.From, x.To)
			}
		}
	}
	return err
}

// owner checks that a body came from a party of a charter; one on the shelf is under none.
func (a *audit) owner(b store.Body) {
	known := !b.Complete && b.Charter.IsZero() && a.logOf(b.Author) != store.LogID{}
	if t := a.table(b.Charter); !known && (t == nil || t.seat(b.Author) == nil) {
		a.fault(store.LogID{}, DifferenceView{Table: "body", Column: "author", Party: string(b.Author)},
			"body: %s came from %s under charter %s, which is no party here", b.ID, b.Author, b.Charter)
	}
}
