package rows

import (
	"strconv"

	"parley"
	"parley/internal/store"
)

const messageColumns = `SELECT seq, id, charter, author, own, payload, envelope, form, precedence, author_time,
	stored_time, acks, reply_to, sent_at, recorded_at, refused, read_time, proceeding FROM message `

func scanMessage(r Row, m *store.Message) error {
	err := r.Scan(&m.Seq, Fixed(m.ID[:]), Fixed(m.Charter[:]), &m.Author, &m.Own, Fixed(m.PayloadHash[:]), &m.Envelope,
		&m.Form, &m.Precedence, &m.Time, &m.Stored, Fixed(m.Acks[:]), Fixed(m.ReplyTo[:]), &m.SentAt, &m.RecordedAt,
		&m.Refused, &m.Read, Fixed(m.Proceeding[:]))
	return damaged(err, "message %s of %s", m.ID, m.Author)
}

// Message returns the message with that id; see store.Reader.
func (r *Reader) Message(id parley.Hash) (store.Message, error) {
	return one(r, scanMessage, messageColumns+`WHERE id = $1`, id[:])
}

// MessageByPayload returns an author's message with that payload; see store.Reader.
func (r *Reader) MessageByPayload(charter parley.Hash, author parley.PartyID, payload parley.Hash) (store.Message, error) {
	return one(r, scanMessage, messageColumns+`WHERE charter = $1 AND author = $2 AND payload = $3`,
		charter[:], author, payload[:])
}

// Messages returns the messages that f selects; see store.Reader.
func (r *Reader) Messages(f store.MessageFilter) ([]store.Message, error) {
	query, args := messageColumns+`WHERE seq > $1`, []any{capped(f.After), noLimit(f.Limit)}
	for _, by := range []struct {
		column string
		id     parley.Hash
	}{{"charter", f.Charter}, {"proceeding", f.Proceeding}} {
		if !by.id.IsZero() {
			args = append(args, by.id[:])
			query += ` AND ` + by.column + ` = $` + strconv.Itoa(len(args))
		}
	}
	if f.Openings {
		query += ` AND proceeding = id`
	}
	if f.Unrecorded {
		query += ` AND recorded_at < 0`
	}
	switch {
	case f.Own == nil:
	case *f.Own:
		query += ` AND own`
	default:
		query += ` AND NOT own`
	}
	return List(r, scanMessage, query+` ORDER BY seq LIMIT $2`, args...)
}

// LastMessages returns the newest messages of one form; see store.Reader.
func (r *Reader) LastMessages(charter parley.Hash, form string, limit int) ([]store.Message, error) {
	return List(r, scanMessage, messageColumns+`WHERE charter = $1 AND form = $2 AND form NOT IN ('text', 'ack')
		ORDER BY seq DESC LIMIT $3`, charter[:], form, limit)
}

// MessagesReferring returns the messages that acknowledge or reply to id; see store.Reader.
func (r *Reader) MessagesReferring(id parley.Hash) ([]store.Message, error) {
	return List(r, scanMessage, messageColumns+`WHERE acks = $1 OR reply_to = $1 ORDER BY seq`, orNull(id))
}

// AddMessage keeps a message and returns its place; see store.Tx.
func (t *Tx) AddMessage(m store.Message) (seq uint64, err error) {
	defer t.failOn(&err)
	if err := t.usable(); err != nil {
		return 0, err
	}
	seq, err = t.ses.Number(`INSERT INTO message (seq, id, charter, author, own, payload, envelope, form,
			precedence, author_time, stored_time, acks, reply_to, sent_at, recorded_at, refused, read_time, proceeding)
		VALUES ((SELECT COALESCE(MAX(seq), 0) + 1 FROM message),
			$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
		ON CONFLICT DO NOTHING`,
		m.ID[:], m.Charter[:], m.Author, m.Own, m.PayloadHash[:], blob(m.Envelope), m.Form,
		m.Precedence, m.Time, m.Stored, orNull(m.Acks), orNull(m.ReplyTo), m.SentAt, m.RecordedAt, m.Refused, m.Read,
		orNull(m.Proceeding))
	if err == nil && seq == 0 {
		err = conflictf("message %s is there already, or its payload from %s", m.ID, m.Author)
	}
	return seq, err
}

// SetPlaces sets where a message stands in the records; see store.Tx.
func (t *Tx) SetPlaces(id parley.Hash, sentAt, recordedAt int64, refused int16) (err error) {
	defer t.failOn(&err)
	n, err := t.exec(`UPDATE message SET sent_at = $2, recorded_at = $3, refused = $4 WHERE id = $1`,
		id[:], sentAt, recordedAt, refused)
	return found(n, err)
}

// SetRead notes when a message was first read; see store.Tx.
func (t *Tx) SetRead(id parley.Hash, at parley.Millis) (err error) {
	defer t.failOn(&err)
	n, err := t.exec(`UPDATE message SET read_time = CASE read_time WHEN 0 THEN $2 ELSE read_time END WHERE id = $1`,
		id[:], at)
	return found(n, err)
}

// EraseMessage removes a message's bytes; see store.Tx.
func (t *Tx) EraseMessage(id parley.Hash) (err error) {
	defer t.failOn(&err)
	n, err := t.exec(`UPDATE message SET envelope = $2 WHERE id = $1`, id[:], []byte{})
	if err := found(n, err); err != nil {
		return err
	}
	return t.dropWords(id)
}

// found turns "no row was changed" into store.ErrNotFound.
func found(n int64, err error) error {
	if err == nil && n == 0 {
		return store.ErrNotFound
	}
	return err
}
