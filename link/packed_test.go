package link

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"parley"
	"parley/dictionary"
	"parley/wire"
)

func testDictionary(t testing.TB) *dictionary.Dictionary {
	d, err := dictionary.Parse(dictionary.Ready()[0])
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// packing gives the machine a dictionary for its charter.
func packing(t testing.TB) func(*Config) {
	return func(cfg *Config) { cfg.Charters[0].Named, cfg.Charters[0].Dictionary = true, testDictionary(t) }
}

// packingHello is what a peer says that reads what is packed.
func (l *line) packingHello() *wire.Hello {
	h := l.hello(2, 2)
	h.Features = wire.FeaturePacked
	return h
}

const notice = "Two unidentified aircraft have been observed north of the river at an altitude of 2400 metres. Are they yours? " +
	"One has crossed the line. We request that you do not open fire before 1530Z, and that you answer at once."

// bodiesSent returns the frames that carry pieces, and forgets what was sent.
func (l *line) bodiesSent() (plain []*wire.Body, packed []*wire.Packed) {
	for _, p := range l.sent {
		switch f := l.decode(p).(type) {
		case *wire.Body:
			plain = append(plain, f)
		case *wire.Packed:
			packed = append(packed, f)
		}
	}
	l.sent = nil
	return plain, packed
}

// [LINK-86] A packed frame MUST NOT go to a peer whose HELLO does not say that it reads it, and before that HELLO only at
// FLASH; what went packed before it is sent again as it is.
func TestPackedOnlyWhereItIsRead(t *testing.T) {
	another := func(h *wire.Hello) { h.Charters[0].Short[0]++ }
	for _, c := range []struct {
		name   string
		change func(*wire.Hello)
		plain  int
	}{
		{"reads it", func(*wire.Hello) {}, 0},
		{"says nothing", func(h *wire.Hello) { h.Features = 0 }, 1},
		{"has another edition in force", func(h *wire.Hello) { h.Charters[0].Edition++ }, 1},
		{"has another edition of that number", another, 1},
	} {
		for _, reliable := range []bool{true, false} {
			l := newLine(t, reliable, packing(t))
			l.offer(notice, false, parley.Flash)
			l.offer(notice+" ", false, parley.Immediate)
			l.up()
			l.ready()
			if plain, packed := l.bodiesSent(); len(plain) != 0 || len(packed) != 1 {
				t.Fatalf("cold: %d plain and %d packed", len(plain), len(packed))
			}
			h := l.packingHello()
			c.change(h)
			l.receive(h, &wire.Have{})
			l.ready()
			l.ackAll()
			l.ready()
			plain, packed := l.bodiesSent()
			if len(plain) != 2*c.plain || len(packed) != 1-c.plain {
				t.Errorf("%s, reliable %v: %d plain and %d packed", c.name, reliable, len(plain), len(packed))
			}
			l.down()
			l.offer(notice+"  ", false, parley.Flash)
			l.up()
			l.ready()
			if _, packed := l.bodiesSent(); c.name == "says nothing" && len(packed) != 0 {
				t.Errorf("a peer that read nothing packed is sent it again")
			}
		}
	}
}

// [LINK-88] A reader MUST take the plain bytes as if they had come plain.
func TestPackedArrives(t *testing.T) {
	long := strings.Repeat(notice+" And so on.\n", 40)
	for _, reliable := range []bool{true, false} {
		l, peer := newLine(t, reliable, packing(t)), newLine(t, reliable, packing(t))
		for _, x := range []*line{l, peer} {
			x.up()
			x.receive(x.packingHello(), &wire.Have{})
			x.ready()
			x.ackAll()
			x.sent, x.got = nil, nil
		}
		l.offer(notice, false, parley.Immediate)
		l.offer(long, true, parley.Routine)
		l.offer(long+"!", false, parley.Priority)
		size := 0
		for range 100 {
			l.ready()
			for _, p := range l.sent {
				if f, ok := l.decode(p).(*wire.Packed); ok {
					size += len(f.Bytes)
					peer.receive(f)
				}
			}
			l.ackAll()
			l.sent = nil
			l.now = l.now.Add(time.Second)
			l.must(Tick{})
		}
		peer.ready()
		got := map[parley.Hash]bool{}
		for _, d := range peer.got {
			if b, ok := d.(BodyIn); ok {
				got[b.ID] = true
			}
		}
		held := map[parley.Hash]*bytes.Buffer{}
		for _, c := range peer.persist {
			if held[c.ID] == nil {
				held[c.ID] = new(bytes.Buffer)
			}
			held[c.ID].Write(c.Bytes)
		}
		for _, s := range []string{long, long + "!"} {
			if id := parley.Sum([]byte(s)); held[id] == nil || held[id].String() != s {
				t.Errorf("reliable %v: a body of %d bytes is not what was sent", reliable, len(s))
			}
		}
		if plain := len(notice) + 2*len(long); len(got) != 3 || size > plain/2 {
			t.Errorf("reliable %v: %d bodies in %d bytes instead of %d", reliable, len(got), size, plain)
		}
	}
}

// [LINK-89] A sender MUST send a piece plain where it is not shorter packed.
func TestPackedNeverLarger(t *testing.T) {
	l := newLine(t, true, packing(t))
	l.up()
	l.receive(l.packingHello(), &wire.Have{})
	l.ready()
	l.bodiesSent()
	noise := string(bytes.Join([][]byte{hashOf("a"), hashOf("b"), hashOf("c"), hashOf("d"), hashOf("e"), hashOf("f"), hashOf("g"), hashOf("h"), hashOf("i")}, nil))
	l.offer(noise, false, parley.Flash)
	l.offer(noise+noise+"x", true, parley.Flash)
	l.ready()
	if plain, packed := l.bodiesSent(); len(plain) < 2 || len(packed) != 0 {
		t.Errorf("what does not pack goes in %d plain and %d packed frames", len(plain), len(packed))
	}
}

func hashOf(s string) []byte { h := parley.Sum([]byte(s)); return h[:] }

// [LINK-86] A frame packed with a dictionary that the reader does not hold MUST have no effect; on a bearer that is not
// reliable it is not acknowledged.
func TestPackedWithoutDictionary(t *testing.T) {
	d := testDictionary(t)
	x := d.Pack([]byte(notice), 1000)
	frame := func(tag uint64) *wire.Packed {
		return &wire.Packed{Type: wire.TypePacked, N: 1, Context: 8*tag + uint64(x.Context), Bytes: x.Bytes, Open: &wire.Open{Log: wire.Log{Party: 1}, Size: uint64(len(notice)), Precedence: parley.Flash}}
	}
	for name, c := range map[string]struct {
		change func(*Config)
		tag    uint64
		taken  bool
	}{
		"held":            {packing(t), 1, true},
		"not held":        {func(cfg *Config) { cfg.Charters[0].Named = true }, 1, false},
		"not named":       {func(*Config) {}, 1, false},
		"another edition": {packing(t), 2, false},
		"no edition":      {packing(t), 3, false},
	} {
		l := newLine(t, false, c.change)
		l.greet()
		l.receive(frame(c.tag))
		l.ready()
		if taken := len(l.got) == 1; taken != c.taken {
			t.Errorf("%s: taken: %v", name, taken)
		}
		l.receive(&wire.Ping{})
		l.ready()
		for _, p := range l.sent {
			if a, ok := l.decode(p).(*wire.Ack); ok && len(a.Packets) == 1 != c.taken {
				t.Errorf("%s: acknowledged as %v", name, a.Packets)
			}
		}
	}
}

// [LINK-86] What was packed under the edition before or after the one in the HELLO is read with the dictionary of that
// edition.
func TestPackedUnderTheEditionBefore(t *testing.T) {
	l := newLine(t, true, packing(t))
	l.greet()
	next := testCharters()
	next[0].Edition, next[0].Short = 2, [8]byte{2}
	l.must(Local{Charters: next})
	x := testDictionary(t).Pack([]byte(notice), 1000)
	h := l.packingHello()
	h.Charters[0].Edition, h.Charters[0].Short = 2, [8]byte{2}
	l.receive(h, &wire.Packed{Type: wire.TypePacked, N: 1, Context: 8 + uint64(x.Context), Bytes: x.Bytes, Open: &wire.Open{Log: wire.Log{Party: 1}, Size: uint64(len(notice)), Precedence: parley.Flash}})
	l.ready()
	taken := ""
	for _, d := range l.got {
		if b, ok := d.(BodyIn); ok {
			taken = string(b.Bytes)
		}
	}
	if taken != notice {
		t.Errorf("read as %q", taken)
	}
}

// [LINK-88] A piece that does not unpack to its length ends the session.
func TestPackedBroken(t *testing.T) {
	x := testDictionary(t).Pack([]byte(notice), 1000)
	for name, change := range map[string]func(*wire.Packed){
		"cut off":     func(f *wire.Packed) { f.Bytes = f.Bytes[:10] },
		"no context":  func(f *wire.Packed) { f.Context += 7 - f.Context%8 },
		"block error": func(f *wire.Packed) { f.Context, f.Bytes = 8+6, []byte{7} },
	} {
		l := newLine(t, true, packing(t))
		l.greet()
		f := &wire.Packed{Type: wire.TypePacked, N: 1, Context: 8 + uint64(x.Context), Bytes: bytes.Clone(x.Bytes), Open: &wire.Open{Log: wire.Log{Party: 1}, Size: uint64(len(notice)), Precedence: parley.Flash}}
		change(f)
		if err := l.step(l.in(wire.EncodeFrame(f))); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
