package record_test

import (
	"bytes"
	"testing"

	"parley"
	"parley/record"
	"parley/wire"
)

// reopened is the exchange, after which both parties opened a second volume, and north sent another message there, which
// south received there. North cosigned the one that south received it in with the key of the same sheet.
type reopened struct {
	*exchange
	north2, south2 *side
	second         *wire.Envelope
	at, got        uint64
}

func newReopened(t testing.TB) *reopened {
	t.Helper()
	x := &reopened{exchange: newExchange(t, "")}
	x.north2, x.south2 = x.north.opened(t), x.south.opened(t)
	x.second = x.north2.write(t, "In the second volume", nil, "south")
	x.at = x.north2.sent(t, x.second, "south")
	x.got = x.south2.received(t, x.north2, x.at)
	return x
}

// evidence is that of the second message: the first volumes stand in the file too, where the story has them.
func (x *reopened) evidence(t testing.TB, sides ...*side) *record.Evidence {
	t.Helper()
	var views []record.LogView
	for _, s := range sides {
		views = append(views, s.view(s.head(t, s.size()), nil, s.cosign(t, x.north, s.head(t, s.size()), 60)))
	}
	e, err := record.Unchecked(x.editions, views, [][]byte{x.second.Encode()}, map[record.LogName][]uint64{
		{Party: "north", Volume: x.north2.volume}: {x.at}, {Party: "south", Volume: 2}: {x.got}, {Party: "south"}: {2}})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// fork is evidence of a fork of south's second volume.
func (x *reopened) fork(t testing.TB) *record.Evidence {
	t.Helper()
	a, b := x.south2.twin(), x.south2.twin()
	a.add(t, wire.Leaf{Kind: wire.LeafClock})
	b.add(t, wire.Leaf{Kind: wire.LeafClock, Date: start + 77777})
	e, err := record.ForkEvidence(x.editions, x.south.sheets, record.LogName{Party: "south", Volume: 2}, a.head(t, 5), b.head(t, 5), b.root(t, 5), nil)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// [REC-26] A reader MUST refuse a message unless the file has its author's record with a *sent* leaf of its id, in
// whichever volume.
func TestEvidenceInLaterVolume(t *testing.T) {
	x := newReopened(t)
	e := x.evidence(t, x.north2, x.south2, x.south)
	r, id := verified(t, e, x.fingerprint()), x.second.ID().String()
	holds(t, r.Findings,
		"the root key of north opened volume 2 of its record by statement "+record.VolumeHash(x.north2.statement).String()+", which gives the reason \"the disk was restored\"",
		"north's own signed head of size 4 of volume 2 of its record holds leaf 3: sent "+id+" to south",
		"south's own signed head of size 4 of volume 2 of its record holds leaf 3: received "+id,
		"south's own signed head of size 6 holds leaf 2: clock",
		"north held every leaf of volume 2 of south's record below size 4",
		"north held every leaf of south's record below size 6",
	)
	holds(t, r.NotProved, "that the reason that the root of south gave for volume 2 of its record is true")
	if n := len(e.Logs); n != 3 || e.Logs[1].Volume != 0 || e.Logs[2].Volume != 2 || e.Logs[1].Party != "south" {
		t.Errorf("the records stand in another order")
	}
	b := e.Encode()
	for i := 0; i < len(b); i += 23 {
		bent := bytes.Clone(b)
		bent[i] ^= 1 << (i % 8)
		if r, err := record.VerifyEvidence(bent, x.fingerprint()); err != nil || r.Verdict != record.Fails {
			t.Fatalf("byte %d of %d, %#02x for %#02x: %v %v", i, len(b), bent[i], b[i], r.Verdict, err)
		}
	}
}

// A fork of a later volume is one under its own name; the heads of two volumes contradict nothing.
func TestForkOfLaterVolume(t *testing.T) {
	x := newReopened(t)
	holds(t, verified(t, x.fork(t), x.fingerprint()).Findings, "a head of volume 2 of its record of size 5 with root ")
	for _, l := range volumeForkLies {
		e := x.fork(t)
		l.do(t, x, e)
		fails(t, l.name, e.Encode(), x.fingerprint(), l.words)
	}
}

type volumeLie struct {
	name  string
	do    func(t testing.TB, x *reopened, e *record.Evidence)
	words string
}

var volumeForkLies = []volumeLie{
	{"a fork of the first volume", func(t testing.TB, x *reopened, e *record.Evidence) { e.Logs[0].Volume = 0 }, "not signed by a log key"},
	{"a fork of the third volume", func(t testing.TB, x *reopened, e *record.Evidence) { e.Logs[0].Volume = 3 }, "not signed by a log key"},
	{"a fork of volume 1", func(t testing.TB, x *reopened, e *record.Evidence) { e.Logs[0].Volume = 1 }, "there is no volume 1"},
	{"a fork with a statement", func(t testing.TB, x *reopened, e *record.Evidence) { e.Logs[0].Statement = &x.south2.statement }, "or one that it does not need"},
}

// A date that goes back in a later volume is shown with its statement.
func TestDateInLaterVolume(t *testing.T) {
	x := newReopened(t)
	before := x.south2.add(t, wire.Leaf{Kind: wire.LeafClock, Date: start + 50000})
	after := x.south2.add(t, wire.Leaf{Kind: wire.LeafClock, Date: start + 49999})
	e, err := record.DateEvidence(x.editions, x.south2.view(x.south2.head(t, x.south2.size()), nil), before, after)
	if err != nil {
		t.Fatal(err)
	}
	holds(t, verified(t, e, x.fingerprint()).Findings, "leaf 5 of volume 2 of south's record stands after leaf 4 and is dated before it")
}

// volumeLies are files about later volumes that must not verify.
var volumeLies = []volumeLie{
	{"a later volume without its statement", func(t testing.TB, x *reopened, e *record.Evidence) { e.Logs[0].Statement = nil }, "has no statement"},
	{"a statement of the first volume", func(t testing.TB, x *reopened, e *record.Evidence) { e.Logs[1].Statement = &x.south2.statement }, "or one that it does not need"},
	{"the statement of another party", func(t testing.TB, x *reopened, e *record.Evidence) { e.Logs[0].Statement = &x.south2.statement }, "leaf 2 does not name the statement"},
	{"a statement that is none", func(t testing.TB, x *reopened, e *record.Evidence) { e.Logs[0].Statement = &[]byte{} }, "does not have the lines of one"},
	{"volume 1", func(t testing.TB, x *reopened, e *record.Evidence) { e.Logs[0].Volume = 1 }, "there is no volume 1"},
	{"volume 66", func(t testing.TB, x *reopened, e *record.Evidence) { e.Logs[0].Volume = 66 }, "there is no volume 66"},
	{"another number", func(t testing.TB, x *reopened, e *record.Evidence) { e.Logs[0].Volume = 3 }, "the statement opens"},
	{"the volumes swapped", func(t testing.TB, x *reopened, e *record.Evidence) { e.Logs[1], e.Logs[2] = e.Logs[2], e.Logs[1] }, "not in the order of their parties and volumes"},
	{"a volume twice", func(t testing.TB, x *reopened, e *record.Evidence) { e.Logs[1] = e.Logs[2] }, "not in the order of their parties and volumes"},
	{"leaf 2 not shown", func(t testing.TB, x *reopened, e *record.Evidence) {
		e.Logs[0].Leaves = append(e.Logs[0].Leaves[:2:2], e.Logs[0].Leaves[3:]...)
	}, "the leaf that names the statement of the volume is not proved"},
	{"a head of size 2", func(t testing.TB, x *reopened, e *record.Evidence) { e.Logs[0].Heads[0].Size = 2 }, "cannot be one"},
}

// [REC-72] A reader MUST NOT take a volume for opened unless its signature verifies by the party's root key in the edition
// that leaf 1 of the new volume names.
// [REC-73] Leaf 2 of a later volume MUST bear the SHA-256 of all bytes of its statement as its id.
func TestVolumeLies(t *testing.T) {
	for _, l := range volumeLies {
		x := newReopened(t)
		e := x.evidence(t, x.north2, x.south2, x.south)
		l.do(t, x, e)
		fails(t, l.name, e.Encode(), x.fingerprint(), l.words)
	}
	for _, c := range volumeStories {
		x := newReopened(t)
		fails(t, c.name, c.make(t, x).Encode(), x.fingerprint(), c.words)
	}
}

// make returns evidence of north's message in a volume that was opened wrongly.
func (s volumeStory) make(t testing.TB, x *reopened) *record.Evidence {
	s.change(t, x.north2)
	x.at = x.north2.sent(t, x.second, "south")
	return x.evidence(t, x.north2)
}

// A volumeStory is a volume in which every byte is signed, and which was opened wrongly.
type volumeStory struct {
	name   string
	change func(t testing.TB, n *side)
	words  string
}

var volumeStories = []volumeStory{
	{"opened by the log key", func(t testing.TB, n *side) { n.open(t, n.key("log"), n.volume) }, "the root key of north has not signed this"},
	{"opened by the other side's root", func(t testing.TB, n *side) { n.open(t, keyNamed("south root"), n.volume) }, "the root key of north has not signed this"},
	{"opened as the third volume", func(t testing.TB, n *side) { n.open(t, n.key("root"), 3) }, "the statement opens"},
	{"without the leaf of its statement", func(t testing.TB, n *side) {
		n.reset(t)
		n.add(t, wire.Leaf{Kind: wire.LeafClock})
	}, "leaf 2 does not name the statement"},
	{"with the hash of something else", func(t testing.TB, n *side) {
		n.reset(t)
		n.add(t, wire.Leaf{Kind: wire.LeafVolume, ID: parley.Sum([]byte("else"))})
	}, "leaf 2 does not name the statement"},
}

// reset takes s back to the first two leaves of its volume.
func (s *side) reset(t testing.TB) {
	t.Helper()
	first := s.leaves[:2]
	s.log = log{}
	s.append(t, first...)
}

// open has k open s anew as a volume of that number.
func (s *side) open(t testing.TB, k parley.Signer, number uint64) {
	t.Helper()
	v, err := record.ParseVolume(s.statement)
	if err != nil {
		t.Fatal(err)
	}
	v.Number = number
	for i := range v.Heads {
		v.Heads[i].Size = max(v.Heads[i].Size, record.MinLaterHead)
	}
	if s.statement, err = record.SignVolume(k, v); err != nil {
		t.Fatal(err)
	}
	s.reset(t)
	s.add(t, wire.Leaf{Kind: wire.LeafVolume, ID: record.VolumeHash(s.statement)})
}

// [REC-4] Leaf 0 of a later volume stands after the last leaf of the volume before that the reader holds.
func TestVolumeIsDatedAfterTheOneBefore(t *testing.T) {
	x := newReopened(t)
	verified(t, x.overtaken(t, 0), x.fingerprint())
	fails(t, "a millisecond before", x.overtaken(t, 1).Encode(), x.fingerprint(), overtakenWhy)
}

const overtakenWhy = "volume 2 of north's record begins before leaf 6 of north's record"

// overtaken is evidence in which north's first volume ends with a leaf dated that much later than its second begins.
func (x *reopened) overtaken(t testing.TB, late parley.Millis) *record.Evidence {
	t.Helper()
	n, first := x.north2.twin(), x.north.twin()
	begins, _ := wire.DecodeLeaf(n.leaves[0])
	clock := first.add(t, wire.Leaf{Kind: wire.LeafClock, Date: begins.Date + late})
	views := []record.LogView{first.view(first.head(t, first.size()), nil), n.view(n.head(t, n.size()), nil)}
	e, err := record.Unchecked(x.editions, views, [][]byte{x.second.Encode()},
		map[record.LogName][]uint64{{Party: "north"}: {clock}, {Party: "north", Volume: 2}: {x.at}})
	if err != nil {
		t.Fatal(err)
	}
	return e
}
