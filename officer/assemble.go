package officer

import (
	"bytes"
	"encoding/binary"
	"math/big"

	"parley/wire"
)

// Each function of this file makes a signature of what a device returned. None verifies it: that is Verify's business.

// FromRaw returns the signature made of the 64 bytes that an Ed25519 key returned, or an SSH key whose agent has turned
// them into that form (r || s with the smaller s), but for sk- keys.
func (k Key) FromRaw(raw []byte) (wire.Signature, error) {
	p, err := k.read()
	switch {
	case err != nil:
		return wire.Signature{}, err
	case k.Kind == KindPasskey || p.device:
		return wire.Signature{}, badKey("the signature by the key %s needs evidence", k.ID())
	}
	return k.signature(raw, nil)
}

// FromDevice is FromRaw for an sk- key, with the flags and the counter that it signed.
func (k Key) FromDevice(raw []byte, flags byte, counter uint32) (wire.Signature, error) {
	p, err := k.read()
	switch {
	case err != nil:
		return wire.Signature{}, err
	case !p.device:
		return wire.Signature{}, badKey("the key %s is not that of a security key", k.ID())
	}
	return k.signature(raw, wire.Marshal(deviceProof{Flags: uint64(flags), Counter: uint64(counter)}))
}

// FromAgent returns the signature made of what an SSH agent returned: the format and the blob of its signature, and
// what follows them, which is empty but for sk- keys (fields Format, Blob and Rest of golang.org/x/crypto/ssh). An ECDSA
// signature is turned to its low s.
func (k Key) FromAgent(format string, blob, rest []byte) (wire.Signature, error) {
	p, err := k.read()
	switch {
	case err != nil:
		return wire.Signature{}, err
	case k.Kind != KindSSH || typeOf(k.Public) != format:
		return wire.Signature{}, badSignature("the agent signed by another key than %s", k.ID())
	}
	if p.curve == p256Curve {
		b := sshReader{left: blob}
		r, s := new(big.Int).SetBytes(b.next()), new(big.Int).SetBytes(b.next())
		if blob = lowS(r, s); b.bad || len(b.left) > 0 {
			blob = nil
		}
	}
	if !p.device && len(rest) > 0 || p.device && len(rest) != 5 {
		return wire.Signature{}, badSignature("what follows the signature by the key %s has %d bytes", k.ID(), len(rest))
	}
	if p.device {
		return k.FromDevice(blob, rest[0], binary.BigEndian.Uint32(rest[1:]))
	}
	return k.FromRaw(blob)
}

// FromPasskey returns the signature made of an assertion: the fields authenticatorData, clientDataJSON and signature of
// the response, as bytes. An ES256 signature, which is DER, is turned to its low s.
func (k Key) FromPasskey(authenticator, client, signature []byte) (wire.Signature, error) {
	p, err := k.read()
	switch {
	case err != nil:
		return wire.Signature{}, err
	case k.Kind != KindPasskey:
		return wire.Signature{}, badKey("the key %s is not a passkey", k.ID())
	}
	if p.curve == p256Curve {
		r, s, ok := readDER(signature)
		if !ok {
			return wire.Signature{}, badSignature("the signature by the key %s is not a pair of numbers in DER", k.ID())
		}
		signature = lowS(r, s)
	}
	return k.signature(signature, wire.Marshal(passkeyProof{Authenticator: authenticator, Client: client}))
}

// signature puts the parts together.
func (k Key) signature(signature, evidence []byte) (wire.Signature, error) {
	if len(signature) != signatureLen {
		return wire.Signature{}, badSignature("the signature by the key %s is not one of %d bytes, or of two numbers in their range", k.ID(), signatureLen)
	}
	if len(evidence) > wire.MaxKeyProof {
		return wire.Signature{}, badSignature("the evidence of the signature by the key %s has %d bytes, more than %d", k.ID(), len(evidence), wire.MaxKeyProof)
	}
	return wire.Signature{Protected: k.protected(), Signature: bytes.Clone(signature), Evidence: evidence}, nil
}

// readDER reads SEQUENCE { INTEGER r, INTEGER s } of less than 128 bytes. Zeros before a number are passed over, since some
// devices write more of them than DER allows.
func readDER(b []byte) (r, s *big.Int, ok bool) {
	numbers, rest, ok := readTLV(0x30, b)
	if !ok || len(rest) > 0 {
		return nil, nil, false
	}
	first, rest, ok := readTLV(0x02, numbers)
	if !ok {
		return nil, nil, false
	}
	second, rest, ok := readTLV(0x02, rest)
	return new(big.Int).SetBytes(first), new(big.Int).SetBytes(second), ok && len(rest) == 0
}

// readTLV takes a tag, a length of one byte and so many bytes off b.
func readTLV(tag byte, b []byte) (value, rest []byte, ok bool) {
	if len(b) < 2 || b[0] != tag || int(b[1]) > min(len(b)-2, 0x7f) {
		return nil, nil, false
	}
	end := 2 + int(b[1])
	return b[2:end], b[end:], true
}
