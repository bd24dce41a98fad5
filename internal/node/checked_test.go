package node

import (
	"crypto/ed25519"
	"fmt"
	"testing"

	"parley/wire"
)

// [WIRE-7] A signature that was found good once is good only for the same key, use, edition, payload and bytes.
func TestCheckedSignatures(t *testing.T) {
	k, other := testKey("a"), testKey("b")
	aad, payload := []byte("use\x00edition"), []byte("payload")
	s, err := wire.SignBytes(k, aad, payload)
	if err != nil {
		t.Fatal(err)
	}
	var c checked
	for range 2 { // the second time from memory
		if !c.verify(s, k.Public(), aad, payload) {
			t.Fatal("a good signature does not verify")
		}
	}
	if len(c.good) != 1 {
		t.Fatalf("%d signatures are remembered", len(c.good))
	}
	bad := s
	bad.Signature = append([]byte(nil), s.Signature...)
	bad.Signature[5] ^= 1
	spare := s
	spare.Evidence = []byte{1}
	for name, ok := range map[string]bool{
		"another key":     c.verify(s, other.Public(), aad, payload),
		"another use":     c.verify(s, k.Public(), []byte("use\x00editio"), append([]byte("n"), payload...)),
		"another payload": c.verify(s, k.Public(), aad, []byte("Payload")),
		"another byte":    c.verify(bad, k.Public(), aad, payload),
		"evidence added":  c.verify(spare, k.Public(), aad, payload),
		"no key":          c.verify(s, ed25519.PublicKey{}, aad, payload),
	} {
		if ok {
			t.Errorf("%s verifies", name)
		}
	}
	for i := range maxChecked + 1 {
		p := fmt.Append(nil, i)
		if s, err := wire.SignBytes(k, aad, p); err != nil || !c.verify(s, k.Public(), aad, p) {
			t.Fatal(err)
		}
	}
	if len(c.good) > maxChecked {
		t.Errorf("%d signatures are remembered", len(c.good))
	}
}
