package link

import (
	"testing"

	"parley"
	"parley/wire"
)

// [LINK-9] Of what may be sent, a node MUST send what has the higher precedence first; within one precedence its own
// frames, then leaves and heads, then messages, then attachments; within each of these what was there first.
func TestOrder(t *testing.T) {
	l := newLine(t, true)
	l.greet()
	l.src.leaves[northLog] = append(make([][]byte, 2), vectorLeaves()...)
	l.offer("routine map", true, parley.Routine)
	l.offer("routine one", false, parley.Routine)
	l.offer("routine two", false, parley.Routine)
	l.must(LogState{Log: northLog, Size: 5, Head: Head{Size: 5, Signature: make([]byte, 64)}, Precedence: parley.Immediate})
	l.must(Control{Frame: &wire.Bye{Reason: "any"}, Precedence: parley.Routine, Session: -1})
	l.must(Control{Frame: &wire.SheetFrame{}, Precedence: parley.Immediate, Session: 1})
	l.offer("immediate map", true, parley.Immediate)
	l.offer("immediate", false, parley.Immediate)
	l.offer("flash", false, parley.Flash)
	l.want("everything",
		"BODY n=1 0+5 whole flash",
		"SHEET",
		"LEAVES 0/0 2+3 frontier 0",
		"HEAD 0/0 5 root false",
		"BODY n=2 0+9 whole immediate",
		"BLOB n=3 0+13 opens "+parley.Sum([]byte("immediate map")).String()[:4]+" of 13 immediate",
		"BYE any",
		"BODY n=4 0+11 whole routine",
		"BODY n=5 0+11 whole routine",
		"BLOB n=6 0+11 opens "+parley.Sum([]byte("routine map")).String()[:4]+" of 11 routine")
}

// [LINK-9] It looks again after each frame, so that a frame is the longest time for which a FLASH waits.
func TestPreempts(t *testing.T) {
	l := newLine(t, true)
	l.greet()
	map1 := l.offer(text("map", 20000), true, parley.Routine)
	l.want("the window of the start", "BLOB n=1 0+251 opens "+map1.String()[:4]+" of 20000 routine", "BLOB n=1 251+291",
		"BLOB n=1 542+290", "BLOB n=1 832+290")
	l.offer("flash", false, parley.Flash)
	l.want("although the window is full", "BODY n=2 0+5 whole flash")
	l.offer("flash 2", false, parley.Flash)
	l.offer("immediate", false, parley.Immediate)
	l.want("but not beyond it")
	l.ackAll()
	l.ready()
	if got := describe(l.decode(l.sent[0])); got != "BODY n=3 0+7 whole flash" {
		t.Errorf("first when there is room: %s", got)
	}
}

// An item whose bytes cannot be had waits until it is offered again; others pass it.
func TestBytesNotToBeHad(t *testing.T) {
	l := newLine(t, true)
	l.greet()
	id := l.offer("gone", false, parley.Immediate)
	delete(l.src.bodies, id)
	l.offer("there", false, parley.Routine)
	l.want("the other", "BODY n=2 0+5 whole routine")
	l.offer("gone", false, parley.Immediate)
	l.want("offered again", "BODY n=3 0+4 whole immediate")
}

// An item is not sent at or after its expiry.
func TestExpiry(t *testing.T) {
	l := newLine(t, true)
	l.greet()
	for i, at := range []parley.Millis{parley.MillisOf(l.now), parley.MillisOf(l.now) + 1} {
		b := []byte{byte(i), 'x'}
		l.src.bodies[parley.Sum(b)] = b
		l.must(Offer{Item{ID: parley.Sum(b), Log: northLog, Size: 2, Precedence: parley.Flash, Expires: at}})
	}
	l.want("one is over", "BODY n=1 0+2 whole flash")
}

// What cannot be sent is not taken.
func TestOffersNotTaken(t *testing.T) {
	l := newLine(t, true)
	for _, ev := range []Event{
		Offer{Item{Size: 0}}, Offer{Item{Size: wire.MaxEnvelope + 1}}, Offer{Item{Blob: true, Size: wire.MaxBlob + 1}}, Offer{Item{Size: 1, Precedence: 4}},
		Control{Frame: nil}, Control{Frame: &wire.Hello{}}, Control{Frame: &wire.Bye{}, Precedence: 9, Session: -1},
		Control{Frame: &wire.Fork{Evidence: make([]byte, maxPartFrame)}, Session: -1}, Up{Session: 1, MaxFrame: 100},
	} {
		if l.step(ev) == nil {
			t.Errorf("%+v: taken", ev)
		}
	}
	for range maxControls {
		l.must(Control{Frame: &wire.Bye{}, Session: -1})
	}
	if err := l.step(Control{Frame: &wire.Bye{}, Session: -1}); parley.CodeOf(err) != parley.CodeLimit {
		t.Errorf("one frame too many: %v", err)
	}
}
