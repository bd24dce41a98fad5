package record_test

import (
	"errors"
	"testing"

	"parley"
	"parley/record"
	"parley/wire"
)

func leafAt(kind wire.LeafKind, date parley.Millis) []byte {
	return wire.Leaf{Kind: kind, Date: date}.Encode()
}

func sentTo(bitmap ...byte) []byte {
	return wire.Leaf{Kind: wire.LeafSent, Date: start, Addressees: bitmap}.Encode()
}

func TestCheckLeavesGood(t *testing.T) {
	leaves := [][]byte{leafAt(wire.LeafSheet, start), leafAt(wire.LeafAdopted, start), leafAt(wire.LeafClock, start+1), nil, leafAt(wire.LeafReceived, start+2)}
	leaves[3] = wire.Leaf{Kind: wire.LeafSent, Date: start + 1, Addressees: []byte{2}}.Encode()
	last, err := record.CheckLeaves(0, 0, 0, leaves, 2)
	if err != nil || last != start+2 {
		t.Fatalf("got %v, %v", last, err)
	}
	if last, err := record.CheckLeaves(0, start, 7, nil, 2); err != nil || last != start {
		t.Fatalf("no leaves: got %v, %v", last, err)
	}
}

var badLeaves = []struct {
	name    string
	start   uint64
	leaf    []byte
	parties int
	volume  uint64
}{
	{"no bytes", 2, nil, 2, 0},
	{"six bytes", 2, []byte{4, 0, 0, 0, 0, 0}, 2, 0},
	{"kind 0", 2, append([]byte{0}, make([]byte, 46)...), 2, 0},
	{"kind 13", 2, append([]byte{13}, make([]byte, 46)...), 2, 0},
	{"clock with a byte too many", 2, append(leafAt(wire.LeafClock, start), 0), 2, 0},
	{"received with a byte too many", 2, append(leafAt(wire.LeafReceived, start), 0), 2, 0},
	{"received with a byte too few", 2, leafAt(wire.LeafReceived, start)[:46], 2, 0},
	{"refused without code", 2, leafAt(wire.LeafRefused, start)[:47], 2, 0},
	{"sent with nine bytes of addressees", 2, sentTo(1, 0, 0, 0, 0, 0, 0, 0, 0), 57, 0},
	{"clock first", 0, leafAt(wire.LeafClock, start), 2, 0},
	{"adopted first", 0, leafAt(wire.LeafAdopted, start), 2, 0},
	{"sheet second", 1, leafAt(wire.LeafSheet, start), 2, 0},
	{"two bytes for eight parties", 2, sentTo(1, 0), 8, 0},
	{"one byte for nine parties", 2, sentTo(1), 9, 0},
	{"party 2 of 2", 2, sentTo(4), 2, 0},
	{"party 7 of 7", 2, sentTo(0x80), 7, 0},
	{"party 57 of 57", 2, sentTo(1, 0, 0, 0, 0, 0, 0, 2), 57, 0},
	{"volume in the first volume", 2, leafAt(wire.LeafVolume, start), 2, 0},
	{"no volume at place 2 of a later one", 2, leafAt(wire.LeafClock, start), 2, 2},
	{"volume at place 3 of a later one", 3, leafAt(wire.LeafVolume, start), 2, 2},
	{"volume first", 0, leafAt(wire.LeafVolume, start), 2, 2},
	{"clock first in a later volume", 0, leafAt(wire.LeafClock, start), 2, 2},
	{"sheet second in a later volume", 1, leafAt(wire.LeafSheet, start), 2, 2},
}

// [REC-3] A reader MUST refuse a leaf that is not laid out as chapter 1 says (WIRE-9).
// [REC-5] A reader MUST refuse a record whose leaf 0 is not of kind *sheet* or whose leaf 1 is not of kind *adopted*,
// a later volume whose leaf 2 is not of kind *volume*, and a leaf of that kind at any other place.
// [REC-6] A reader MUST refuse a *sent* leaf whose addressees are not ceil(parties / 8) bytes or hold the bit of a party that is not there; parties and their order are those of the edition in force at the leaf.
func TestCheckLeavesBad(t *testing.T) {
	for _, c := range badLeaves {
		if _, err := record.CheckLeaves(c.volume, 0, c.start, [][]byte{c.leaf}, c.parties); parley.CodeOf(err) != parley.CodeBadRecord {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
}

// A later volume begins with its sheet, its edition and its statement, dated after the volume before.
func TestCheckLeavesOfVolume(t *testing.T) {
	leaves := [][]byte{leafAt(wire.LeafSheet, start), leafAt(wire.LeafAdopted, start), leafAt(wire.LeafVolume, start), leafAt(wire.LeafClock, start)}
	if last, err := record.CheckLeaves(2, start, 0, leaves, 2); err != nil || last != start {
		t.Fatalf("got %v, %v", last, err)
	}
	var date *record.DateError
	if _, err := record.CheckLeaves(2, start+1, 0, leaves, 2); !errors.As(err, &date) || date.Index != 0 {
		t.Errorf("dated before the last leaf of the volume before: %v", err)
	}
}

// [REC-4] A reader MUST refuse a leaf dated before the leaf before it (rule R1). Equal dates are in order.
func TestDatesNeverGoBack(t *testing.T) {
	leaves := [][]byte{leafAt(wire.LeafClock, start), leafAt(wire.LeafClock, start), leafAt(wire.LeafClock, start-1)}
	last, err := record.CheckLeaves(0, start-1, 10, leaves, 2)
	var date *record.DateError
	if !errors.As(err, &date) || parley.CodeOf(err) != parley.CodeBadRecord {
		t.Fatalf("got %v", err)
	}
	if want := (record.DateError{Index: 12, Before: start, Date: start - 1}); *date != want || last != start {
		t.Fatalf("got %+v and %v, want %+v", *date, last, want)
	}
	if _, err := record.CheckLeaves(0, start+1, 10, leaves[:1], 2); !errors.As(err, &date) || date.Index != 10 {
		t.Fatalf("against the leaf before the first: %v", err)
	}
}

func FuzzCheckLeaves(f *testing.F) {
	f.Add(sentTo(1), uint64(2), 2)
	f.Add(leafAt(wire.LeafClock, start), uint64(0), 57)
	f.Fuzz(func(t *testing.T, b []byte, at uint64, parties int) {
		parties &= 63
		if _, err := record.CheckLeaves(0, 0, at, [][]byte{b}, parties); err != nil {
			return
		}
		l, err := wire.DecodeLeaf(b)
		if err != nil || string(l.Encode()) != string(b) {
			t.Fatalf("accepted %x, which encodes again to %x (%v)", b, l.Encode(), err)
		}
		for i := parties; i < 64; i++ {
			if l.Addressed(i) {
				t.Fatalf("accepted a leaf addressed to party %d of %d", i, parties)
			}
		}
	})
}
