package record

import (
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"

	"parley"
)

// FrontierReader returns a reader of the hashes of a frontier at their storage positions in the tree of size start. With
// what AppendHashes adds to it, it serves the proofs between start and later sizes to one who holds no leaf below start.
func FrontierReader(start uint64, frontier []parley.Hash) HashReader {
	at := map[uint64]parley.Hash{}
	place, rest := uint64(0), start
	for _, h := range frontier {
		if rest == 0 || start > MaxSize {
			break
		}
		level := bits.Len64(rest) - 1
		at[uint64(tlog.StoredHashIndex(level, int64(place>>level)))] = h
		place, rest = place+1<<level, rest-1<<level
	}
	return func(pos []uint64) ([]parley.Hash, error) {
		out := make([]parley.Hash, len(pos))
		for i, p := range pos {
			h, ok := at[p]
			if !ok {
				return nil, parley.Errorf(parley.CodeNotFound, "the frontier of size %d does not hold the hash at %d", start, p)
			}
			out[i] = h
		}
		return out, nil
	}
}
