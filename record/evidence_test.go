package record_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"parley"
	"parley/charter"
	"parley/record"
	"parley/wire"
)

// exchange is the course of the small story that most tests tell: north sends a FLASH, south receives it, acknowledges,
// and replies; each cosigns the other.
type exchange struct {
	*world
	north, south   *side
	message        *wire.Envelope
	ack, reply     *wire.Envelope
	views          []record.LogView
	wanted         map[record.LogName][]uint64
	sentAt, recvAt uint64
}

func newExchange(t testing.TB, prefix string) *exchange {
	t.Helper()
	x := &exchange{world: newWorld(t, prefix, "north", "south")}
	x.north, x.south = x.sides["north"], x.sides["south"]
	x.north.add(t, wire.Leaf{Kind: wire.LeafClock})
	x.south.add(t, wire.Leaf{Kind: wire.LeafClock})
	before := x.south.head(t, x.south.size())

	x.message = x.north.write(t, "Unidentified aircraft near the line. Is it yours?", nil, "south")
	x.sentAt = x.north.sent(t, x.message, "south")
	x.recvAt = x.south.received(t, x.north, x.sentAt)
	id := x.message.ID()
	x.ack = x.south.write(t, "ack", func(p *wire.Payload) {
		p.Form, p.Body, p.Lang, p.Refers.Acknowledges = wire.FormAck, nil, "", &id
	}, "north")
	ackAt := x.south.sent(t, x.ack, "north")
	x.reply = x.south.write(t, "It is ours and turns back now.", func(p *wire.Payload) { p.Refers.ReplyTo = &id }, "north")
	replyAt := x.south.sent(t, x.reply, "north")
	gotAck, gotReply := x.north.received(t, x.south, ackAt), x.north.received(t, x.south, replyAt)

	nh, sh := x.north.head(t, x.north.size()), x.south.head(t, x.south.size())
	x.views = []record.LogView{
		x.south.view(sh, &before, x.south.cosign(t, x.north, before, 3), x.south.cosign(t, x.north, sh, 9)),
		x.north.view(nh, nil, x.north.cosign(t, x.south, nh, 9)),
	}
	x.wanted = map[record.LogName][]uint64{{Party: "north"}: {x.sentAt, gotAck, gotReply}, {Party: "south"}: {x.recvAt, ackAt, replyAt}}
	return x
}

func (x *exchange) evidence(t testing.TB) *record.Evidence {
	t.Helper()
	e, err := record.MessageEvidence(x.editions, x.views, [][]byte{x.message.Encode(), x.reply.Encode(), x.ack.Encode()}, x.wanted)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// short is the smallest evidence of a message: north says that it sent, and no more.
func (x *exchange) short(t testing.TB) *record.Evidence {
	t.Helper()
	x.views[1].Cosignatures = nil
	e, err := record.MessageEvidence(x.editions, x.views[1:], [][]byte{x.message.Encode()}, map[record.LogName][]uint64{{Party: "north"}: {x.sentAt}})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func verified(t testing.TB, e *record.Evidence, fingerprint string) *record.Report {
	t.Helper()
	r, err := record.VerifyEvidence(e.Encode(), fingerprint)
	if err != nil {
		t.Fatal(err)
	}
	if r.Verdict != record.Verified || r.Why != "" {
		t.Fatalf("%s: %s", r.Verdict, r.Why)
	}
	return r
}

// fails holds that a file fails, and for the reason that the words name.
func fails(t testing.TB, what string, b []byte, fingerprint, words string) {
	t.Helper()
	r, err := record.VerifyEvidence(b, fingerprint)
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	if r.Verdict != record.Fails || !strings.Contains(r.Why, words) {
		t.Errorf("%s: %s, %q; want it to fail with %q", what, r.Verdict, r.Why, words)
	}
	if len(r.Findings) != 0 || len(r.NotProved) != 0 || r.Text != nil {
		t.Errorf("%s: it fails and finds something all the same: %v", what, r.Findings)
	}
}

func holds(t testing.TB, where []string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !slices.ContainsFunc(where, func(s string) bool { return strings.Contains(s, w) }) {
			t.Errorf("nothing says %q in:\n%s", w, strings.Join(where, "\n"))
		}
	}
}

// [REC-28] A reader MUST NOT call a leaf *received* or *refused* a receipt where its mark is not that of the *sent* leaf, nor say that an addressee received a message where no leaf in its record in the file says so.
func TestMessageEvidence(t *testing.T) {
	x := newExchange(t, "")
	r := verified(t, x.evidence(t), x.fingerprint())
	id := x.message.ID().String()
	holds(t, r.Findings,
		"is signed by the root keys of north and south",
		"message "+id+" is signed by a key of north/duty, made 2026-11-22T14:30:03.000Z by its author's clock, FLASH to south/duty",
		"north's own signed head of size 6 holds leaf 3: sent "+id+" to south, dated 2026-11-22T14:30:03.000Z by north's clock",
		"south's own signed head of size 6 holds leaf 3: received "+id+", dated 2026-11-22T14:30:03.000Z by south's clock",
		"message "+x.ack.ID().String()+", signed by a key of south/duty, acknowledges message "+id,
		"south's own signed head of size 6 holds leaf 4: sent "+x.ack.ID().String()+" to north",
		"message "+x.reply.ID().String()+", signed by a key of south/duty, replies to message "+id,
		"north's own signed head of size 6 holds leaf 4: received "+x.ack.ID().String(),
		"north held every leaf of south's record below size 3 at 2026-11-22T14:30:03Z by north's clock",
		"south held every leaf of north's record below size 6 at 2026-11-22T14:30:09Z by south's clock",
	)
	holds(t, r.NotProved, "that what the text says is true", "that a person read it", "what the signer's screen showed", "who caused a cut")
	if !r.Exercise || r.Charter != x.id() || r.Kind != record.EvidenceMessage || string(r.Text) != "Unidentified aircraft near the line. Is it yours?" {
		t.Errorf("report %+v", r)
	}
	if len(r.Editions) != 1 || r.Editions[0] != (record.EditionRef{Number: 1, Fingerprint: x.fingerprint()}) {
		t.Errorf("editions %+v", r.Editions)
	}
}

func TestMessageEvidenceWithoutReceipt(t *testing.T) {
	x := newExchange(t, "")
	r := verified(t, x.short(t), x.fingerprint())
	holds(t, r.NotProved, "whether south received message "+x.message.ID().String()+": its record is not in the file")
	x.wanted[record.LogName{Party: "south"}] = nil
	e, err := record.MessageEvidence(x.editions, x.views, [][]byte{x.message.Encode()}, x.wanted)
	if err != nil {
		t.Fatal(err)
	}
	r = verified(t, e, x.fingerprint())
	holds(t, r.NotProved, "whether south received message "+x.message.ID().String()+": no leaf of its record in the file says so")
	for _, f := range r.Findings {
		if strings.Contains(f, "south's own signed head") && strings.Contains(f, "received") {
			t.Errorf("finds a receipt that is not in the file: %s", f)
		}
	}
}

func TestRefusalAndForeignMark(t *testing.T) {
	x := newExchange(t, "")
	sent, _ := wire.DecodeLeaf(x.north.leaves[x.sentAt])
	refused := x.south.add(t, wire.Leaf{Kind: wire.LeafRefused, ID: sent.ID, Mark: sent.Mark, Code: parley.RefusedHandling})
	x.views[0] = x.south.view(x.south.head(t, x.south.size()), nil)
	for _, c := range []struct {
		at         uint64
		find, doub string
	}{
		{refused, "refused " + sent.ID.String() + " because: the charter has no such handling marking", ""},
		{x.recvAt, "received " + sent.ID.String(), ""},
		{x.south.add(t, wire.Leaf{Kind: wire.LeafReceived, ID: sent.ID}), "does not bear the mark of north's sent leaf", "is a receipt of message"},
	} {
		x.views[0] = x.south.view(x.south.head(t, x.south.size()), nil)
		e, err := record.MessageEvidence(x.editions, x.views[:], [][]byte{x.message.Encode()}, map[record.LogName][]uint64{{Party: "north"}: {x.sentAt}, {Party: "south"}: {c.at}})
		if err != nil {
			t.Fatal(err)
		}
		r := verified(t, e, x.fingerprint())
		holds(t, r.Findings, c.find)
		doubt := slices.ContainsFunc(r.NotProved, func(s string) bool { return strings.Contains(s, "is a receipt of") })
		if doubt != (c.doub != "") {
			t.Errorf("leaf %d: not proved: %v", c.at, r.NotProved)
		}
	}
}

func TestAutomaticMessageIsSignedByTheNode(t *testing.T) {
	x := newExchange(t, "")
	e := x.north.write(t, "Line test 7", func(p *wire.Payload) { p.Form = "line-test" }, "south")
	at := x.north.sent(t, e, "south")
	x.views[1] = x.north.view(x.north.head(t, x.north.size()), nil)
	file, err := record.MessageEvidence(x.editions, x.views[1:], [][]byte{e.Encode()}, map[record.LogName][]uint64{{Party: "north"}: {at}})
	if err != nil {
		t.Fatal(err)
	}
	holds(t, verified(t, file, x.fingerprint()).Findings, "is signed by the duty key of north's node, by itself")
}

// A second sheet and a second edition: what was signed is judged by those in force at its place.
func TestLaterSheetAndEdition(t *testing.T) {
	x := newExchange(t, "")
	first := x.fingerprint()
	c, old, oldID := x.charter(t), x.id(), x.editionID()
	c.Edition, c.Charter, c.Amends, c.RetentionDays = 2, &old, &oldID, 30
	x.adopt(t, c)
	for _, s := range x.sides {
		s.add(t, wire.Leaf{Kind: wire.LeafSheet, ID: charter.SheetHash(s.newSheet(t))})
		s.add(t, wire.Leaf{Kind: wire.LeafAdopted, ID: x.editionID()})
	}
	e := x.north.write(t, "Under the second edition", nil, "south")
	at := x.north.sent(t, e, "south")
	got := x.south.received(t, x.north, at)
	nh, sh := x.north.head(t, x.north.size()), x.south.head(t, x.south.size())
	views := []record.LogView{x.north.view(nh, nil, x.north.cosign(t, x.south, nh, 20)), x.south.view(sh, x.views[0].Earlier)}
	file, err := record.MessageEvidence(x.editions, views, [][]byte{e.Encode()}, map[record.LogName][]uint64{{Party: "north"}: {at}, {Party: "south"}: {got}})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []string{first, x.fingerprint()} {
		if r := verified(t, file, f); len(r.Editions) != 2 || r.Charter != x.id() {
			t.Errorf("editions %+v", r.Editions)
		}
	}
	x.views[0], x.views[1] = views[1], views[0]
	verified(t, x.evidence(t), first) // what stood before is still judged by what was in force then
	// [REC-9] A reader MUST verify a head of size n by the log key of the last sheet that stands below n in that record, and by no other key.
	stale := x.north.head(t, nh.Size)
	stale.Signature, _ = record.SignHead(keyNamed("north log"), x.north.origin(), nh.Size, nh.Root)
	views[0].Head, views[0].Cosignatures = stale, nil
	refusedFile(t, "a head of the key before", x, views, e, "not signed by the log key of the last sheet below it", at, got)
}

// refusedFile holds that the builder does not return a file that would not verify.
func refusedFile(t *testing.T, what string, x *exchange, views []record.LogView, e *wire.Envelope, words string, sent, received uint64) {
	t.Helper()
	f, err := record.MessageEvidence(x.editions, views, [][]byte{e.Encode()}, map[record.LogName][]uint64{{Party: "north"}: {sent}, {Party: "south"}: {received}})
	if f != nil || err == nil || !strings.Contains(err.Error(), words) {
		t.Errorf("%s: got %v", what, err)
	}
}

// [REC-18] A reader MUST call a file verified only where whoever asks has named the fingerprint of one of its editions. Without a named charter the best verdict is "consistent in itself"; with one that is none of the file's, the file fails.
func TestFingerprint(t *testing.T) {
	x := newExchange(t, "")
	b := x.evidence(t).Encode()
	r, err := record.VerifyEvidence(b, "")
	if err != nil || r.Verdict != record.Consistent || len(r.Findings) == 0 {
		t.Fatalf("without a fingerprint: %v, %v", r.Verdict, err)
	}
	f := x.fingerprint()
	for _, typed := range []string{f, strings.ReplaceAll(f, " ", ""), strings.ReplaceAll(f, " ", "-")} {
		if r, err := record.VerifyEvidence(b, typed); err != nil || r.Verdict != record.Verified {
			t.Errorf("%q: %v", typed, err)
		}
	}
	for _, typed := range []string{"1", f[:60], f + "0", "abc", " "} {
		if r, err := record.VerifyEvidence(b, typed); parley.CodeOf(err) != parley.CodeUsage || r != nil {
			t.Errorf("%q: %+v, %v", typed, r, err)
		}
	}
	forged := newExchange(t, "forged ")
	if forged.fingerprint() == f {
		t.Fatal("the forged charter is the true one")
	}
	fb := forged.evidence(t).Encode()
	if r, _ := record.VerifyEvidence(fb, ""); r.Verdict != record.Consistent {
		t.Errorf("the forged file is not consistent in itself: %s", r.Why)
	}
	fails(t, "a fabricated charter of the same names", fb, f, "under another charter than the one named")
	fails(t, "another charter named", b, forged.fingerprint(), "under another charter than the one named")
}

// Every byte of a small file is covered by something: none can be changed, and none can be cut off.
func TestEveryByteCounts(t *testing.T) {
	x := newExchange(t, "")
	b, f := x.short(t).Encode(), x.fingerprint()
	if r, _ := record.VerifyEvidence(b, f); r.Verdict != record.Verified {
		t.Fatal(r.Why)
	}
	for i := range b {
		bent := bytes.Clone(b)
		bent[i] ^= 1 << (i % 8)
		if r, err := record.VerifyEvidence(bent, f); err != nil || r.Verdict != record.Fails {
			t.Fatalf("byte %d of %d, %#02x for %#02x: %v %v", i, len(b), bent[i], b[i], r.Verdict, err)
		}
	}
	for _, n := range []int{0, 1, len(b) / 2, len(b) - 1} {
		fails(t, "cut off", b[:n], f, "")
	}
	fails(t, "a byte too many", append(bytes.Clone(b), 0), f, "not readable")
}
