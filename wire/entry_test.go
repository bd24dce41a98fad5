package wire_test

import (
	"bytes"
	"testing"

	"parley"
	"parley/wire"
)

// A cut leaf is what it was, once id and mark are there again; leaves that no reader could know are not cut.
func TestCutLeaf(t *testing.T) {
	id, mark := parley.Sum([]byte("a message")), [8]byte{1, 2, 3, 4, 5, 6, 7, 8}
	for kind, want := range map[wire.LeafKind]int{wire.LeafSent: 21, wire.LeafReceived: 11, wire.LeafRefused: 12} {
		l := wire.Leaf{Kind: kind, Date: testTime, Mark: mark, ID: id, Code: 7}
		if kind == wire.LeafSent {
			l.Addressees = []byte{1, 2}
		}
		cut, ok := wire.CutLeaf(l.Encode())
		f := &wire.Entry{Leaf: cut}
		if !ok || len(cut) != want || !f.Names(id) || f.Names(parley.Sum(nil)) || !bytes.Equal(f.Whole(id, mark), l.Encode()) {
			t.Errorf("kind %d: cut to %x, %v", kind, cut, ok)
		}
	}
	for _, l := range []wire.Leaf{{Kind: wire.LeafClock, Date: testTime}, {Kind: wire.LeafOpened, Date: testTime, ID: id}} {
		if _, ok := wire.CutLeaf(l.Encode()); ok {
			t.Errorf("kind %d was cut", l.Kind)
		}
	}
	if _, ok := wire.CutLeaf([]byte{1}); ok {
		t.Error("what is no leaf was cut")
	}
}
