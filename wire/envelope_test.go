package wire_test

import (
	"bytes"
	"runtime"
	"testing"

	"parley"
	"parley/wire"
)

func decodeEnvelope(b []byte) error { _, _, err := wire.DecodeEnvelope(b); return err }

// manySigned returns the short text signed by n keys.
func manySigned(n int) *wire.Envelope {
	e, err := wire.Seal(shortText(), testEdition, keysNumbered(n)...)
	if err != nil {
		panic(err)
	}
	return e
}

// envelopeWith returns the encoding of the short text, signed by two keys, after a change to its items; items[2] are
// the signatures.
func envelopeWith(change func(items []any)) []byte {
	items := envelopeItems(manySigned(2))
	change(items)
	return item(items)
}

// badEnvelopes are refused before any key is looked at.
func badEnvelopes() []badCase {
	enc, msg, large := parley.CodeBadEncoding, parley.CodeBadMessage, parley.CodeTooLarge
	sig := func(i, part int, v any) []byte {
		return envelopeWith(func(items []any) { items[2].([]any)[i].([]any)[part] = v })
	}
	kid := make([]byte, 8)
	return []badCase{
		// [WIRE-5]
		{"version 0", envelopeWith(func(items []any) { items[0] = 0 }), enc},
		{"version 2", envelopeWith(func(items []any) { items[0] = 2 }), enc},
		{"a payload that is no byte string", envelopeWith(func(items []any) { items[1] = raw(items[1].([]byte)) }), enc},
		{"a payload with a field too few", envelopeWith(func(items []any) { items[1] = item(payloadItems(shortText())[:23]) }), enc},
		{"a fourth element", append([]byte{0x84}, append(envelopeWith(func([]any) {})[1:], 0xf6)...), enc},
		{"no signature", envelopeWith(func(items []any) { items[2] = []any{} }), msg},
		{"signatures in descending order of their key ids", envelopeWith(func(items []any) {
			s := items[2].([]any)
			s[0], s[1] = s[1], s[0]
		}), msg},
		{"the same key id twice", envelopeWith(func(items []any) { s := items[2].([]any); s[1] = s[0] }), msg},
		{"17 signatures", item(seventeenSigned()), msg},
		{"a signature of two elements", envelopeWith(func(items []any) { items[2].([]any)[0] = items[2].([]any)[0].([]any)[:2] }), enc},
		{"evidence of 1,025 bytes", sig(0, 2, make([]byte, 1025)), msg},
		{"an envelope of 163,841 bytes", hugeEnvelope(163841), large},
		// [WIRE-8]
		{"a header without a key id", sig(0, 0, []byte{0xa1, 1, 0x27}), enc},
		{"a header without an algorithm", sig(0, 0, append([]byte{0xa1, 4, 0x48}, kid...)), enc},
		{"a header with a third entry", sig(0, 0, append(append([]byte{0xa3, 1, 0x27, 4, 0x48}, kid...), 5, 0x40)), enc},
		{"a header in another order", sig(0, 0, append(append([]byte{0xa2, 4, 0x48}, kid...), 1, 0x27)), enc},
		{"a header with an entry twice", sig(0, 0, append([]byte{0xa3, 1, 0x27, 1, 0x27, 4, 0x48}, kid...)), enc},
		{"a header whose key id has 7 bytes", sig(0, 0, append([]byte{0xa2, 1, 0x27, 4, 0x47}, kid[:7]...)), enc},
		{"a header that is an array", sig(0, 0, append([]byte{0x82, 0x27, 0x48}, kid...)), enc},
		{"a header of no bytes", sig(0, 0, []byte{}), enc},
	}
}

// seventeenSigned puts a seventeenth signature, the greatest key id, after sixteen.
func seventeenSigned() []any {
	items := envelopeItems(manySigned(16))
	header := append([]byte{0xa2, 1, 0x27, 4, 0x48}, bytes.Repeat([]byte{0xff}, 8)...)
	items[2] = append(items[2].([]any), []any{header, make([]byte, 64), []byte{}})
	return items
}

// hugeEnvelope returns an envelope of n bytes: its signature is as long as that takes.
func hugeEnvelope(n int) []byte {
	at := func(size int) []byte {
		return envelopeWith(func(items []any) { items[2].([]any)[0].([]any)[1] = make([]byte, size) })
	}
	return at(1<<16 + n - len(at(1<<16)))
}

// [WIRE-5] The envelope and its signatures. [WIRE-8] The protected header.
func TestEnvelopeBad(t *testing.T) {
	for _, c := range badEnvelopes() {
		refused(t, c, decodeEnvelope)
	}
}

// [WIRE-5] An envelope MUST be [1, payload, signatures], with 1 to 16 signatures in ascending order of their key ids.
func TestEnvelopeFields(t *testing.T) {
	for _, n := range []int{1, 2, 16} {
		e := manySigned(n)
		if got, want := e.Encode(), item(envelopeItems(e)); !bytes.Equal(got, want) {
			t.Errorf("%d signatures: encoded as %x, by hand as %x", n, got, want)
		}
		back, p, err := wire.DecodeEnvelope(e.Encode())
		if err != nil {
			t.Errorf("%d signatures: %v", n, err)
			continue
		}
		if !bytes.Equal(back.Encode(), e.Encode()) || !bytes.Equal(p.Encode(), shortText().Encode()) {
			t.Errorf("%d signatures: decodes to other values", n)
		}
	}
}

// [WIRE-6] The id of a message MUST be the SHA-256 of the envelope's bytes.
func TestEnvelopeID(t *testing.T) {
	one, two := mustSeal(shortText(), "north duty"), mustSeal(shortText(), "north air")
	if got, want := one.ID(), parley.Sum(item(envelopeItems(one))); got != want {
		t.Errorf("id %s, want %s", got, want)
	}
	if one.ID() == two.ID() {
		t.Error("two envelopes over one payload have the same id")
	}
}

// Seal refuses what no reader would take.
func TestSealRefuses(t *testing.T) {
	key := keyNamed("north duty")
	for name, signers := range map[string][]parley.Signer{"no signer": nil, "17 signers": keysNumbered(17), "a key twice": {key, key}} {
		if _, err := wire.Seal(shortText(), testEdition, signers...); parley.CodeOf(err) != parley.CodeBadMessage {
			t.Errorf("%s: %v", name, err)
		}
	}
	p := shortText()
	p.Subject = "one\ntwo"
	if _, err := wire.Seal(p, testEdition, key); parley.CodeOf(err) != parley.CodeBadMessage {
		t.Errorf("a subject with a newline: %v", err)
	}
	p = shortText()
	p.Form, p.Body = "plan", make([]byte, wire.MaxPayload)
	if _, err := wire.Seal(p, testEdition, key); parley.CodeOf(err) != parley.CodeTooLarge {
		t.Errorf("a payload over its limit: %v", err)
	}
}

// [WIRE-2] A reader MUST refuse what is over a limit before it allocates memory for what it holds.
func TestLimitBeforeAllocation(t *testing.T) {
	// An array that claims 2^40 addressees, a byte string that claims 2^40 bytes, and a deep nest.
	for name, b := range map[string][]byte{
		"array of 2^40":   field(fAction, raw{0x9b, 0, 0, 1, 0, 0, 0, 0, 0}),
		"string of 2^40":  field(fBody, raw{0x5b, 0, 0, 1, 0, 0, 0, 0, 0}),
		"nest of 100,000": field(fAction, raw(bytes.Repeat([]byte{0x81}, 100_000))),
		"huge envelope":   make([]byte, wire.MaxEnvelope+1),
	} {
		if n := bytesAllocated(func() { decodePayload(b); decodeEnvelope(b) }); n > 1<<20 {
			t.Errorf("%s: %d bytes allocated", name, n)
		}
		if decodePayload(b) == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// bytesAllocated returns the bytes that one call of f allocates.
func bytesAllocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
