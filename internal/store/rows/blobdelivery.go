package rows

import (
	"parley"
	"parley/internal/store"
)

const blobDeliveryColumns = `SELECT blob, charter, party, size, done FROM blob_delivery `

func scanBlobDelivery(r Row, d *store.BlobDelivery) error {
	return damaged(r.Scan(Fixed(d.Blob[:]), Fixed(d.Charter[:]), &d.Party, &d.Size, &d.Done), "blob_delivery of %s at %s", d.Blob, d.Party)
}

// BlobDeliveries returns how far an attachment got; see store.Reader.
func (r *Reader) BlobDeliveries(blob parley.Hash) ([]store.BlobDelivery, error) {
	return List(r, scanBlobDelivery, blobDeliveryColumns+`WHERE blob = $1 ORDER BY charter, party`, blob[:])
}

// OpenBlobDeliveries returns the attachments still to be delivered to a party; see store.Reader.
func (r *Reader) OpenBlobDeliveries(charter parley.Hash, party parley.PartyID) ([]store.BlobDelivery, error) {
	return List(r, scanBlobDelivery, blobDeliveryColumns+`WHERE charter = $1 AND party = $2 AND NOT done ORDER BY place`,
		charter[:], party)
}

// PutBlobDelivery keeps a delivery of an attachment in its place; see store.Tx.
func (t *Tx) PutBlobDelivery(d store.BlobDelivery) (err error) {
	defer t.failOn(&err)
	if err := store.CheckNumbers(d.Size); err != nil {
		return err
	}
	err = t.put(`INSERT INTO blob_delivery (place, blob, charter, party, size, done)
		VALUES ((SELECT COALESCE(MAX(place), 0) + 1 FROM blob_delivery), $1, $2, $3, $4, $5)
		ON CONFLICT (blob, charter, party) DO UPDATE SET size = excluded.size, done = excluded.done`,
		d.Blob[:], d.Charter[:], d.Party, d.Size, d.Done)
	return err
}
