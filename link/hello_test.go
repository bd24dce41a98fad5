package link

import (
	"testing"
	"time"

	"parley"
	"parley/wire"
)

// [LINK-5] The first frame that a node sends in a session MUST be HELLO, or the parts of one, and the next one HAVE.
func TestHelloComesFirst(t *testing.T) {
	for _, reliable := range []bool{true, false} {
		l := newLine(t, reliable)
		l.offer("a flash", false, parley.Flash)
		l.up()
		l.receive(l.hello(2, 2), &wire.Have{}, &wire.Ping{Token: 7})
		l.ready()
		if len(l.sent) < 2 || describe(l.decode(l.sent[0])) != "HELLO 1 charters" || describe(l.decode(l.sent[1])) != "HAVE" {
			t.Errorf("reliable %v: first of all %v", reliable, l.sent)
		}
	}
}

// [LINK-7] A FLASH message MUST NOT wait for the peer's HELLO; it follows the node's own HELLO and HAVE in the same
// breath. Messages and attachments below FLASH wait for the peer's HELLO, and for its HAVE too.
func TestFlashWaitsForNoHello(t *testing.T) {
	l := newLine(t, true)
	l.offer("a flash", false, parley.Flash)
	l.offer("an immediate", false, parley.Immediate)
	l.up()
	l.want("at once", "HELLO 1 charters", "HAVE", "PING", "BODY n=1 0+7 whole flash")
	l.receive(l.hello(2, 2))
	l.ackAll()
	l.want("before HAVE")
	l.receive(&wire.Have{})
	l.want("after HAVE", "ACK", "BODY n=2 0+12 whole immediate")
}

// [LINK-4] A later HELLO of the same session may add charters at the end; it MUST name those of the earlier ones at the
// same places, and none twice. A reader ends the session otherwise.
func TestHelloKeepsPlaces(t *testing.T) {
	a, b := vectorHash("charter a"), vectorHash("charter b")
	hello := func(ids ...parley.Hash) *wire.Hello {
		h := &wire.Hello{Version: 1}
		for _, id := range ids {
			h.Charters = append(h.Charters, wire.HelloCharter{ID: id})
		}
		return h
	}
	for _, c := range []struct {
		first, later *wire.Hello
		taken        bool
	}{
		{hello(a), hello(a, b), true},
		{hello(a, b), hello(a), true}, // an older one, late
		{hello(a, b), hello(b, a), false},
		{hello(a), hello(b), false},
		{hello(a), hello(a, a), false},
	} {
		l := newLine(t, true)
		l.up()
		l.receive(c.first)
		if err := l.step(l.in(wire.EncodeFrame(c.later))); (err == nil) != c.taken {
			t.Errorf("%d charters, then %d: %v", len(c.first.Charters), len(c.later.Charters), err)
		}
	}
}

// [LINK-4] Our own charters keep their places when there are more of them.
func TestOwnPlaces(t *testing.T) {
	l := newLine(t, true)
	l.greet()
	other := testCharters()[0]
	other.ID = vectorHash("another charter")
	l.must(Local{Charters: []Charter{other}})
	l.want("a new charter", "HELLO 2 charters")
	if at, ok := l.m.WireLog(LogKey{Charter: testCharter, Party: "south"}); !ok || at.Charter != 0 || at.Party != 1 {
		t.Errorf("the first charter moved to %v", at)
	}
	if at, ok := l.m.WireLog(LogKey{Charter: other.ID, Party: "north"}); !ok || at.Charter != 1 {
		t.Errorf("the new charter is at %v", at)
	}
	l.must(Local{Charters: []Charter{other}})
	l.ackAll()
	l.want("nothing new to say")
}

// A version of the line that is not ours ends the session with a sentence.
func TestOtherVersion(t *testing.T) {
	l := newLine(t, true)
	l.up()
	if err := l.step(l.in(wire.EncodeFrame(&wire.Hello{Version: 2}))); err == nil {
		t.Error("taken")
	}
}

// [LINK-6] A frame that names a log or a number N that the reader does not know MUST have no effect. On a bearer that is
// not reliable it is not acknowledged either, so that it comes again when what it names is known.
func TestUnknownNames(t *testing.T) {
	for name, f := range map[string]wire.Frame{
		"a log before HELLO": &wire.Head{Log: wire.Log{Party: 1}, Size: 2, Signature: make([]byte, 64)},
		"a body's log":       &wire.Body{Type: wire.TypeBody, N: 1, Bytes: []byte("x"), Open: &wire.Open{Size: 1}},
		"a number":           &wire.Body{Type: wire.TypeBody, N: 4, Bytes: []byte("x")},
	} {
		l := newLine(t, true)
		l.up()
		l.receive(f)
		l.wantDelivered(name)
		l.wait(time.Second)
		if st := l.m.Stats(); st.Dropped != 1 || l.ack == 0 {
			t.Errorf("%s, reliable: dropped %d, acknowledged %d", name, st.Dropped, l.ack)
		}
		l = newLine(t, false)
		l.up()
		l.ready()
		l.ackAll()
		l.sent = nil
		l.receive(f)
		l.wait(time.Second)
		for _, p := range l.sent {
			if a, ok := l.decode(p).(*wire.Ack); ok && describe(a) != "ACK 1-2" {
				t.Errorf("%s, not reliable: %s", name, describe(a))
			}
		}
	}
}

// What was sent under a charter that the peer did not know is sent again when it does.
func TestCharterLearnedLater(t *testing.T) {
	l := newLine(t, true)
	l.offer("a flash", false, parley.Flash)
	l.up()
	l.ready()
	l.receive(&wire.Hello{Version: 1}, &wire.Have{})
	l.ackAll()
	l.ready()
	l.sent = nil
	l.want("the charter is not known there")
	l.receive(l.hello(2, 2))
	l.want("now it is", "ACK", "BODY n=2 0+7 whole flash")
}
