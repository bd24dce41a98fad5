package courier

import (
	"bytes"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"parley"
	"parley/wire"
)

var update = flag.Bool("update", false, "write the vectors instead of comparing them")

// check holds the text of a file of vectors against the one in the spec.
func check(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join("..", "spec", "vectors", "courier", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want, err := os.ReadFile(path); err != nil || string(want) != text {
		t.Errorf("%s is not what this code makes, see what changed with -update: %v", path, err)
	}
}

// sample frames: a HELLO of nothing, a HAVE, and a message in one frame.
func sampleFrames() [][]byte {
	return [][]byte{
		wire.EncodeFrame(&wire.Hello{Version: 1, Time: 1_795_357_800_000}),
		wire.EncodeFrame(&wire.Have{}),
		wire.EncodeFrame(&wire.Body{Type: wire.TypeBody, N: 1, Bytes: []byte("a message"), Open: &wire.Open{Size: 9, Precedence: parley.Flash}}),
	}
}

// [COU-1] [COU-2] [COU-4] The vectors of good bundles.
func TestBundleVectors(t *testing.T) {
	text := ""
	for i, c := range []struct {
		name, key string
		head      Head
		frames    [][]byte
	}{
		{"a FLASH", "north link", head(), sampleFrames()},
		{"nothing inside", "south link", Head{From: "south", To: "north", Charters: []parley.Hash{{0xff}}, Number: 1, Time: 0}, nil},
		{"a long frame", "north link", head(), [][]byte{bytes.Repeat([]byte{0x5a}, 300)}},
	} {
		b := bundle(t, c.head, keyOf(c.key), c.frames...)
		if i > 0 {
			text += "\n"
		}
		text += fmt.Sprintf("name: %q\nlink: %x\nbundle: %x\nfrom: %s\nto: %s\n", c.name, keyOf(c.key).Public(), b, c.head.From, c.head.To)
		for _, id := range c.head.Charters {
			text += fmt.Sprintf("charter: %s\n", id)
		}
		text += fmt.Sprintf("number: %d\ntime: %d\n", c.head.Number, c.head.Time)
		for _, f := range c.frames {
			text += "frame: " + hex.EncodeToString(f) + "\n"
		}
	}
	check(t, "bundles.txt", text)
}

type badBundle struct {
	reason string
	bytes  []byte
}

// badBundles are what a reader refuses, each for one reason; the link key is that of the first good vector.
func badBundles(t testing.TB) []badBundle {
	good := bundle(t, head(), keyOf("north link"), sampleFrames()...)
	size := len(Magic)
	headed := func(b []byte) []byte {
		old := wire.Marshal(head())
		out := append([]byte(Magic), byte(len(b)>>8), byte(len(b)))
		return append(append(out, b...), good[size+2+len(old):]...)
	}
	changed := func(change func(*Head)) []byte {
		h := head()
		change(&h)
		return headed(wire.Marshal(h))
	}
	flip := func(at int) []byte {
		b := bytes.Clone(good)
		b[at] ^= 1
		return b
	}
	first := size + 2 + len(wire.Marshal(head()))
	return []badBundle{
		{"no bytes", nil},
		{"another version", append([]byte("parley courier 2\n"), good[size:]...)},
		{"cut in its head", good[:size+9]},
		{"cut in a frame", good[:first+5]},
		{"cut before its signature", good[:len(good)-95]},
		{"cut in its signature", good[:len(good)-1]},
		{"a byte behind its signature", append(bytes.Clone(good), 0)},
		{"an item of 16,385 bytes", append(append(bytes.Clone(good[:first]), 0x40, 0x01), make([]byte, 16385)...)},
		{"a head that is no array", headed([]byte{0x01})},
		{"a head of four elements", headed([]byte{0x84, 0x60, 0x60, 0x80, 0x01})},
		{"a head in another encoding than the one", headed(append(bytes.Clone(wire.Marshal(head())), 0))},
		{"from and to the same party", changed(func(h *Head) { h.To = "north" })},
		{"no charter", changed(func(h *Head) { h.Charters = nil })},
		{"a charter twice", changed(func(h *Head) { h.Charters[1] = h.Charters[0] })},
		{"charters out of order", changed(func(h *Head) { h.Charters[0] = parley.Hash{3} })},
		{"number 0", changed(func(h *Head) { h.Number = 0 })},
		{"addressed to another after it was signed", changed(func(h *Head) { h.To = "east" })},
		{"a frame was changed after it was signed", flip(first + 4)},
		{"the signature was changed", flip(len(good) - 5)},
		{"signed by another link key", bundle(t, head(), keyOf("south link"), sampleFrames()...)},
	}
}

// [COU-1] [COU-2] [COU-3] [COU-4] The vectors of what is refused, by its form or for want of the link key's signature.
func TestBadBundleVectors(t *testing.T) {
	text := ""
	for i, c := range badBundles(t) {
		if i > 0 {
			text += "\n"
		}
		value := " " + hex.EncodeToString(c.bytes)
		if len(c.bytes) == 0 {
			value = ""
		}
		text += fmt.Sprintf("reason: %q\nlink: %x\nbundle:%s\n", c.reason, keyOf("north link").Public(), value)
		if r, _, err := read(c.bytes); err == nil && r.SignedBy(keyOf("north link").Public()) {
			t.Errorf("%s: taken", c.reason)
		}
	}
	check(t, "bad-bundles.txt", text)
}
