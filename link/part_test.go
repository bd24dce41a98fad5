package link

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"parley"
	"parley/wire"
)

// [LINK-27] A reader MUST put parts together in any order.
func TestParts(t *testing.T) {
	frame := wire.EncodeFrame(&wire.Fork{Evidence: []byte(text("evidence", 5000))})
	for seed := range uint64(50) {
		rnd := rand.New(rand.NewPCG(seed, 6))
		var p parts
		var got []byte
		for got == nil {
			from := rnd.IntN(len(frame))
			b, err := p.add(&wire.Part{Frame: 3, Offset: uint64(from), Total: uint64(len(frame)), Bytes: frame[from:min(len(frame), from+1+rnd.IntN(900))]})
			if err != nil {
				t.Fatal(err)
			}
			got = b
		}
		if !bytes.Equal(got, frame) {
			t.Fatalf("seed %d: another frame", seed)
		}
		if b, err := p.add(&wire.Part{Frame: 3, Total: uint64(len(frame)), Bytes: frame}); b != nil || err != nil {
			t.Fatalf("seed %d: it comes twice", seed)
		}
	}
}

// [LINK-27] And end the session when more than 8 frames are under way in parts, when parts contradict each other in
// total, and when the whole is a PART or an ACK.
func TestPartsThatEndTheSession(t *testing.T) {
	part := func(number, offset, total uint64, b []byte) *wire.Part {
		return &wire.Part{Frame: number, Offset: offset, Total: total, Bytes: b}
	}
	ack := wire.EncodeFrame(&wire.Ack{})
	nested := wire.EncodeFrame(part(2, 0, 1, []byte{0x81}))
	var nine []wire.Frame
	for i := range uint64(9) {
		nine = append(nine, part(i+1, 0, 10, []byte("a")))
	}
	for name, fs := range map[string][]wire.Frame{
		"nine at once":     nine,
		"another total":    {part(1, 0, 10, []byte("a")), part(1, 1, 11, []byte("a"))},
		"a part in parts":  {part(1, 0, uint64(len(nested)), nested)},
		"an ACK in parts":  {part(1, 0, uint64(len(ack)), ack)},
		"no frame at all":  {part(1, 0, 3, []byte("abc"))},
		"the last number":  {part(1<<64-1, 0, 1, []byte{0x80})},
		"too long a sheet": sheetParts(),
	} {
		l := newLine(t, true)
		l.greet()
		for i, f := range fs {
			if err := l.step(l.in(wire.EncodeFrame(f))); (err != nil) != (i == len(fs)-1) {
				t.Errorf("%s: frame %d: %v", name, i+1, err)
			}
		}
	}
	l := newLine(t, true)
	l.greet()
	l.receive(part(1, 0, uint64(len(laterFrames[0])), laterFrames[0]))
	l.wantDelivered("a later type in parts")
}

// sheetParts is a sheet over its limit, in two parts.
func sheetParts() []wire.Frame {
	b := wire.EncodeFrame(&wire.SheetFrame{Sheet: make([]byte, wire.MaxSheet+1)})
	n := uint64(len(b))
	return []wire.Frame{&wire.Part{Frame: 1, Total: n, Bytes: b[:9000]}, &wire.Part{Frame: 1, Offset: 9000, Total: n, Bytes: b[9000:]}}
}

// A frame longer than the frame size goes as parts, which give way to what is more urgent and come whole at the end.
func TestEditionInParts(t *testing.T) {
	for _, reliable := range []bool{true, false} {
		s := newSim(t, 5, reliable, path{rate: 20000, delay: 1e7, loss: 0.1})
		s.connect()
		north, south := s.nodes[0], s.nodes[1]
		edition := &wire.EditionFrame{Charter: simCharter, Edition: []byte(text("edition: 2", wire.MaxCharter)), Signatures: []string{"a", "b"}}
		north.step(Control{edition, parley.Routine, -1})
		north.pump()
		s.wait(5e9)
		flash := north.send(400, false, parley.Flash)
		s.run(2e9, "the FLASH has arrived", func() bool { return south.whole[flash] != nil })
		if len(south.editions) != 0 {
			t.Error("the edition was there before the FLASH")
		}
		s.cut()
		s.connect()
		s.run(300e9, "the edition has arrived", func() bool { return len(south.editions) == 1 })
		if !bytes.Equal(wire.EncodeFrame(south.editions[0]), wire.EncodeFrame(edition)) {
			t.Error("it is not what was sent")
		}
	}
}
