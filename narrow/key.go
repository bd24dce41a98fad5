package narrow

import (
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"

	"filippo.io/edwards25519"
	"golang.org/x/crypto/curve25519"

	"parley"
)

// Sizes in bytes.
const (
	SecretSize = 32
	keySize    = 32
	idSize     = 4
	macSize    = 8
	tagSize    = 16
)

// ExporterLabel is the label of RFC 5705 under which both ends of a session over TLS take a secret of SecretSize bytes,
// without a context [NAR-2].
const ExporterLabel = "EXPORTER-parley-narrow-1"

// A Static is one end's key pair for key exchange: that of its link key, as X25519 [NAR-1].
type Static struct{ private, public []byte }

// StaticOf returns the key pair of a link key.
func StaticOf(link ed25519.PrivateKey) (Static, error) {
	if len(link) != ed25519.PrivateKeySize {
		return Static{}, parley.Errorf(parley.CodeBadKey, "a link key of %d bytes", len(link))
	}
	h := sha512.Sum512(link.Seed())
	public, err := curve25519.X25519(h[:32], curve25519.Basepoint)
	if err != nil {
		return Static{}, parley.Wrap(err, parley.CodeBadKey, "a link key that is no key for key exchange")
	}
	return Static{private: h[:32], public: public}, nil
}

// PublicOf returns the public half of the same for a peer's link key.
func PublicOf(link ed25519.PublicKey) ([]byte, error) {
	point, err := new(edwards25519.Point).SetBytes(link)
	if err != nil {
		return nil, parley.Wrap(err, parley.CodeBadKey, "a link key that is no point of the curve")
	}
	return point.BytesMontgomery(), nil
}

// A KeyID names a secret. Two secrets of one line differ in it but for one chance in four thousand millions.
type KeyID [idSize]byte

// A Secret is what two ends share besides their keys: what a listener who later breaks X25519 lacks.
type Secret struct {
	ID  KeyID
	psk []byte
	mac []byte
}

// SecretOf derives what is used of 32 shared bytes [NAR-3].
func SecretOf(shared []byte) (Secret, error) {
	if len(shared) != SecretSize {
		return Secret{}, parley.Errorf(parley.CodeBadKey, "a secret of %d bytes, where %d are wanted", len(shared), SecretSize)
	}
	part := func(info string, n int) []byte {
		b, err := hkdf.Key(sha256.New, shared, nil, "parley narrow 1 "+info, n)
		if err != nil {
			panic(err) // only for lengths of more than 8,160 bytes
		}
		return b
	}
	return Secret{KeyID(part("id", idSize)), part("psk", keySize), part("mac", keySize)}, nil
}

// sum returns the MAC of a packet.
func (s Secret) sum(b []byte) []byte {
	h := hmac.New(sha256.New, s.mac)
	h.Write(b)
	return h.Sum(nil)[:macSize]
}

// authentic reports whether a packet ends in its MAC, and returns it without [NAR-6].
func (s Secret) authentic(packet []byte) (rest []byte, ok bool) {
	at := len(packet) - macSize
	if at < 0 {
		return nil, false
	}
	return packet[:at], hmac.Equal(packet[at:], s.sum(packet[:at]))
}
