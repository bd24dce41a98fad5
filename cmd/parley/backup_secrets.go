package main

import (
	"parley/internal/store"
	"parley/internal/store/sqlite"
)

// forgetSecrets takes the secrets of the lines out of the copy of a database: they are keys. What stood in their place is
// overwritten.
func forgetSecrets(database string) error {
	db, err := sqlite.Open(database)
	if err != nil {
		return storage(err, "the copy of the database cannot be opened")
	}
	err = db.Update(func(tx store.Tx) error {
		all, err := tx.LineSecrets()
		for _, s := range all {
			if err == nil {
				err = tx.DropLineSecret(s.Root, s.ID)
			}
		}
		return err
	})
	if e := db.Close(); err == nil {
		err = e
	}
	if err != nil {
		return storage(err, "the secrets of the lines cannot be taken out of the copy")
	}
	return nil
}
