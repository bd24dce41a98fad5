package main

import (
	"context"
	"os"
	"path/filepath"

	"parley/internal/config"
	"parley/internal/store"
	"parley/internal/store/postgres"
	"parley/internal/store/sqlite"
)

// openDatabase opens the database of the node in dir: the one that its configuration names, else the file in dir, which is made when
// it is missing. The caller holds the directory's lock.
func openDatabase(dir string, cfg *config.Config) (store.Store, error) {
	if cfg.Database != "" {
		db, err := postgres.Open(context.Background(), cfg.Database, postgres.Options{Mark: databaseMark(cfg), Standby: cfg.Cluster.Standby})
		if err != nil {
			return nil, err // no store, and not one that is nil
		}
		return db, nil
	}
	db, err := sqlite.Open(filepath.Join(dir, databaseName))
	if err != nil {
		return nil, unopened(dir, err)
	}
	return db, nil
}

// databaseThere reports whether the node in dir has a database that was opened before.
func databaseThere(dir string, cfg *config.Config) bool {
	if cfg.Database != "" {
		return true
	}
	_, err := os.Stat(filepath.Join(dir, databaseName))
	return err == nil
}

// databaseMark is the file, outside every backup, that says which history of the database on the server this node has seen.
func databaseMark(cfg *config.Config) string { return filepath.Join(cfg.HighWater, "database") }
