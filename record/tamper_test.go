package record_test

import (
	"bytes"
	"strings"
	"testing"

	"parley"
	"parley/charter"
	"parley/record"
	"parley/wire"
)

// A tampering changes one thing in evidence that verifies; words are what the report then says.
type tampering struct {
	name  string
	do    func(x *exchange, e *record.Evidence)
	words string
}

func tamper(t *testing.T, list []tampering) {
	t.Helper()
	x := newExchange(t, "")
	good := x.evidence(t).Encode()
	for _, c := range list {
		e, err := record.DecodeEvidence(good)
		if err != nil {
			t.Fatal(err)
		}
		c.do(x, e)
		b := e.Encode()
		if bytes.Equal(b, good) {
			t.Errorf("%s: changes nothing", c.name)
		}
		fails(t, c.name, b, x.fingerprint(), c.words)
	}
}

// In the evidence of an exchange, the records stand in the order north, south.
const north, south = 0, 1

// [REC-15] A reader MUST refuse an evidence file that is not the canonical encoding of an array of the six fields with
// version 1 and a kind that it knows.
// [REC-17] A reader MUST refuse a file with anything that its kind does not use, or in another order.
func TestShape(t *testing.T) {
	tamper(t, []tampering{
		{"version 0", func(x *exchange, e *record.Evidence) { e.Version = 0 }, "version 0"},
		{"version 2", func(x *exchange, e *record.Evidence) { e.Version = 2 }, "version 2"},
		{"kind 0", func(x *exchange, e *record.Evidence) { e.Kind = 0 }, "kind 0"},
		{"kind 4", func(x *exchange, e *record.Evidence) { e.Kind = record.EvidenceProceeding }, "kind 4"},
		{"kind fork", func(x *exchange, e *record.Evidence) { e.Kind = record.EvidenceFork }, "evidence of a fork has"},
		{"kind date", func(x *exchange, e *record.Evidence) { e.Kind = record.EvidenceDate }, "evidence of a date that goes back has"},
		{"a fork beside", func(x *exchange, e *record.Evidence) { e.Fork = &record.Contradiction{} }, "evidence of a message has"},
		{"no edition", func(x *exchange, e *record.Evidence) { e.Editions = nil }, "0 editions"},
		{"no message", func(x *exchange, e *record.Evidence) { e.Envelopes = nil }, "evidence of a message has"},
		{"no record", func(x *exchange, e *record.Evidence) { e.Logs = nil }, "evidence of a message has"},
		{"records swapped", func(x *exchange, e *record.Evidence) { e.Logs[0], e.Logs[1] = e.Logs[1], e.Logs[0] }, "order of their parties"},
		{"a record twice", func(x *exchange, e *record.Evidence) { e.Logs = append(e.Logs, e.Logs[1]) }, "order of their parties"},
		{"a party that is none", func(x *exchange, e *record.Evidence) { e.Logs[north].Party = "no" }, "truth value"},
		{"messages swapped", func(x *exchange, e *record.Evidence) { e.Envelopes[1], e.Envelopes[2] = e.Envelopes[2], e.Envelopes[1] }, "order of their ids"},
		{"a message twice", func(x *exchange, e *record.Evidence) { e.Envelopes = append(e.Envelopes, e.Envelopes[2]) }, "order of their ids"},
		{"no sheet", func(x *exchange, e *record.Evidence) { e.Logs[north].Sheets = nil }, "no sheet or no head"},
		{"no head", func(x *exchange, e *record.Evidence) { e.Logs[north].Heads = nil }, "no sheet or no head"},
		{"heads swapped", func(x *exchange, e *record.Evidence) {
			h := e.Logs[south].Heads
			h[0], h[1] = h[1], h[0]
		}, "heads of south are not in ascending order"},
		{"a head of size 1", func(x *exchange, e *record.Evidence) { e.Logs[south].Heads[0].Size = 1 }, "head of size 1"},
		{"a head beyond all", func(x *exchange, e *record.Evidence) { e.Logs[south].Heads[1].Size = 1 << 60 }, "cannot be one"},
		{"half a head's signature", func(x *exchange, e *record.Evidence) { e.Logs[south].Heads[0].Signature = make([]byte, 32) }, "cannot be one"},
		{"leaves swapped", func(x *exchange, e *record.Evidence) {
			l := e.Logs[north].Leaves
			l[2], l[3] = l[3], l[2]
		}, "leaves of north are not in ascending order"},
		{"a leaf twice", func(x *exchange, e *record.Evidence) {
			e.Logs[north].Leaves = append(e.Logs[north].Leaves, e.Logs[north].Leaves[4])
		}, "leaves of north are not in ascending order"},
		{"a head that is not there", func(x *exchange, e *record.Evidence) { e.Logs[north].Leaves[2].Head = 1 }, "name a head that is not there"},
		{"a proof between heads too many", func(x *exchange, e *record.Evidence) { e.Logs[north].Consistency = [][]parley.Hash{nil} }, "1 heads and 1 proofs"},
		{"a proof between heads too few", func(x *exchange, e *record.Evidence) { e.Logs[south].Consistency = nil }, "2 heads and 0 proofs"},
		{"cosignatures swapped", func(x *exchange, e *record.Evidence) {
			c := e.Logs[south].Cosignatures
			c[0], c[1] = c[1], c[0]
		}, "not in ascending order"},
		{"a cosignature of a head that is not there", func(x *exchange, e *record.Evidence) { e.Logs[south].Cosignatures[1].Head = 2 }, "cosignature of the record of south cannot be one"},
		{"a cosignature by the owner", func(x *exchange, e *record.Evidence) { e.Logs[south].Cosignatures[1].Mirror = "south" }, "cannot be one"},
		{"a cosignature at the end of time", func(x *exchange, e *record.Evidence) { e.Logs[south].Cosignatures[1].Seconds = 1 << 63 }, "cannot be one"},
		{"half a cosignature", func(x *exchange, e *record.Evidence) { e.Logs[south].Cosignatures[1].Signature = make([]byte, 63) }, "cannot be one"},
	})
}

// [REC-19] A reader MUST refuse a file whose editions do not go up from edition 1, each signed by every root that it
// names, and each amending the one before.
func TestEditionsTampered(t *testing.T) {
	tamper(t, []tampering{
		{"a word changed", func(x *exchange, e *record.Evidence) {
			e.Editions[0].Text = bytes.Replace(e.Editions[0].Text, []byte("Northland"), []byte("Northlard"), 1)
		}, "signature of north does not verify"},
		{"a signature missing", func(x *exchange, e *record.Evidence) { e.Editions[0].Signatures = e.Editions[0].Signatures[:1] }, "2 parties and 1 signatures"},
		{"a signature too many", func(x *exchange, e *record.Evidence) {
			e.Editions[0].Signatures = append(e.Editions[0].Signatures, e.Editions[0].Signatures[1])
		}, "2 parties and 3 signatures"},
		{"signatures swapped", func(x *exchange, e *record.Evidence) {
			s := e.Editions[0].Signatures
			s[0], s[1] = s[1], s[0]
		}, "signature of north under edition 1 is not at its place"},
		{"a line without its end", func(x *exchange, e *record.Evidence) {
			e.Editions[0].Signatures[0] = strings.TrimSuffix(e.Editions[0].Signatures[0], "\n")
		}, "not at its place"},
		{"a signature under the other's name", func(x *exchange, e *record.Evidence) {
			e.Editions[0].Signatures[1] = strings.Replace(e.Editions[0].Signatures[0], "north", "south", 1)
		}, "another key than its root key"},
		{"the same edition twice", func(x *exchange, e *record.Evidence) { e.Editions = append(e.Editions, e.Editions[0]) }, "do not go up from edition 1"},
		{"not YAML", func(x *exchange, e *record.Evidence) { e.Editions[0].Text = []byte("edition") }, ""},
	})
	x := newExchange(t, "")
	e := x.evidence(t)
	c, id, before := x.charter(t), x.id(), x.editionID()
	c.Edition, c.Charter, c.Amends = 2, &id, &before
	x.adopt(t, c)
	e.Editions = []record.EditionText{x.editions[0], {Text: x.editions[1].Text, Signatures: x.editions[0].Signatures}}
	fails(t, "signatures moved from the edition before", e.Encode(), x.fingerprint(), "signature of north does not verify")
	other := newExchange(t, "forged ")
	oc, oid, obefore := other.charter(t), other.id(), other.editionID()
	oc.Edition, oc.Charter, oc.Amends = 2, &oid, &obefore
	other.adopt(t, oc)
	e.Editions[1] = other.editions[1]
	fails(t, "an edition of another charter", e.Encode(), other.fingerprint(), "the edition amends")
	e.Editions = x.editions[1:]
	fails(t, "a chain without its beginning", e.Encode(), x.fingerprint(), "do not go up from edition 1")
}

// [REC-20] A reader MUST refuse a record in a file unless every leaf is proved by a head, leaves 0 and 1 among them.
// [REC-21] A reader MUST refuse a record unless its sheet leaves and the sheets in the file are the same, one to one, under the root of the edition.
// [REC-22] A reader MUST refuse a record that adopts an edition that is not in the file, not the owner's, or older than the one before.
// [REC-23] A reader MUST refuse a record unless each head is proved to continue the one before.
func TestRecordsTampered(t *testing.T) {
	tamper(t, []tampering{
		{"leaf 1 missing", func(x *exchange, e *record.Evidence) {
			e.Logs[north].Leaves = append(e.Logs[north].Leaves[:1], e.Logs[north].Leaves[2:]...)
		}, "the first two leaves are not proved"},
		{"no leaf", func(x *exchange, e *record.Evidence) { e.Logs[north].Leaves = nil }, "the first two leaves are not proved"},
		{"a leaf at another place", func(x *exchange, e *record.Evidence) { e.Logs[north].Leaves[4].Index = 5 + 1 }, "has no leaf 6"},
		{"a leaf changed", func(x *exchange, e *record.Evidence) { e.Logs[north].Leaves[3].Leaf[20] ^= 1 }, "is not proved by the head"},
		{"a leaf of another kind", func(x *exchange, e *record.Evidence) { e.Logs[north].Leaves[3].Leaf[0] = byte(wire.LeafOpened) }, "is not proved by the head"},
		{"a leaf that is none", func(x *exchange, e *record.Evidence) { e.Logs[north].Leaves[3].Leaf = []byte{1} }, "which no leaf has"},
		{"a path cut", func(x *exchange, e *record.Evidence) { e.Logs[north].Leaves[3].Path = nil }, "is not proved by the head"},
		{"under another head", func(x *exchange, e *record.Evidence) { e.Logs[south].Leaves[0].Head = 1 }, "is not proved by the head"},
		{"the other's sheet", func(x *exchange, e *record.Evidence) { e.Logs[north].Sheets = e.Logs[south].Sheets }, "the sheet of leaf 0 is not in the file"},
		{"a sheet too many", func(x *exchange, e *record.Evidence) {
			e.Logs[north].Sheets = append(e.Logs[north].Sheets, e.Logs[north].Sheets[0])
		}, "a sheet in the file stands in no leaf"},
		{"a head's signature on another", func(x *exchange, e *record.Evidence) {
			e.Logs[south].Heads[1].Signature = e.Logs[south].Heads[0].Signature
		}, "the head of size 6 is not signed by the log key"},
		{"a head of another size", func(x *exchange, e *record.Evidence) { e.Logs[south].Heads[1].Size++ }, "is not proved by the head of size 7"},
		{"the record of another party", func(x *exchange, e *record.Evidence) { e.Logs[south].Party = "west" }, "in the record of west"},
		{"a bent proof between heads", func(x *exchange, e *record.Evidence) { e.Logs[south].Consistency[0][0][0] ^= 1 }, "not proved to continue"},
		{"no proof between heads", func(x *exchange, e *record.Evidence) { e.Logs[south].Consistency[0] = nil }, "not proved to continue"},
	})
}

// The records themselves are made wrong, and honestly proved: what is signed is not enough.
func TestRecordsThatLie(t *testing.T) {
	for _, c := range []struct {
		name, words string
		lie         func(t *testing.T, x *exchange, s *side)
	}{
		{"adopts what is not in the file", "adopts an edition that is not in the file", func(t *testing.T, x *exchange, s *side) {
			s.add(t, wire.Leaf{Kind: wire.LeafAdopted, ID: parley.Sum(nil)})
		}},
		{"adopts the same again", "adopts an edition older than the one before", func(t *testing.T, x *exchange, s *side) {
			s.add(t, wire.Leaf{Kind: wire.LeafAdopted, ID: x.editionID()})
		}},
		{"names a sheet that is not shown", "the sheet of leaf 6 is not in the file", func(t *testing.T, x *exchange, s *side) {
			s.add(t, wire.Leaf{Kind: wire.LeafSheet, ID: parley.Sum(nil)})
		}},
		{"names the same sheet again", "sheet 1 stands after sheet 1", func(t *testing.T, x *exchange, s *side) {
			s.add(t, wire.Leaf{Kind: wire.LeafSheet, ID: charter.SheetHash(s.sheets[0])})
		}},
		{"takes another's sheet", "is not signed by the root key that the charter names for north", func(t *testing.T, x *exchange, s *side) {
			s.sheets = append(s.sheets, x.south.newSheet(t))
			s.add(t, wire.Leaf{Kind: wire.LeafSheet, ID: charter.SheetHash(s.sheets[1])})
		}},
	} {
		x := newExchange(t, "")
		c.lie(t, x, x.north)
		x.views[1] = x.north.view(x.north.head(t, x.north.size()), nil)
		_, err := record.MessageEvidence(x.editions, x.views[1:], [][]byte{x.message.Encode()}, map[parley.PartyID][]uint64{"north": {x.sentAt}})
		if err == nil || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.words)
		}
	}
}

// A record whose contents break the rules proves nothing in evidence of a message, even where every proof holds.
func TestRecordThatBreaksTheRules(t *testing.T) {
	x := newExchange(t, "")
	for _, c := range []struct {
		leaf  wire.Leaf
		words string
	}{
		{wire.Leaf{Kind: wire.LeafClock, Date: start - 1}, "a date in the record goes back"},
		{wire.Leaf{Kind: wire.LeafSent, Date: start + 99999, Addressees: []byte{1, 0}}, "have 2 bytes"},
		{wire.Leaf{Kind: wire.LeafSent, Date: start + 99999, Addressees: []byte{4}}, "addressed to party 2 of 2"},
	} {
		s := x.north.twin()
		at := s.add(t, c.leaf)
		view := s.view(s.head(t, s.size()), nil)
		_, err := record.MessageEvidence(x.editions, []record.LogView{view}, [][]byte{x.message.Encode()}, map[parley.PartyID][]uint64{"north": {x.sentAt, at}})
		if err == nil || !strings.Contains(err.Error(), c.words) {
			t.Errorf("got %v, want %q", err, c.words)
		}
	}
}

// [REC-25] A reader MUST refuse a cosignature that is not made by the cosigner key of a sheet in the mirror's record in the file.
func TestCosignaturesTampered(t *testing.T) {
	tamper(t, []tampering{
		{"moved to another head", func(x *exchange, e *record.Evidence) {
			e.Logs[south].Cosignatures = e.Logs[south].Cosignatures[1:]
			e.Logs[south].Cosignatures[0].Head = 0
		}, "cosignature of north over the head of size 3 of south"},
		{"another time", func(x *exchange, e *record.Evidence) { e.Logs[south].Cosignatures[0].Seconds++ }, "cosignature of north over the head of size 3"},
		{"by a party that is not in the file", func(x *exchange, e *record.Evidence) { e.Logs[south].Cosignatures[0].Mirror = "east" }, "cosignature of east"},
		{"moved to the other record", func(x *exchange, e *record.Evidence) {
			e.Logs[north].Cosignatures[0].Signature = e.Logs[south].Cosignatures[1].Signature
		}, "cosignature of south over the head of size 6 of north"},
	})
}

// [REC-24] A reader MUST refuse a file in which one key stands for two parties.
func TestKeyOfTwoParties(t *testing.T) {
	x := newExchange(t, "")
	// South's second sheet holds north's operator key, and south's holder of it signed there.
	s := x.south
	s.number++
	before := charter.SheetHash(s.sheets[0])
	sheet := &charter.Sheet{
		Party: "south", Number: 2, Time: start, Previous: &before, Root: s.key("root").Public(), Log: s.key("log").Public(), Cosigner: s.key("cosigner").Public(),
		Link: s.key("link").Public(), Seal: sealOf(s.name, 2), Duty: s.key("duty").Public(),
		Operators: []charter.Operator{{Post: "duty", Key: x.north.key("operator").Public()}},
	}
	b, err := charter.SignSheet(sheet, []parley.Signer{s.key("root"), s.key("log"), s.key("cosigner"), s.key("link"), s.key("duty"), x.north.key("operator")})
	if err != nil {
		t.Fatal(err)
	}
	s.sheets = append(s.sheets, b)
	s.add(t, wire.Leaf{Kind: wire.LeafSheet, ID: charter.SheetHash(b)})
	x.views[0] = s.view(s.head(t, s.size()), nil)
	refusedFile(t, "one key for two", x, x.views, x.message, "stands for two parties", x.sentAt, x.recvAt)
}

// [REC-26] A reader MUST refuse a message unless a sent leaf of its author's record in the file bears its id and names exactly its addressees.
// [REC-27] A reader MUST refuse a message unless each of its signatures verifies under the edition in force where it was
// sent, by a key that the sheet in force there gives the originator's post, or in an automatic form by the duty key.
// [REC-29] A reader MUST refuse a file with a further message that does not refer to the first.
func TestMessagesTampered(t *testing.T) {
	tamper(t, []tampering{
		{"a word of the text", func(x *exchange, e *record.Evidence) {
			e.Envelopes[0] = bytes.Replace(e.Envelopes[0], []byte("Is it yours"), []byte("It is yours"), 1)
		}, "no leaf of the record of north says that it sent"},
		{"not a message", func(x *exchange, e *record.Evidence) { e.Envelopes[0] = []byte{0x80} }, "not readable"},
		{"the message as a further one", func(x *exchange, e *record.Evidence) {
			e.Envelopes = [][]byte{x.reply.Encode(), x.message.Encode()}
		}, "does not refer to"},
		{"its sent leaf not shown", func(x *exchange, e *record.Evidence) {
			e.Logs[north].Leaves = append(e.Logs[north].Leaves[:2], e.Logs[north].Leaves[3:]...)
		}, "no leaf of the record of north says that it sent"},
		{"its author's record not shown", func(x *exchange, e *record.Evidence) {
			e.Logs = e.Logs[south:]
			e.Logs[0].Cosignatures = nil
		}, "the record of north, the author of message"},
	})
	x := newExchange(t, "")
	signer := func(k key) func(*wire.Envelope) { return func(e *wire.Envelope) { resign(t, e, x.editionID(), k) } }
	for _, c := range []struct {
		name, words string
		payload     func(*wire.Payload)
		envelope    func(*wire.Envelope)
		to          parley.PartyID
	}{
		{"signed by the duty key", "may not sign for north/duty", nil, signer(x.north.key("duty")), "south"},
		{"signed by the log key", "may not sign for north/duty", nil, signer(x.north.key("log")), "south"},
		{"signed by the other side", "may not sign for north/duty", nil, signer(x.south.key("operator")), "south"},
		{"a post that the key has not", "may not sign for north/staff", func(p *wire.Payload) {
			post := parley.PostID("staff")
			p.From.Post = &post
		}, nil, "south"},
		{"signed under another edition", "does not verify", nil, func(e *wire.Envelope) { resign(t, e, parley.Sum(nil), x.north.key("operator")) }, "south"},
		{"a signature moved from another message", "does not verify", nil, func(e *wire.Envelope) { e.Signatures = x.message.Signatures }, "south"},
		{"an edition that is not in force", "names edition 2 and sheet 1, but edition 1", func(p *wire.Payload) { p.Edition = 2 }, nil, "south"},
		{"a sheet that is not in force", "names edition 1 and sheet 2", func(p *wire.Payload) { p.Roster = 2 }, nil, "south"},
		{"other addressees in the leaf", "names other addressees than the message", nil, nil, "north"},
		{"an addressee that is no party", "to west, no party", func(p *wire.Payload) { p.Info = []wire.Address{{Party: "west"}} }, nil, "south"},
	} {
		n := x.north.twin()
		e := n.write(t, c.name, c.payload, "south")
		if c.envelope != nil {
			c.envelope(e)
		}
		at := n.sent(t, e, c.to)
		views := []record.LogView{n.view(n.head(t, n.size()), nil)}
		_, err := record.MessageEvidence(x.editions, views, [][]byte{e.Encode()}, map[parley.PartyID][]uint64{"north": {at}})
		if err == nil || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.words)
		}
	}
	n := x.north.twin()
	stray := n.write(t, "By the way", nil, "south")
	at := n.sent(t, stray, "south")
	views := []record.LogView{n.view(n.head(t, n.size()), nil)}
	_, err := record.MessageEvidence(x.editions, views, [][]byte{x.message.Encode(), stray.Encode()}, map[parley.PartyID][]uint64{"north": {x.sentAt, at}})
	if err == nil || !strings.Contains(err.Error(), "does not refer to") {
		t.Errorf("a stray message: got %v", err)
	}
}

// resign replaces the signatures of e by one of k under an edition.
func resign(t *testing.T, e *wire.Envelope, edition parley.Hash, k key) {
	t.Helper()
	s, err := wire.SignBytes(k, wire.AAD(wire.UseMessage, edition[:]), e.Payload)
	if err != nil {
		t.Fatal(err)
	}
	e.Signatures = []wire.Signature{s}
}

// [REC-16] A reader MUST refuse a file of more than 8 MiB, 256 editions, 256 sheets of one party or 16 heads of one record.
func TestLimits(t *testing.T) {
	x := newExchange(t, "")
	fails(t, "8 MiB and a byte", make([]byte, record.MaxEvidence+1), x.fingerprint(), "more than 8388608")
	tamper(t, []tampering{
		{"257 editions", func(x *exchange, e *record.Evidence) { e.Editions = make([]record.EditionText, 257) }, "257 editions"},
		{"257 sheets", func(x *exchange, e *record.Evidence) { e.Logs[north].Sheets = make([][]byte, 257) }, "or too many"},
		{"17 heads", func(x *exchange, e *record.Evidence) { e.Logs[north].Heads = make([]record.SignedHead, 17) }, "or too many"},
	})
}

func FuzzVerifyEvidence(f *testing.F) {
	x := newExchange(f, "")
	f.Add(x.evidence(f).Encode())
	f.Add(x.short(f).Encode())
	f.Add([]byte{0x86, 1, 1, 0x80, 0x80, 0x80, 0xf6})
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := record.DecodeEvidence(b)
		if err == nil && !bytes.Equal(e.Encode(), b) {
			t.Fatalf("accepted %x, which encodes again to %x", b, e.Encode())
		}
		r, verr := record.VerifyEvidence(b, "")
		if verr != nil || err != nil && r.Verdict != record.Fails {
			t.Fatalf("%v for a file that is not readable: %v, %v", r.Verdict, err, verr)
		}
	})
}
