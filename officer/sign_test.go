package officer_test

import (
	"bytes"
	"slices"
	"testing"

	"parley"
	"parley/officer"
	"parley/wire"
)

var uses = []string{wire.UseDraft, wire.UseReview, wire.UseMessage, wire.UseEmergency, wire.UseRoster, wire.UseSheet}

// [OFF-6] A signature MUST NOT count unless its algorithm is that of the kind of the key, its key id that of the key, and
// its 64 bytes verify over what the kind signs; each flavour of key makes one that does, and the bytes say by themselves
// what they are.
func TestEveryFlavourSigns(t *testing.T) {
	payload := []byte("payload")
	for _, f := range flavours {
		d := newDevice(f, "north/officer/a")
		k := d.Key()
		if err := k.Check(); err != nil {
			t.Errorf("%s: %v", f, err)
		}
		s := sign(d, wire.UseReview, testEdition[:], payload)
		if err := k.Verify(s, wire.UseReview, testEdition[:], payload); err != nil {
			t.Errorf("%s: %v", f, err)
		}
		if len(s.Signature) != 64 || len(s.Evidence) > wire.MaxKeyProof {
			t.Errorf("%s: %d bytes and %d of evidence", f, len(s.Signature), len(s.Evidence))
		}
		if again, err := officer.DecodeKey(k.Encode()); err != nil || !bytes.Equal(again.Encode(), k.Encode()) {
			t.Errorf("%s: comes back as %+v, %v", f, again, err)
		}
	}
}

// [OFF-7] A signature MUST be taken for what its use says and for nothing else: one that was made for another use, scope
// or payload, or by another key, does not verify.
func TestSignatureMoved(t *testing.T) {
	payload, other := []byte("payload"), parley.Sum([]byte("another edition"))
	for _, f := range flavours {
		d := newDevice(f, "north/officer/a")
		k, s := d.Key(), sign(d, wire.UseReview, testEdition[:], payload)
		for _, use := range uses {
			if err := k.Verify(s, use, testEdition[:], payload); (err == nil) != (use == wire.UseReview) {
				t.Errorf("%s as %s: %v", f, use, err)
			}
		}
		refused(t, f+" under another edition", k.Verify(s, wire.UseReview, other[:], payload), parley.CodeBadSignature)
		refused(t, f+" without scope", k.Verify(s, wire.UseReview, nil, payload), parley.CodeBadSignature)
		refused(t, f+" of another message", k.Verify(s, wire.UseReview, testEdition[:], []byte("payloae")), parley.CodeBadSignature)
		for _, g := range flavours {
			stranger := newDevice(g, "north/officer/b").Key()
			refused(t, f+" by a stranger's "+g, stranger.Verify(s, wire.UseReview, testEdition[:], payload), parley.CodeBadSignature)
			if same := newDevice(g, "north/officer/a").Key(); g != f {
				refused(t, f+" as "+g, same.Verify(s, wire.UseReview, testEdition[:], payload), parley.CodeBadSignature)
			}
		}
	}
}

// [OFF-6] Of the two values of s by which an ECDSA signature verifies, the larger MUST NOT count.
func TestEverySignatureBit(t *testing.T) {
	payload := []byte("payload")
	for _, f := range flavours {
		d := newDevice(f, "north/officer/a")
		k, good := d.Key(), sign(d, wire.UseMessage, testEdition[:], payload)
		for name, s := range changed(good) {
			if err := k.Verify(s, wire.UseMessage, testEdition[:], payload); err == nil {
				t.Errorf("%s: verifies with %s", f, name)
			}
		}
		if d.onP256() {
			high := good
			high.Signature = slices.Concat(good.Signature[:32], larger(number(good.Signature[32:])).FillBytes(make([]byte, 32)))
			refused(t, f+" with the larger s", k.Verify(high, wire.UseMessage, testEdition[:], payload), parley.CodeBadSignature)
		}
	}
}

// changed returns s with one thing changed at a time.
func changed(s wire.Signature) map[string]wire.Signature {
	out := map[string]wire.Signature{}
	put := func(name string, change func(s *wire.Signature)) {
		c := wire.Signature{Protected: bytes.Clone(s.Protected), Signature: bytes.Clone(s.Signature), Evidence: bytes.Clone(s.Evidence)}
		change(&c)
		out[name] = c
	}
	put("no signature", func(c *wire.Signature) { c.Signature = nil })
	put("a byte more", func(c *wire.Signature) { c.Signature = append(c.Signature, 0) })
	put("a byte less", func(c *wire.Signature) { c.Signature = c.Signature[:63] })
	put("zeros", func(c *wire.Signature) { c.Signature = make([]byte, 64) })
	put("more evidence", func(c *wire.Signature) { c.Evidence = append(c.Evidence, 0) })
	put("a large evidence", func(c *wire.Signature) { c.Evidence = make([]byte, wire.MaxKeyProof+1) })
	put("no header", func(c *wire.Signature) { c.Protected = nil })
	if len(s.Evidence) > 0 {
		put("no evidence", func(c *wire.Signature) { c.Evidence = nil })
	}
	for i := range s.Signature {
		put("another signature", func(c *wire.Signature) { c.Signature[i] ^= 0x10 })
	}
	for i := range s.Protected {
		put("another header", func(c *wire.Signature) { c.Protected[i] ^= 1 })
	}
	for i := range s.Evidence {
		put("another evidence", func(c *wire.Signature) { c.Evidence[i] ^= 1 })
	}
	return out
}

// refused holds that err has that code and says something.
func refused(t *testing.T, name string, err error, want parley.Code) {
	t.Helper()
	if err == nil || parley.CodeOf(err) != want || parley.SentenceOf(err) == "" {
		t.Errorf("%s: %v (%s), want %s", name, err, parley.CodeOf(err), want)
	}
}
