package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"path/filepath"
	"time"

	"parley/internal/keystore"
	"parley/internal/store"
	"parley/internal/store/sqlite"
)

// limits are what this machine can do of the parts: the time that each takes, alone on one core.
type limits struct {
	commit, sign, verify time.Duration
}

func (l limits) print() {
	fmt.Printf("the machine's own limits, one after the other\n")
	fmt.Printf("  commits of one small row  %7.0f a second (%v)\n", 1/l.commit.Seconds(), l.commit.Round(time.Microsecond))
	fmt.Printf("  signatures                %7.0f a second (%v)\n", 1/l.sign.Seconds(), l.sign.Round(time.Microsecond))
	fmt.Printf("  checks of a signature     %7.0f a second (%v)\n", 1/l.verify.Seconds(), l.verify.Round(time.Microsecond))
}

func measureLimits(dir string, length time.Duration) (l limits, err error) {
	db, err := sqlite.Open(filepath.Join(dir, "limits.db"))
	if err != nil {
		return l, err
	}
	defer db.Close()
	if l.commit, err = measureCommit(db, length); err != nil {
		return l, err
	}
	k, err := keystore.Generate(rand.Reader)
	if err != nil {
		return l, err
	}
	text := make([]byte, 300)
	sig, err := k.Sign(text)
	if err != nil {
		return l, err
	}
	l.sign, err = repeat(length, func() error { _, err := k.Sign(text); return err })
	if err != nil {
		return l, err
	}
	l.verify, err = repeat(length, func() error {
		if !ed25519.Verify(k.Public(), text, sig) {
			return fmt.Errorf("a good signature does not verify")
		}
		return nil
	})
	return l, err
}

// measureCommit returns how long one commit of a small row takes, alone.
func measureCommit(db store.Store, length time.Duration) (time.Duration, error) {
	row := 0
	return repeat(length, func() error {
		row++
		return db.Update(func(tx store.Tx) error { return tx.PutMeta("row", fmt.Appendf(nil, "%020d", row)) })
	})
}

// repeat does fn for a while and returns how long one takes.
func repeat(length time.Duration, fn func() error) (time.Duration, error) {
	start, n := time.Now(), 0
	for time.Since(start) < length {
		if err := fn(); err != nil {
			return 0, err
		}
		n++
	}
	return time.Since(start) / time.Duration(n), nil
}
