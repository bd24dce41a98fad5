package officer_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/asn1"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math/big"
	"slices"

	"parley"
	"parley/officer"
	"parley/wire"

	"github.com/go-webauthn/webauthn/protocol/webauthncbor"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"
	"golang.org/x/crypto/ssh"
)

// The keys of a name in all vectors: the seed is SHA-256("parley test key " || name), which is also the private number
// of its P-256 key.
func seed(name string) []byte {
	h := parley.Sum([]byte("parley test key " + name))
	return h[:]
}

func edKey(name string) ed25519.PrivateKey { return ed25519.NewKeyFromSeed(seed(name)) }

func p256Key(name string) *ecdsa.PrivateKey {
	k, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), seed(name))
	if err != nil {
		panic(err)
	}
	return k
}

// The flavours of keys: each kind with each curve, in software and in a device.
var flavours = []string{"ed25519", "ssh-ed25519", "ssh-p256", "sk-ed25519", "sk-p256", "passkey-ed25519", "passkey-p256"}

// A device is a key of one flavour with its private half: an agent or an authenticator in software.
type device struct {
	name, flavour string
	flags         byte
	counter       uint32
	rpID, origin  string
	client        func(challenge string) string // the client data of a page; nil: as a browser writes it
}

const (
	testRPID        = "north.example"
	testOrigin      = "https://console.north.example"
	testApplication = "ssh:parley"
)

// newDevice returns the device of a name: a person is present and verified.
func newDevice(flavour, name string) *device {
	return &device{name: name, flavour: flavour, flags: 0x05, counter: 7, rpID: testRPID, origin: testOrigin}
}

func (d *device) onP256() bool { return d.flavour[len(d.flavour)-4:] == "p256" }

// Key returns the public half.
func (d *device) Key() officer.Key {
	extra := &officer.Extra{Verified: true, Origins: []string{}}
	switch d.flavour {
	case "ed25519":
		return officer.Key{Kind: officer.KindEd25519, Public: edPublic(d.name)}
	case "ssh-ed25519", "ssh-p256":
		return officer.Key{Kind: officer.KindSSH, Public: d.sshPublic()}
	case "sk-ed25519", "sk-p256":
		return officer.Key{Kind: officer.KindSSH, Public: d.sshPublic(), Extra: extra}
	}
	extra.RPID, extra.Origins = testRPID, []string{testOrigin, "https://north.example:8443"}
	return officer.Key{Kind: officer.KindPasskey, Public: d.cosePublic(), Extra: extra}
}

func edPublic(name string) []byte { return edKey(name).Public().(ed25519.PublicKey) }

// sshPublic has the blob written by another implementation.
func (d *device) sshPublic() []byte {
	point, _ := p256Key(d.name).PublicKey.Bytes()
	switch d.flavour {
	case "sk-ed25519":
		return ssh.Marshal(struct {
			Type        string
			Key         []byte
			Application string
		}{ssh.KeyAlgoSKED25519, edPublic(d.name), testApplication})
	case "sk-p256":
		return ssh.Marshal(struct {
			Type, Curve string
			Key         []byte
			Application string
		}{ssh.KeyAlgoSKECDSA256, "nistp256", point, testApplication})
	}
	var public any = ed25519.PublicKey(edPublic(d.name))
	if d.onP256() {
		public = &p256Key(d.name).PublicKey
	}
	k, err := ssh.NewPublicKey(public)
	if err != nil {
		panic(err)
	}
	return k.Marshal()
}

// cosePublic has the COSE_Key written by another implementation.
func (d *device) cosePublic() []byte {
	var key any = webauthncose.OKPPublicKeyData{PublicKeyData: webauthncose.PublicKeyData{KeyType: 1, Algorithm: -8}, Curve: 6, XCoord: edPublic(d.name)}
	if d.onP256() {
		point, _ := p256Key(d.name).PublicKey.Bytes()
		key = webauthncose.EC2PublicKeyData{PublicKeyData: webauthncose.PublicKeyData{KeyType: 2, Algorithm: -7}, Curve: 1, XCoord: point[1:33], YCoord: point[33:]}
	}
	b, err := webauthncbor.Marshal(key)
	if err != nil {
		panic(err)
	}
	return b
}

// Sign has the device sign and makes the signature of what it returned.
func (d *device) Sign(use string, scope, payload []byte) (wire.Signature, error) {
	k := d.Key()
	r := k.Request(use, scope, payload)
	switch d.flavour {
	case "ed25519":
		return k.FromRaw(ed25519.Sign(edKey(d.name), r.Challenge))
	case "passkey-ed25519", "passkey-p256":
		authenticator, client, signature := d.assert(r.Challenge)
		return k.FromPasskey(authenticator, client, signature)
	}
	blob, rest := d.agent(r.Challenge)
	return k.FromAgent(d.sshType(), blob, rest)
}

func (d *device) sshType() string {
	p, err := ssh.ParsePublicKey(d.sshPublic())
	if err != nil {
		panic(err)
	}
	return p.Type()
}

// agent returns what an SSH agent answers: the blob of the signature and what follows.
func (d *device) agent(data []byte) (blob, rest []byte) {
	if d.flavour[:3] == "sk-" {
		application, digest := sha256.Sum256([]byte(testApplication)), sha256.Sum256(data)
		rest = binary.BigEndian.AppendUint32([]byte{d.flags}, d.counter)
		data = slices.Concat(application[:], rest, digest[:])
	}
	if !d.onP256() {
		return ed25519.Sign(edKey(d.name), data), rest
	}
	r, s := d.numbers(data)
	return ssh.Marshal(struct{ R, S *big.Int }{r, s}), rest
}

// numbers returns an ECDSA signature, always the same, with the larger s, which an officer's signature may not have.
func (d *device) numbers(data []byte) (r, s *big.Int) {
	digest := sha256.Sum256(data)
	der, err := p256Key(d.name).Sign(nil, digest[:], crypto.SHA256)
	if err != nil {
		panic(err)
	}
	var n struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(der, &n); err != nil {
		panic(err)
	}
	return n.R, larger(n.S)
}

// larger returns the larger of s and order - s.
func larger(s *big.Int) *big.Int {
	other := new(big.Int).Sub(elliptic.P256().Params().N, s)
	if s.Cmp(other) > 0 {
		return s
	}
	return other
}

// assert returns what a browser answers: authenticator data, client data and signature.
func (d *device) assert(challenge []byte) (authenticator, client, signature []byte) {
	rp := sha256.Sum256([]byte(d.rpID))
	authenticator = binary.BigEndian.AppendUint32(append(rp[:], d.flags), d.counter)
	text := base64.RawURLEncoding.EncodeToString(challenge)
	client = fmt.Appendf(nil, `{"type":"webauthn.get","challenge":"%s","origin":"%s","crossOrigin":false}`, text, d.origin)
	if d.client != nil {
		client = []byte(d.client(text))
	}
	digest := sha256.Sum256(client)
	signed := slices.Concat(authenticator, digest[:])
	if !d.onP256() {
		return authenticator, client, ed25519.Sign(edKey(d.name), signed)
	}
	r, s := d.numbers(signed)
	signature, err := asn1.Marshal(struct{ R, S *big.Int }{r, s})
	if err != nil {
		panic(err)
	}
	return authenticator, client, signature
}

// sign is Sign for tests in which it does not fail.
func sign(d officer.Signer, use string, scope, payload []byte) wire.Signature {
	s, err := d.Sign(use, scope, payload)
	if err != nil {
		panic(err)
	}
	return s
}

var (
	testCharter = parley.Sum([]byte("parley test charter"))
	testEdition = parley.Sum([]byte("parley test edition"))
)
