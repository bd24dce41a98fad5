package record_test

import (
	"fmt"
	"math/rand"
	"slices"
	"testing"

	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"

	"parley"
	"parley/record"
)

// numbered returns n leaves that are all different.
func numbered(n int) [][]byte {
	out := make([][]byte, n)
	for i := range out {
		out[i] = fmt.Appendf(nil, "leaf %d", i)
	}
	return out
}

// [REC-2] The root of a record MUST be the Merkle Tree Hash of RFC 6962, section 2.1, with SHA-256.
func TestRootAgainstNaive(t *testing.T) {
	leaves := numbered(130)
	l := new(log)
	for i := range leaves {
		if got, want := l.root(t, uint64(i)), naiveRoot(leaves[:i]); got != want {
			t.Fatalf("root of size %d is %s, want %s", i, got, want)
		}
		l.append(t, leaves[i])
	}
	for size := range uint64(len(leaves) + 1) {
		if got, want := l.root(t, size), naiveRoot(leaves[:size]); got != want {
			t.Fatalf("root of earlier size %d is %s, want %s", size, got, want)
		}
	}
}

func TestAppendInBatchesIsAppendOneByOne(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	leaves := numbered(300)
	one := new(log)
	one.append(t, leaves...)
	for range 20 {
		l := new(log)
		for rest := leaves; len(rest) > 0; {
			n := 1 + r.Intn(len(rest))
			size := l.size()
			fresh, err := record.AppendHashes(size, rest[:n], l.read)
			if err != nil {
				t.Fatal(err)
			}
			after, err := record.RootAfter(size, l.read, fresh, size+uint64(n))
			if err != nil || after != naiveRoot(leaves[:size+uint64(n)]) {
				t.Fatalf("root after appending %d to %d: %v", n, size, err)
			}
			l.append(t, rest[:n]...)
			rest = rest[n:]
		}
		if !slices.Equal(l.hashes, one.hashes) {
			t.Fatal("the stored hashes depend on how leaves are batched")
		}
	}
}

// [REC-11] A reader MUST accept an inclusion proof only if place is less than size and the check above leads to the root; a hash too many or too few is refused.
func TestInclusionAgainstOtherImplementation(t *testing.T) {
	l, leaves := new(log), numbered(70)
	l.append(t, leaves...)
	for size := uint64(1); size <= l.size(); size++ {
		root := l.root(t, size)
		for i := range size {
			path, err := record.ProveInclusion(size, i, l.read)
			if err != nil {
				t.Fatal(err)
			}
			if err := record.CheckInclusion(leaves[i], i, size, path, root); err != nil {
				t.Fatalf("leaf %d of %d: %v", i, size, err)
			}
			h := rfc6962.DefaultHasher
			if err := proof.VerifyInclusion(h, i, size, h.HashLeaf(leaves[i]), raw(path), root[:]); err != nil {
				t.Fatalf("leaf %d of %d: the other implementation says: %v", i, size, err)
			}
			refuseInclusion(t, leaves, i, size, path, root)
		}
	}
}

// refuseInclusion changes one thing at a time in a proof that holds.
func refuseInclusion(t *testing.T, leaves [][]byte, i, size uint64, path []parley.Hash, root parley.Hash) {
	t.Helper()
	other := parley.Sum([]byte("other"))
	refused := func(what string, leaf []byte, index, size uint64, path []parley.Hash, root parley.Hash) {
		t.Helper()
		if err := record.CheckInclusion(leaf, index, size, path, root); parley.CodeOf(err) != parley.CodeBadRecord {
			t.Fatalf("leaf %d of %d with %s: got %v", i, size, what, err)
		}
	}
	refused("another leaf", []byte("no leaf"), i, size, path, root)
	refused("another place", leaves[i], i^1, size, path, root)
	refused("a place beyond the end", leaves[i], size, size, path, root)
	refused("another root", leaves[i], i, size, path, other)
	refused("a longer path", leaves[i], i, size, append(slices.Clone(path), other), root)
	refused("a size beyond all", leaves[i], i, record.MaxSize+1, path, root)
	if len(path) > 0 {
		refused("a shorter path", leaves[i], i, size, path[1:], root)
		bent := slices.Clone(path)
		bent[len(bent)/2] = other
		refused("a bent path", leaves[i], i, size, bent, root)
	}
}

// [REC-12] A reader MUST accept a consistency proof only if the earlier size is not greater than the later one and the check above leads to both roots.
func TestConsistencyAgainstOtherImplementation(t *testing.T) {
	l := new(log)
	l.append(t, numbered(40)...)
	for size := uint64(0); size <= l.size(); size++ {
		for old := range size + 1 {
			path, err := record.ProveConsistency(old, size, l.read)
			if err != nil {
				t.Fatal(err)
			}
			a, b := l.root(t, old), l.root(t, size)
			if err := record.CheckConsistency(old, size, a, b, path); err != nil {
				t.Fatalf("%d in %d: %v", old, size, err)
			}
			if err := proof.VerifyConsistency(rfc6962.DefaultHasher, old, size, raw(path), a[:], b[:]); err != nil {
				t.Fatalf("%d in %d: the other implementation says: %v", old, size, err)
			}
			refuseConsistency(t, old, size, a, b, path)
		}
	}
}

func refuseConsistency(t *testing.T, old, size uint64, a, b parley.Hash, path []parley.Hash) {
	t.Helper()
	other := parley.Sum([]byte("other"))
	refused := func(what string, old, size uint64, a, b parley.Hash, path []parley.Hash) {
		t.Helper()
		if err := record.CheckConsistency(old, size, a, b, path); parley.CodeOf(err) != parley.CodeBadRecord {
			t.Fatalf("%d in %d with %s: got %v", old, size, what, err)
		}
	}
	refused("another earlier root", old, size, other, b, path)
	refused("a longer path", old, size, a, b, append(slices.Clone(path), other))
	refused("a size beyond all", old, record.MaxSize+1, a, b, path)
	refused("sizes the wrong way", size+1, size, a, b, path)
	if old > 0 {
		refused("another later root", old, size, a, other, path)
	}
	if len(path) > 0 {
		refused("a shorter path", old, size, a, b, path[:len(path)-1])
		bent := slices.Clone(path)
		bent[0] = other
		refused("a bent path", old, size, a, b, bent)
	}
}

func raw(path []parley.Hash) [][]byte {
	out := make([][]byte, len(path))
	for i := range path {
		out[i] = path[i][:]
	}
	return out
}

// [REC-13] A frontier MUST hold the roots of the complete subtrees that make up the tree of its size, largest first, one for each bit set in the size.
// A frontier and the leaves after it give the same proofs as the whole tree.
func TestFrontierReader(t *testing.T) {
	l, leaves := new(log), numbered(70)
	l.append(t, leaves...)
	for start := range l.size() + 1 {
		f, err := record.Frontier(start, l.read)
		if err != nil {
			t.Fatal(err)
		}
		r := record.FrontierReader(start, f)
		fresh, err := record.AppendHashes(start, leaves[start:], r)
		if err != nil {
			t.Fatal(err)
		}
		held := map[uint64]parley.Hash{}
		for _, h := range fresh {
			held[h.Pos] = h.Hash
		}
		both := func(pos []uint64) (out []parley.Hash, err error) {
			for _, p := range pos {
				h, ok := held[p]
				if !ok {
					hs, err := r([]uint64{p})
					if err != nil {
						return nil, err
					}
					h = hs[0]
				}
				out = append(out, h)
			}
			return out, nil
		}
		root, err := record.Root(start, r)
		if want := naiveRoot(leaves[:start]); err != nil || root != want {
			t.Fatalf("root of size %d: %s, %v", start, root, err)
		}
		if start == 0 {
			continue
		}
		path, err := record.ProveConsistency(start, l.size(), both)
		if err != nil {
			t.Fatal(err)
		}
		if err := record.CheckConsistency(start, l.size(), root, naiveRoot(leaves), path); err != nil {
			t.Fatalf("from %d: %v", start, err)
		}
	}
	if _, err := record.FrontierReader(5, make([]parley.Hash, 2))([]uint64{1}); parley.CodeOf(err) != parley.CodeNotFound {
		t.Errorf("a hash that is not in the frontier: %v", err)
	}
	record.FrontierReader(1<<63, make([]parley.Hash, 70))
}

func TestFrontier(t *testing.T) {
	l, leaves := new(log), numbered(100)
	l.append(t, leaves...)
	for size := range l.size() + 1 {
		f, err := record.Frontier(size, l.read)
		if err != nil {
			t.Fatal(err)
		}
		if want := naiveFrontier(leaves[:size]); !slices.Equal(f, want) {
			t.Fatalf("frontier of size %d is %v, want %v", size, f, want)
		}
		got, err := record.RootFromFrontier(size, f, leaves[size:])
		if err != nil || got != naiveRoot(leaves) {
			t.Fatalf("from the frontier of size %d: %s, %v", size, got, err)
		}
		if _, err := record.RootFromFrontier(size, append(f, parley.Hash{}), nil); parley.CodeOf(err) != parley.CodeBadRecord {
			t.Fatalf("a frontier with one hash too many: %v", err)
		}
	}
}

func naiveFrontier(leaves [][]byte) []parley.Hash {
	var out []parley.Hash
	for bit := 1 << 20; bit > 0; bit >>= 1 {
		if len(leaves)&bit != 0 || len(leaves) >= 2*bit {
			out = append(out, naiveRoot(leaves[:bit]))
			leaves = leaves[bit:]
		}
	}
	return out
}

func TestReadersThatFallShort(t *testing.T) {
	short := func(pos []uint64) ([]parley.Hash, error) { return make([]parley.Hash, len(pos)-1), nil }
	for name, f := range map[string]func() error{
		"root":        func() error { _, err := record.Root(5, short); return err },
		"append":      func() error { _, err := record.AppendHashes(3, numbered(1), short); return err },
		"inclusion":   func() error { _, err := record.ProveInclusion(5, 2, short); return err },
		"consistency": func() error { _, err := record.ProveConsistency(3, 5, short); return err },
		"frontier":    func() error { _, err := record.Frontier(5, short); return err },
	} {
		if err := f(); err == nil {
			t.Errorf("%s: no error from a reader that returns too few hashes", name)
		}
	}
}

func TestSizesBeyondAll(t *testing.T) {
	l := new(log)
	for name, f := range map[string]func() error{
		"root":        func() error { _, err := record.Root(1<<63, l.read); return err },
		"root after":  func() error { _, err := record.RootAfter(2, l.read, nil, 1); return err },
		"append":      func() error { _, err := record.AppendHashes(1<<63, numbered(1), l.read); return err },
		"inclusion":   func() error { _, err := record.ProveInclusion(1<<63, 0, l.read); return err },
		"no leaf":     func() error { _, err := record.ProveInclusion(5, 5, l.read); return err },
		"consistency": func() error { _, err := record.ProveConsistency(0, 1<<63, l.read); return err },
		"frontier":    func() error { _, err := record.Frontier(1<<63, l.read); return err },
		"from it":     func() error { _, err := record.RootFromFrontier(1<<63, numbered63(), nil); return err },
	} {
		if err := f(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func numbered63() []parley.Hash { return make([]parley.Hash, 1) }
