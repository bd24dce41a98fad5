package rows

import (
	"parley"
	"parley/internal/store"
)

const clockColumns = `SELECT message, charter, peer, own, precedence, recorded, since, due, raised FROM ack_clock `

func scanClock(r Row, c *store.AckClock) error {
	return r.Scan(Fixed(c.Message[:]), Fixed(c.Charter[:]), &c.Peer, &c.Own, &c.Precedence, &c.Recorded, &c.Since, &c.Due, &c.Raised)
}

// AckClock returns the clock of a message at one peer; see store.Reader.
func (r *Reader) AckClock(message parley.Hash, peer parley.PartyID) (store.AckClock, error) {
	return one(r, scanClock, clockColumns+`WHERE message = $1 AND peer = $2`, message[:], peer)
}

// RunningClocks returns the clocks that end next; see store.Reader.
func (r *Reader) RunningClocks(until parley.Millis, limit int) ([]store.AckClock, error) {
	return List(r, scanClock, clockColumns+`WHERE NOT raised AND due <= $1 ORDER BY due, message, peer LIMIT $2`, until, limit)
}

// RaisedClocks returns the clocks of a line that ended; see store.Reader.
func (r *Reader) RaisedClocks(charter parley.Hash, peer parley.PartyID, limit int) ([]store.AckClock, error) {
	return List(r, scanClock, clockColumns+`WHERE raised AND charter = $1 AND peer = $2 ORDER BY since, message LIMIT $3`,
		charter[:], peer, limit)
}

// PutAckClock keeps a clock; see store.Tx.
func (t *Tx) PutAckClock(c store.AckClock) (err error) {
	defer t.failOn(&err)
	err = t.put(`INSERT INTO ack_clock (message, charter, peer, own, precedence, recorded, since, due, raised)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (message, peer) DO UPDATE SET charter = excluded.charter, own = excluded.own,
			precedence = excluded.precedence, recorded = excluded.recorded, since = excluded.since, due = excluded.due,
			raised = excluded.raised`,
		c.Message[:], c.Charter[:], c.Peer, c.Own, c.Precedence, c.Recorded, c.Since, c.Due, c.Raised)
	return err
}

// DropAckClock ends a clock; see store.Tx.
func (t *Tx) DropAckClock(message parley.Hash, peer parley.PartyID) (err error) {
	defer t.failOn(&err)
	err = t.put(`DELETE FROM ack_clock WHERE message = $1 AND peer = $2`, message[:], peer)
	return err
}

// LineTimes returns how long a line was in each state; see store.Reader.
func (r *Reader) LineTimes(charter parley.Hash, peer parley.PartyID, from, to int64) ([]store.LineTime, error) {
	return List(r, scanLineTime, `SELECT charter, peer, day, bearer, state, ms FROM line_time
		WHERE charter = $1 AND peer = $2 AND day >= $3 AND day < $4 ORDER BY day, bearer, state`, charter[:], peer, from, to)
}

func scanLineTime(r Row, t *store.LineTime) error {
	return r.Scan(Fixed(t.Charter[:]), &t.Peer, &t.Day, &t.Bearer, &t.State, &t.Ms)
}

// AddLineTime adds to how long a line was in a state; see store.Tx.
func (t *Tx) AddLineTime(x store.LineTime) (err error) {
	defer t.failOn(&err)
	err = t.put(`INSERT INTO line_time (charter, peer, day, bearer, state, ms) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (charter, peer, day, bearer, state) DO UPDATE SET ms = line_time.ms + excluded.ms`,
		x.Charter[:], x.Peer, x.Day, x.Bearer, x.State, x.Ms)
	return err
}
