package rows

import (
	"fmt"
	"math"

	"parley"
)

// Fixed is a place for bytes of one length: a hash, a root key, a mark. NULL reads as zeros.
type Fixed []byte

// blob returns b for a column that is never NULL.
func blob(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// orNull returns h for a column where NULL stands for the zero hash.
func orNull(h parley.Hash) any {
	if h.IsZero() {
		return nil
	}
	return h[:]
}

// capped returns n, or the largest number that a column can hold, for use as a bound.
func capped(n uint64) int64 { return int64(min(n, math.MaxInt64)) }

// noLimit returns n, or for n <= 0 the largest limit.
func noLimit(n int) int64 {
	if n <= 0 {
		return math.MaxInt64
	}
	return int64(n)
}

func scanBytes(r Row, b *[]byte) error { return r.Scan(b) }

func scanHash(r Row, h *parley.Hash) error { return r.Scan(Fixed(h[:])) }

func scanNumber(r Row, n *uint64) error {
	if err := r.Scan(n); err != nil {
		return fmt.Errorf("a column that holds a number: %w", err)
	}
	return nil
}

// damaged names the row that a value cannot be read of; nil stays nil. The columns before that one have been read.
func damaged(err error, row string, args ...any) error {
	if err == nil {
		return nil
	}
	return parley.Wrap(err, parley.CodeStorage, "the database is damaged: %s: %s", fmt.Sprintf(row, args...), err)
}
