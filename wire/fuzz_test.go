package wire_test

import (
	"bytes"
	"testing"

	"parley/wire"
)

// Each target holds that what a reader accepts encodes again to the same bytes, and that nothing makes it panic.

func FuzzDecodePayload(f *testing.F) {
	for _, s := range samples() {
		f.Add(s.payload.Encode())
	}
	addBad(f, append(badEncodings(), badFields()...))
	f.Fuzz(func(t *testing.T, b []byte) {
		if p, err := wire.DecodePayload(b); err == nil && !bytes.Equal(p.Encode(), b) {
			t.Errorf("accepted %x, encodes to %x", b, p.Encode())
		}
	})
}

func FuzzDecodeEnvelope(f *testing.F) {
	for _, s := range samples() {
		f.Add(mustSeal(s.payload, "north duty", "south duty").Encode())
	}
	addBad(f, badEnvelopes())
	f.Fuzz(func(t *testing.T, b []byte) {
		e, p, err := wire.DecodeEnvelope(b)
		if err != nil {
			return
		}
		if !bytes.Equal(e.Encode(), b) || !bytes.Equal(p.Encode(), e.Payload) {
			t.Errorf("accepted %x, encodes to %x", b, e.Encode())
		}
		for _, s := range e.Signatures {
			s.Verify(keyNamed("north duty").Public(), wire.AAD(wire.UseMessage, testEdition[:]), e.Payload)
		}
	})
}

func FuzzDecodeLeaf(f *testing.F) {
	for _, s := range sampleLeaves() {
		f.Add(s.leaf.Encode())
	}
	addBad(f, badLeaves())
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := wire.DecodeLeaf(b)
		if err != nil {
			return
		}
		if !bytes.Equal(l.Encode(), b) {
			t.Errorf("accepted %x, encodes to %x", b, l.Encode())
		}
		for i := range 64 {
			l.Addressed(i)
		}
	})
}

func FuzzDecodeFrame(f *testing.F) {
	for _, frame := range sampleFrames() {
		f.Add(wire.EncodeFrame(frame))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		frame, err := wire.DecodeFrame(b, wire.MaxFrame)
		if err == nil && !bytes.Equal(wire.EncodeFrame(frame), b) {
			t.Errorf("accepted %x, encodes to %x", b, wire.EncodeFrame(frame))
		}
	})
}

func addBad(f *testing.F, cases []badCase) {
	for _, c := range cases {
		if len(c.bytes) < 1<<12 {
			f.Add(c.bytes)
		}
	}
}
