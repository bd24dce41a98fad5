package wire_test

import (
	"bytes"
	"crypto/rand"
	"math/big"
	"slices"
	"testing"

	"parley"
	"parley/wire"

	cose "github.com/veraison/go-cose"
)

// [WIRE-7] A signature MUST be over the Sig_structure with the use string, a null byte and the scope as external_aad.
func TestToBeSigned(t *testing.T) {
	e := mustSeal(shortText(), "north duty")
	s := e.Signatures[0]
	aad := append([]byte("parley message v1\x00"), testEdition[:]...)
	want := item([]any{"Signature1", s.Protected, aad, e.Payload})
	if got := wire.ToBeSigned(s.Protected, wire.AAD(wire.UseMessage, testEdition[:]), e.Payload); !bytes.Equal(got, want) {
		t.Errorf("got %x, by hand %x", got, want)
	}
	if got := wire.AAD(wire.UseSheet, nil); string(got) != "parley sheet v1\x00" {
		t.Errorf("the aad of a sheet is %q", got)
	}
}

// [WIRE-7] A reader MUST refuse a signature that was made for another use, edition, payload or key.
func TestVerifyRefuses(t *testing.T) {
	key := keyNamed("north duty")
	e := mustSeal(shortText(), "north duty")
	s, aad := e.Signatures[0], wire.AAD(wire.UseMessage, testEdition[:])
	if !s.Verify(key.Public(), aad, e.Payload) {
		t.Fatal("the right signature does not verify")
	}
	other := parley.Sum([]byte("another edition"))
	changed := bytes.Clone(e.Payload)
	changed[len(changed)-1] ^= 1
	for name, ok := range map[string]bool{
		"another use":     s.Verify(key.Public(), wire.AAD(wire.UseSheet, testEdition[:]), e.Payload),
		"another edition": s.Verify(key.Public(), wire.AAD(wire.UseMessage, other[:]), e.Payload),
		"no edition":      s.Verify(key.Public(), wire.AAD(wire.UseMessage, nil), e.Payload),
		"another payload": s.Verify(key.Public(), aad, changed),
		"another key":     s.Verify(keyNamed("north air").Public(), aad, e.Payload),
		"no key":          s.Verify(nil, aad, e.Payload),
	} {
		if ok {
			t.Errorf("%s: verifies", name)
		}
	}
}

// [WIRE-8] The header MUST be {1: alg, 4: kid}; with alg -8 the signature MUST be 64 bytes and the evidence empty.
func TestHeader(t *testing.T) {
	key := keyNamed("north duty")
	e := mustSeal(shortText(), "north duty")
	s, aad := e.Signatures[0], wire.AAD(wire.UseMessage, testEdition[:])
	id := parley.Sum(key.Public())
	if want := append([]byte{0xa2, 1, 0x27, 4, 0x48}, id[:8]...); !bytes.Equal(s.Protected, want) {
		t.Errorf("header %x, by hand %x", s.Protected, want)
	}
	// The same key signs for another algorithm number and for another key id.
	for name, header := range map[string][]byte{
		"algorithm -7":   append([]byte{0xa2, 1, 0x26, 4, 0x48}, id[:8]...),
		"another key id": append([]byte{0xa2, 1, 0x27, 4, 0x48}, id[1:9]...),
	} {
		signature, _ := key.Sign(wire.ToBeSigned(header, aad, e.Payload))
		if (wire.Signature{Protected: header, Signature: signature}).Verify(key.Public(), aad, e.Payload) {
			t.Errorf("%s: verifies", name)
		}
	}
	for name, change := range map[string]func(s *wire.Signature){
		"evidence":              func(s *wire.Signature) { s.Evidence = []byte{0} },
		"65 bytes":              func(s *wire.Signature) { s.Signature = append(bytes.Clone(s.Signature), 0) },
		"63 bytes":              func(s *wire.Signature) { s.Signature = s.Signature[:63] },
		"no bytes":              func(s *wire.Signature) { s.Signature = nil },
		"S grown by the order":  func(s *wire.Signature) { s.Signature = growS(s.Signature) },
		"one bit flipped in R":  func(s *wire.Signature) { s.Signature = bytes.Clone(s.Signature); s.Signature[3] ^= 4 },
		"a header one bit away": func(s *wire.Signature) { s.Protected = bytes.Clone(s.Protected); s.Protected[6] ^= 1 },
	} {
		bad := s
		change(&bad)
		if bad.Verify(key.Public(), aad, e.Payload) {
			t.Errorf("%s: verifies", name)
		}
	}
}

// strangelySigned is the short text with three signatures, of which one counts. The others are of algorithms that no
// reader knows: one, of 64 bytes, would verify as Ed25519 of its key; the other is short and has evidence.
func strangelySigned() *wire.Envelope {
	e := mustSeal(shortText(), "north duty")
	for name, alg := range map[string][]byte{"north air": {0x26}, "south duty": {0x3a, 0, 1, 0, 0}} {
		kid := parley.KeyIDOf(keyNamed(name).Public())
		s := wire.Signature{Protected: slices.Concat([]byte{0xa2, 1}, alg, []byte{4, 0x48}, kid[:])}
		s.Signature, _ = keyNamed(name).Sign(wire.ToBeSigned(s.Protected, wire.AAD(wire.UseMessage, testEdition[:]), e.Payload))
		if name == "south duty" {
			s.Signature, s.Evidence = s.Signature[:9], []byte("evidence")
		}
		e.Signatures = append(e.Signatures, s)
	}
	slices.SortFunc(e.Signatures, func(a, b wire.Signature) int {
		_, x, _ := a.Header()
		_, y, _ := b.Header()
		return bytes.Compare(x[:], y[:])
	})
	return e
}

// [WIRE-8] A signature of an unknown algorithm does not count, and is no fault of the envelope.
func TestUnknownAlgorithm(t *testing.T) {
	e, _, err := wire.DecodeEnvelope(strangelySigned().Encode())
	if err != nil {
		t.Fatal(err)
	}
	aad := wire.AAD(wire.UseMessage, testEdition[:])
	for name, want := range map[string]bool{"north duty": true, "north air": false, "south duty": false} {
		var counted bool
		for _, s := range e.Signatures {
			counted = counted || s.Verify(keyNamed(name).Public(), aad, e.Payload)
		}
		if counted != want {
			t.Errorf("a signature of %s counts: %v", name, counted)
		}
	}
}

// growS adds the order of the base point to S, which leaves the group equation true (RFC 8032, section 5.1.7, step 1).
func growS(sig []byte) []byte {
	order, _ := new(big.Int).SetString("7237005577332262213973186563042994240857116359379907606001950938285454250989", 10)
	s := reverse(sig[32:])
	grown := new(big.Int).Add(new(big.Int).SetBytes(s), order)
	return append(bytes.Clone(sig[:32]), reverse(grown.FillBytes(make([]byte, 32)))...)
}

func reverse(b []byte) []byte {
	out := make([]byte, len(b))
	for i := range b {
		out[len(b)-1-i] = b[i]
	}
	return out
}

// go-cose, another implementation of COSE, verifies our signatures as those of a COSE_Sign1 with the same header.
func TestGoCoseVerifies(t *testing.T) {
	for _, s := range samples() {
		e := mustSeal(s.payload, "north duty", "north air", "south duty")
		for _, name := range []string{"north duty", "north air", "south duty"} {
			key := keyNamed(name)
			verifier, err := cose.NewVerifier(cose.AlgorithmEdDSA, key.Public())
			if err != nil {
				t.Fatal(err)
			}
			var verified int
			for _, sig := range e.Signatures {
				m := cose.NewSign1Message()
				if err := m.Headers.Protected.UnmarshalCBOR(item(sig.Protected)); err != nil {
					t.Fatal(err)
				}
				m.Headers.RawProtected = item(sig.Protected)
				m.Payload, m.Signature = e.Payload, sig.Signature
				if m.Verify(wire.AAD(wire.UseMessage, testEdition[:]), verifier) == nil {
					verified++
				}
			}
			if verified != 1 {
				t.Errorf("%s: go-cose verifies %d of the signatures with the key of %s, want 1", s.name, verified, name)
			}
		}
	}
}

// Our reader verifies what go-cose signed.
func TestGoCoseSigns(t *testing.T) {
	key := keyNamed("north duty")
	signer, err := cose.NewSigner(cose.AlgorithmEdDSA, key.private)
	if err != nil {
		t.Fatal(err)
	}
	kid := parley.KeyIDOf(key.Public())
	m := cose.NewSign1Message()
	m.Headers.Protected.SetAlgorithm(cose.AlgorithmEdDSA)
	m.Headers.Protected[cose.HeaderLabelKeyID] = kid[:]
	m.Payload = shortText().Encode()
	aad := wire.AAD(wire.UseMessage, testEdition[:])
	if err := m.Sign(rand.Reader, aad, signer); err != nil {
		t.Fatal(err)
	}
	want := mustSeal(shortText(), "north duty").Signatures[0]
	s := wire.Signature{Protected: want.Protected, Signature: m.Signature}
	if !s.Verify(key.Public(), aad, m.Payload) {
		t.Error("the signature made by go-cose does not verify")
	}
	if !bytes.Equal(m.Signature, want.Signature) {
		t.Error("go-cose makes another signature than we do")
	}
}

// [WIRE-5] An envelope MUST be [1, payload, signatures], with 1 to 16 signatures in strictly ascending order of their key
// ids: signatures gathered apart make the same envelope in whatever order they come.
func TestEnclose(t *testing.T) {
	want := mustSeal(shortText(), "north duty", "north air", "south duty")
	gathered := slices.Clone(want.Signatures)
	slices.Reverse(gathered)
	got, err := wire.Enclose(want.Payload, gathered)
	if err != nil || !bytes.Equal(got.Encode(), want.Encode()) {
		t.Errorf("got %v, %v", got, err)
	}
	for name, signatures := range map[string][]wire.Signature{
		"none": nil, "one twice": {gathered[0], gathered[0]}, "seventeen": slices.Repeat(gathered[:1], 17),
	} {
		if _, err := wire.Enclose(want.Payload, signatures); err == nil {
			t.Errorf("%s: enclosed", name)
		}
	}
	if _, err := wire.Enclose(want.Payload[1:], gathered); err == nil {
		t.Error("what is no payload is enclosed")
	}
}
