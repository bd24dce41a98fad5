package record_test

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera/api"
	"github.com/transparency-dev/tessera/client"
	"github.com/transparency-dev/tessera/fsck"
	"golang.org/x/mod/sumdb/note"

	formatslog "github.com/transparency-dev/formats/log"

	"parley"
	"parley/record"
	"parley/wire"
)

// published serves a record to an independent client by nothing but paths, as a web server would.
type published struct {
	log
	size       uint64
	checkpoint []byte
	touch      func(path string, b []byte) []byte // may damage what is served
}

func (p *published) get(path string) ([]byte, error) {
	b, err := record.Tile(path, p.size, p.read, p.between)
	if parley.CodeOf(err) == parley.CodeNotFound {
		return nil, fmt.Errorf("%w: %w", fs.ErrNotExist, err)
	}
	if err == nil && p.touch != nil {
		b = p.touch(path, b)
	}
	return b, err
}

func (p *published) ReadCheckpoint(context.Context) ([]byte, error) { return p.checkpoint, nil }

func (p *published) ReadTile(_ context.Context, level, index uint64, width uint8) ([]byte, error) {
	return p.get(tilePath(fmt.Sprint(level), index, width))
}

func (p *published) ReadEntryBundle(_ context.Context, index uint64, width uint8) ([]byte, error) {
	return p.get(tilePath("entries", index, width))
}

// tilePath is the path of C2SP tlog-tiles, for indexes below a million.
func tilePath(level string, index uint64, width uint8) string {
	n := fmt.Sprintf("%03d", index%1000)
	if index >= 1000 {
		n = fmt.Sprintf("x%03d/%s", index/1000, n)
	}
	if width != 0 {
		n += fmt.Sprintf(".p/%d", width)
	}
	return "tile/" + level + "/" + n
}

// publish makes a record of n leaves of the kinds and lengths that records have, and its checkpoint.
func publish(t *testing.T, n int) (*published, note.Verifier, string) {
	t.Helper()
	p, origin, k := &published{}, record.Origin(testCharter, "south"), keyNamed("south log")
	leaves := make([][]byte, n)
	for i := range leaves {
		l := wire.Leaf{Kind: []wire.LeafKind{wire.LeafSent, wire.LeafReceived, wire.LeafClock, wire.LeafRefused}[i%4], Date: start + parley.Millis(i)}
		l.ID = parley.Sum(fmt.Append(nil, i))
		l.Addressees = []byte{1}
		leaves[i] = l.Encode()
	}
	p.append(t, leaves...)
	p.size = p.log.size()
	root := p.root(t, p.size)
	sig, err := record.SignHead(k, origin, p.size, root)
	if err != nil {
		t.Fatal(err)
	}
	p.checkpoint = record.Checkpoint(origin, p.size, root, k.Public(), sig, nil)
	v, err := note.NewVerifier(record.LogVKey(origin, k.Public()))
	if err != nil {
		t.Fatal(err)
	}
	return p, v, origin
}

func leafHashes(bundle []byte) ([][]byte, error) {
	var b api.EntryBundle
	if err := b.UnmarshalText(bundle); err != nil {
		return nil, err
	}
	var out [][]byte
	for _, e := range b.Entries {
		out = append(out, rfc6962.DefaultHasher.HashLeaf(e))
	}
	return out, nil
}

// [REC-14] Over HTTP a record MUST be served as C2SP tlog-tiles: under its prefix, `checkpoint`, `tile/<L>/<N>`, `tile/<L>/<N>.p/<W>`, `tile/entries/<N>` and `tile/entries/<N>.p/<W>`, and nothing that the tree of the size in question does not have.
func TestIndependentClientReadsRecord(t *testing.T) {
	for _, n := range []int{2, 3, 255, 256, 257, 1000, 66000} {
		p, v, origin := publish(t, n)
		if err := fsck.New(origin, v, p, leafHashes, fsck.Opts{N: 8}).Check(t.Context()); err != nil {
			t.Errorf("fsck of %d leaves: %v", n, err)
		}
		clientProofs(t, p, v, origin)
	}
}

// clientProofs has the client build proofs from tiles alone, and compares them with ours.
func clientProofs(t *testing.T, p *published, v note.Verifier, origin string) {
	t.Helper()
	cp, _, _, err := client.FetchCheckpoint(t.Context(), p.ReadCheckpoint, v, origin)
	if err != nil {
		t.Fatal(err)
	}
	if root := p.root(t, p.size); cp.Size != p.size || !bytes.Equal(cp.Hash, root[:]) {
		t.Fatalf("the client reads size %d", cp.Size)
	}
	b, err := client.NewProofBuilder(t.Context(), p.size, p.ReadTile)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range []uint64{0, 1, p.size / 2, p.size - 1} {
		theirs, err := b.InclusionProof(t.Context(), i)
		if err != nil {
			t.Fatal(err)
		}
		ours, err := record.ProveInclusion(p.size, i, p.read)
		if err != nil || string(bytes.Join(theirs, nil)) != string(bytes.Join(raw(ours), nil)) {
			t.Errorf("the proofs of leaf %d of %d differ (%v)", i, p.size, err)
		}
		theirs, err = b.ConsistencyProof(t.Context(), i+1, p.size)
		if err != nil {
			t.Fatal(err)
		}
		ours, err = record.ProveConsistency(i+1, p.size, p.read)
		if err != nil || string(bytes.Join(theirs, nil)) != string(bytes.Join(raw(ours), nil)) {
			t.Errorf("the proofs of %d in %d differ (%v)", i+1, p.size, err)
		}
	}
	entries, err := client.GetEntryBundle(t.Context(), p.ReadEntryBundle, 0, p.size)
	if err != nil || !bytes.Equal(entries.Entries[1], p.leaves[1]) {
		t.Errorf("the client reads other entries (%v)", err)
	}
}

// The check above can fail: the client sees a damaged tile, a damaged bundle and a checkpoint of another key.
func TestIndependentClientSeesDamage(t *testing.T) {
	for _, damaged := range []string{"tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/000"} {
		p, v, origin := publish(t, 300)
		p.touch = func(path string, b []byte) []byte {
			if path == damaged {
				b = bytes.Clone(b)
				b[len(b)/2] ^= 1
			}
			return b
		}
		// One worker stops at what it finds; the client waits for ever if none is left.
		if err := fsck.New(origin, v, p, leafHashes, fsck.Opts{N: 8}).Check(t.Context()); err == nil {
			t.Errorf("%s is damaged and fsck does not see it", damaged)
		}
	}
	p, v, origin := publish(t, 300)
	if _, _, _, err := formatslog.ParseCheckpoint(p.checkpoint, origin, v); err != nil {
		t.Error(err)
	}
	other, _ := note.NewVerifier(record.LogVKey(origin, keyNamed("north log").Public()))
	if _, _, _, err := formatslog.ParseCheckpoint(p.checkpoint, origin, other); err == nil {
		t.Error("the checkpoint verifies under another key")
	}
}

func TestTilePathsThatAreNone(t *testing.T) {
	p, _, _ := publish(t, 300)
	for _, path := range []string{
		"", "/", "tile", "tile/", "checkpoint", "tile/0", "tile/0/", "tile/0/0", "tile/0/00", "tile/0/0000", "tile/0/-01", "tile/00/000",
		"tile/0/001", "tile/0/001.p/45", "tile/0/001.p/0", "tile/0/000.p/256", "tile/0/000.p/-1", "tile/0/000.p/", "tile/0/000.p/01",
		"tile/0/x000/000", "tile/0/000/", "tile/0/000.p/5/", "tile/1/000", "tile/1/000.p/2", "tile/2/000", "tile/2/000.p/1", "tile/6/000.p/1",
		"tile/63/000", "tile/64/000", "tile/-1/000", "tile/data/000", "tile/entries/001", "tile/entries/001.p/45", "tile/entries/x001/000",
		"tile/8/0/000", "tile/entries/../0/000", "/tile/0/000", "tile/0/000\n", "tile/0/" + strings.Repeat("x999/", 20) + "999",
	} {
		if b, err := record.Tile(path, p.size, p.read, p.between); parley.CodeOf(err) != parley.CodeNotFound || b != nil {
			t.Errorf("%q: %d bytes, %v", path, len(b), err)
		}
	}
}

func FuzzTile(f *testing.F) {
	f.Add("tile/0/000.p/5", uint64(300))
	f.Add("tile/entries/x001/000", uint64(1)<<40)
	read := func(pos []uint64) ([]parley.Hash, error) { return make([]parley.Hash, len(pos)), nil }
	leaves := func(from, to uint64) ([][]byte, error) { return make([][]byte, to-from), nil }
	f.Fuzz(func(t *testing.T, path string, size uint64) {
		b, err := record.Tile(path, size, read, leaves)
		if err != nil {
			return
		}
		if len(b) == 0 || len(b) > 256*32 {
			t.Fatalf("%q of size %d has %d bytes", path, size, len(b))
		}
	})
}
