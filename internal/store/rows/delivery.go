package rows

import (
	"parley"
	"parley/internal/store"
)

const deliveryColumns = `SELECT message, charter, party, precedence, expires, settled, expired, recorded_at, recorded,
	refused, opened, acknowledged, answered FROM delivery `

func scanDelivery(r Row, d *store.Delivery) error {
	err := r.Scan(Fixed(d.Message[:]), Fixed(d.Charter[:]), &d.Party, &d.Precedence, &d.Expires, &d.Settled, &d.Expired,
		&d.RecordedAt, &d.Recorded, &d.Refused, &d.Opened, &d.Acknowledged, &d.Answered)
	return damaged(err, "delivery of message %s at %s", d.Message, d.Party)
}

// Deliveries returns how far a message got; see store.Reader.
func (r *Reader) Deliveries(message parley.Hash) ([]store.Delivery, error) {
	return List(r, scanDelivery, deliveryColumns+`WHERE message = $1 ORDER BY party`, message[:])
}

// OpenDeliveries returns what is still to be delivered to a party; see store.Reader.
func (r *Reader) OpenDeliveries(charter parley.Hash, party parley.PartyID) ([]store.Delivery, error) {
	return List(r, scanDelivery, deliveryColumns+`WHERE charter = $1 AND party = $2 AND NOT settled ORDER BY place`,
		charter[:], party)
}

// PutDelivery keeps a delivery in its place; see store.Tx.
func (t *Tx) PutDelivery(d store.Delivery) (err error) {
	defer t.failOn(&err)
	err = t.put(`INSERT INTO delivery (place, message, charter, party, precedence, expires, settled, expired,
			recorded_at, recorded, refused, opened, acknowledged, answered)
		VALUES ((SELECT COALESCE(MAX(place), 0) + 1 FROM delivery), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		ON CONFLICT (message, party) DO UPDATE SET charter = excluded.charter, precedence = excluded.precedence,
			expires = excluded.expires, settled = excluded.settled, expired = excluded.expired,
			recorded_at = excluded.recorded_at, recorded = excluded.recorded, refused = excluded.refused,
			opened = excluded.opened, acknowledged = excluded.acknowledged, answered = excluded.answered`,
		d.Message[:], d.Charter[:], d.Party, d.Precedence, d.Expires, d.Settled, d.Expired,
		d.RecordedAt, d.Recorded, d.Refused, d.Opened, d.Acknowledged, d.Answered)
	return err
}
