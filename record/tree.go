package record

import (
	"golang.org/x/mod/sumdb/tlog"

	"parley"
)

// MaxSize bounds the size of a record that anyone speaks of: far beyond any real one, far below what overflows.
const MaxSize = 1 << 48

// A HashReader returns the tree's hashes at storage positions, in the order asked for. The position of the hash at
// level l and place n is tlog.StoredHashIndex(l, n); a leaf and the subtrees that it completes lie one after another.
type HashReader func(pos []uint64) ([]parley.Hash, error)

// A StoredHash is one hash of the tree at its storage position.
type StoredHash struct {
	Pos  uint64
	Hash parley.Hash
}

// ReadHashes lets a HashReader serve tlog.
func (r HashReader) ReadHashes(pos []int64) ([]tlog.Hash, error) {
	if len(pos) == 0 {
		return nil, nil
	}
	at := make([]uint64, len(pos))
	for i, p := range pos {
		at[i] = uint64(p)
	}
	hashes, err := r(at)
	if err != nil {
		return nil, err
	}
	if len(hashes) != len(pos) {
		return nil, parley.Errorf(parley.CodeStorage, "asked for %d hashes of a record, got %d", len(pos), len(hashes))
	}
	out := make([]tlog.Hash, len(hashes))
	for i, h := range hashes {
		out[i] = tlog.Hash(h)
	}
	return out, nil
}

// over returns a reader that finds fresh hashes first and asks r for the others.
func (r HashReader) over(fresh map[uint64]parley.Hash) HashReader {
	return func(pos []uint64) ([]parley.Hash, error) {
		out := make([]parley.Hash, len(pos))
		var missing []uint64
		var place []int
		for i, p := range pos {
			if h, ok := fresh[p]; ok {
				out[i] = h
			} else {
				missing, place = append(missing, p), append(place, i)
			}
		}
		if len(missing) == 0 {
			return out, nil
		}
		old, err := r(missing)
		if err != nil {
			return nil, err
		}
		if len(old) != len(missing) {
			return nil, parley.Errorf(parley.CodeStorage, "asked for %d hashes of a record, got %d", len(missing), len(old))
		}
		for i, h := range old {
			out[place[i]] = h
		}
		return out, nil
	}
}

// AppendHashes returns the hashes that appending leaves to a tree of size completes, in ascending order of position:
// two a leaf on average. It reads only hashes of the tree of size.
func AppendHashes(size uint64, leaves [][]byte, r HashReader) ([]StoredHash, error) {
	if size > MaxSize || uint64(len(leaves)) > MaxSize-size {
		return nil, errSize(size)
	}
	var out []StoredHash
	fresh := make(map[uint64]parley.Hash, 2*len(leaves))
	reader := r.over(fresh)
	for i, leaf := range leaves {
		n := int64(size) + int64(i)
		hashes, err := tlog.StoredHashes(n, leaf, reader)
		if err != nil {
			return nil, err
		}
		first := uint64(tlog.StoredHashIndex(0, n))
		for k, h := range hashes {
			s := StoredHash{Pos: first + uint64(k), Hash: parley.Hash(h)}
			fresh[s.Pos] = s.Hash
			out = append(out, s)
		}
	}
	return out, nil
}

// HashCount returns how many hashes a tree of size has stored: their positions are those below it.
func HashCount(size uint64) uint64 { return uint64(tlog.StoredHashCount(int64(size))) }

// Root returns the root of the tree of size, SHA-256 of nothing for size 0 [REC-2].
func Root(size uint64, r HashReader) (parley.Hash, error) {
	if size > MaxSize {
		return parley.Hash{}, errSize(size)
	}
	h, err := tlog.TreeHash(int64(size), r)
	return parley.Hash(h), err
}

// RootAfter returns the root of the tree of newSize, of which r holds the hashes up to size and fresh those that
// AppendHashes returned since.
func RootAfter(size uint64, r HashReader, fresh []StoredHash, newSize uint64) (parley.Hash, error) {
	if newSize < size {
		return parley.Hash{}, errSize(newSize)
	}
	at := make(map[uint64]parley.Hash, len(fresh))
	for _, s := range fresh {
		at[s.Pos] = s.Hash
	}
	return Root(newSize, r.over(at))
}

func errSize(size uint64) error {
	return parley.Errorf(parley.CodeBadRecord, "the size %d of a record cannot be right", size)
}
