// Command verify measures how fast `record verify` checks a long record, and what of that hashing and checking
// signatures alone would take.
//
//	go run ./bench/verify [-entries 1000000] [-dir DIR] [-profile FILE]
//
// The record is built first, which is not measured: each entry is a message of its own, signed by an officer, stored
// with its envelope. With -dir the record stays there, and one that is there already is used again.
package main

import (
	"context"
	"crypto/ed25519"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"time"

	"parley"
	"parley/bench/table"
	"parley/internal/node"
	"parley/internal/store"
	"parley/internal/store/sqlite"
	"parley/wire"
)

func main() {
	entries := flag.Int("entries", 1_000_000, "length of the record")
	dir := flag.String("dir", "", "directory for the record (default: a temporary one, removed in the end)")
	profile := flag.String("profile", "", "write a CPU profile of the check to `FILE`")
	flag.Parse()
	if err := run(*entries, *dir, *profile); err != nil {
		fmt.Fprintln(os.Stderr, "verify:", err)
		os.Exit(1)
	}
}

func run(entries int, dir, profile string) error {
	if dir == "" {
		temporary, err := os.MkdirTemp("", "parley-verify-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(temporary)
		dir = temporary
	}
	file := filepath.Join(dir, "party-00", "node.db")
	if _, err := os.Stat(file); err != nil {
		if err := build(dir, entries); err != nil {
			return err
		}
	}
	db, err := sqlite.Open(file)
	if err != nil {
		return err
	}
	defer db.Close()
	alone, err := measureAlone(db)
	if err != nil {
		return err
	}
	busy := table.CPU()
	took, err := measureVerify(db, profile)
	if err != nil {
		return err
	}
	busy = table.CPU() - busy
	whole := float64(alone.whole)
	fmt.Printf("record verify       %9.0f entries/s (%d entries in %v), memory %d MiB\n", whole/took.Seconds(), alone.whole,
		took.Round(10*time.Millisecond), memory()>>20)
	fmt.Printf("hashing alone       %9.0f entries/s\n", 1/alone.each(alone.hashing))
	fmt.Printf("signatures alone    %9.0f entries/s, on one core\n", 1/alone.each(alone.checking))
	fmt.Printf("record verify takes %.2f x hashing and signatures alone on one core; of processor time, %.1f µs an entry, %.2f x\n",
		took.Seconds()/whole/alone.each(alone.hashing+alone.checking), 1e6*busy.Seconds()/whole, busy.Seconds()/whole/alone.each(alone.busy))
	return nil
}

func memory() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Sys
}

func measureVerify(db store.Store, profile string) (time.Duration, error) {
	if profile != "" {
		f, err := os.Create(profile)
		if err != nil {
			return 0, err
		}
		defer f.Close()
		pprof.StartCPUProfile(f)
		defer pprof.StopCPUProfile()
	}
	start := time.Now()
	v, err := node.Verify(context.Background(), "party-00", db)
	took := time.Since(start)
	if err == nil && !v.OK {
		err = fmt.Errorf("the record does not verify: %+v", v)
	}
	return took, err
}

// alone is the time that the parts take which no reader can do without.
type alone struct {
	whole             uint64 // length of the record
	entries           int    // that were measured
	hashing, checking time.Duration
	busy              time.Duration // of processors, for both
}

const (
	piece  = 1000
	sample = 100_000 // entries of which the parts are measured
)

// each returns what the parts take for one entry.
func (a alone) each(d time.Duration) float64 { return d.Seconds() / float64(a.entries) }

// measureAlone hashes leaves, their tree and envelopes, and checks signatures, and nothing else; reading them is not
// counted. It takes the first ones of a long record.
func measureAlone(db store.Store) (a alone, err error) {
	var key ed25519.PublicKey
	var edition parley.Hash
	var hashed tree
	err = db.View(func(r store.Reader) error {
		charters, err := r.Charters()
		if err != nil {
			return err
		}
		edition = charters[0]
		if key, err = operatorKey(r); err != nil {
			return err
		}
		log := store.LogID{Charter: edition, Party: "party-00"}
		size, err := r.LogSize(log)
		if err != nil {
			return err
		}
		a.whole, size = size, min(size, sample)
		for at := uint64(0); at < size; at += piece {
			leaves, err := r.Leaves(log, at, min(size, at+piece))
			if err != nil {
				return err
			}
			a.measure(&a.hashing, func() {
				for _, l := range leaves {
					hashed.append(l.Bytes)
				}
			})
			a.entries += len(leaves)
		}
		return a.messages(r, key, wire.AAD(wire.UseMessage, edition[:]))
	})
	return a, err
}

// measure adds how long fn takes.
func (a *alone) measure(to *time.Duration, fn func()) {
	start, busy := time.Now(), table.CPU()
	fn()
	*to += time.Since(start)
	a.busy += table.CPU() - busy
}

func (a *alone) messages(r store.Reader, key ed25519.PublicKey, aad []byte) error {
	for after := uint64(0); after < sample; {
		all, err := r.Messages(store.MessageFilter{After: after, Limit: piece})
		if err != nil || len(all) == 0 {
			return err
		}
		after = all[len(all)-1].Seq
		good := true
		a.measure(&a.hashing, func() {
			for _, m := range all {
				good = good && parley.Sum(m.Envelope) == m.ID
			}
		})
		var envelopes []*wire.Envelope
		for _, m := range all {
			e, _, err := wire.DecodeEnvelope(m.Envelope)
			if err != nil {
				return err
			}
			envelopes = append(envelopes, e)
		}
		a.measure(&a.checking, func() {
			for _, e := range envelopes {
				good = good && e.Signatures[0].Verify(key, aad, e.Payload)
			}
		})
		if !good {
			return fmt.Errorf("a message is not the one that its id names, or its signature does not verify")
		}
	}
	return nil
}
