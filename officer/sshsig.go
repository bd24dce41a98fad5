package officer

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"slices"

	"parley/wire"
)

// The parts of SSHSIG (PROTOCOL.sshsig of OpenSSH) that are fixed here.
const (
	sshMagic     = "SSHSIG"
	sshNamespace = "parley"
	sshDigest    = "sha512"
)

// sshSigned returns the structure of SSHSIG that an SSH key signs in place of text [OFF-9].
func sshSigned(text []byte) []byte {
	digest := sha512.Sum512(text)
	return slices.Concat([]byte(sshMagic), sshString([]byte(sshNamespace)), sshString(nil),
		sshString([]byte(sshDigest)), sshString(digest[:]))
}

// A deviceProof is the evidence of a signature by an sk- key: [flags, counter] [OFF-10].
type deviceProof struct {
	_       struct{} `cbor:",toarray"`
	Flags   uint64
	Counter uint64
}

// deviceSigned returns what a security key signs: the hash of its application, flags, counter, and the hash of what an
// SSH key signs. The counter says nothing to who was not there.
func (k Key) deviceSigned(p public, text, evidence []byte) ([]byte, error) {
	e, err := k.readDeviceProof(evidence)
	if err != nil {
		return nil, err
	}
	application, digest := sha256.Sum256([]byte(p.application)), sha256.Sum256(sshSigned(text))
	b := append(application[:], byte(e.Flags))
	b = binary.BigEndian.AppendUint32(b, uint32(e.Counter))
	return append(b, digest[:]...), nil
}

func (k Key) readDeviceProof(evidence []byte) (deviceProof, error) {
	var e deviceProof
	if err := wire.Unmarshal("evidence of a signature", evidence, wire.MaxKeyProof, &e); err != nil {
		return e, err
	}
	if e.Counter > 1<<32-1 {
		return e, badSignature("the counter of the signature by the key %s is beyond 32 bits", k.ID())
	}
	return e, k.checkFlags(e.Flags)
}
