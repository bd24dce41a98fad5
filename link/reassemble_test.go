package link

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"parley"
	"parley/wire"
)

func opened(n uint64, blob bool, id parley.Hash, body string, from, to int) *wire.Body {
	f := &wire.Body{Type: wire.TypeBody, N: n, Offset: uint64(from), Bytes: []byte(body[from:to]),
		Open: &wire.Open{Log: wire.Log{Party: 1}, Size: uint64(len(body)), ID: &id, Precedence: parley.Priority}}
	if blob {
		f.Type = wire.TypeBlob
	}
	return f
}

// [LINK-18] The first frame of each N MUST carry open; on a bearer that is not reliable so does every further one until a
// frame that carries it is acknowledged.
func TestOpenTravels(t *testing.T) {
	for _, reliable := range []bool{true, false} {
		l := newLine(t, reliable)
		l.greet()
		l.offer(text("map", 9000), true, parley.Routine)
		l.ready()
		var opens string
		for range 3 {
			for _, p := range l.sent {
				if b, ok := l.decode(p).(*wire.Body); ok && b.Open != nil {
					opens += "o"
				} else if ok {
					opens += "-"
				}
			}
			l.ackAll()
			l.sent = nil
			l.ready()
			opens += " "
		}
		if want := map[bool]string{true: "o--- ---- ---- ", false: "oooo ---- ---- "}[reliable]; opens != want {
			t.Errorf("reliable %v: frames with open: %q, not %q", reliable, opens, want)
		}
	}
}

// [LINK-19] Where id is null the message's id is the SHA-256 of the bytes. A reader MUST take it at once.
func TestWholeMessage(t *testing.T) {
	l := newLine(t, true)
	l.greet()
	l.receive(&wire.Body{Type: wire.TypeBody, N: 1, Bytes: []byte("hello"), Open: &wire.Open{Log: wire.Log{Party: 1}, Size: 5, Precedence: parley.Flash}})
	l.ready()
	if len(l.persist) != 0 || len(l.got) != 1 || l.got[0].(BodyIn).ID != parley.Sum([]byte("hello")) {
		t.Errorf("persisted %v, delivered %v", l.persist, l.got)
	}
	l.wantDelivered("once", `BodyIn south 5 bytes flash "hello"`)
}

// [LINK-20] A reader MUST put a body together from pieces in any order, repeated, overlapping, under several numbers, in
// several sessions, and MUST hand it on once, when the last byte is there.
func TestPiecesInAnyOrder(t *testing.T) {
	body := text("a body that comes in pieces", 500)
	id := parley.Sum([]byte(body))
	for seed := range uint64(200) {
		rnd := rand.New(rand.NewPCG(seed, 5))
		l := newLine(t, seed%2 == 0)
		l.greet()
		got := make([]byte, len(body))
		var held rangeSet
		for !held.covers(0, uint64(len(body))) {
			from := rnd.IntN(len(body))
			to := from + 1 + rnd.IntN(min(60, len(body)-from))
			if rnd.IntN(20) == 0 {
				l.down()
				l.greet()
			}
			if len(l.got) != 0 {
				t.Fatalf("seed %d: delivered before the last byte", seed)
			}
			l.receive(opened(uint64(1+rnd.IntN(3)), true, id, body, from, to))
			l.ready()
			for _, c := range l.persist {
				if !held.remainsFree(c.Offset, c.Offset+uint64(len(c.Bytes))) {
					t.Fatalf("seed %d: bytes from %d come again", seed, c.Offset)
				}
				held.add(c.Offset, c.Offset+uint64(len(c.Bytes)))
				copy(got[c.Offset:], c.Bytes)
			}
			l.persist = nil
		}
		if string(got) != body {
			t.Fatalf("seed %d: the body is not what was sent", seed)
		}
		l.wantDelivered("the last byte", `BodyIn south 500 bytes priority ""`)
		l.receive(opened(9, true, id, body, 0, 50))
		l.wantDelivered("once more")
		if len(l.persist) != 0 {
			t.Fatalf("seed %d: persisted once more", seed)
		}
	}
}

// remainsFree reports whether nothing of from..to is in s.
func (s rangeSet) remainsFree(from, to uint64) bool {
	n := uint64(0)
	for _, r := range s.missing(from, to) {
		n += r.To - r.From
	}
	return n == to-from
}

// [LINK-20] A body that is opened with another size or kind than before ends the session.
func TestBodiesThatContradict(t *testing.T) {
	id := vectorHash("message")
	first := opened(1, true, id, "0123456789", 0, 2)
	for name, f := range map[string]*wire.Body{
		"another size":     opened(2, true, id, "012345678", 2, 4),
		"another kind":     opened(2, false, id, "0123456789", 2, 4),
		"beyond its size":  {Type: wire.TypeBlob, N: 1, Offset: 9, Bytes: []byte("ab")},
		"BODY for an BLOB": {Type: wire.TypeBody, N: 1, Offset: 2, Bytes: []byte("ab")},
	} {
		l := newLine(t, true)
		l.greet()
		l.receive(first)
		if err := l.step(l.in(wire.EncodeFrame(f))); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

// [LINK-21] A reader MUST NOT hold more than 64 bodies in part for one peer; the pieces of another are passed over until
// one of them is whole.
func TestTooManyUnfinished(t *testing.T) {
	l := newLine(t, true)
	l.greet()
	for i := range 65 {
		l.receive(opened(uint64(i+1), true, parley.Hash{byte(i + 1)}, "0123456789", 0, 4))
	}
	l.ready()
	if st := l.m.Stats(); st.Bodies != 64 || st.Dropped != 1 {
		t.Errorf("%d bodies in part, %d dropped", st.Bodies, st.Dropped)
	}
	l.receive(&wire.Body{Type: wire.TypeBlob, N: 65, Offset: 4, Bytes: []byte("456789")}) // passed over
	l.wantDelivered("the 65th")
	l.receive(&wire.Body{Type: wire.TypeBlob, N: 1, Offset: 4, Bytes: []byte("456789")})
	l.wantDelivered("the first", `BodyIn south 10 bytes priority ""`)
	l.receive(opened(66, true, parley.Hash{65}, "0123456789", 0, 10))
	l.wantDelivered("there is a place again", `BodyIn south 10 bytes priority ""`)
}

// [LINK-21] Where another is begun for which there is no place, a reader MUST give up the one that has waited longest for a
// piece, if that is at least 10 minutes, and end the session.
func TestAbandonedBodiesAreGivenUp(t *testing.T) {
	for name, full := range map[string]func(l *line){
		"too many":         func(l *line) { l.m.cfg.MaxUnfinished = 3 },
		"no room is given": func(l *line) { l.m.cfg.Takes = func(p Partial) bool { return p.ID[0] < 4 } },
	} {
		t.Run(name, func(t *testing.T) {
			l := newLine(t, true)
			full(l)
			l.greet()
			begin := func(i int) []Partial {
				l.receive(opened(uint64(i), true, parley.Hash{byte(i)}, "0123456789", 0, 4))
				return l.ready().GaveUp
			}
			for i := range 3 {
				begin(i + 1)
			}
			l.wait(abandonedTime - time.Second)
			l.receive(&wire.Body{Type: wire.TypeBlob, N: 1, Offset: 4, Bytes: []byte("45")})
			if gone := begin(4); len(gone) != 0 {
				t.Errorf("too early: %v", gone)
			}
			l.wait(2 * time.Second)
			gone := begin(5)
			if len(gone) != 1 || gone[0].ID == (parley.Hash{1}) || l.m.Stats().Bodies != 2 || l.m.bodies[parley.Hash{1}] == nil {
				t.Errorf("given up: %v; %d are left", gone, l.m.Stats().Bodies)
			}
			if s := l.m.sessions[l.m.order[0]]; !s.broken {
				t.Error("the session goes on")
			}
		})
	}
}

// [LINK-21] A body in more than 1,024 runs, or more than 256 open numbers, end the session.
func TestTooManyPieces(t *testing.T) {
	l := newLine(t, true)
	l.greet()
	body := text("runs", 5000)
	var err error
	for i := 0; i <= maxBodyRanges && err == nil; i++ {
		if err = l.step(l.in(wire.EncodeFrame(opened(1, true, vectorHash("a"), body, 3*i, 3*i+1)))); err != nil && i < maxBodyRanges {
			t.Fatalf("ended at run %d: %v", i, err)
		}
	}
	if err == nil {
		t.Error("1,025 runs: taken")
	}
	l = newLine(t, true)
	l.greet()
	for i, err := uint64(0), error(nil); i <= maxOpenArrivals; i++ {
		if err = l.step(l.in(wire.EncodeFrame(opened(i+1, true, vectorHash("a"), body, 0, 1)))); (err != nil) != (i == maxOpenArrivals) {
			t.Fatalf("number %d: %v", i+1, err)
		}
	}
}

// A body that the node recorded long ago is told to the peer as soon as it says so, and one that it dropped comes again.
func TestRecordedAndDropped(t *testing.T) {
	l := newLine(t, true)
	l.greet()
	body, id := text("long ago", 100), vectorHash("long ago")
	l.receive(opened(1, true, id, body, 0, 50))
	l.must(Recorded{id})
	l.want("the peer may stop", "ACK", "HAVE "+id.String()[:4]+" 100 0-100")
	l.receive(&wire.Body{Type: wire.TypeBlob, N: 1, Offset: 50, Bytes: []byte(body[50:])})
	l.wantDelivered("the rest")
	l.must(Dropped{id})
	l.persist = nil
	l.receive(opened(2, true, id, body, 0, 100))
	l.wantDelivered("after Dropped", `BodyIn south 100 bytes priority ""`)
}

// [LINK-20] A reader MUST hand a body on once. What the node gave as whole, when it made the machine or later, is named
// in HAVE and never delivered.
func TestHeldWhole(t *testing.T) {
	msg := "a message that was whole before the node ended"
	id, size := parley.Sum([]byte(msg)), uint64(len(msg))
	whole := []Partial{{ID: id, Log: southLog, Size: size, Precedence: parley.Priority, Ranges: []wire.Range{{To: size}}}}
	for _, later := range []bool{false, true} {
		l := newLine(t, true, func(cfg *Config) {
			if !later {
				cfg.Partials = whole
			}
		})
		if later {
			l.must(Local{Partials: whole})
		}
		l.wantDelivered("at the start")
		l.up()
		l.want("HAVE names it", "HELLO 1 charters", fmt.Sprintf("HAVE %s %d 0-%d", id.String()[:4], size, size), "PING")
		l.receive(l.hello(2, 2), &wire.Have{})
		l.ready()
		l.got = nil
		l.receive(opened(1, false, id, msg, 0, 10), opened(2, false, id, msg, 0, int(size)))
		l.receive(&wire.Body{Type: wire.TypeBody, N: 3, Bytes: []byte(msg), Open: &wire.Open{Log: wire.Log{Party: 1}, Size: size}})
		l.wantDelivered("offered again")
		if len(l.persist) != 0 {
			t.Errorf("persisted again: %v", l.persist)
		}
	}
}
