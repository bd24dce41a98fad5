package wire_test

import (
	"bytes"
	"encoding/hex"
	"reflect"
	"testing"

	"parley"
	"parley/wire"

	"pgregory.net/rapid"
)

func decodeLeaf(b []byte) error { _, err := wire.DecodeLeaf(b); return err }

// leafSample is one leaf of the vectors.
type leafSample struct {
	name string
	leaf wire.Leaf
}

// sampleLeaves holds a leaf of every kind, and both ends of each range.
func sampleLeaves() []leafSample {
	mark := [8]byte{0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7}
	id := parley.Sum([]byte("what a leaf names"))
	of := func(k wire.LeafKind) wire.Leaf { return wire.Leaf{Kind: k, Date: testTime, Mark: mark, ID: id} }
	sent, sentMany, refused, refusedMax := of(wire.LeafSent), of(wire.LeafSent), of(wire.LeafRefused), of(wire.LeafRefused)
	sent.Addressees = wire.Bitmap(2, []int{1})
	sentMany.Addressees = wire.Bitmap(57, []int{0, 7, 8, 56})
	refused.Code, refusedMax.Code = parley.RefusedExercise, 255
	return []leafSample{
		{"sent, charter of 2 parties, to party 1", sent},
		{"sent, charter of 57 parties, to parties 0, 7, 8 and 56", sentMany},
		{"received", of(wire.LeafReceived)},
		{"refused, code 4", refused},
		{"refused, code 255", refusedMax},
		{"clock", wire.Leaf{Kind: wire.LeafClock, Date: testTime}},
		{"clock, the first instant", wire.Leaf{Kind: wire.LeafClock}},
		{"clock, the last instant", wire.Leaf{Kind: wire.LeafClock, Date: parley.MaxMillis}},
		{"opened", of(wire.LeafOpened)},
		{"got-blob", of(wire.LeafGotBlob)},
		{"lost", of(wire.LeafLost)},
		{"adopted", of(wire.LeafAdopted)},
		{"sheet", of(wire.LeafSheet)},
		{"erased", of(wire.LeafErased)},
		{"volume", of(wire.LeafVolume)},
		{"statement", of(wire.LeafStatement)},
	}
}

// badLeaves are no leaf of any record.
func badLeaves() []badCase {
	received := wire.Leaf{Kind: wire.LeafReceived, Date: testTime}.Encode()
	clock := wire.Leaf{Kind: wire.LeafClock, Date: testTime}.Encode()
	cut := func(b []byte, n int) []byte { return append(bytes.Clone(b), make([]byte, 60)...)[:n] }
	kind := func(k byte, n int) []byte { b := cut(received, n); b[0] = k; return b }
	rec := parley.CodeBadRecord
	return []badCase{
		{"no bytes at all", nil, rec},
		{"kind 0", kind(0, 47), rec},
		{"kind 13, which is not known", kind(13, 47), rec},
		{"kind 255", kind(255, 47), rec},
		{"a clock leaf of 6 bytes", cut(clock, 6), rec},
		{"a clock leaf of 8 bytes", cut(clock, 8), rec},
		{"a clock leaf with mark and id", cut(clock, 47), rec},
		{"a received leaf without mark and id", cut(received, 7), rec},
		{"a received leaf of 46 bytes", cut(received, 46), rec},
		{"a received leaf of 48 bytes", cut(received, 48), rec},
		{"a sent leaf without addressees", kind(1, 47), rec},
		{"a sent leaf with 9 bytes of addressees", kind(1, 56), rec},
		{"a refused leaf without a code", kind(3, 47), rec},
		{"a refused leaf with a code of 2 bytes", kind(3, 49), rec},
		{"a sheet leaf of 48 bytes", kind(9, 48), rec},
	}
}

// [WIRE-9] A reader MUST refuse a leaf of a kind that the table does not name, or of another length than the table says.
func TestLeafBad(t *testing.T) {
	for _, c := range badLeaves() {
		refused(t, c, decodeLeaf)
	}
}

// [WIRE-9] The bytes of each kind, put together by hand.
func TestLeafBytes(t *testing.T) {
	const date = "01a203a9f640" // 1795357800000
	if got := hex.EncodeToString(wire.Leaf{Kind: wire.LeafClock, Date: testTime}.Encode()); got != "04"+date {
		t.Errorf("clock leaf %s", got)
	}
	id := parley.Sum([]byte("what a leaf names"))
	rest := date + "a0a1a2a3a4a5a6a7" + id.String()
	want := map[string]string{"received": "02", "opened": "05", "got-blob": "06", "lost": "07", "adopted": "08", "sheet": "09", "erased": "0a", "volume": "0b", "statement": "0c"}
	for _, s := range sampleLeaves() {
		b := s.leaf.Encode()
		if kind, ok := want[s.name]; ok {
			if got := hex.EncodeToString(b); got != kind+rest {
				t.Errorf("%s: %s", s.name, got)
			}
			delete(want, s.name)
		}
		back, err := wire.DecodeLeaf(b)
		if err != nil || !reflect.DeepEqual(back, s.leaf) {
			t.Errorf("%s: decodes to %+v, %v", s.name, back, err)
		}
	}
	if len(want) != 0 {
		t.Errorf("no sample of %v", want)
	}
}

// Any leaf of any kind decodes from its bytes.
func TestLeafRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := wire.Leaf{Kind: wire.LeafKind(rapid.IntRange(1, 12).Draw(t, "kind")), Date: parley.Millis(rapid.Int64Range(0, int64(parley.MaxMillis)).Draw(t, "date"))}
		if l.Kind != wire.LeafClock {
			l.ID = anyHash().Draw(t, "id")
			copy(l.Mark[:], rapid.SliceOfN(rapid.Byte(), 8, 8).Draw(t, "mark"))
		}
		switch l.Kind {
		case wire.LeafSent:
			l.Addressees = rapid.SliceOfN(rapid.Byte(), 1, 8).Draw(t, "addressees")
		case wire.LeafRefused:
			l.Code = parley.RefusalCode(rapid.Byte().Draw(t, "code"))
		}
		if back, err := wire.DecodeLeaf(l.Encode()); err != nil || !reflect.DeepEqual(back, l) {
			t.Fatalf("%+v decodes to %+v, %v", l, back, err)
		}
	})
}

// [WIRE-10] Party i of the charter MUST be bit i mod 8, least significant first, of byte i div 8 of ceil(parties / 8).
func TestBitmap(t *testing.T) {
	for _, c := range []struct {
		parties   int
		addressed []int
		want      string
	}{
		{2, []int{0}, "01"}, {2, []int{1}, "02"}, {8, []int{7}, "80"}, {9, []int{8}, "0001"}, {57, []int{0, 56}, "0100000000000001"},
	} {
		l := wire.Leaf{Kind: wire.LeafSent, Addressees: wire.Bitmap(c.parties, c.addressed)}
		if got := hex.EncodeToString(l.Addressees); got != c.want {
			t.Errorf("%d parties, %v: %s, want %s", c.parties, c.addressed, got, c.want)
		}
		var back []int
		for i := range c.parties {
			if l.Addressed(i) {
				back = append(back, i)
			}
		}
		if !reflect.DeepEqual(back, c.addressed) {
			t.Errorf("%s names the parties %v, want %v", c.want, back, c.addressed)
		}
		if l.Addressed(1000) {
			t.Error("a party beyond the bitmap is addressed")
		}
	}
}

// [WIRE-11] The mark of an act MUST be the first 8 bytes of SHA-256(nonce of the opening || author || k).
func TestActMark(t *testing.T) {
	nonce := nonceOf(0x50)
	for _, k := range []uint32{0, 1, 0x01020304} {
		h := parley.Sum(append(append(nonce[:], "north"...), byte(k>>24), byte(k>>16), byte(k>>8), byte(k)))
		if got := wire.ActMark(nonce, "north", k); !bytes.Equal(got[:], h[:8]) {
			t.Errorf("k = %d: %x, want %x", k, got, h[:8])
		}
	}
	if wire.ActMark(nonce, "north", 1) == wire.ActMark(nonce, "south", 1) || wire.ActMark(nonce, "north", 1) == wire.ActMark(nonce, "north", 2) {
		t.Error("marks of different acts are equal")
	}
}
