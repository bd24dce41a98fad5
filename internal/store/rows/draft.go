package rows

import (
	"parley"
	"parley/internal/store"
)

const draftColumns = `SELECT seq, id, charter, edition, payload, signed, state, message, decided, by_user, made, changed FROM draft `

func scanDraft(r Row, d *store.Draft) error {
	err := r.Scan(&d.Seq, Fixed(d.ID[:]), Fixed(d.Charter[:]), Fixed(d.Edition[:]), &d.Payload, &d.Signed, &d.State,
		Fixed(d.Message[:]), Fixed(d.Decided[:]), &d.User, &d.Made, &d.Changed)
	if err == nil && d.State > store.DraftCancelled {
		err = parley.Errorf(parley.CodeStorage, "the draft %x is in a state that this version does not know", d.ID)
	}
	return err
}

// Draft returns one draft; see store.Reader.
func (r *Reader) Draft(id store.DraftID) (store.Draft, error) {
	return one(r, scanDraft, draftColumns+`WHERE id = $1`, id[:])
}

// OpenDrafts returns those that are neither released nor cancelled; see store.Reader.
func (r *Reader) OpenDrafts() ([]store.Draft, error) {
	return List(r, scanDraft, draftColumns+`WHERE state = 0 ORDER BY seq`)
}

// Drafts returns drafts of every state, the last ones first; see store.Reader.
func (r *Reader) Drafts(before uint64, limit int) ([]store.Draft, error) {
	return List(r, scanDraft, draftColumns+`WHERE seq < $1 ORDER BY seq DESC LIMIT $2`, capped(before), noLimit(limit))
}

// PutDraft keeps a draft; see store.Tx.
func (t *Tx) PutDraft(d store.Draft) (err error) {
	defer t.failOn(&err)
	err = t.put(`INSERT INTO draft (seq, id, charter, edition, payload, signed, state, message, decided, by_user, made, changed)
		VALUES ((SELECT COALESCE(MAX(seq), 0) + 1 FROM draft), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (id) DO UPDATE SET charter = excluded.charter, edition = excluded.edition, payload = excluded.payload,
			signed = excluded.signed, state = excluded.state, message = excluded.message, decided = excluded.decided,
			by_user = excluded.by_user, made = excluded.made, changed = excluded.changed`,
		d.ID[:], d.Charter[:], d.Edition[:], blob(d.Payload), blob(d.Signed), d.State, d.Message[:], d.Decided[:], d.User, d.Made, d.Changed)
	return err
}

// PayloadVoid returns since when a payload must not leave; see store.Reader.
func (r *Reader) PayloadVoid(payload parley.Hash) (parley.Millis, error) {
	return one(r, func(r Row, at *parley.Millis) error { return r.Scan(at) }, `SELECT since FROM void_payload WHERE hash = $1`, payload[:])
}

// VoidPayload notes a payload that must never leave; see store.Tx.
func (t *Tx) VoidPayload(payload parley.Hash, at parley.Millis) (err error) {
	defer t.failOn(&err)
	err = t.put(`INSERT INTO void_payload (hash, since) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING`, payload[:], at)
	return err
}

// VoidPayloads returns payloads that must never leave; see store.Inventory.
func (r *Reader) VoidPayloads(after parley.Hash, limit int) ([]parley.Hash, error) {
	return List(r, func(r Row, h *parley.Hash) error { return r.Scan(Fixed(h[:])) }, `SELECT hash FROM void_payload WHERE hash > $1 ORDER BY hash LIMIT $2`,
		after[:], noLimit(limit))
}
