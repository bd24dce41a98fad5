package courier

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"

	"parley"
	"parley/wire"
)

// A testKey is the key of a name, as in all vectors.
type testKey struct{ ed25519.PrivateKey }

func keyOf(name string) testKey {
	seed := sha256.Sum256([]byte("parley test key " + name))
	return testKey{ed25519.NewKeyFromSeed(seed[:])}
}

func (k testKey) Public() ed25519.PublicKey { return k.PrivateKey.Public().(ed25519.PublicKey) }
func (k testKey) Sign(message []byte) ([]byte, error) {
	return ed25519.Sign(k.PrivateKey, message), nil
}

func head() Head {
	return Head{From: "north", To: "south", Charters: []parley.Hash{{1}, {2}}, Number: 1_795_357_800_000, Time: 1_795_357_800_000}
}

// bundle returns the inside of one with these frames.
func bundle(t testing.TB, h Head, key parley.Signer, frames ...[]byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := NewWriter(&out, h)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range frames {
		if err := w.Frame(f); err != nil {
			t.Fatal(err)
		}
	}
	size := w.Size()
	if err := w.Close(key); err != nil {
		t.Fatal(err)
	}
	if out.Len() > size || out.Len() < size-64 {
		t.Fatalf("the bundle has %d bytes, %d were foretold", out.Len(), size)
	}
	return out.Bytes()
}

// read returns the frames of a bundle that is well formed to its end.
func read(b []byte) (r *Reader, frames [][]byte, err error) {
	if r, err = NewReader(bytes.NewReader(b)); err != nil {
		return nil, nil, err
	}
	for {
		f, err := r.Next()
		if err == io.EOF {
			return r, frames, nil
		}
		if err != nil {
			return nil, nil, err
		}
		frames = append(frames, f)
	}
}

// again writes what was read, with the signature that it had.
func again(t testing.TB, r *Reader, frames [][]byte) []byte {
	var out bytes.Buffer
	w, err := NewWriter(&out, r.Head)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range frames {
		if err := w.Frame(f); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.write([]byte{0, 0}), w.item(wire.Marshal(r.signature))); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// [COU-1] [COU-4] What is packed is read, is signed by the key that signed it and by no other, and encodes again to the
// same bytes.
func TestBundleIsReadAsItWasPacked(t *testing.T) {
	frames := [][]byte{{0x81, 1}, bytes.Repeat([]byte{7}, MaxItem)}
	b := bundle(t, head(), keyOf("north link"), frames...)
	r, got, err := read(b)
	if err != nil || len(got) != 2 || !bytes.Equal(got[0], frames[0]) || !bytes.Equal(got[1], frames[1]) {
		t.Fatalf("%d frames, %v", len(got), err)
	}
	if !r.SignedBy(keyOf("north link").Public()) || r.SignedBy(keyOf("south link").Public()) {
		t.Error("the signature is not that of the link key alone")
	}
	if r.Head.To != "south" || r.Head.Number != head().Number {
		t.Errorf("the head is %+v", r.Head)
	}
	if !bytes.Equal(again(t, r, got), b) {
		t.Error("what was read does not encode to the same bytes")
	}
}

// [COU-4] The signature is over every byte: whoever changes one, the recipient in the head among them, has no signature.
func TestEveryByteIsSigned(t *testing.T) {
	good := bundle(t, head(), keyOf("north link"), []byte("a frame"), []byte("another"))
	signature := len(good) - 2 - len(wire.Marshal(wire.Signature{Protected: make([]byte, 13), Signature: make([]byte, 64)}))
	for i := range good {
		b := bytes.Clone(good)
		b[i] ^= 1
		r, _, err := read(b)
		if err == nil && r.SignedBy(keyOf("north link").Public()) {
			t.Fatalf("byte %d of %d may change, the signature begins at %d", i, len(good), signature)
		}
	}
	other := head()
	other.To = "east"
	moved := bytes.Replace(good, wire.Marshal(head()), wire.Marshal(other), 1)
	binary.BigEndian.PutUint16(moved[len(Magic):], uint16(len(wire.Marshal(other))))
	if r, _, err := read(moved); err != nil || r.Head.To != "east" || r.SignedBy(keyOf("north link").Public()) {
		t.Errorf("a bundle that was given another address: %v", err)
	}
}

// [COU-1] A bundle of which anything is missing, at whatever byte it was cut, is refused, and so is one with more behind it.
func TestCutAnywhere(t *testing.T) {
	good := bundle(t, head(), keyOf("north link"), []byte("a frame"))
	for i := range good {
		if _, _, err := read(good[:i]); parley.CodeOf(err) != parley.CodeBadEncoding && parley.CodeOf(err) != parley.CodeTooLarge {
			t.Fatalf("cut to %d of %d bytes: %v", i, len(good), err)
		}
	}
	if _, _, err := read(append(bytes.Clone(good), 0)); parley.CodeOf(err) != parley.CodeBadEncoding {
		t.Errorf("with a byte more: %v", err)
	}
	r, err := NewReader(bytes.NewReader(good))
	if err != nil || r.SignedBy(keyOf("north link").Public()) {
		t.Errorf("signed before it was read: %v", err)
	}
}

// [COU-2] A head with a field that cannot be is refused by who writes it and by who reads it.
func TestHeads(t *testing.T) {
	for name, change := range map[string]func(*Head){
		"no sender":          func(h *Head) { h.From = "" },
		"a name in capitals": func(h *Head) { h.To = "South" },
		"to itself":          func(h *Head) { h.To = h.From },
		"no charter":         func(h *Head) { h.Charters = nil },
		"too many charters":  func(h *Head) { h.Charters = make([]parley.Hash, MaxCharters+1) },
		"a charter twice":    func(h *Head) { h.Charters[1] = h.Charters[0] },
		"out of order":       func(h *Head) { h.Charters[0], h.Charters[1] = h.Charters[1], h.Charters[0] },
		"number 0":           func(h *Head) { h.Number = 0 },
		"too high a number":  func(h *Head) { h.Number = 1<<62 + 1 },
		"before 1970":        func(h *Head) { h.Time = -1 },
	} {
		h := head()
		change(&h)
		if _, err := NewWriter(io.Discard, h); err == nil {
			t.Errorf("%s is written", name)
		}
		b := wire.Marshal(h)
		raw := append(append([]byte(Magic), byte(len(b)>>8), byte(len(b))), b...)
		if _, err := NewReader(bytes.NewReader(raw)); err == nil || strings.Contains(err.Error(), "ends before") {
			t.Errorf("%s is read: %v", name, err)
		}
	}
}

// endless gives items of 16,384 bytes without end.
type endless struct{}

func (endless) Read(b []byte) (int, error) {
	return copy(b, bytes.Repeat([]byte{0x40, 0x00}, len(b)/2)), nil
}

// [COU-3] A bundle is refused at the first byte beyond 64 MiB, and an item beyond 16,384 bytes before there is room for it;
// reading takes no more memory than items do.
func TestLimits(t *testing.T) {
	h := wire.Marshal(head())
	begin := append(append([]byte(Magic), byte(len(h)>>8), byte(len(h))), h...)
	r, err := NewReader(io.MultiReader(bytes.NewReader(begin), endless{}))
	if err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	read, most := 0, uint64(0)
	for {
		f, err := r.Next()
		if parley.CodeOf(err) == parley.CodeTooLarge {
			break
		}
		if err != nil || read > MaxBundle {
			t.Fatalf("%d bytes were read: %v", read, err)
		}
		if read += Cost(f); read%(1<<22) < MaxItem {
			runtime.ReadMemStats(&after)
			most = max(most, after.HeapInuse-min(after.HeapInuse, before.HeapInuse))
		}
	}
	if read < MaxBundle-2*MaxItem || most > 32<<20 {
		t.Errorf("%d bytes were read with %d bytes of memory", read, most)
	}
	raw := append([]byte(Magic), 0x40, 0x01)
	if _, err := NewReader(bytes.NewReader(raw)); parley.CodeOf(err) != parley.CodeTooLarge {
		t.Errorf("an item of 16,385 bytes: %v", err)
	}
	w, _ := NewWriter(io.Discard, head())
	if parley.CodeOf(w.Frame(make([]byte, MaxItem+1))) != parley.CodeTooLarge || w.Frame(nil) == nil {
		t.Error("a frame over the limit is written, or one of nothing")
	}
}

// FuzzReader: any bytes are refused or are a bundle that encodes again to the same bytes; nothing panics.
func FuzzReader(f *testing.F) {
	f.Add(bundle(f, head(), keyOf("north link"), []byte("a frame"), []byte("another")))
	for _, c := range badBundles(f) {
		f.Add(c.bytes)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		r, frames, err := read(b)
		if err == nil && !bytes.Equal(again(t, r, frames), b) {
			t.Error("what was read does not encode to the same bytes")
		}
	})
}
