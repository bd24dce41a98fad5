package wire_test

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"parley"
	"parley/wire"

	"pgregory.net/rapid"
)

func decodePayload(b []byte) error { _, err := wire.DecodePayload(b); return err }

// [WIRE-1] A reader MUST refuse bytes that are not the one canonical encoding of what they stand for.
func TestPayloadBadEncoding(t *testing.T) {
	for _, c := range badEncodings() {
		refused(t, c, decodePayload)
	}
}

// [WIRE-12], [WIRE-13], [WIRE-14], [WIRE-15], [WIRE-16], [WIRE-17]: the fields that no message may have.
func TestPayloadBadField(t *testing.T) {
	for _, c := range badFields() {
		refused(t, c, decodePayload)
	}
}

// Every bad payload is also bad inside an envelope.
func TestPayloadBadInEnvelope(t *testing.T) {
	for _, c := range append(badEncodings(), badFields()...) {
		c.bytes = envelopeWith(func(items []any) { items[1] = append([]byte{}, c.bytes...) })
		refused(t, c, decodeEnvelope)
	}
}

// [WIRE-3] A text string that is not well-formed UTF-8 MUST be refused.
func TestPayloadNotUTF8(t *testing.T) {
	for _, text := range []string{"\xc3\x28", "a\xff", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82"} {
		for _, i := range []int{fForm, fAct, fSubject, fHandling, fLang} {
			refused(t, badCase{fmt.Sprintf("field %d: %q", i, text), field(i, text), parley.CodeBadEncoding}, decodePayload)
		}
		refused(t, badCase{"an addressee", field(fAction, []any{[]any{text, nil}}), parley.CodeBadEncoding}, decodePayload)
	}
}

// [WIRE-4] A payload MUST be an array of exactly the 24 fields of the table, in this order and of these types.
func TestPayloadFields(t *testing.T) {
	for _, s := range samples() {
		if got, want := s.payload.Encode(), item(payloadItems(s.payload)); !bytes.Equal(got, want) {
			t.Errorf("%s: encoded as\n%x, by hand as\n%x", s.name, got, want)
		}
		p, err := wire.DecodePayload(s.payload.Encode())
		if err != nil {
			t.Errorf("%s: %v", s.name, err)
			continue
		}
		if !reflect.DeepEqual(payloadItems(p), payloadItems(s.payload)) {
			t.Errorf("%s: decodes to other values", s.name)
		}
	}
}

// Any valid payload encodes as the naive encoder has it, and decodes to the same values.
func TestPayloadRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyPayload().Draw(t, "payload")
		b := p.Encode()
		if want := item(payloadItems(p)); !bytes.Equal(b, want) {
			t.Fatalf("encoded as %x, by hand as %x", b, want)
		}
		q, err := wire.DecodePayload(b)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(item(payloadItems(q)), b) {
			t.Fatalf("decodes to other values: %x", b)
		}
	})
}

// The limits of the table in the chapter are reached, not only passed.
func TestPayloadAtLimits(t *testing.T) {
	for name, change := range map[string]func(p *wire.Payload){
		"text of 65,536 bytes":    func(p *wire.Payload) { p.Body = bytes.Repeat([]byte("x"), 65536) },
		"subject of 200 bytes":    func(p *wire.Payload) { p.Subject = strings.Repeat("ж", 100) },
		"64 addressees":           func(p *wire.Payload) { p.Action = manyAddresses(64) },
		"57 participants":         func(p *wire.Payload) { p.Participants = manyParties(57) },
		"64 acts seen":            func(p *wire.Payload) { p.Seen = make([]parley.Hash, 64) },
		"first instant":           func(p *wire.Payload) { p.Time = parley.EarliestMillis },
		"last instant":            func(p *wire.Payload) { p.Time = parley.MaxMillis },
		"expiry right after":      func(p *wire.Payload) { at := p.Time + 1; p.Expires = &at },
		"language of 35 bytes":    func(p *wire.Payload) { p.Lang = "en-" + strings.Repeat("abcdefgh-", 3) + "abcde" },
		"16 attachments of limit": withBlobs(16, wire.MaxBlob),
		"attachment of 1 byte":    withBlobs(1, 1),
		"payload of 131,072 bytes": func(p *wire.Payload) {
			p.Form, p.Body = "plan", nil
			p.Body = make([]byte, 131072-len(p.Encode())-4)
		},
	} {
		p := shortText()
		change(p)
		if _, err := wire.DecodePayload(p.Encode()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func withBlobs(n int, size uint64) func(p *wire.Payload) {
	return func(p *wire.Payload) {
		p.Salt = &[16]byte{9}
		for range n {
			p.Blobs = append(p.Blobs, wire.Blob{Name: strings.Repeat("n", 255), MediaType: strings.Repeat("m", 127), Size: size})
		}
	}
}

// The precedence at which a message goes to a party is that of its action addressees if it is among them.
func TestPrecedenceFor(t *testing.T) {
	p := fullMessage()
	for party, want := range map[parley.PartyID]parley.Precedence{"south": parley.Immediate, "east": parley.Priority} {
		if got := p.PrecedenceFor(party); got != want {
			t.Errorf("to %s: %s, want %s", party, got, want)
		}
	}
	var all []string
	for _, a := range p.Addressees() {
		all = append(all, a.String())
	}
	if got := strings.Join(all, " "); got != "south south/air east/duty" {
		t.Errorf("addressees: %s", got)
	}
}

// [WIRE-17] The id of an attachment is SHA-256(salt || bytes).
func TestBlobID(t *testing.T) {
	salt := nonceOf(0x40)
	if got, want := wire.BlobID(salt, []byte("abc")), parley.Sum(append(salt[:], "abc"...)); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if wire.BlobID(salt, []byte("abc")) == wire.BlobID(nonceOf(0x41), []byte("abc")) {
		t.Error("the salt does not change the id")
	}
}
