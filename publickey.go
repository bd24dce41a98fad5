package parley

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"slices"
)

// smallOrder are the y coordinates of the points of Ed25519 whose order divides 8, little-endian, without the sign
// bit: with such a key a signature is not bound to its text. From them and from an encoding that is not canonical
// every key is held apart [CHR-10].
var smallOrder = [][]byte{
	unhex("0000000000000000000000000000000000000000000000000000000000000000"),
	unhex("0100000000000000000000000000000000000000000000000000000000000000"),
	unhex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
	unhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
	unhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
}

// fieldPrime is 2^255 - 19, little-endian: a canonical y coordinate is less.
var fieldPrime = unhex("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")

func unhex(s string) []byte {
	b, _ := hex.DecodeString(s)
	return b
}

// CheckPublicKey refuses bytes that are no Ed25519 public key that binds its holder: of another length than 32, not
// canonical, or of small order [CHR-10]. The code is bad-key.
func CheckPublicKey(key []byte) error {
	if len(key) != ed25519.PublicKeySize {
		return Errorf(CodeBadKey, "a public key has %d bytes, not 32", len(key))
	}
	y := bytes.Clone(key)
	y[31] &= 0x7f
	small := slices.ContainsFunc(smallOrder, func(s []byte) bool { return bytes.Equal(s, y) })
	if small || !lessLittleEndian(y, fieldPrime) {
		return Errorf(CodeBadKey, "the public key %x is none that binds its holder to what it signs", key)
	}
	return nil
}

func lessLittleEndian(a, b []byte) bool {
	a, b = bytes.Clone(a), bytes.Clone(b)
	slices.Reverse(a)
	slices.Reverse(b)
	return bytes.Compare(a, b) < 0
}
