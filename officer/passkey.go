package officer

import (
	"bytes"
	"crypto/sha256"
	"slices"

	"parley"
	"parley/wire"
)

// authenticatorLen is the length of authenticator data without a new key and without extensions: the SHA-256 of the
// relying party id, flags, and a counter of 4 bytes.
const authenticatorLen = 37

// A passkeyProof is the evidence of a signature by a passkey: [authenticator data, client data] [OFF-11].
type passkeyProof struct {
	_             struct{} `cbor:",toarray"`
	Authenticator []byte
	Client        []byte // JSON, as the browser wrote it
}

// assertionSigned returns what a passkey signs: the authenticator data and the hash of the client data, whose challenge
// is the hash of text [OFF-11].
func (k Key) assertionSigned(text, evidence []byte) ([]byte, error) {
	var e passkeyProof
	if err := wire.Unmarshal("evidence of a signature", evidence, wire.MaxKeyProof, &e); err != nil {
		return nil, err
	}
	if len(e.Authenticator) != authenticatorLen {
		return nil, badSignature("the authenticator data of the signature by the key %s has %d bytes, not %d", k.ID(), len(e.Authenticator), authenticatorLen)
	}
	if rp := sha256.Sum256([]byte(k.Extra.RPID)); !bytes.Equal(e.Authenticator[:32], rp[:]) {
		return nil, badSignature("the signature by the key %s was made for another relying party than %s", k.ID(), k.Extra.RPID)
	}
	if err := k.checkFlags(uint64(e.Authenticator[32])); err != nil {
		return nil, err
	}
	if err := k.checkClient(e.Client, parley.Sum(text)); err != nil {
		return nil, err
	}
	digest := sha256.Sum256(e.Client)
	return append(slices.Clone(e.Authenticator), digest[:]...), nil
}
