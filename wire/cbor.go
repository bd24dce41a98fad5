// Package wire turns bytes into values and back, in one canonical encoding.
//
// Everything that parties exchange or sign is CBOR (RFC 8949) in core deterministic encoding (section 4.2.1) without
// tags, floating point, maps or indefinite lengths: nested arrays of integers, booleans, null, byte strings and text
// strings. A reader accepts bytes only if they decode to a known shape within the limits and encode again to the same
// bytes [WIRE-1]. The exceptions are the leaf, which is a fixed layout of bytes (see Leaf), and the texts of charter
// and checkpoint.
//
// # Message
//
// A message is an envelope, [1, payload, signatures]: payload is a byte string that holds the encoded Payload, and
// signatures an array of [protected, signature, evidence] in ascending order of key id. Its id is the SHA-256 of the
// envelope's bytes. Each signature is over the COSE structure (RFC 9052, section 4.4)
//
//	["Signature1", protected, external_aad, payload]
//
// with protected = {1: -8, 4: kid} as a byte string, and external_aad = "parley message v1" || 0x00 || edition id.
// The Payload is an array of 24 fields whose first is a 16-byte nonce, so that the id hides the text.
//
// # Frames
//
// Over a line go frames, each an array whose first element is its type (see frame.go); none is longer than 16 KiB.
package wire

import (
	"bytes"

	"parley"

	"github.com/fxamacker/cbor/v2"
)

var encMode = func() cbor.EncMode {
	o := cbor.CoreDetEncOptions()
	o.NilContainers = cbor.NilContainerAsEmpty
	o.TagsMd = cbor.TagsForbidden
	m, err := o.EncMode()
	if err != nil {
		panic(err)
	}
	return m
}()

var decMode = func() cbor.DecMode {
	m, err := cbor.DecOptions{
		DupMapKey:         cbor.DupMapKeyEnforcedAPF,
		IndefLength:       cbor.IndefLengthForbidden,
		TagsMd:            cbor.TagsForbidden,
		UTF8:              cbor.UTF8RejectInvalid,
		MaxNestedLevels:   8,
		MaxArrayElements:  1 << 16,
		MaxMapPairs:       16,
		ExtraReturnErrors: cbor.ExtraDecErrorUnknownField,
	}.DecMode()
	if err != nil {
		panic(err)
	}
	return m
}()

// Marshal returns the one encoding of v, a struct of this module's formats. It panics on a value that no format has,
// which is a mistake of the program and never of its input.
func Marshal(v any) []byte {
	b, err := encMode.Marshal(v)
	if err != nil {
		panic("wire: " + err.Error())
	}
	return b
}

// Unmarshal decodes b into v, at most max bytes, and holds that b is the one encoding of the result [WIRE-1].
// what names the thing in the error.
func Unmarshal(what string, b []byte, max int, v any) error {
	if len(b) > max {
		return parley.Errorf(parley.CodeTooLarge, "the %s has %d bytes, more than %d", what, len(b), max)
	}
	if err := decMode.Unmarshal(b, v); err != nil {
		return parley.Wrap(err, parley.CodeBadEncoding, "the %s is not readable", what)
	}
	if again, err := encMode.Marshal(v); err != nil || !bytes.Equal(again, b) {
		return parley.Wrap(err, parley.CodeBadEncoding, "the %s is not in its one canonical encoding", what)
	}
	return nil
}
