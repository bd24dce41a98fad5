package record_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley"
	"parley/record"
	"parley/wire"
)

var update = flag.Bool("update", false, "write the vectors instead of comparing them")

// vectorFile is a file of vectors in the form of chapter 0.
type vectorFile struct{ text bytes.Buffer }

func newVectors(comment string) *vectorFile {
	v := &vectorFile{}
	fmt.Fprintf(&v.text, "# %s\n", comment)
	return v
}

func (v *vectorFile) block()                    { v.text.WriteString("\n") }
func (v *vectorFile) hex(name string, b []byte) { v.put(name, hex.EncodeToString(b)) }

func (v *vectorFile) put(name string, value any) {
	v.text.WriteString(strings.TrimRight(fmt.Sprintf("%s: %v", name, value), " ") + "\n")
}

func (v *vectorFile) quoted(name, s string) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		panic(err)
	}
	v.put(name, strings.TrimSpace(b.String()))
}

func (v *vectorFile) hashes(name string, hashes []parley.Hash) {
	var words []string
	for _, h := range hashes {
		words = append(words, h.String())
	}
	v.put(name, strings.Join(words, " "))
}

// check compares v with the file of that name, or writes it.
func (v *vectorFile) check(t *testing.T, name string) {
	t.Helper()
	path := filepath.Join("..", "spec", "vectors", "record", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, v.text.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, v.text.Bytes()) {
		t.Errorf("%s is not what the code makes; if the change is meant, run go test -update and read the difference", path)
	}
}

// vectorLog is a record of eleven leaves, one of each kind and a clock leaf more.
func vectorLog(t *testing.T) *log {
	t.Helper()
	l := new(log)
	for i, kind := range []wire.LeafKind{
		wire.LeafSheet, wire.LeafAdopted, wire.LeafClock, wire.LeafSent, wire.LeafReceived, wire.LeafRefused, wire.LeafOpened, wire.LeafGotBlob,
		wire.LeafErased, wire.LeafLost, wire.LeafClock,
	} {
		leaf := wire.Leaf{Kind: kind, Date: start + parley.Millis(1000*i), ID: parley.Sum(fmt.Appendf(nil, "id %d", i)), Addressees: []byte{1}, Code: parley.RefusedForm}
		leaf.Mark = [8]byte(leaf.ID[24:])
		l.append(t, leaf.Encode())
	}
	return l
}

func TestLogVectors(t *testing.T) {
	l, logKey, cosigner := vectorLog(t), keyNamed("south log"), keyNamed("north cosigner")
	origin, mirror := record.Origin(testCharter, "south"), record.CosignerName(testCharter, "north")
	v := newVectors("A record of eleven leaves: names and keys, the leaves, then the tree and the head of each size.")
	v.block()
	v.put("charter", testCharter)
	v.put("party", "south")
	v.put("origin", origin)
	v.hex("log-key", logKey.Public())
	v.put("log-vkey", record.LogVKey(origin, logKey.Public()))
	v.put("mirror", "north")
	v.put("cosigner", mirror)
	v.hex("cosigner-key", cosigner.Public())
	v.put("cosigner-vkey", record.CosignerVKey(mirror, cosigner.Public()))
	v.block()
	for _, leaf := range l.leaves {
		v.hex("leaf", leaf)
	}
	for size := range l.size() + 1 {
		root := l.root(t, size)
		f, err := record.Frontier(size, l.read)
		if err != nil {
			t.Fatal(err)
		}
		v.block()
		v.put("size", size)
		v.put("root", root)
		v.hashes("frontier", f)
		text := record.CheckpointText(origin, size, root)
		v.quoted("text", text)
		if size < record.MinHead {
			continue
		}
		sig, err := record.SignHead(logKey, origin, size, root)
		if err != nil {
			t.Fatal(err)
		}
		seconds := uint64(start)/1000 + size
		cosig, err := record.Cosign(cosigner, mirror, text, seconds)
		if err != nil {
			t.Fatal(err)
		}
		v.hex("signature", sig)
		v.put("seconds", seconds)
		v.hex("cosignature", cosig)
		v.quoted("checkpoint", string(record.Checkpoint(origin, size, root, logKey.Public(), sig,
			[]record.NamedCosignature{{Name: mirror, Key: cosigner.Public(), Seconds: seconds, Signature: cosig}})))
	}
	v.check(t, "log.txt")
}

func TestProofVectors(t *testing.T) {
	l := vectorLog(t)
	v := newVectors("Proofs in the record of log.txt: inclusion (index) and consistency (old); the second half is bad.")
	inclusion := func(index, size uint64, path []parley.Hash, root parley.Hash) {
		v.block()
		v.put("index", index)
		v.put("size", size)
		v.hex("leaf", l.leaves[index])
		v.put("root", root)
		v.hashes("path", path)
		v.put("holds", record.CheckInclusion(l.leaves[index], index, size, path, root) == nil)
	}
	consistency := func(old, size uint64, oldRoot, root parley.Hash, path []parley.Hash) {
		v.block()
		v.put("old", old)
		v.put("size", size)
		v.put("old-root", oldRoot)
		v.put("root", root)
		v.hashes("path", path)
		v.put("holds", record.CheckConsistency(old, size, oldRoot, root, path) == nil)
	}
	other := parley.Sum([]byte("other"))
	for _, c := range []struct{ a, size uint64 }{{0, 1}, {0, 2}, {1, 2}, {2, 3}, {3, 8}, {6, 11}, {10, 11}} {
		path, err := record.ProveInclusion(c.size, c.a, l.read)
		if err != nil {
			t.Fatal(err)
		}
		inclusion(c.a, c.size, path, l.root(t, c.size))
	}
	for _, c := range []struct{ old, size uint64 }{{0, 0}, {0, 5}, {1, 2}, {2, 2}, {3, 7}, {4, 8}, {6, 11}, {8, 11}} {
		path, err := record.ProveConsistency(c.old, c.size, l.read)
		if err != nil {
			t.Fatal(err)
		}
		consistency(c.old, c.size, l.root(t, c.old), l.root(t, c.size), path)
	}
	path, _ := record.ProveInclusion(11, 6, l.read)
	inclusion(7, 11, path, l.root(t, 11))
	inclusion(6, 11, path, other)
	inclusion(6, 11, path[1:], l.root(t, 11))
	inclusion(6, 11, append(path, other), l.root(t, 11))
	inclusion(6, 6, path, l.root(t, 11))
	path, _ = record.ProveConsistency(6, 11, l.read)
	consistency(5, 11, l.root(t, 5), l.root(t, 11), path)
	consistency(6, 11, other, l.root(t, 11), path)
	consistency(6, 11, l.root(t, 6), other, path)
	consistency(6, 11, l.root(t, 6), l.root(t, 11), path[1:])
	consistency(6, 11, l.root(t, 6), l.root(t, 11), append(path, other))
	consistency(11, 6, l.root(t, 11), l.root(t, 6), path)
	consistency(0, 11, other, l.root(t, 11), nil)
	consistency(11, 11, l.root(t, 11), l.root(t, 11), path)
	v.check(t, "proofs.txt")
}

func TestTileVectors(t *testing.T) {
	v := newVectors("Tiles of a record of 300 clock leaves, dated 1795357800000 and then each a millisecond later.")
	l := new(log)
	for i := range 300 {
		l.append(t, leafAt(wire.LeafClock, start+parley.Millis(i)))
	}
	for _, path := range []string{"tile/0/000", "tile/0/000.p/2", "tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/000.p/3", "tile/entries/001.p/44",
		"tile/0/001", "tile/0/001.p/45", "tile/1/000", "tile/1/000.p/2", "tile/2/000.p/1", "tile/entries/001", "tile/0/0", "tile/0/000.p/256", "tile/entries"} {
		b, err := record.Tile(path, l.size(), l.read, l.between)
		v.block()
		v.put("size", l.size())
		v.put("root", l.root(t, l.size()))
		v.quoted("path", path)
		v.put("found", err == nil)
		v.hex("bytes", b)
	}
	v.check(t, "tiles.txt")
}

func TestLeavesVectors(t *testing.T) {
	v := newVectors("Leaves from a place on in a volume of so many parties, the leaf before dated so; whether a reader takes them.")
	addTo := func(volume uint64, name string, prev parley.Millis, at uint64, parties int, leaves ...[]byte) {
		_, err := record.CheckLeaves(volume, prev, at, leaves, parties)
		v.block()
		v.quoted("name", name)
		v.put("volume", volume)
		v.put("previous", int64(prev))
		v.put("start", at)
		v.put("parties", parties)
		for _, l := range leaves {
			v.hex("leaf", l)
		}
		v.put("taken", err == nil)
	}
	add := func(name string, prev parley.Millis, at uint64, parties int, leaves ...[]byte) {
		addTo(0, name, prev, at, parties, leaves...)
	}
	clock := func(d parley.Millis) []byte { return leafAt(wire.LeafClock, d) }
	add("a record from its beginning", 0, 0, 2, vectorLog(t).leaves...)
	add("no leaf", start, 5, 2)
	add("equal dates", start, 5, 2, clock(start), clock(start))
	add("nine parties, addressed to the last", start, 5, 9, sentTo(0, 1))
	add("57 parties, addressed to the last", start, 5, 57, sentTo(0, 0, 0, 0, 0, 0, 0, 1))
	add("before the leaf before", start, 5, 2, clock(start-1))
	add("the third goes back", start, 5, 2, clock(start), clock(start+5), clock(start+4))
	add("a statement among others", start, 5, 2, clock(start), leafAt(wire.LeafStatement, start), clock(start))
	second := [][]byte{leafAt(wire.LeafSheet, start), leafAt(wire.LeafAdopted, start), leafAt(wire.LeafVolume, start), clock(start)}
	addTo(2, "a later volume from its beginning", start, 0, 2, second...)
	addTo(2, "a later volume, dated before the volume before it ends", start+1, 0, 2, second...)
	for _, c := range badLeaves {
		addTo(c.volume, c.name, 0, c.start, c.parties, c.leaf)
	}
	v.check(t, "leaves.txt")
}
