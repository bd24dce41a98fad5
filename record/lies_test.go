package record_test

import (
	"testing"

	"parley"
	"parley/charter"
	"parley/record"
	"parley/wire"
)

// A lie is a file in which every byte is signed and every proof holds, made by a party that broke the rules.
type lie struct {
	name  string
	make  func(t testing.TB, x *exchange) *record.Evidence
	words string // of the report
}

// unchecked makes evidence of the message e of a record that is s as it is now, and leaves verifying to others.
func (x *exchange) unchecked(t testing.TB, s *side, e *wire.Envelope, places ...uint64) *record.Evidence {
	t.Helper()
	view := s.view(s.head(t, s.size()), nil)
	f, err := record.Unchecked(x.editions, []record.LogView{view}, [][]byte{e.Encode()}, map[record.LogName][]uint64{{Party: s.id}: places})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// withLeaf has north add one leaf to its record and show it beside the message.
func withLeaf(l wire.Leaf) func(testing.TB, *exchange) *record.Evidence {
	return func(t testing.TB, x *exchange) *record.Evidence {
		at := x.north.add(t, l)
		return x.unchecked(t, x.north, x.message, x.sentAt, at)
	}
}

// withMessage has north send a message that is wrong in one way: in its payload, its signatures or its sent leaf.
func withMessage(payload func(*wire.Payload), signers func(*exchange, *wire.Envelope), to parley.PartyID) func(testing.TB, *exchange) *record.Evidence {
	return func(t testing.TB, x *exchange) *record.Evidence {
		e := x.north.write(t, "A message", payload, "south")
		if signers != nil {
			signers(x, e)
		}
		return x.unchecked(t, x.north, e, x.north.sent(t, e, to))
	}
}

// by has a key sign e alone, under an edition.
func by(owner parley.PartyID, role string, edition *parley.Hash) func(*exchange, *wire.Envelope) {
	return func(x *exchange, e *wire.Envelope) {
		under := x.editionID()
		if edition != nil {
			under = *edition
		}
		s, err := wire.SignBytes(x.sides[owner].key(role), wire.AAD(wire.UseMessage, under[:]), e.Payload)
		if err != nil {
			panic(err)
		}
		e.Signatures = []wire.Signature{s}
	}
}

var noEdition = parley.Sum(nil)

var lies = []lie{
	{"a date that goes back", withLeaf(wire.Leaf{Kind: wire.LeafClock, Date: start - 1}), "a date in the record goes back"},
	{"addressees too long", withLeaf(wire.Leaf{Kind: wire.LeafSent, Addressees: []byte{1, 0}}), "have 2 bytes"},
	{"addressed to nobody there", withLeaf(wire.Leaf{Kind: wire.LeafSent, Addressees: []byte{4}}), "addressed to party 2 of 2"},
	{"adopts what is not in the file", withLeaf(wire.Leaf{Kind: wire.LeafAdopted, ID: noEdition}), "adopts an edition that is not in the file"},
	{"names a sheet that is not shown", withLeaf(wire.Leaf{Kind: wire.LeafSheet, ID: noEdition}), "the sheet of leaf 6 is not in the file"},
	{"adopts the same edition again", func(t testing.TB, x *exchange) *record.Evidence {
		return withLeaf(wire.Leaf{Kind: wire.LeafAdopted, ID: x.editionID()})(t, x)
	}, "adopts an edition older than the one before"},
	{"names the same sheet again", func(t testing.TB, x *exchange) *record.Evidence {
		return withLeaf(wire.Leaf{Kind: wire.LeafSheet, ID: charter.SheetHash(x.north.sheets[0])})(t, x)
	}, "sheet 1 is held already"},
	{"takes another's sheet", func(t testing.TB, x *exchange) *record.Evidence {
		x.north.sheets = append(x.north.sheets, x.south.newSheet(t))
		return withLeaf(wire.Leaf{Kind: wire.LeafSheet, ID: charter.SheetHash(x.north.sheets[1])})(t, x)
	}, "is not signed by the root key that the charter names for north"},
	{"begins with its edition", func(t testing.TB, x *exchange) *record.Evidence {
		n := x.north.twin()
		n.log = log{}
		n.add(t, wire.Leaf{Kind: wire.LeafAdopted, ID: x.editionID()})
		n.add(t, wire.Leaf{Kind: wire.LeafSheet, ID: charter.SheetHash(n.sheets[0])})
		return x.unchecked(t, n, x.message, n.sent(t, x.message, "south"))
	}, "leaf 1 adopts no edition"},
	{"a head by another log key", func(t testing.TB, x *exchange) *record.Evidence {
		e := x.short(t)
		h := &e.Logs[0].Heads[0]
		sig, err := record.SignHead(x.south.key("log"), x.north.origin(), h.Size, h.Root)
		if err != nil {
			t.Fatal(err)
		}
		h.Signature = sig
		return e
	}, "is not signed by the log key of the last sheet below it"},
	{"a head by the key of the sheet before", func(t testing.TB, x *exchange) *record.Evidence {
		n := x.north
		n.add(t, wire.Leaf{Kind: wire.LeafSheet, ID: charter.SheetHash(n.newSheet(t))})
		e := x.unchecked(t, n, x.message, x.sentAt)
		n.number = 1
		e.Logs[0].Heads[0].Signature = n.head(t, n.size()).Signature
		return e
	}, "is not signed by the log key of the last sheet below it"},
	{"one key for two parties", keyOfTwoParties, "stands for two parties"},

	{"signed by the duty key", withMessage(nil, by("north", "duty", nil), "south"), "may not sign for north/duty"},
	{"signed by the log key", withMessage(nil, by("north", "log", nil), "south"), "may not sign for north/duty"},
	{"signed by the other side", withMessage(nil, by("south", "operator", nil), "south"), "may not sign for north/duty"},
	{"signed under another edition", withMessage(nil, by("north", "operator", &noEdition), "south"), "does not verify"},
	{"a signature of another message", withMessage(nil, func(x *exchange, e *wire.Envelope) { e.Signatures = x.message.Signatures }, "south"), "does not verify"},
	{"one good signature and one that may not sign", withMessage(nil, func(x *exchange, e *wire.Envelope) {
		good := e.Signatures[0]
		by("north", "link", nil)(x, e)
		e.Signatures = append(e.Signatures, good)
		if _, a, _ := e.Signatures[0].Header(); string(a[:]) > string(e.Signatures[1].Protected[5:]) {
			e.Signatures[0], e.Signatures[1] = e.Signatures[1], e.Signatures[0]
		}
	}, "south"), "may not sign for north/duty"},
	{"a post that the key has not", withMessage(func(p *wire.Payload) {
		post := parley.PostID("staff")
		p.From.Post = &post
	}, nil, "south"), "may not sign for north/staff"},
	{"an edition that is not in force", withMessage(func(p *wire.Payload) { p.Edition = 2 }, nil, "south"), "names edition 2 and page 1, but edition 1"},
	{"a sheet that is not in force", withMessage(func(p *wire.Payload) { p.Roster = 2 }, nil, "south"), "names edition 1 and page 2"},
	{"other addressees in the leaf", withMessage(nil, nil, "north"), "names other addressees than the message"},
	{"other addressees in the first of two leaves", func(t testing.TB, x *exchange) *record.Evidence {
		e := x.north.write(t, "A message", nil, "south")
		return x.unchecked(t, x.north, e, x.north.sent(t, e, "north"), x.north.sent(t, e, "south"))
	}, "names other addressees than the message"},
	{"an addressee that is no party", withMessage(func(p *wire.Payload) { p.Info = []wire.Address{{Party: "west"}} }, nil, "south"), "to west, no party"},
	{"a message beside that does not refer", func(t testing.TB, x *exchange) *record.Evidence {
		stray := x.north.write(t, "By the way", nil, "south")
		e := x.unchecked(t, x.north, x.message, x.sentAt, x.north.sent(t, stray, "south"))
		e.Envelopes = append(e.Envelopes, stray.Encode())
		return e
	}, "does not refer to"},
}

// keyOfTwoParties gives south a second sheet with north's operator key on it, which north signed there too.
func keyOfTwoParties(t testing.TB, x *exchange) *record.Evidence {
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
	x.views[0], x.views[1].Cosignatures = s.view(s.head(t, s.size()), nil), nil
	f, err := record.Unchecked(x.editions, x.views, [][]byte{x.message.Encode()}, map[record.LogName][]uint64{{Party: "north"}: {x.sentAt}})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// What is signed is not enough: the rules are held too.
//
// [REC-9] A reader MUST verify a head of size n by the log key of the last sheet that stands below n in that record, and by no other key.
// [REC-21] A reader MUST refuse a record unless its sheets are the ones named by its *sheet* leaves, one for one and in that order, each a sheet by chapter 2 of this party, with the root key that the edition in force there names, and each may replace the one before (CHR-29).
// [REC-22] A reader MUST refuse a record with an *adopted* leaf that names an edition that is not in the file, to which the owner is not a party, or that is not later than the one adopted before; and one whose leaf 1 is not *adopted*.
// [REC-24] A reader MUST refuse a file in which one public key is of two parties, among the root keys of its editions and all keys on its sheets.
// [REC-26] A reader MUST refuse a message unless the file has its author's record with a *sent* leaf of its id, and the addressees of that leaf are exactly the parties that the message is addressed to.
// [REC-27] A reader MUST refuse a message unless it names the edition and the sheet that were in force where it was sent, and every one of its signatures verifies under that edition by a key that this sheet gives the originator's post, or, in a form that the edition lists as automatic, by the sheet's duty key.
// [REC-29] A reader MUST refuse a file with a further message that neither acknowledges the first one nor replies to, cancels, corrects or translates it.
func TestLies(t *testing.T) {
	for _, l := range lies {
		x := newExchange(t, "")
		fails(t, l.name, l.make(t, x).Encode(), x.fingerprint(), l.words)
	}
}

// What would not verify is not handed out either.
func TestBuilderRefuses(t *testing.T) {
	x := newExchange(t, "")
	x.views[1].Head.Signature = x.views[0].Head.Signature
	e, err := record.MessageEvidence(x.editions, x.views, [][]byte{x.message.Encode()}, x.wanted)
	if e != nil || parley.CodeOf(err) != parley.CodeBadRecord {
		t.Errorf("a wrong signature: %v", err)
	}
	if _, err := record.MessageEvidence(x.editions, x.views, nil, nil); err == nil {
		t.Error("no message: no error")
	}
	if _, err := record.ForkEvidence(nil, x.south.sheets, record.LogName{Party: "south"}, record.HeadAt{}, record.HeadAt{}, noEdition, nil); err == nil {
		t.Error("a fork without editions: no error")
	}
	x.wanted[record.LogName{Party: "north"}] = []uint64{99}
	if _, err := record.MessageEvidence(x.editions, x.views, [][]byte{x.message.Encode()}, x.wanted); parley.CodeOf(err) != parley.CodeNotFound {
		t.Errorf("a leaf beyond the head: %v", err)
	}
}
