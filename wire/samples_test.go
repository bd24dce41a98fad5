package wire_test

import (
	"parley"
	"parley/wire"
)

// A sample is a payload of the vectors.
type sample struct {
	name    string
	payload *wire.Payload
}

// address makes an address out of "party" or "party/post".
func address(s string) wire.Address {
	a, err := parley.ParseAddress(s)
	if err != nil {
		panic(err)
	}
	return wire.AddressOf(a)
}

// nonceOf makes the fixed nonce of a sample: n, n+1, ... n+15.
func nonceOf(n byte) (out [16]byte) {
	for i := range out {
		out[i] = n + byte(i)
	}
	return out
}

// testTime is 2026-11-22T14:30:00.000Z.
const testTime = parley.Millis(1795357800000)

// shortText is the smallest message that people write: one addressee, no subject.
func shortText() *wire.Payload {
	return &wire.Payload{
		Nonce: nonceOf(0x10), Time: testTime, From: address("north/duty"), Action: []wire.Address{address("south/duty")},
		Precedence: parley.Flash, InfoPrecedence: parley.Routine, Edition: 1, Roster: 1,
		Form: wire.FormText, Lang: "en", Exercise: true, Body: []byte("Line test. Please confirm."),
	}
}

// acknowledgement answers the message id.
func acknowledgement(id parley.Hash) *wire.Payload {
	return &wire.Payload{
		Nonce: nonceOf(0x20), Time: testTime + 5000, From: address("south/duty"), Action: []wire.Address{address("north/duty")},
		Precedence: parley.Flash, Edition: 1, Roster: 1, Form: wire.FormAck, Refers: wire.Refers{Acknowledges: &id}, Exercise: true,
	}
}

// fullMessage has something in every field that a text may have.
func fullMessage() *wire.Payload {
	salt, expires := nonceOf(0x40), testTime+3_600_000
	id := func(s string) *parley.Hash { h := parley.Sum([]byte(s)); return &h }
	sketch := []byte("a sketch of the lane")
	return &wire.Payload{
		Nonce: nonceOf(0x30), Time: testTime + 60_000, From: address("north/air"),
		Action: []wire.Address{address("south"), address("south/air")}, Info: []wire.Address{address("east/duty")},
		Precedence: parley.Immediate, InfoPrecedence: parley.Priority, Edition: 2, Roster: 3,
		Form: wire.FormText, Refers: wire.Refers{ReplyTo: id("reply to"), Cancels: id("cancels"), Corrects: id("corrects"), Translates: id("translates")},
		Subject: "Lane 4: смена эшелона", Handling: "NORTH-SOUTH ONLY", Lang: "uk", Exercise: true, Expires: &expires,
		Body: []byte("Рядок перший.\nРядок другий.\n"), Salt: &salt,
		Blobs: []wire.Blob{
			{Name: "lane 4.txt", MediaType: "text/plain", Size: uint64(len(sketch)), ID: wire.BlobID(salt, sketch)},
			{Name: "карта.png", MediaType: "image/png", Size: wire.MaxBlob, ID: *id("a map of 64 MiB that nobody made")},
		},
	}
}

// openingAct is the act that opens a proceeding; laterAct one in it.
func openingAct() *wire.Payload {
	return &wire.Payload{
		Nonce: nonceOf(0x50), Time: testTime, From: address("east/duty"), Action: []wire.Address{address("north"), address("south")},
		Precedence: parley.Priority, InfoPrecedence: parley.Routine, Edition: 1, Roster: 1, Form: "inquiry", Act: "ask",
		Participants: []parley.PartyID{"east", "north", "south"}, Lang: "fr", Exercise: true, Body: []byte{0xa0},
	}
}

func laterAct(opening parley.Hash) *wire.Payload {
	return &wire.Payload{
		Nonce: nonceOf(0x60), Time: testTime + 86_400_000, From: address("north/duty"), Action: []wire.Address{address("east"), address("south")},
		Precedence: parley.Priority, Edition: 1, Roster: 2, Form: "inquiry-reply", Proceeding: &opening, Act: "reply",
		Seen: []parley.Hash{opening}, Texts: []parley.Hash{parley.Sum([]byte("the text agreed to"))},
		Refers: wire.Refers{ReplyTo: &opening}, Lang: "en", Exercise: true, Body: []byte{0x81, 0x01},
	}
}

// mustSeal signs p with the named keys under the test edition.
func mustSeal(p *wire.Payload, names ...string) *wire.Envelope {
	var signers []parley.Signer
	for _, n := range names {
		signers = append(signers, keyNamed(n))
	}
	e, err := wire.Seal(p, testEdition, signers...)
	if err != nil {
		panic(err)
	}
	return e
}

// samples are the payloads of the vectors.
func samples() []sample {
	opening := mustSeal(openingAct(), "east duty").ID()
	return []sample{
		{"short text", shortText()},
		{"acknowledgement of the short text", acknowledgement(mustSeal(shortText(), "north duty").ID())},
		{"everything a text may have", fullMessage()},
		{"opening act", openingAct()},
		{"later act", laterAct(opening)},
	}
}
