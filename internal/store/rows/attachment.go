package rows

import (
	"parley"
	"parley/internal/store"
)

const attachmentColumns = `SELECT message, place, blob, size FROM attachment `

func scanAttachment(r Row, a *store.Attachment) error {
	return damaged(r.Scan(Fixed(a.Message[:]), &a.Place, Fixed(a.Blob[:]), &a.Size), "attachment %d of message %s", a.Place, a.Message)
}

// Attachments returns the attachments of a message; see store.Reader.
func (r *Reader) Attachments(message parley.Hash) ([]store.Attachment, error) {
	return List(r, scanAttachment, attachmentColumns+`WHERE message = $1 ORDER BY place`, message[:])
}

// AttachmentsOf returns where an attachment is named; see store.Reader.
func (r *Reader) AttachmentsOf(blob parley.Hash) ([]store.Attachment, error) {
	return List(r, scanAttachment, attachmentColumns+`WHERE blob = $1 ORDER BY message, place`, blob[:])
}

// AddAttachment ties an attachment to a message; see store.Tx.
func (t *Tx) AddAttachment(a store.Attachment) (err error) {
	defer t.failOn(&err)
	if err := store.CheckNumbers(a.Size); err != nil {
		return err
	}
	n, err := t.exec(`INSERT INTO attachment (message, place, blob, size) VALUES ($1, $2, $3, $4)
		ON CONFLICT (message, place) DO NOTHING`, a.Message[:], a.Place, a.Blob[:], a.Size)
	if err != nil || n == 1 {
		return err
	}
	held, err := one(&t.Reader, scanAttachment, attachmentColumns+`WHERE message = $1 AND place = $2`, a.Message[:], a.Place)
	if err == nil && held != a {
		return conflictf("attachment %d of message %s is there with other contents", a.Place, a.Message)
	}
	return err
}
