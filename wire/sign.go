package wire

import (
	"bytes"
	"crypto/ed25519"
	"slices"

	"parley"
)

// Use strings: the first part of external_aad, so that a signature made for one use is none for another [WIRE-7].
const (
	UseMessage   = "parley message v1"   // of a payload: it is released
	UseDraft     = "parley draft v1"     // of a payload: its signer wrote it
	UseReview    = "parley review v1"    // of a payload: its signer read it and agrees that it goes
	UseEmergency = "parley emergency v1" // of a payload: it is released by the emergency path
	UseSheet     = "parley sheet v1"     // of the page of a sheet
	UseRoster    = "parley roster v1"    // of the page of a roster act
)

// algEdDSA is the COSE algorithm of Ed25519 (RFC 9053, section 2.2).
const algEdDSA = -8

// header is the protected header {1: alg, 4: kid}.
type header struct {
	Alg int64  `cbor:"1,keyasint"`
	Kid []byte `cbor:"4,keyasint"`
}

type sigStructure struct {
	_         struct{} `cbor:",toarray"`
	Context   string
	Protected []byte
	AAD       []byte
	Payload   []byte
}

// AAD returns use || 0x00 || scope: scope is the edition id for messages, the charter id for roster acts, and empty for
// sheets.
func AAD(use string, scope []byte) []byte {
	return append(append([]byte(use), 0), scope...)
}

// ToBeSigned returns the bytes under a signature: the COSE Sig_structure for one signer (RFC 9052, section 4.4).
func ToBeSigned(protected, aad, payload []byte) []byte {
	return Marshal(sigStructure{Context: "Signature1", Protected: protected, AAD: aad, Payload: payload})
}

// SignBytes signs payload for the use and scope named by aad.
func SignBytes(s parley.Signer, aad, payload []byte) (Signature, error) {
	kid := parley.KeyIDOf(s.Public())
	protected := Protected(algEdDSA, kid)
	sig, err := s.Sign(ToBeSigned(protected, aad, payload))
	if err != nil {
		return Signature{}, parley.Wrap(err, parley.CodeBadSignature, "the key %s could not sign", kid)
	}
	return Signature{Protected: protected, Signature: sig}, nil
}

// RequestedOf returns the payload of what SignBytes gives the key pub to sign for the use and scope named by aad. Whoever
// keeps a key looks at it so before it signs: text is exactly what ToBeSigned makes of it, at most MaxPayload bytes of
// payload.
func RequestedOf(pub ed25519.PublicKey, aad, text []byte) ([]byte, error) {
	var s sigStructure
	if err := Unmarshal("text to be signed", text, MaxPayload+256, &s); err != nil {
		return nil, err
	}
	if !bytes.Equal(text, ToBeSigned(Protected(algEdDSA, parley.KeyIDOf(pub)), aad, s.Payload)) {
		return nil, bad("the text to be signed is for another key, use or scope")
	}
	return s.Payload, nil
}

// Protected returns the protected header {1: alg, 4: kid} of a signature.
func Protected(alg int64, kid parley.KeyID) []byte { return Marshal(header{Alg: alg, Kid: kid[:]}) }

// Header returns the algorithm and key id of s.
func (s Signature) Header() (alg int64, kid parley.KeyID, err error) {
	var h header
	if err := Unmarshal("signature header", s.Protected, 64, &h); err != nil {
		return 0, kid, err
	}
	if len(h.Kid) != len(kid) {
		return 0, kid, parley.Errorf(parley.CodeBadEncoding, "the key id of a signature has %d bytes, not 8", len(h.Kid))
	}
	return h.Alg, parley.KeyID(h.Kid), nil
}

// Verify reports whether s is pub's signature over payload for the use and scope named by aad. Evidence must be empty.
func (s Signature) Verify(pub ed25519.PublicKey, aad, payload []byte) bool {
	alg, kid, err := s.Header()
	return err == nil && alg == algEdDSA && kid == parley.KeyIDOf(pub) && len(s.Evidence) == 0 &&
		len(pub) == ed25519.PublicKeySize && ed25519.Verify(pub, ToBeSigned(s.Protected, aad, payload), s.Signature)
}

// Seal encodes p, has each signer sign it under the edition, and returns the envelope with its signatures in key order.
// There are 1 to 16 signers, no two with the same key.
func Seal(p *Payload, edition parley.Hash, signers ...parley.Signer) (*Envelope, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	e := &Envelope{Version: EnvelopeVersion, Payload: p.Encode()}
	if len(e.Payload) > MaxPayload {
		return nil, parley.Errorf(parley.CodeTooLarge, "the message has %d bytes, more than %d", len(e.Payload), MaxPayload)
	}
	for _, s := range signers {
		sig, err := SignBytes(s, AAD(UseMessage, edition[:]), e.Payload)
		if err != nil {
			return nil, err
		}
		e.Signatures = append(e.Signatures, sig)
	}
	SortSignatures(e.Signatures)
	if err := checkSignatures(e.Signatures); err != nil {
		return nil, err
	}
	return e, nil
}

// Enclose returns the envelope of a payload's bytes with signatures that were gathered apart, in any order.
func Enclose(payload []byte, signatures []Signature) (*Envelope, error) {
	if _, err := DecodePayload(payload); err != nil {
		return nil, err
	}
	e := &Envelope{Version: EnvelopeVersion, Payload: payload, Signatures: slices.Clone(signatures)}
	SortSignatures(e.Signatures)
	if err := checkSignatures(e.Signatures); err != nil {
		return nil, err
	}
	return e, nil
}

// SortSignatures puts signatures into ascending order of their key ids.
func SortSignatures(all []Signature) {
	slices.SortStableFunc(all, func(a, b Signature) int {
		_, x, _ := a.Header()
		_, y, _ := b.Header()
		return bytes.Compare(x[:], y[:])
	})
}
