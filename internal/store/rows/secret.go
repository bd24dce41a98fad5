package rows

import "parley/internal/store"

func scanSecret(r Row, s *store.LineSecret) error {
	return r.Scan(Fixed(s.Root[:]), Fixed(s.ID[:]), &s.Secret, &s.ByHand, &s.Taken, &s.Proved, &s.Sent, &s.Came)
}

// LineSecrets returns all secrets of lines; see store.Reader.
func (r *Reader) LineSecrets() ([]store.LineSecret, error) {
	return List(r, scanSecret, `SELECT root, id, secret, by_hand, taken, proved, sent, came FROM line_secret ORDER BY root, id`)
}

// PutLineSecret keeps a secret of a line; see store.Tx.
func (t *Tx) PutLineSecret(s store.LineSecret) (err error) {
	defer t.failOn(&err)
	if err := store.CheckNumbers(s.Sent, s.Came); err != nil {
		return err
	}
	err = t.put(`INSERT INTO line_secret (root, id, secret, by_hand, taken, proved, sent, came) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (root, id) DO UPDATE SET secret = excluded.secret, by_hand = excluded.by_hand, taken = excluded.taken,
			proved = excluded.proved, sent = excluded.sent, came = excluded.came`,
		s.Root[:], s.ID[:], blob(s.Secret), s.ByHand, s.Taken, s.Proved, s.Sent, s.Came)
	return err
}

// DropLineSecret forgets a secret of a line; see store.Tx.
func (t *Tx) DropLineSecret(root [32]byte, id store.SecretID) (err error) {
	defer t.failOn(&err)
	err = t.put(`DELETE FROM line_secret WHERE root = $1 AND id = $2`, root[:], id[:])
	return err
}
