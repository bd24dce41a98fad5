package record_test

import (
	"bytes"
	"testing"

	"parley/charter"
	"parley/record"
	"parley/wire"
)

// forked is a party that keeps two records: they agree up to a place and differ from there on.
type forked struct {
	*exchange
	a, b *side
}

func newForked(t testing.TB) *forked {
	t.Helper()
	f := &forked{exchange: newExchange(t, "")}
	f.a, f.b = f.south, f.south.twin()
	f.a.add(t, wire.Leaf{Kind: wire.LeafClock})
	f.b.add(t, wire.Leaf{Kind: wire.LeafClock, Date: start + 77777})
	f.b.add(t, wire.Leaf{Kind: wire.LeafClock, Date: start + 77777})
	f.b.add(t, wire.Leaf{Kind: wire.LeafClock, Date: start + 77778})
	return f
}

// evidence is that of a head of a and a head of b.
func (f *forked) evidence(t testing.TB, aSize, bSize uint64) *record.Evidence {
	t.Helper()
	path, err := record.ProveConsistency(aSize, bSize, f.b.read)
	if err != nil {
		t.Fatal(err)
	}
	e, err := record.ForkEvidence(f.editions, append(f.north.sheets, f.south.sheets...), record.LogName{Party: "south"}, f.a.head(t, aSize), f.b.head(t, bSize), f.b.root(t, aSize), path)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// [REC-30] A reader MUST accept evidence of a fork only where every sheet in it is one of the party's by chapter 2, under the root key that an edition in the file names, each may replace the one before (CHR-29), each head is signed by the log key of one of them, each of them signed one of the heads, the root given is not a's, and the proof leads from it to b.
func TestForkEvidence(t *testing.T) {
	f := newForked(t)
	for _, c := range []struct {
		name       string
		a, b       uint64
		find, also string
	}{
		{"equal sizes", 7, 7, "these are two contents of the same 7 leaves", "of size 7 with root " + f.b.root(t, 7).String()},
		{"unequal sizes", 7, 9, "the record with the larger head had another root at size 7", "of size 9 with root " + f.b.root(t, 9).String()},
	} {
		r := verified(t, f.evidence(t, c.a, c.b), f.fingerprint())
		holds(t, r.Findings, c.find, c.also, "south signed, with the log key of its sheet 1, a head of its record of size 7 with root "+f.a.root(t, 7).String())
		holds(t, r.NotProved, "why it happened", "to whom south showed the heads", "which of the two records south regards as its own")
	}
	swapped, err := record.ForkEvidence(f.editions, f.south.sheets, record.LogName{Party: "south"}, f.b.head(t, 7), f.a.head(t, 7), f.a.root(t, 7), nil)
	if err != nil || !bytes.Equal(swapped.Encode(), f.evidence(t, 7, 7).Encode()) {
		t.Errorf("the same two heads in the other order give another file (%v)", err)
	}
}

func TestForkEvidenceOfTwoSheets(t *testing.T) {
	f := newForked(t)
	a := f.a.head(t, 7)
	f.b.add(t, wire.Leaf{Kind: wire.LeafSheet, ID: charter.SheetHash(f.b.newSheet(t))})
	path, _ := record.ProveConsistency(7, f.b.size(), f.b.read)
	e, err := record.ForkEvidence(f.editions, f.b.sheets, record.LogName{Party: "south"}, a, f.b.head(t, f.b.size()), f.b.root(t, 7), path)
	if err != nil {
		t.Fatal(err)
	}
	holds(t, verified(t, e, f.fingerprint()).Findings, "with the log key of its sheet 1", "with the log key of its sheet 2")
	e.Logs[0].Pages[0], e.Logs[0].Pages[1] = e.Logs[0].Pages[1], e.Logs[0].Pages[0]
	fails(t, "sheets swapped", e.Encode(), f.fingerprint(), "sheet 2 is held already")
}

func TestForkEvidenceThatIsNone(t *testing.T) {
	f := newForked(t)
	good := f.evidence(t, 7, 9).Encode()
	for _, c := range forkTamperings {
		e, err := record.DecodeEvidence(good)
		if err != nil {
			t.Fatal(err)
		}
		c.do(f.exchange, e)
		fails(t, c.name, e.Encode(), f.fingerprint(), c.words)
	}
	e, second := f.evidence(t, 7, 9), f.south.twin()
	second.newSheet(t)
	e.Logs[0].Pages = second.sheets
	fails(t, "a sheet that signs nothing", e.Encode(), f.fingerprint(), "a sheet of south that signs neither head")
	fails(t, "two sheets of one log key", f.oneLogKey(t).Encode(), f.fingerprint(), "a sheet of south that signs neither head")
	path, _ := record.ProveConsistency(6, 7, f.a.read)
	if _, err := record.ForkEvidence(f.editions, f.south.sheets, record.LogName{Party: "south"}, f.a.head(t, 6), f.a.head(t, 7), f.a.root(t, 6), path); err == nil {
		t.Error("two heads of one record are made into a fork")
	}
}

// oneLogKey is evidence of a fork with a second sheet of south's that keeps the log key: nothing says which of the two
// the heads are under.
func (f *forked) oneLogKey(t testing.TB) *record.Evidence {
	e, s := f.evidence(t, 7, 9), f.south.twin()
	log := s.key("log")
	s.number++
	s.sheetWithLog(t, log)
	e.Logs[0].Pages = s.sheets
	return e
}

// backwards is a record of south whose last leaf is dated before the one before it.
func backwards(t testing.TB) (x *exchange, e *record.Evidence) {
	t.Helper()
	x = newExchange(t, "")
	before := x.south.add(t, wire.Leaf{Kind: wire.LeafClock, Date: start + 50000})
	after := x.south.add(t, wire.Leaf{Kind: wire.LeafClock, Date: start + 49999})
	e, err := record.DateEvidence(x.editions, x.south.view(x.south.head(t, x.south.size()), nil), before, after)
	if err != nil {
		t.Fatal(err)
	}
	return x, e
}

// [REC-31] A reader MUST accept evidence of a date that goes back only where a leaf of the record is dated before the leaf that stands before it in the file.
func TestDateEvidence(t *testing.T) {
	x, e := backwards(t)
	r := verified(t, e, x.fingerprint())
	holds(t, r.Findings, "leaf 6: clock, dated 2026-11-22T14:30:50.000Z", "leaf 7: clock, dated 2026-11-22T14:30:49.999Z",
		"leaf 7 of south's record stands after leaf 6 and is dated before it")
	holds(t, r.NotProved, "why it happened")
	s := x.north
	if _, err := record.DateEvidence(x.editions, s.view(s.head(t, s.size()), nil), 2, 3); err == nil {
		t.Error("a record in order is made into evidence")
	}
	same := s.add(t, wire.Leaf{Kind: wire.LeafClock, Date: start + 90000})
	s.add(t, wire.Leaf{Kind: wire.LeafClock, Date: start + 90000})
	if _, err := record.DateEvidence(x.editions, s.view(s.head(t, s.size()), nil), same, same+1); err == nil {
		t.Error("two equal dates are made into evidence")
	}
	e.Logs[0].Leaves = e.Logs[0].Leaves[:3]
	fails(t, "the later leaf not shown", e.Encode(), x.fingerprint(), "no date of the record of south in the file goes back")
}

// No byte of any kind of file can be changed: every nineteenth is tried here, every one of a small file elsewhere.
func TestBytesOfEveryKindCount(t *testing.T) {
	x, date := backwards(t)
	fork := newForked(t).evidence(t, 7, 9)
	talk := unanswered(t)
	for name, e := range map[string]*record.Evidence{"message": newExchange(t, "").evidence(t), "fork": fork, "date": date, "proceeding": talk.evidence()} {
		b, fingerprint := e.Encode(), x.fingerprint()
		if name == "proceeding" {
			fingerprint = talk.fingerprint()
		}
		if r, _ := record.VerifyEvidence(b, fingerprint); r.Verdict != record.Verified {
			t.Fatalf("%s: %s", name, r.Why)
		}
		for i := 0; i < len(b); i += 19 {
			bent := bytes.Clone(b)
			bent[i] ^= 1 << (i % 8)
			if r, err := record.VerifyEvidence(bent, fingerprint); err != nil || r.Verdict != record.Fails {
				t.Fatalf("%s: byte %d of %d, %#02x for %#02x: %v %v", name, i, len(b), bent[i], b[i], r.Verdict, err)
			}
		}
	}
}
