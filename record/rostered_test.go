package record_test

import (
	"testing"

	"parley"
	"parley/charter"
	"parley/officer"
	"parley/record"
	"parley/wire"
)

// rostered is the exchange, after which north entered a roster, and its officers released a message.
type rostered struct {
	*exchange
	n    *side
	made *wire.Envelope
	at   uint64
}

func newRostered(t testing.TB) *rostered {
	t.Helper()
	x := &rostered{exchange: newExchange(t, "")}
	x.n = x.north
	x.enter(t, x.first())
	x.made = x.signed(t, nil, says{"dan", wire.UseDraft}, says{"rex", wire.UseReview}, says{"lea", wire.UseMessage})
	x.at = x.n.sent(t, x.made, "south")
	return x
}

func officerKey(name string) officer.Signer { return officer.Ed25519(keyNamed("officer " + name)) }

func enrol(name string, rights officer.Rights) *officer.Enrol {
	return &officer.Enrol{Officer: officer.ID(name), Posts: []officer.Post{{Post: "duty", Rights: rights}}, Keys: []officer.Key{officerKey(name).Key()}, From: start}
}

// first is the act that enrols those who draft, review, release and watch.
func (x *rostered) first() *officer.Act {
	return x.act(enrol("dan", officer.Draft), enrol("lea", officer.Release), enrol("rex", officer.Review), enrol("wim", officer.Watch))
}

// act is the next page of north.
func (x *rostered) act(entries ...officer.Entry) *officer.Act {
	return &officer.Act{Party: x.n.id, Charter: x.id(), Number: x.n.number + 1, Time: start, Previous: parley.Sum(x.n.sheets[len(x.n.sheets)-1]), Entries: entries}
}

// enter signs an act by the root and by the keys that it adds, and enters it.
func (x *rostered) enter(t testing.TB, a *officer.Act) uint64 {
	t.Helper()
	return x.enterAs(t, a, officer.Ed25519(x.n.key("root")))
}

func (x *rostered) enterAs(t testing.TB, a *officer.Act, by officer.Signer) uint64 {
	t.Helper()
	signers := []officer.Signer{by}
	for _, e := range a.Entries {
		if e, ok := e.(*officer.Enrol); ok {
			signers = append(signers, signerOf(e.Officer))
		}
	}
	b, err := a.Sign(signers...)
	if err != nil {
		t.Fatal(err)
	}
	if n := x.n; n.held == 0 {
		n.held = n.number
	}
	x.n.number = a.Number
	return x.n.page(t, b)
}

// signerOf is the signer of an officer: the one who stands for the duty key has that of the sheet.
func signerOf(id officer.ID) officer.Signer {
	if id == "straw" {
		return officer.Ed25519(keyNamed("north duty"))
	}
	return officerKey(string(id))
}

// page enters a page as a leaf of kind sheet.
func (s *side) page(t testing.TB, b []byte) uint64 {
	t.Helper()
	if len(s.sheets) == 0 || parley.Sum(s.sheets[len(s.sheets)-1]) != parley.Sum(b) {
		s.sheets = append(s.sheets, b)
	}
	return s.add(t, wire.Leaf{Kind: wire.LeafSheet, ID: parley.Sum(b)})
}

// sheet makes and enters the next sheet of north.
func (x *rostered) sheet(t testing.TB) {
	t.Helper()
	x.n.page(t, x.n.newSheet(t))
}

type says struct{ officer, use string }

// signed is a message of north to south that officers have signed.
func (x *rostered) signed(t testing.TB, change func(*wire.Payload), by ...says) *wire.Envelope {
	t.Helper()
	var p *wire.Payload
	x.n.write(t, "Released", func(q *wire.Payload) {
		if p = q; change != nil {
			change(q)
		}
	}, "south")
	edition := x.editionID()
	var all []wire.Signature
	for _, s := range by {
		one, err := signerOf(officer.ID(s.officer)).Sign(s.use, edition[:], p.Encode())
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
	e, err := wire.Enclose(p.Encode(), all)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// evidence is that of a message at a place of north's record, whether it verifies or not.
func (x *rostered) evidence(t testing.TB, e *wire.Envelope, at uint64) *record.Evidence {
	t.Helper()
	views := []record.LogView{x.n.view(x.n.head(t, x.n.size()), nil)}
	f, err := record.Unchecked(x.editions, views, [][]byte{e.Encode()}, map[record.LogName][]uint64{{Party: "north", Volume: x.n.volume}: {at}})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// further sends a message and returns its evidence.
func (x *rostered) further(t testing.TB, e *wire.Envelope) *record.Evidence {
	t.Helper()
	return x.evidence(t, e, x.n.sent(t, e, "south"))
}

// reopen opens the second volume of north with a sheet, where acts are entered again.
func (x *rostered) reopen(t testing.TB, sheet []byte, acts ...[]byte) {
	t.Helper()
	x.n.sheets = [][]byte{sheet}
	x.n = x.n.opened(t)
	for _, b := range acts {
		x.n.page(t, b)
	}
}

// sheetWith is the next sheet of north with one operator key of choice.
func (x *rostered) sheetWith(t testing.TB, number uint64, operator key) []byte {
	t.Helper()
	before := charter.SheetHash(x.n.sheets[0])
	own := func(role string) key { return keyNamed("north " + role + " later") }
	s := &charter.Sheet{Party: "north", Number: number, Time: start, Previous: &before, Root: x.n.key("root").Public(), Log: own("log").Public(),
		Cosigner: own("cosigner").Public(), Link: own("link").Public(), Seal: sealOf("north", 9), Duty: own("duty").Public(),
		Operators: []charter.Operator{{Post: "duty", Key: operator.Public()}}}
	b, err := charter.SignSheet(s, []parley.Signer{x.n.key("root"), own("log"), own("cosigner"), own("link"), own("duty"), operator})
	if err != nil {
		t.Fatal(err)
	}
	return b
}
