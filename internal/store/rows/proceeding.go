package rows

import (
	"bytes"
	"slices"

	"parley"
	"parley/internal/store"
)

const proceedingColumns = `SELECT id, charter, seq, due, touches, lacks, vouched, view FROM proceeding `

func scanProceeding(r Row, p *store.Proceeding) error {
	err := r.Scan(Fixed(p.ID[:]), Fixed(p.Charter[:]), &p.Seq, &p.Due, &p.Touches, &p.Lacks, &p.Vouched, &p.View)
	return damaged(err, "proceeding %s", p.ID)
}

// Proceeding returns where a proceeding stands; see store.Reader.
func (r *Reader) Proceeding(id parley.Hash) (store.Proceeding, error) {
	return one(r, scanProceeding, proceedingColumns+`WHERE id = $1`, id[:])
}

// Proceedings returns where those under a charter stand; see store.Reader.
func (r *Reader) Proceedings(charter parley.Hash) ([]store.Proceeding, error) {
	return List(r, scanProceeding, proceedingColumns+`WHERE charter = $1 ORDER BY seq`, charter[:])
}

// DueProceedings returns those to be looked at again; see store.Reader.
func (r *Reader) DueProceedings(until parley.Millis, limit int) ([]store.Proceeding, error) {
	return List(r, scanProceeding, proceedingColumns+`WHERE due <= $1 AND due < 4611686018427387904 ORDER BY due, id LIMIT $2`, until, noLimit(limit))
}

// LackingProceedings returns those that wait for a body; see store.Reader.
func (r *Reader) LackingProceedings() ([]store.Proceeding, error) {
	return List(r, scanProceeding, proceedingColumns+`WHERE lacks ORDER BY id`)
}

// VouchingProceedings returns those that wait for cosignatures; see store.Reader.
func (r *Reader) VouchingProceedings(charter parley.Hash) ([]store.Proceeding, error) {
	return List(r, scanProceeding, proceedingColumns+`WHERE charter = $1 AND vouched <> x'' ORDER BY seq`, charter[:])
}

// ProceedingKeys returns what changes a view; see store.Reader.
func (r *Reader) ProceedingKeys(id parley.Hash) ([][]byte, error) {
	return List(r, scanBytes, `SELECT key FROM proceeding_key WHERE proceeding = $1 ORDER BY key`, id[:])
}

// ProceedingWaits returns the records that change a view; see store.Reader.
func (r *Reader) ProceedingWaits(id parley.Hash) ([]store.RecordWait, error) {
	return List(r, scanWait, `SELECT party, until FROM proceeding_wait WHERE proceeding = $1
		AND charter = (SELECT charter FROM proceeding WHERE id = $1) ORDER BY party, until`, id[:])
}

func scanWait(r Row, w *store.RecordWait) error { return r.Scan(&w.Party, &w.Until) }

// byKey finds proceedings by keys.
const byKey = `SELECT DISTINCT proceeding FROM proceeding_key WHERE key IN %s ORDER BY proceeding`

// KeyedProceedings finds proceedings by what came; see store.Reader.
func (r *Reader) KeyedProceedings(keys [][]byte) ([]parley.Hash, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	query, args := anyOf(byKey, len(keys), func(i int) any { return keys[i] })
	return List(r, scanHash, query, args...)
}

// AwaitingProceedings finds those that a date in a record changes; see store.Reader.
func (r *Reader) AwaitingProceedings(log store.LogID, date parley.Millis) ([]parley.Hash, error) {
	ids, err := List(r, scanHash, `SELECT proceeding FROM proceeding_wait WHERE charter = $1 AND party = $2 AND until <= $3
		UNION SELECT id FROM proceeding WHERE charter = $1 AND due > 0 AND due <= $3`, log.Charter[:], log.Party, date)
	slices.SortFunc(ids, func(a, b parley.Hash) int { return bytes.Compare(a[:], b[:]) })
	return ids, err
}

// PutProceeding keeps where a proceeding stands; see store.Tx.
func (t *Tx) PutProceeding(p store.Proceeding, keys [][]byte, waits []store.RecordWait) (err error) {
	defer t.failOn(&err)
	if err := store.CheckNumbers(p.Seq, uint64(p.Due), p.Touches); err != nil {
		return err
	}
	if err = t.put(`INSERT INTO proceeding (id, charter, seq, due, touches, lacks, vouched, view) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (id) DO UPDATE SET charter = excluded.charter, seq = excluded.seq, due = excluded.due, lacks = excluded.lacks,
			vouched = excluded.vouched, view = excluded.view`,
		p.ID[:], p.Charter[:], p.Seq, p.Due, p.Touches, p.Lacks, blob(p.Vouched), blob(p.View)); err != nil {
		return err
	}
	if err := t.putKeys(p.ID, keys); err != nil {
		return err
	}
	return t.putWaits(p, waits)
}

// putKeys writes what is new and removes what is gone: mostly there is little of either.
func (t *Tx) putKeys(id parley.Hash, keys [][]byte) error {
	held, err := t.ProceedingKeys(id)
	if err != nil {
		return err
	}
	had, wanted := map[string]bool{}, map[string]bool{}
	for _, k := range held {
		had[string(k)] = true
	}
	for _, k := range keys {
		wanted[string(k)] = true
		if !had[string(k)] {
			if err := t.put(`INSERT INTO proceeding_key (key, proceeding) VALUES ($1, $2) ON CONFLICT DO NOTHING`, blob(k), id[:]); err != nil {
				return err
			}
		}
	}
	for _, k := range held {
		if !wanted[string(k)] {
			if err := t.put(`DELETE FROM proceeding_key WHERE key = $1 AND proceeding = $2`, k, id[:]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *Tx) putWaits(p store.Proceeding, waits []store.RecordWait) error {
	if err := t.put(`DELETE FROM proceeding_wait WHERE proceeding = $1`, p.ID[:]); err != nil {
		return err
	}
	for _, w := range waits {
		if err := t.put(`INSERT INTO proceeding_wait (proceeding, party, until, charter) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
			p.ID[:], w.Party, w.Until, p.Charter[:]); err != nil {
			return err
		}
	}
	return nil
}

// TouchProceeding notes that something came; see store.Tx.
func (t *Tx) TouchProceeding(id parley.Hash) (err error) {
	defer t.failOn(&err)
	err = t.put(`UPDATE proceeding SET due = 0, touches = touches + 1 WHERE id = $1`, id[:])
	return err
}
