package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"parley/bench/table"
	"parley/internal/store"
	"parley/internal/store/postgres"
	"parley/internal/store/postgres/pgtest"
)

// onServer measures the same with both records on one PostgreSQL server of its own, forced to disk, and prints it beside the files and
// beside the commits that the same server makes in the same run.
func onServer(dir string, length time.Duration, l limits, files [2]result) error {
	server, err := pgtest.Start("fsync = on", "synchronous_commit = on")
	if err != nil {
		return err
	}
	defer server.Close()
	if l.commit, err = serverCommit(server, length/5); err != nil {
		return err
	}
	fmt.Printf("\nthe same with each record in a database of PostgreSQL on this machine, forced to disk\n")
	fmt.Printf("  commits of one small row  %7.0f a second (%v)\n", 1/l.commit.Seconds(), l.commit.Round(time.Microsecond))
	var failed error
	got, err := measure(filepath.Join(dir, "server"), length, l, "", func(p *table.Party) {
		var schema string
		if schema, err = server.Schema(); err != nil {
			failed = err
		}
		p.Database = func() (store.Store, error) { return openServer(schema) }
	})
	if failed != nil {
		return failed
	}
	if err != nil {
		return err
	}
	fmt.Printf("\nPostgreSQL beside SQLite\n")
	for i, f := range files {
		g := got[i]
		fmt.Printf("  %2d senders  %7.0f beside %.0f messages/s: ratio %.2f; median %v beside %v\n", f.senders, g.rate(), f.rate(), g.rate()/f.rate(),
			g.median().Round(10*time.Microsecond), f.median().Round(10*time.Microsecond))
	}
	fmt.Printf("  64 senders: %.2f messages for each commit that the server could make in that time, one after the other\n", got[1].rate()*l.commit.Seconds())
	return nil
}

func openServer(name string) (store.Store, error) {
	db, err := postgres.Open(context.Background(), name, postgres.Options{})
	if err != nil {
		return nil, err // no store, and not one that is nil
	}
	return db, nil
}

func serverCommit(server *pgtest.Server, length time.Duration) (time.Duration, error) {
	schema, err := server.Schema()
	if err != nil {
		return 0, err
	}
	db, err := openServer(schema)
	if err != nil {
		return 0, err
	}
	defer db.Close()
	return measureCommit(db, length)
}
