package node

import (
	"context"

	"parley"
	"parley/charter"
	"parley/internal/store"
	"parley/record"
	"parley/wire"
)

// Compare checks a store as Verify does. It returns what a rebuild mends: the rows and columns that are not what the
// record gives; and, as sentences, what no rebuild mends, because the record itself does not hold.
func Compare(ctx context.Context, party parley.PartyID, s store.Store) (differences []DifferenceView, damage []string, err error) {
	differences, damage = []DifferenceView{}, []string{}
	a := &audit{ctx: ctx, party: party}
	a.report = func(f fault) {
		switch {
		case len(differences)+len(damage) == 100*maxErrors:
		case f.view:
			differences = append(differences, f.DifferenceView)
		default:
			damage = append(damage, f.Sentence)
		}
	}
	err = a.check(s)
	return differences, damage, err
}

// Rebuild fills an empty store from another one: what was signed is copied, byte for byte; everything that can be
// computed from it is computed; and what happened only here is carried over: the order and times of storing, when a
// message was first read, what has expired, when heads were first seen, clocks and times of lines, the journal, evidence,
// bodies, and named values. It is for a store whose record holds: see Compare.
func Rebuild(ctx context.Context, party parley.PartyID, from, to store.Store) error {
	return from.View(func(r store.Reader) error {
		b := &rebuilding{ctx: ctx, party: party, from: r, to: to}
		for _, step := range []func() error{b.pages, b.logs, b.messages, b.views, b.words, b.bodies, b.journal, b.drafts, b.watches, b.lines, b.rest, b.listing} {
			if err := step(); err != nil {
				return storageSentence(err, "the database was not rebuilt")
			}
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		return nil
	})
}

// A rebuilding is one Rebuild under way. Each transaction takes a bounded piece.
type rebuilding struct {
	ctx    context.Context
	party  parley.PartyID
	from   store.Reader
	to     store.Store
	tables []*table
	all    []store.LogID
}

// pages takes editions, sheets, roster acts and statements over.
func (b *rebuilding) pages() error {
	ids, err := b.from.Charters()
	if err != nil {
		return err
	}
	err = b.to.Update(func(tx store.Tx) error {
		sheets, err := b.from.AllSheets()
		for i := 0; i < len(sheets) && err == nil; i++ {
			sh, bad := charter.ParseSheet(sheets[i].Bytes)
			if err = bad; bad == nil {
				err = tx.AddSheet(sheetRow(sh, sheets[i]))
			}
		}
		for i := 0; i < len(ids) && err == nil; i++ {
			err = b.charter(tx, ids[i])
		}
		if err == nil {
			err = b.acts(tx)
		}
		return err
	})
	if err == nil {
		err = b.to.View(b.load)
	}
	return err
}

// load reads the charters of the new store.
func (b *rebuilding) load(r store.Reader) error {
	ids, err := r.Charters()
	for i := 0; i < len(ids) && err == nil; i++ {
		t, bad := loadTable(r, b.party, ids[i])
		b.tables, err = append(b.tables, t), bad
	}
	return err
}

func (b *rebuilding) charter(tx store.Tx, id parley.Hash) error {
	editions, err := b.from.Editions(id)
	for i := 0; i < len(editions) && err == nil; i++ {
		c, bad := charter.Parse(editions[i].Bytes)
		if err = bad; bad == nil {
			err = tx.AddEdition(editionRow(c, editions[i]))
		}
	}
	if err != nil {
		return err
	}
	volumes, err := b.from.Volumes(id)
	for i := 0; i < len(volumes) && err == nil; i++ {
		err = tx.AddVolume(volumes[i])
	}
	if err != nil {
		return err
	}
	statements, err := b.from.Statements(id)
	for i := 0; i < len(statements) && err == nil; i++ {
		err = tx.AddStatement(statements[i])
	}
	return err
}

// acts takes the roster acts over.
func (b *rebuilding) acts(tx store.Tx) error {
	rows, err := b.from.AllRosterActs()
	for i := 0; i < len(rows) && err == nil; i++ {
		a, bad := parseAct(rows[i].Bytes)
		if err = bad; bad == nil {
			err = tx.AddRosterAct(actRow(a, rows[i].Bytes))
		}
	}
	return err
}

// logs takes the leaves over, computes their columns and the tree, and takes over what was signed.
func (b *rebuilding) logs() (err error) {
	b.all, err = b.from.Logs()
	for _, log := range b.all {
		size, bad := b.from.LogSize(log)
		for from := uint64(0); from < size && bad == nil; from += verifyPiece {
			bad = b.to.Update(func(tx store.Tx) error { return b.leaves(tx, log, from, min(size, from+verifyPiece)) })
		}
		for from := uint64(0); from <= size && bad == nil; from += verifyPiece {
			to := from + verifyPiece
			if to > size {
				to = store.MaxNumber
			}
			bad = b.to.Update(func(tx store.Tx) error { return b.signed(tx, log, size, from, to) })
		}
		if bad != nil {
			return bad
		}
	}
	return err
}

func (b *rebuilding) leaves(tx store.Tx, log store.LogID, from, to uint64) error {
	rows, err := b.from.Leaves(log, from, to)
	if err != nil {
		return err
	}
	raw := make([][]byte, len(rows))
	for i := range rows {
		raw[i] = rows[i].Bytes
		if rows[i], _, err = leafRow(from+uint64(i), raw[i]); err != nil {
			return err
		}
	}
	fresh, err := record.AppendHashes(from, raw, hashes(tx, log))
	if err != nil {
		return err
	}
	return tx.AppendLeaves(log, rows, hashRows(fresh))
}

// signed takes over the heads and cosignatures of from <= size < to.
func (b *rebuilding) signed(tx store.Tx, log store.LogID, size, from, to uint64) error {
	heads, err := b.from.HeadsBetween(log, from, to)
	for i := 0; i < len(heads) && err == nil; i++ {
		h := heads[i]
		h.Reconciled = false
		if h.Size <= size {
			root, bad := record.Root(h.Size, hashes(tx, log))
			h.Reconciled, err = root == h.Root, bad
		}
		if err == nil {
			err = tx.PutHead(log, h)
		}
	}
	if err != nil {
		return err
	}
	cs, err := b.from.CosignaturesBetween(log, from, to)
	for i := 0; i < len(cs) && err == nil; i++ {
		err = tx.AddCosignature(log, cs[i])
	}
	return err
}

// messages takes the envelopes over and computes the columns of each message and its attachments.
func (b *rebuilding) messages() error {
	return b.each(b.from, func(tx store.Tx, v *views, m store.Message, e *wire.Envelope, p *wire.Payload) error {
		if p == nil {
			return b.erased(tx, v, m)
		}
		want, err := v.message(m, e, p)
		if err != nil {
			return err
		}
		if _, err := tx.AddMessage(want); err != nil {
			return err
		}
		for _, x := range attachmentRows(want, p) {
			if err := tx.AddAttachment(x); err != nil {
				return err
			}
		}
		return nil
	})
}

// views computes the deliveries of our messages, once all messages are there.
func (b *rebuilding) views() error {
	return b.each(b.from, func(tx store.Tx, v *views, m store.Message, _ *wire.Envelope, p *wire.Payload) error {
		if m.Author != b.party {
			return nil
		}
		was, err := b.from.Deliveries(m.ID)
		if ignoreNotFound(err) != nil {
			return err
		}
		ds, err := v.deliveries(m, p, was)
		for i := 0; i < len(ds) && err == nil; i++ {
			err = tx.PutDelivery(ds[i])
		}
		if p == nil || err != nil {
			return err
		}
		for i := 0; i < len(p.Blobs) && err == nil; i++ {
			err = b.blobDeliveries(tx, v, p, p.Blobs[i])
		}
		return err
	})
}

func (b *rebuilding) blobDeliveries(tx store.Tx, v *views, p *wire.Payload, blob wire.Blob) error {
	was, err := b.from.BlobDeliveries(blob.ID)
	if ignoreNotFound(err) != nil {
		return err
	}
	ds, err := v.blobDeliveries(p, blob, was)
	for i := 0; i < len(ds) && err == nil; i++ {
		err = tx.PutBlobDelivery(ds[i])
	}
	return err
}

// erased takes over what is left of a message whose bytes were erased, with the rows of its attachments.
func (b *rebuilding) erased(tx store.Tx, v *views, m store.Message) error {
	want, err := v.erased(m)
	if err != nil {
		return err
	}
	if _, err := tx.AddMessage(want); err != nil {
		return err
	}
	as, err := b.from.Attachments(m.ID)
	for i := 0; i < len(as) && ignoreNotFound(err) == nil; i++ {
		var ds []store.BlobDelivery
		if err = tx.AddAttachment(as[i]); err == nil {
			ds, err = b.from.BlobDeliveries(as[i].Blob)
		}
		for j := 0; j < len(ds) && err == nil; j++ {
			err = tx.PutBlobDelivery(ds[j])
		}
	}
	return ignoreNotFound(err)
}

// each calls fn for every message of a reader, without envelope and payload where they were erased, in the order of storing, a piece of them to a transaction. The views are
// those of the new store.
func (b *rebuilding) each(r store.Reader, fn func(store.Tx, *views, store.Message, *wire.Envelope, *wire.Payload) error) error {
	late := map[store.LogID]bool{}
	for after := uint64(0); b.ctx.Err() == nil; {
		ms, err := r.Messages(store.MessageFilter{After: after, Limit: messagePiece})
		if err != nil || len(ms) == 0 {
			return err
		}
		after = ms[len(ms)-1].Seq
		err = b.to.Update(func(tx store.Tx) error {
			for _, m := range ms {
				t := b.tableOf(m.Charter)
				e, p, err := wire.DecodeEnvelope(m.Envelope)
				if erased(m) {
					e, p, err = nil, nil, nil
				}
				if err != nil || t == nil {
					return parley.Wrap(err, parley.CodeBadRecord, "the message %s does not hold", m.ID)
				}
				if err := fn(tx, &views{r: tx, party: b.party, t: t, logs: b.all, late: late}, m, e, p); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (b *rebuilding) tableOf(id parley.Hash) *table {
	for _, t := range b.tables {
		if t.id == id {
			return t
		}
	}
	return nil
}
