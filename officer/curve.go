package officer

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/sha256"
	"math/big"

	"parley"
)

// A curve is what a key calculates with.
type curve uint8

const (
	ed25519Curve curve = iota
	p256Curve
)

// pointLen is the length of an uncompressed point of P-256: 04, x, y.
const pointLen = 65

// order and half are the order of P-256 and the largest s of a signature that counts: (order - 1) / 2.
var (
	order = elliptic.P256().Params().N
	half  = new(big.Int).Rsh(order, 1)
)

// check holds that the point is one that binds its holder [OFF-2].
func (p public) check() error {
	if p.curve == ed25519Curve {
		return parley.CheckPublicKey(p.point)
	}
	if _, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), p.point); err != nil || len(p.point) != pointLen {
		return badKey("the public key %.66x is no point of the curve P-256", p.point)
	}
	return nil
}

// verify reports whether signature is one by p over signed: 64 bytes, that of Ed25519, or r || s of ECDSA over
// SHA-256 with s at most half the order [OFF-6].
func (p public) verify(signed, signature []byte) bool {
	if len(signature) != signatureLen {
		return false
	}
	if p.curve == ed25519Curve {
		return ed25519.Verify(p.point, signed, signature)
	}
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), p.point)
	if err != nil {
		return false
	}
	r, s := new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])
	digest := sha256.Sum256(signed)
	return s.Cmp(half) <= 0 && ecdsa.Verify(key, digest[:], r, s)
}

// lowS returns r || s with the smaller of s and order - s; nil where r or s is not 1 to order - 1. Both verify, and only
// the smaller counts, so that nobody can make a second signature from a first.
func lowS(r, s *big.Int) []byte {
	if r.Sign() <= 0 || s.Sign() <= 0 || r.Cmp(order) >= 0 || s.Cmp(order) >= 0 {
		return nil
	}
	if s.Cmp(half) > 0 {
		s = new(big.Int).Sub(order, s)
	}
	out := make([]byte, signatureLen)
	r.FillBytes(out[:32])
	s.FillBytes(out[32:])
	return out
}
