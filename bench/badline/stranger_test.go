//go:build linux

package main

import (
	"encoding/binary"
	"testing"
)

// What a stranger sends has a right IP header, whatever was changed in it, and no packet that was heard is changed itself.
func TestStrangersPackets(t *testing.T) {
	model := make([]byte, 80)
	model[0], model[9] = 0x45, 17
	heard := string(unsummed(model))
	f := newFlood(nil, [][]byte{model})
	for ; f.sent < 3000; f.sent++ {
		b := f.packet()
		sum := uint32(0)
		for i := 0; i < 20; i += 2 {
			sum += uint32(binary.BigEndian.Uint16(b[i:]))
		}
		if sum = sum&0xffff + sum>>16; sum != 0xffff {
			t.Fatalf("packet %d has a header that sums up to %x", f.sent, sum)
		}
		if n := int(binary.BigEndian.Uint16(b[2:])); n != len(b) || int(binary.BigEndian.Uint16(b[24:])) != n-20 {
			t.Fatalf("packet %d of %d bytes says %d", f.sent, len(b), n)
		}
	}
	if string(model) != heard {
		t.Error("a packet that was heard was changed")
	}
}
