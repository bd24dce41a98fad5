package storetest

import (
	"bytes"

	"parley/internal/store"
)

func copySecret(s store.LineSecret) store.LineSecret {
	s.Secret = bytes.Clone(s.Secret)
	return s
}

func (r *reader) LineSecrets() ([]store.LineSecret, error) {
	return copied(r.secrets.from("", ""), copySecret), nil
}

func secretKey(root [32]byte, id store.SecretID) string {
	return key(root, [8]byte{id[0], id[1], id[2], id[3]})
}

func (t *tx) PutLineSecret(s store.LineSecret) (err error) {
	defer t.failOn(&err)
	if err := store.CheckNumbers(s.Sent, s.Came); err != nil {
		return err
	}
	t.secrets = t.secrets.with(secretKey(s.Root, s.ID), copySecret(s))
	return nil
}

func (t *tx) DropLineSecret(root [32]byte, id store.SecretID) error {
	t.secrets = t.secrets.without(secretKey(root, id))
	return nil
}
