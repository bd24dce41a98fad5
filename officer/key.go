package officer

import (
	"parley"
	"parley/wire"
)

// A Kind says how a key signs.
type Kind uint8

// The kinds of keys [OFF-1].
const (
	KindEd25519 Kind = 1 // an Ed25519 key, 32 bytes, that signs the Sig_structure itself
	KindSSH     Kind = 2 // an SSH public key, that signs it through SSHSIG; also one held by a security key
	KindPasskey Kind = 3 // a WebAuthn credential, whose assertion has the hash of it as challenge
)

var kindWords = map[Kind]string{KindEd25519: "ed25519", KindSSH: "ssh", KindPasskey: "passkey"}

// String returns the word for the kind, or "" for one that is not known.
func (k Kind) String() string { return kindWords[k] }

// algorithms are the COSE algorithms of signatures by each kind; those below -65536 are of private use.
var algorithms = map[Kind]int64{KindEd25519: -8, KindSSH: -65601, KindPasskey: -65602}

// Limits of a key.
const (
	MaxPublic  = 512 // public bytes
	MaxOrigins = 8   // origins of a passkey, at least 1
	MaxOrigin  = 300 // one origin, in bytes
)

// A Key is a public key of an officer, as a roster act names it: [kind, public, extra].
type Key struct {
	_      struct{} `cbor:",toarray"`
	Kind   Kind
	Public []byte // 32 bytes of Ed25519, an SSH public key blob, or a COSE_Key
	Extra  *Extra // what its signatures have to show; nil where they show nothing: kind 1, and SSH keys without sk-
}

// Extra is what the party asks of a signature by a passkey or a security key: [rp id, origins, verified, backup].
type Extra struct {
	_        struct{} `cbor:",toarray"`
	RPID     string   // relying party id of a passkey, a host name in lower case; empty for an SSH key
	Origins  []string // 1 to 8 origins of the pages in which a passkey may be asked; none for an SSH key
	Verified bool     // a signature shows that the device verified its user, by PIN or by body
	Backup   bool     // the key may be one that its maker copies to other devices
}

// ID returns the key id: the first 8 bytes of the SHA-256 of the public bytes.
func (k Key) ID() parley.KeyID {
	h := parley.Sum(k.Public)
	return parley.KeyID(h[:8])
}

// Hash returns what two keys have in common if and only if one private key signs for both, whatever their kinds: the
// SHA-256 of the 32 bytes of an Ed25519 key, or of the 65 bytes of a P-256 point. It is the zero Hash for a key that
// Check refuses [OFF-8].
func (k Key) Hash() parley.Hash {
	p, err := k.read()
	if err != nil {
		return parley.Hash{}
	}
	return parley.Sum(p.point)
}

// Check reports the first thing about k that no key may have; the code is bad-key [OFF-1] to [OFF-5].
func (k Key) Check() error {
	_, err := k.read()
	return err
}

// A public is what the public bytes of a key say.
type public struct {
	curve       curve
	point       []byte // 32 bytes of Ed25519, or 04 || x || y of P-256
	device      bool   // an sk- key: held by a security key
	application string // of an sk- key
}

// read parses k and checks all of it.
func (k Key) read() (public, error) {
	if len(k.Public) > MaxPublic {
		return public{}, badKey("the key has %d public bytes, more than %d", len(k.Public), MaxPublic)
	}
	p, err := k.readPublic()
	if err != nil {
		return public{}, err
	}
	if err := p.check(); err != nil {
		return public{}, err
	}
	return p, k.checkExtra(p)
}

func (k Key) readPublic() (public, error) {
	switch k.Kind {
	case KindEd25519:
		return public{curve: ed25519Curve, point: k.Public}, nil
	case KindSSH:
		return readSSH(k.Public)
	case KindPasskey:
		return readCOSE(k.Public)
	}
	return public{}, badKey("the key is of kind %d, which this version does not know", k.Kind)
}

func badKey(format string, args ...any) error {
	return parley.Errorf(parley.CodeBadKey, format, args...)
}

// MaxKey is the longest encoding of a key, in bytes.
const MaxKey = 4 << 10

// Encode returns the canonical bytes of k.
func (k Key) Encode() []byte { return wire.Marshal(k) }

// DecodeKey reads the canonical bytes of a key and checks it.
func DecodeKey(b []byte) (Key, error) {
	var k Key
	if err := wire.Unmarshal("key", b, MaxKey, &k); err != nil {
		return Key{}, err
	}
	return k, k.Check()
}
