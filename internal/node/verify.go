package node

import (
	"context"
	"fmt"

	"parley"
	"parley/internal/store"
	"parley/record"
	"parley/wire"
)

// VerifyRecord checks, from the bytes up, every record that is held; see Verify.
func (n *Node) VerifyRecord(ctx context.Context) (VerifyView, error) {
	return Verify(ctx, n.cfg.Party, n.cfg.Store)
}

// Verify checks, from the bytes up, every record that a store of a party's node holds: each leaf and tree hash, each
// head and cosignature, each message and attachment that a leaf names, and each column by which they are found. It
// needs no keys and writes nothing, so that it serves for a copy as well.
func Verify(ctx context.Context, party parley.PartyID, s store.Store) (VerifyView, error) {
	out := VerifyView{OK: true, Records: []RecordView{}}
	tables, err := loadTables(party, s)
	if err != nil {
		return out, err
	}
	for _, t := range tables {
		for _, seat := range t.seats() {
			v := &verifier{party: party, t: t, s: seat}
			if err := s.View(v.run); err != nil {
				v.fail("the record could not be read: %s", err)
			}
			rv := RecordView{Charter: t.id.String(), Party: string(seat.id), Size: v.size, OK: len(v.errors) == 0, Errors: v.errors}
			if rv.Errors == nil {
				rv.Errors = []string{}
			}
			out.OK = out.OK && rv.OK
			out.Records = append(out.Records, rv)
		}
	}
	return out, nil
}

// loadTables reads every charter of a store, in order of adoption.
func loadTables(party parley.PartyID, s store.Store) (tables []*table, err error) {
	err = s.View(func(r store.Reader) error {
		ids, err := r.Charters()
		for _, id := range ids {
			t, err := loadTable(r, party, id)
			if err != nil {
				return err
			}
			tables = append(tables, t)
		}
		return err
	})
	return tables, err
}

// A verifier checks one record as it is held here.
type verifier struct {
	party  parley.PartyID // whose store it is
	t      *table
	s      *seat
	size   uint64
	errors []string
	leaves map[parley.Hash][]fact // by id
}

// maxErrors bounds what is listed for one record.
const maxErrors = 100

func (v *verifier) fail(format string, args ...any) {
	if len(v.errors) < maxErrors {
		v.errors = append(v.errors, fmt.Sprintf(format, args...))
	}
}

func (v *verifier) run(r store.Reader) (err error) {
	v.leaves = map[parley.Hash][]fact{}
	if v.size, err = r.LogSize(v.s.log); err != nil || v.size == 0 {
		return err
	}
	for _, check := range []func(store.Reader) error{v.checkTree, v.checkHeads, v.checkMessages, v.checkBodies} {
		if err := check(r); err != nil {
			return err
		}
	}
	return nil
}

const verifyPiece = 1024

// checkTree recomputes every hash from the leaves and holds it against the stored one.
func (v *verifier) checkTree(r store.Reader) error {
	computed := map[uint64]parley.Hash{}
	fromMemory := func(pos []uint64) ([]parley.Hash, error) {
		out := make([]parley.Hash, len(pos))
		for i, p := range pos {
			h, ok := computed[p]
			if !ok {
				return nil, fmt.Errorf("no hash at %d", p)
			}
			out[i] = h
		}
		return out, nil
	}
	w, err := walkFrom(r, v.t, v.s, 0)
	if err != nil {
		return err
	}
	for from := uint64(0); from < v.size; from += verifyPiece {
		to := min(v.size, from+verifyPiece)
		rows, err := r.Leaves(v.s.log, from, to)
		if err != nil {
			return err
		}
		raw := v.checkRows(rows, from, to)
		if err := w.take(raw); err != nil {
			v.fail("%s", parley.SentenceOf(err))
			return nil
		}
		fresh, err := record.AppendHashes(from, raw, fromMemory)
		if err != nil {
			return err
		}
		for _, h := range fresh {
			computed[h.Pos] = h.Hash
			held, err := r.Hashes(v.s.log, []uint64{h.Pos})
			if err != nil || held[0] != h.Hash {
				v.fail("the tree hash at position %d is not that of the entries", h.Pos)
			}
		}
	}
	root, err := record.Root(v.size, fromMemory)
	if err != nil {
		return err
	}
	return v.checkLastHead(r, root)
}

func (v *verifier) checkRows(rows []store.Leaf, from, to uint64) (raw [][]byte) {
	if uint64(len(rows)) != to-from {
		v.fail("entries %d to %d are not all there", from, to-1)
	}
	for i, row := range rows {
		l, err := wire.DecodeLeaf(row.Bytes)
		if err != nil {
			v.fail("entry %d: %s", row.Index, parley.SentenceOf(err))
		}
		if row.Index != from+uint64(i) || row.Kind != uint8(l.Kind) || row.ID != l.ID || row.Mark != l.Mark {
			v.fail("the columns of entry %d are not those of its bytes", row.Index)
		}
		v.leaves[l.ID] = append(v.leaves[l.ID], fact{row.Index, l})
		raw = append(raw, row.Bytes)
	}
	return raw
}

// checkLastHead holds the signed head over all leaves against the computed root.
func (v *verifier) checkLastHead(r store.Reader, root parley.Hash) error {
	h, err := r.LastHead(v.s.log)
	if err != nil {
		if ignoreNotFound(err) == nil {
			v.fail("no signed head is held")
			return nil
		}
		return err
	}
	if h.Size != v.size {
		v.fail("the last signed head covers %d of %d entries", h.Size, v.size)
		return nil
	}
	if h.Root != root {
		v.fail("the signed head of size %d is over another tree than the entries here", h.Size)
	}
	return nil
}

// checkHeads verifies every head and cosignature held of the record.
func (v *verifier) checkHeads(r store.Reader) error {
	origin := v.t.origin(v.s.id)
	entered, err := enteredSheets(r, v.s)
	if err != nil {
		return err
	}
	for size := uint64(2); size <= v.size; {
		h, err := r.HeadAtOrAfter(v.s.log, size)
		if err != nil {
			return ignoreNotFound(err)
		}
		key := keyBelow(entered, h.Size)
		root, err := record.Root(h.Size, hashes(r, v.s.log))
		if err != nil || root != h.Root || key == nil || !record.VerifyHead(key, origin, h.Size, h.Root, h.Signature) {
			v.fail("the head of size %d does not verify", h.Size)
		}
		size = h.Size + 1
	}
	cs, err := r.Cosignatures(v.s.log)
	if err != nil {
		return ignoreNotFound(err)
	}
	for _, c := range cs {
		if cosignerKey(v.t, c.Mirror, record.CheckpointText(origin, c.Size, c.Root), c.Time, c.Signature) == nil {
			v.fail("the cosignature of %s over size %d does not verify", c.Mirror, c.Size)
		}
	}
	return nil
}
