package wire

import (
	"bytes"

	"parley"
)

// EnvelopeVersion is the first element of every envelope.
const EnvelopeVersion = 1

// An Envelope is a payload with the signatures of officers [WIRE-5].
type Envelope struct {
	_          struct{} `cbor:",toarray"`
	Version    uint64
	Payload    []byte // canonical bytes of a Payload
	Signatures []Signature
}

// A Signature is [protected, signature, evidence]. Evidence is empty for Ed25519; kinds of key that sign
// more than they are given keep there what a later check needs (package officer).
type Signature struct {
	_         struct{} `cbor:",toarray"`
	Protected []byte   // canonical COSE header {1: alg, 4: kid}
	Signature []byte   // 64 bytes
	Evidence  []byte   // at most 1 KiB
}

// Encode returns the canonical bytes of e.
func (e *Envelope) Encode() []byte { return Marshal(e) }

// ID returns the message id: the SHA-256 of the envelope's bytes [WIRE-6].
func (e *Envelope) ID() parley.Hash { return parley.Sum(e.Encode()) }

// DecodeEnvelope reads canonical bytes and checks what can be checked without keys: version, limits, the payload, and
// the order of the signatures.
func DecodeEnvelope(b []byte) (*Envelope, *Payload, error) {
	e := new(Envelope)
	if err := Unmarshal("message", b, MaxEnvelope, e); err != nil {
		return nil, nil, err
	}
	if e.Version != EnvelopeVersion {
		return nil, nil, parley.Errorf(parley.CodeBadEncoding, "the message has version %d, which this version does not know", e.Version)
	}
	if err := checkSignatures(e.Signatures); err != nil {
		return nil, nil, err
	}
	p, err := DecodePayload(e.Payload)
	if err != nil {
		return nil, nil, err
	}
	return e, p, nil
}

// checkSignatures holds the number, the order and the sizes of the signatures on one payload [WIRE-5].
func checkSignatures(all []Signature) error {
	if len(all) == 0 || len(all) > MaxSignatures {
		return bad("the message has %d signatures, not 1 to %d", len(all), MaxSignatures)
	}
	return CheckOrder(all)
}

// CheckOrder holds that signatures stand in strictly ascending order of their key ids, so that no key signs twice, and
// that the evidence of none is over 1 KiB [WIRE-5].
func CheckOrder(all []Signature) error {
	var last parley.KeyID
	for i, s := range all {
		_, kid, err := s.Header()
		if err != nil {
			return err
		}
		if len(s.Evidence) > MaxKeyProof {
			return bad("the evidence of a signature is over 1 KiB")
		}
		if i > 0 && bytes.Compare(last[:], kid[:]) >= 0 {
			return bad("the signatures are not in ascending order of their key ids")
		}
		last = kid
	}
	return nil
}
