package officer_test

import (
	"testing"

	"parley"
	"parley/wire"
)

// An assertion over a text counts for that text, key, relying party and origin alone, and never for what is signed.
func TestAsked(t *testing.T) {
	text := []byte("parley console sign-in v1\n")
	h := parley.Sum(text)
	for _, flavour := range []string{"passkey-ed25519", "passkey-p256"} {
		d, other := newDevice(flavour, "ann"), newDevice(flavour, "bob")
		authenticator, client, signature := d.assert(h[:])
		if err := d.Key().VerifyAsked(text, authenticator, client, signature); err != nil {
			t.Errorf("%s: %v", flavour, err)
		}
		for name, err := range map[string]error{
			"another text":  d.Key().VerifyAsked([]byte("parley console sign-in v2\n"), authenticator, client, signature),
			"another key":   other.Key().VerifyAsked(text, authenticator, client, signature),
			"no signature":  d.Key().VerifyAsked(text, authenticator, client, nil),
			"another place": d.Key().VerifyAsked(text, append([]byte{1}, authenticator[1:]...), client, signature),
			"no text":       d.Key().VerifyAsked(nil, authenticator, client, signature),
		} {
			if parley.CodeOf(err) != parley.CodeBadSignature {
				t.Errorf("%s: %s: %v", flavour, name, err)
			}
		}
		said := wire.ToBeSigned(nil, wire.AAD(wire.UseMessage, testEdition[:]), []byte("x"))
		hash := parley.Sum(said)
		authenticator, client, signature = d.assert(hash[:])
		if err := d.Key().VerifyAsked(said, authenticator, client, signature); err == nil {
			t.Errorf("%s: what is signed can be asked for", flavour)
		}
	}
	if err := newDevice("ed25519", "ann").Key().VerifyAsked(text, nil, nil, nil); err == nil {
		t.Error("a key that is no passkey answers")
	}
}
