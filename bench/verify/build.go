package main

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"parley"
	"parley/bench/table"
	"parley/charter"
	"parley/internal/node"
	"parley/internal/store"
)

// build has one party send as many messages as the record shall have entries, to a party that is never there.
func build(dir string, entries int) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	t, err := table.Lay(dir, 2)
	if err != nil {
		return err
	}
	defer t.Clear()
	from, to := t.Parties[0], t.Parties[1]
	to.Stop()
	start := time.Now()
	var next atomic.Int64
	var all sync.WaitGroup
	var failed atomic.Pointer[error]
	for range 256 {
		all.Go(func() {
			for i := next.Add(1); i <= int64(entries) && failed.Load() == nil; i = next.Add(1) {
				if err := send(t, from, to, i); err != nil {
					failed.Store(&err)
				}
			}
		})
	}
	all.Wait()
	if err := failed.Load(); err != nil {
		return *err
	}
	fmt.Printf("built in %v (%.0f messages/s)\n", time.Since(start).Round(time.Second), float64(entries)/time.Since(start).Seconds())
	return nil
}

func send(t *table.Table, from, to *table.Party, i int64) error {
	envelope, err := t.Seal(from, parley.Routine, fmt.Sprintf("Report %d. Nothing further.", i), to.ID)
	if err != nil {
		return err
	}
	_, err = from.Node.Submit(context.Background(), envelope, node.Who{User: "verify"})
	return err
}

// operatorKey finds the key that signed the messages: that of the one post on the sheet.
func operatorKey(r store.Reader) (ed25519.PublicKey, error) {
	charters, err := r.Charters()
	if err != nil {
		return nil, err
	}
	editions, err := r.Editions(charters[0])
	if err != nil {
		return nil, err
	}
	c, err := charter.Parse(editions[0].Bytes)
	if err != nil {
		return nil, err
	}
	sheets, err := r.Sheets([32]byte(c.Parties[c.PartyIndex("party-00")].Root))
	if err != nil {
		return nil, err
	}
	sh, err := charter.ParseSheet(sheets[0].Bytes)
	if err != nil {
		return nil, err
	}
	return sh.Operators[0].Key, nil
}
