package officer_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"parley"
	"parley/officer"
	"parley/wire"

	"github.com/go-webauthn/webauthn/protocol"
)

// [OFF-11] go-webauthn, another implementation, takes our authenticator's assertions for the same challenge, relying
// party and origin; and what it takes verifies here.
func TestWebAuthnVerifies(t *testing.T) {
	for _, f := range []string{"passkey-ed25519", "passkey-p256"} {
		d := newDevice(f, "north/officer/a")
		k := d.Key()
		challenge := k.Request(wire.UseMessage, testEdition[:], []byte("payload")).Challenge
		authenticator, client, signature := d.assert(challenge)
		b64 := base64.RawURLEncoding.EncodeToString
		body, _ := json.Marshal(map[string]any{"id": b64([]byte("id")), "rawId": b64([]byte("id")), "type": "public-key",
			"response": map[string]string{"authenticatorData": b64(authenticator), "clientDataJSON": b64(client), "signature": b64(signature)}})
		parsed, err := protocol.ParseCredentialRequestResponseBody(bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if err := parsed.Verify(b64(challenge), testRPID, "", k.Extra.Origins, nil, nil,
			protocol.TopOriginExplicitVerificationMode, false, true, true, k.Public, protocol.SignaturePolicy{}); err != nil {
			t.Errorf("%s: %v", f, err)
		}
	}
}

// A badAssertion is a passkey's signature that does not count, although the authenticator signed it.
type badAssertion struct {
	name   string
	change func(d *device)
	key    func(e *officer.Extra)
}

func badAssertions() []badAssertion {
	flags := func(f byte) func(d *device) { return func(d *device) { d.flags = f } }
	client := func(format string) func(d *device) {
		return func(d *device) {
			d.client = func(c string) string { return strings.ReplaceAll(format, "CHALLENGE", c) }
		}
	}
	backup := func(e *officer.Extra) { e.Backup = true }
	const right = `"type":"webauthn.get","challenge":"CHALLENGE","origin":"` + testOrigin + `"`
	return []badAssertion{
		{"another relying party", func(d *device) { d.rpID = "south.example" }, nil},
		{"another origin", func(d *device) { d.origin = "https://other.north.example" }, nil},
		{"an origin with a port", func(d *device) { d.origin = testOrigin + ":443" }, nil},
		{"nobody present", flags(0x04), nil},
		{"nobody verified", flags(0x01), nil},
		{"a key that may be copied", flags(0x0d), nil},
		{"a key that was copied", flags(0x1d), nil},
		{"copied, and not one that may be", flags(0x15), backup},
		{"a new key", flags(0x45), nil},
		{"extensions", flags(0x85), nil},
		{"registration", client(`{"type":"webauthn.create","challenge":"CHALLENGE","origin":"` + testOrigin + `"}`), nil},
		{"no type", client(`{"challenge":"CHALLENGE","origin":"` + testOrigin + `"}`), nil},
		{"no origin", client(`{"type":"webauthn.get","challenge":"CHALLENGE"}`), nil},
		{"an origin that is a list", client(`{"type":"webauthn.get","challenge":"CHALLENGE","origin":["` + testOrigin + `"]}`), nil},
		{"no challenge", client(`{"type":"webauthn.get","origin":"` + testOrigin + `"}`), nil},
		{"a challenge with padding", client(`{"type":"webauthn.get","challenge":"CHALLENGE=","origin":"` + testOrigin + `"}`), nil},
		{"names in capitals", client(`{"Type":"webauthn.get","challenge":"CHALLENGE","origin":"` + testOrigin + `"}`), nil},
		{"a frame of another origin", client(`{` + right + `,"crossOrigin":true}`), nil},
		{"crossOrigin null", client(`{` + right + `,"crossOrigin":null}`), nil},
		{"a top origin", client(`{` + right + `,"crossOrigin":false,"topOrigin":"` + testOrigin + `"}`), nil},
		{"a name twice", client(`{` + right + `,"type":"webauthn.get"}`), nil},
		{"a name twice by an escape", client(`{` + right + `,"\u0074ype":"webauthn.create"}`), nil},
		{"a name twice further in", client(`{` + right + `,"x":[{"a":1,"a":2}]}`), nil},
		{"a list", client(`[{` + right + `}]`), nil},
		{"two objects", client(`{` + right + `}{}`), nil},
		{"a comma too many", client(`{` + right + `,}`), nil},
		{"a comment", client(`{` + right + `}//`), nil},
		{"not a number", client(`{` + right + `,"x":NaN}`), nil},
		{"a half surrogate", client(`{` + right + `,"\ud800":1}`), nil},
		{"a pair of surrogates", client(`{` + right + `,"x":"\uD83D\uDE00"}`), nil},
		{"a byte order mark", client("\ufeff{" + right + "}"), nil},
		{"not UTF-8", client(`{` + right + ",\"x\":\"\xff\"}"), nil},
		{"a control character", client(`{` + right + ",\"x\":\"\x01\"}"), nil},
		{"nothing", client(""), nil},
	}
}

// [OFF-10] A signature MUST NOT count whose flags are not what the enrolment asks for. [OFF-11] An assertion MUST NOT
// count that was made for another relying party or text. [OFF-12] nor one whose client data are not those of an
// assertion in a page of one of the origins.
func TestBadAssertions(t *testing.T) {
	v := newVector("Signatures that do not count, although the key made them: the key, and what it was made for.")
	for _, f := range []string{"passkey-ed25519", "passkey-p256"} {
		for _, c := range badAssertions() {
			d := newDevice(f, "north/officer/a")
			k := d.Key()
			if c.key != nil {
				c.key(k.Extra)
			}
			c.change(d)
			s := sign(d, wire.UseMessage, testEdition[:], []byte("payload"))
			refused(t, f+", "+c.name, k.Verify(s, wire.UseMessage, testEdition[:], []byte("payload")), parley.CodeBadSignature)
			badSignature(v, f+", "+c.name, k, s)
		}
	}
	for _, f := range []string{"sk-ed25519", "sk-p256"} {
		for name, flags := range map[string]byte{"nobody present": 4, "nobody verified": 1, "may be copied": 0x0d, "a new key": 0x45, "extensions": 0x85} {
			d := newDevice(f, "north/officer/a")
			d.flags = flags
			s := sign(d, wire.UseMessage, testEdition[:], []byte("payload"))
			refused(t, f+", "+name, d.Key().Verify(s, wire.UseMessage, testEdition[:], []byte("payload")), parley.CodeBadSignature)
		}
	}
	for _, c := range badParts() {
		k := newDevice(c.flavour, "north/officer/a").Key()
		if err := k.Verify(c.signature, wire.UseMessage, testEdition[:], []byte("payload")); err == nil {
			t.Errorf("%s, %s: counts", c.flavour, c.name)
		}
		badSignature(v, c.flavour+", "+c.name, k, c.signature)
	}
	holdVector(t, "bad-signatures.txt", v.b.Bytes())
}

// badSignature writes a block: a signature that does not count for the payload "payload" under the test edition.
func badSignature(v *vector, reason string, k officer.Key, s wire.Signature) {
	v.block()
	v.field("reason", reason)
	v.field("key", hexOf(k.Encode()))
	v.field("use", wire.UseMessage)
	v.field("scope", testEdition.String())
	v.field("payload", hexOf([]byte("payload")))
	v.field("signature", hexOf(wire.Marshal(s)))
}

// A badPart is a good signature with a part changed.
type badPart struct {
	flavour, name string
	signature     wire.Signature
}

func badParts() []badPart {
	var out []badPart
	for _, f := range flavours {
		good := sign(newDevice(f, "north/officer/a"), wire.UseMessage, testEdition[:], []byte("payload"))
		put := func(name string, change func(s *wire.Signature)) {
			s := wire.Signature{Protected: bytes.Clone(good.Protected), Signature: bytes.Clone(good.Signature), Evidence: bytes.Clone(good.Evidence)}
			change(&s)
			out = append(out, badPart{f, name, s})
		}
		kid := newDevice(f, "north/officer/a").Key().ID()
		put("another signature", func(s *wire.Signature) { s.Signature[5] ^= 1 })
		put("65 bytes", func(s *wire.Signature) { s.Signature = append(s.Signature, 0) })
		put("zeros", func(s *wire.Signature) { s.Signature = make([]byte, 64) })
		put("evidence cut or made up", func(s *wire.Signature) { s.Evidence = append(s.Evidence, 0) })
		put("another algorithm", func(s *wire.Signature) { s.Protected = wire.Protected(-7, kid) })
		put("another key id", func(s *wire.Signature) { s.Protected[len(s.Protected)-1] ^= 1 })
		if f == "ed25519" {
			other := newDevice(f, "north/officer/b").Key().ID()
			put("made under another algorithm", func(s *wire.Signature) { *s = underHeader(wire.Protected(-65601, kid)) })
			put("made under another key id", func(s *wire.Signature) { *s = underHeader(wire.Protected(-8, other)) })
		}
		if f[len(f)-4:] == "p256" {
			put("the larger s", func(s *wire.Signature) { larger(number(s.Signature[32:])).FillBytes(s.Signature[32:]) })
		}
		if f[:3] == "sk-" {
			put("a counter beyond 32 bits", func(s *wire.Signature) { s.Evidence = wire.Marshal([]uint64{5, 1 << 32}) })
			put("flags beyond 8 bits", func(s *wire.Signature) { s.Evidence = wire.Marshal([]uint64{0x105, 7}) })
			put("a counter that is not the shortest", func(s *wire.Signature) { s.Evidence = []byte{0x82, 5, 0x18, 7} })
		}
	}
	return out
}

// underHeader returns what an Ed25519 key makes under a header that is not its own.
func underHeader(protected []byte) wire.Signature {
	text := wire.ToBeSigned(protected, wire.AAD(wire.UseMessage, testEdition[:]), []byte("payload"))
	return wire.Signature{Protected: protected, Signature: ed25519.Sign(edKey("north/officer/a"), text)}
}

// [OFF-12] Members that a reader does not know MUST be passed over: browsers add some.
func TestUnknownClientData(t *testing.T) {
	for _, more := range []string{
		``, `,"crossOrigin":false`, `,"other_keys_can_be_added_here":"do not compare"`, `,"tokenBinding":{"status":"supported","a":[1e999,-0.5,null,true,"\u00e9\\ud800"]}`,
	} {
		d := newDevice("passkey-p256", "north/officer/a")
		d.client = func(c string) string {
			return fmt.Sprintf(" {\"origin\":\"%s\",\n\"type\":\"webauthn.get\", \"challenge\":\"%s\"%s}", testOrigin, c, more)
		}
		s := sign(d, wire.UseMessage, testEdition[:], nil)
		if err := d.Key().Verify(s, wire.UseMessage, testEdition[:], nil); err != nil {
			t.Errorf("%s: %v", more, err)
		}
	}
}

// [OFF-10] What the enrolment does not ask for is not asked: a device that verifies nobody, or a key that is copied, where
// it allows that; reserved flags are not looked at.
func TestFlagsAllowed(t *testing.T) {
	for _, f := range []string{"sk-ed25519", "passkey-p256"} {
		for _, c := range []struct {
			flags            byte
			verified, backup bool
		}{{0x01, false, false}, {0x05, false, false}, {0x27, true, false}, {0x0d, true, true}, {0x1d, true, true}, {0x19, false, true}} {
			d := newDevice(f, "north/officer/a")
			d.flags = c.flags
			k := d.Key()
			k.Extra.Verified, k.Extra.Backup = c.verified, c.backup
			s := sign(d, wire.UseMessage, testEdition[:], nil)
			if err := k.Verify(s, wire.UseMessage, testEdition[:], nil); err != nil {
				t.Errorf("%s with flags %02x: %v", f, c.flags, err)
			}
		}
	}
}

// An ES256 signature is taken in DER, also where a device wrote more zeros than DER has, and in nothing else.
func TestPasskeyDER(t *testing.T) {
	d := newDevice("passkey-p256", "north/officer/a")
	k := d.Key()
	authenticator, client, der := d.assert(k.Request(wire.UseMessage, testEdition[:], nil).Challenge)
	r, s := der[4:4+der[3]], der[6+der[3]:]
	tlv := func(tag byte, parts ...[]byte) []byte {
		b := slices.Concat(parts...)
		return append([]byte{tag, byte(len(b))}, b...)
	}
	zeros := []byte{0, 0, 0}
	for name, c := range map[string]struct {
		der []byte
		ok  bool
	}{
		"as it is":              {der, true},
		"more zeros":            {tlv(0x30, tlv(2, zeros, r), tlv(2, zeros, s)), true},
		"a byte behind":         {append(bytes.Clone(der), 0), false},
		"a byte less":           {der[:len(der)-1], false},
		"a byte inside":         {tlv(0x30, tlv(2, r), tlv(2, s), zeros[:1]), false},
		"three numbers":         {tlv(0x30, tlv(2, r), tlv(2, s), tlv(2, s)), false},
		"one number":            {tlv(0x30, tlv(2, r)), false},
		"a set":                 {tlv(0x31, tlv(2, r), tlv(2, s)), false},
		"a string for a number": {tlv(0x30, tlv(4, r), tlv(2, s)), false},
		"a zero":                {tlv(0x30, tlv(2, zeros), tlv(2, s)), false},
		"a long length":         {append([]byte{0x30, 0x81, byte(len(der) - 2)}, der[2:]...), false},
		"64 bytes":              {make([]byte, 64), false},
		"nothing":               {nil, false},
	} {
		signature, err := k.FromPasskey(authenticator, client, c.der)
		if (err == nil) != c.ok || c.ok && k.Verify(signature, wire.UseMessage, testEdition[:], nil) != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
