package rows

// Meta returns the value of key; see store.Reader.
func (r *Reader) Meta(key string) ([]byte, error) {
	return one(r, scanBytes, `SELECT value FROM meta WHERE name = $1`, key)
}

// PutMeta sets the value of key; see store.Tx.
func (t *Tx) PutMeta(key string, value []byte) (err error) {
	defer t.failOn(&err)
	err = t.put(`INSERT INTO meta (name, value) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, key, blob(value))
	return err
}
