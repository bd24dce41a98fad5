package officer_test

import (
	"encoding/hex"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"testing"

	"parley"
	"parley/officer"

	"golang.org/x/crypto/ssh"
)

func number(b []byte) *big.Int { return new(big.Int).SetBytes(b) }

// A badKey is a key that is refused, and a part of the sentence.
type badKey struct {
	name, want string
	key        officer.Key
}

// with returns the key of a flavour, changed.
func with(flavour string, change func(k *officer.Key)) officer.Key {
	k := newDevice(flavour, "north/officer/a").Key()
	change(&k)
	return k
}

func sshBlob(parts ...any) []byte {
	var b []byte
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			b = append(b, ssh.Marshal(struct{ S string }{p})...)
		case []byte:
			b = append(b, ssh.Marshal(struct{ S []byte }{p})...)
		}
	}
	return b
}

// badKeys is the table of keys that no roster has [OFF-1] to [OFF-5].
func badKeys() []badKey {
	ed, point := edPublic("north/officer/a"), func() []byte { b, _ := p256Key("north/officer/a").PublicKey.Bytes(); return b }()
	off := append([]byte{}, point...)
	off[64] ^= 1
	small, _ := hex.DecodeString("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
	compressed, _ := hex.DecodeString("03" + hex.EncodeToString(point[1:33]))
	public := func(b []byte) func(k *officer.Key) { return func(k *officer.Key) { k.Public = b } }
	extra := func(change func(e *officer.Extra)) func(k *officer.Key) {
		return func(k *officer.Key) { e := *k.Extra; change(&e); k.Extra = &e }
	}
	origins := func(o ...string) func(k *officer.Key) { return extra(func(e *officer.Extra) { e.Origins = o }) }
	cose := newDevice("passkey-p256", "north/officer/a").Key().Public
	var many []string
	for i := range officer.MaxOrigins + 1 {
		many = append(many, testOrigin+":"+strconv.Itoa(i+1))
	}
	return []badKey{
		{"kind 0", "of kind 0", with("ed25519", func(k *officer.Key) { k.Kind = 0 })},
		{"kind 4", "of kind 4", with("ed25519", func(k *officer.Key) { k.Kind = 4 })},
		{"513 public bytes", "more than 512", with("ssh-ed25519", public(make([]byte, 513)))},
		{"no public bytes", "0 bytes, not 32", with("ed25519", public(nil))},
		{"31 bytes", "31 bytes, not 32", with("ed25519", public(ed[:31]))},
		{"small order", "binds its holder", with("ed25519", public(small))},
		{"small order in an SSH key", "binds its holder", with("ssh-ed25519", public(sshBlob("ssh-ed25519", small)))},
		{"small order in a passkey", "binds its holder", with("passkey-ed25519", func(k *officer.Key) { k.Public = append(k.Public[:10:10], small...) })},
		{"an Ed25519 key of 33 bytes in an SSH key", "33 bytes, not 32", with("ssh-ed25519", public(sshBlob("ssh-ed25519", append(ed, 0))))},
		{"off the curve", "no point of the curve", with("ssh-p256", public(sshBlob("ecdsa-sha2-nistp256", "nistp256", off)))},
		{"off the curve in a passkey", "no point of the curve", with("passkey-p256", func(k *officer.Key) { k.Public = append(cose[:76:76], cose[76]^1) })},
		{"a compressed point", "no point of the curve", with("ssh-p256", public(sshBlob("ecdsa-sha2-nistp256", "nistp256", compressed)))},
		{"the point at infinity", "no point of the curve", with("ssh-p256", public(sshBlob("ecdsa-sha2-nistp256", "nistp256", []byte{0})))},
		{"a point of zeros", "no point of the curve", with("ssh-p256", public(sshBlob("ecdsa-sha2-nistp256", "nistp256", append([]byte{4}, make([]byte, 64)...))))},
		{"another curve", "not on the curve", with("ssh-p256", public(sshBlob("ecdsa-sha2-nistp256", "nistp384", point)))},
		{"RSA", "of the type \"ssh-rsa\"", with("ssh-p256", public(sshBlob("ssh-rsa", []byte{3}, point)))},
		{"a certificate", "of the type", with("ssh-ed25519", public(sshBlob("ssh-ed25519-cert-v01@openssh.com", ed)))},
		{"no blob", "of the type \"\"", with("ssh-ed25519", public(nil))},
		{"a blob cut short", "too few or too many", with("ssh-ed25519", func(k *officer.Key) { k.Public = k.Public[:len(k.Public)-1] })},
		{"a byte behind the blob", "too few or too many", with("ssh-ed25519", func(k *officer.Key) { k.Public = append(k.Public, 0) })},
		{"a length beyond the blob", "of the type \"\"", with("ssh-ed25519", public([]byte{0xff, 0xff, 0xff, 0xff, 1}))},
		{"a security key without application", "too few or too many", with("sk-ed25519", public(sshBlob("sk-ssh-ed25519@openssh.com", ed)))},
		{"an application of the web", "is not ssh:", with("sk-ed25519", public(sshBlob("sk-ssh-ed25519@openssh.com", ed, testRPID)))},
		{"an application with a space", "is not ssh:", with("sk-ed25519", public(sshBlob("sk-ssh-ed25519@openssh.com", ed, "ssh: x")))},
		{"a long application", "is not ssh:", with("sk-ed25519", public(sshBlob("sk-ssh-ed25519@openssh.com", ed, "ssh:"+strings.Repeat("x", 252))))},
		{"extra of an Ed25519 key", "asks for what", with("ed25519", func(k *officer.Key) { k.Extra = &officer.Extra{} })},
		{"extra of an SSH key", "asks for what", with("ssh-p256", func(k *officer.Key) { k.Extra = &officer.Extra{Verified: true} })},
		{"no extra of a security key", "does not say", with("sk-p256", func(k *officer.Key) { k.Extra = nil })},
		{"no extra of a passkey", "does not say", with("passkey-p256", func(k *officer.Key) { k.Extra = nil })},
		{"a security key with a relying party", "as only passkeys have", with("sk-p256", extra(func(e *officer.Extra) { e.RPID = testRPID }))},
		{"a security key with an origin", "as only passkeys have", with("sk-p256", origins(testOrigin))},
		{"a passkey of RS256", "not a COSE_Key", with("passkey-p256", func(k *officer.Key) { k.Public = append([]byte{0xa5, 1, 3}, cose[3:]...) })},
		{"a COSE_Key in another order", "not a COSE_Key", with("passkey-p256", func(k *officer.Key) { k.Public = append([]byte{0xa5, 3, 0x26, 1, 2}, cose[5:]...) })},
		{"a COSE_Key with a byte behind", "not a COSE_Key", with("passkey-p256", func(k *officer.Key) { k.Public = append(cose[:77:77], 0) })},
		{"a COSE_Key without y", "not a COSE_Key", with("passkey-p256", func(k *officer.Key) { k.Public = cose[:42] })},
		{"a COSE_Key with a sign for y", "not a COSE_Key", with("passkey-p256", func(k *officer.Key) { k.Public = append(cose[:42:42], 0x22, 0xf5) })},
		{"a COSE_Key with y under another label", "not a COSE_Key", with("passkey-p256", func(k *officer.Key) { k.Public = slices.Concat(cose[:42], []byte{0x23}, cose[43:]) })},
		{"an Ed25519 COSE_Key with a byte behind", "not a COSE_Key", with("passkey-ed25519", func(k *officer.Key) { k.Public = append(k.Public, 0) })},
		{"no relying party", "relying party id \"\"", with("passkey-p256", extra(func(e *officer.Extra) { e.RPID = "" }))},
		{"a relying party in capitals", "relying party id", with("passkey-p256", extra(func(e *officer.Extra) { e.RPID = "North.example" }))},
		{"a relying party by address", "relying party id", with("passkey-p256", extra(func(e *officer.Extra) { e.RPID = "192.0.2.1" }))},
		{"no origin", "0 origins", with("passkey-p256", origins())},
		{"nine origins", "9 origins", with("passkey-p256", origins(many...))},
		{"an origin twice", "stands twice", with("passkey-p256", origins(testOrigin, testOrigin))},
		{"an origin of another host", "is not https://", with("passkey-p256", origins("https://south.example"))},
		{"an origin that ends alike", "is not https://", with("passkey-p256", origins("https://farnorth.example"))},
		{"an origin without https", "is not https://", with("passkey-p256", origins("http://north.example"))},
		{"an origin with a path", "is not https://", with("passkey-p256", origins(testOrigin+"/"))},
		{"an origin in capitals", "is not https://", with("passkey-p256", origins("https://Console.north.example"))},
		{"an origin with port 0", "is not https://", with("passkey-p256", origins(testOrigin+":0"))},
		{"an origin with an empty port", "is not https://", with("passkey-p256", origins(testOrigin+":"))},
		{"an origin with a signed port", "is not https://", with("passkey-p256", origins(testOrigin+":+1"))},
	}
}

// [OFF-1] A reader MUST refuse a key of another kind. [OFF-2] a point that binds nobody. [OFF-3] another SSH public key
// blob. [OFF-4] another COSE_Key. [OFF-5] an extra that does not fit the kind.
func TestBadKeys(t *testing.T) {
	v := newVector("Keys that are refused.")
	for _, c := range badKeys() {
		err := c.key.Check()
		refused(t, c.name, err, parley.CodeBadKey)
		if err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
		if k, err := officer.DecodeKey(c.key.Encode()); err == nil {
			t.Errorf("%s: decoded as %+v", c.name, k)
		}
		if !c.key.Hash().IsZero() {
			t.Errorf("%s: has a hash", c.name)
		}
		v.block()
		v.field("reason", c.name)
		v.field("key", hexOf(c.key.Encode()))
	}
	holdVector(t, "bad-keys.txt", v.b.Bytes())
}

// A machine of one's own serves a page at localhost without https.
func TestLocalhostOrigin(t *testing.T) {
	k := with("passkey-p256", func(k *officer.Key) {
		k.Extra = &officer.Extra{RPID: "localhost", Origins: []string{"http://localhost:7480", "http://localhost", "https://localhost"}}
	})
	if err := k.Check(); err != nil {
		t.Error(err)
	}
}

// [OFF-8] The key hash MUST be that of the key itself: the kinds in which one private key signs have one hash, and
// different key ids.
func TestSameKeyInEveryKind(t *testing.T) {
	ids := map[parley.KeyID]bool{}
	hashes := map[parley.Hash]bool{}
	for _, f := range flavours {
		k := newDevice(f, "north/officer/a").Key()
		ids[k.ID()], hashes[k.Hash()] = true, true
	}
	ed, point := edPublic("north/officer/a"), func() []byte { b, _ := p256Key("north/officer/a").PublicKey.Bytes(); return b }()
	if len(ids) != len(flavours) || len(hashes) != 2 || !hashes[parley.Sum(ed)] || !hashes[parley.Sum(point)] {
		t.Errorf("%d key ids, %d hashes", len(ids), len(hashes))
	}
}
