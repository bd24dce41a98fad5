package link

import (
	"slices"
	"strings"
	"testing"
	"time"

	"parley"
	"parley/wire"
)

// open opens a session of a bearer that is not reliable and lets both HELLO and HAVE pass.
func (l *line) open(bearer string, cost int) int {
	l.t.Helper()
	l.session++
	l.must(Up{Session: l.session, MaxFrame: 1100, Bearer: bearer, Cost: cost})
	l.on(l.session, l.hello(2, 2), &wire.Have{})
	l.wait(20 * time.Millisecond)
	l.ackOn(l.session)
	l.wait(0)
	l.sent, l.got = nil, nil
	return l.session
}

// on hands frames in that come on a session.
func (l *line) on(session int, fs ...wire.Frame) {
	l.t.Helper()
	for _, f := range fs {
		l.packet++
		l.must(Received{session, l.packet, wire.EncodeFrame(f)})
	}
}

// ackOn acknowledges all that was sent on a session.
func (l *line) ackOn(session int) {
	l.t.Helper()
	l.ready()
	if n := l.m.sessions[session].flight.number; n > 0 {
		l.on(session, &wire.Ack{Packets: []wire.Range{{From: 1, To: n + 1}}})
	}
}

// wantOn holds what was sent on a session since the last look, ACK and PING left out.
func (l *line) wantOn(session int, what string, frames ...string) {
	l.t.Helper()
	l.ready()
	var got []string
	l.sent = slices.DeleteFunc(l.sent, func(p Packet) bool {
		if p.Session == session {
			if d := describe(l.decode(p)); !strings.HasPrefix(d, "ACK") && d != "PING" {
				got = append(got, d)
			}
		}
		return p.Session == session
	})
	if strings.Join(got, "\n") != strings.Join(frames, "\n") {
		l.t.Fatalf("%s: session %d carries\n\t%s\nnot\n\t%s", what, session, strings.Join(got, "\n\t"), strings.Join(frames, "\n\t"))
	}
}

// [LINK-70] FLASH and IMMEDIATE messages, and the LEAVES, HEAD and PROOF that go at these precedences, MUST go on every
// session, all else on one: the cheapest of those that are trusted and not silent.
func TestEverywhere(t *testing.T) {
	l := newLine(t, false)
	radio, cable := l.open("radio", 10), l.open("cable", 1)
	l.offer("flash", false, parley.Flash)
	l.offer("immediate", false, parley.Immediate)
	l.offer("routine", false, parley.Routine)
	m := l.offer("map", true, parley.Flash)
	l.must(Control{Frame: &wire.SheetFrame{}, Precedence: parley.Flash, Session: -1})
	l.src.leaves[northLog] = append(make([][]byte, 2), vectorLeaves()...)
	l.must(LogState{Log: northLog, Size: 5, Head: Head{Size: 5, Signature: make([]byte, 64)}, Precedence: parley.Immediate})
	l.wantOn(radio, "what is urgent", "BODY n=1 0+5 whole flash", "LEAVES 0/0 2+3 frontier 0", "HEAD 0/0 5 root false", "BODY n=2 0+9 whole immediate")
	l.wantOn(cable, "all", "BODY n=1 0+5 whole flash", "SHEET", "BLOB n=2 0+3 opens "+m.String()[:4]+" of 3 flash",
		"LEAVES 0/0 2+3 frontier 0", "HEAD 0/0 5 root false", "BODY n=3 0+9 whole immediate", "BODY n=4 0+7 whole routine")
	l.ackOn(cable)
	l.wait(time.Minute)
	l.wantOn(radio, "what the peer has by the other session does not go again")
}

// [LINK-70] What one session lost and another still carries does not go again on a third.
func TestOneCopyIsEnough(t *testing.T) {
	l := newLine(t, false)
	radio, cable := l.open("radio", 10), l.open("cable", 1)
	id := l.offer("immediate", false, parley.Immediate)
	l.wantOn(radio, "once", "BODY n=1 0+9 whole immediate")
	l.wantOn(cable, "once", "BODY n=1 0+9 whole immediate")
	l.must(Down{cable})
	l.wantOn(radio, "it is under way")
	if e := l.m.queue.entries[id]; len(e.need) != 0 || e.arrived() {
		t.Errorf("wanted %v, there %v", e.need, e.has)
	}
	l.must(Down{radio})
	if e := l.m.queue.entries[id]; len(e.need) == 0 {
		t.Error("not wanted after both went down")
	}
}

// [LINK-71] When nothing is heard for one round trip, or half of one where another session can take over, beyond the time in which what is in flight should have been
// acknowledged, what the session carried MUST go on another at once.
func TestFailover(t *testing.T) {
	l := newLine(t, false)
	cable, radio := l.open("cable", 1), l.open("radio", 10)
	m := l.offer(text("map", 900), true, parley.Routine)
	l.must(Control{Frame: &wire.SheetFrame{}, Precedence: parley.Routine, Session: -1})
	l.ready()
	l.wantOn(cable, "the cheaper one", "SHEET", "BLOB n=1 0+251 opens "+m.String()[:4]+" of 900 routine",
		"BLOB n=1 251+250 opens "+m.String()[:4]+" of 900 routine", "BLOB n=1 501+249 opens "+m.String()[:4]+" of 900 routine",
		"BLOB n=1 750+150 opens "+m.String()[:4]+" of 900 routine")
	least, most := 2*l.m.sessions[cable].rtt.smoothed, l.m.sessions[cable].patience()
	l.wait(least - time.Millisecond)
	l.wantOn(radio, "before")
	l.wait(most - least + time.Millisecond)
	l.wantOn(radio, "at once", "SHEET", "BLOB n=1 0+251 opens "+m.String()[:4]+" of 900 routine",
		"BLOB n=1 251+250 opens "+m.String()[:4]+" of 900 routine", "BLOB n=1 501+249 opens "+m.String()[:4]+" of 900 routine",
		"BLOB n=1 750+150 opens "+m.String()[:4]+" of 900 routine")
	if st := l.m.Stats().Sessions; !st[0].Suspect || st[1].Suspect {
		t.Errorf("%+v", st)
	}
	l.offer("routine", false, parley.Routine)
	l.ackOn(radio)
	l.wantOn(radio, "what comes later too", "BODY n=2 0+7 whole routine")
	l.ackOn(cable)
	l.ready()
	l.sent = nil
	l.offer("after it", false, parley.Routine)
	if st := l.m.Stats().Sessions; st[0].Suspect {
		t.Errorf("it has answered: %+v", st)
	}
	l.wantOn(cable, "which has answered", "BODY n=2 0+8 whole routine")
}

// So on a line of 9,600 bit/s and 300 ms one way the other session takes over within two round trips, and without one, or on a path
// that loses, a node has more patience.
func TestPatience(t *testing.T) {
	s := &session{rtt: rttState{smoothed: time.Second, variation: 50 * time.Millisecond, least: 900 * time.Millisecond, leastSize: 400}}
	s.window.hint, s.flight.bytes = 1200, 400
	alone := s.patience()
	s.beside = true
	if got := s.patience(); got > 1250*time.Millisecond || alone < 2*time.Second {
		t.Errorf("%v beside another session, %v without", got, alone)
	}
	if s.loss.share = 0.05; s.patience() != alone {
		t.Errorf("%v where packets are lost", s.patience())
	}
}

// [LINK-71] An acknowledgement that ends a silence, of what went before it, says nothing of the path, unless the next one does
// too: what TCP brings after an outage was not that long under way, and the next silence is noticed as soon.
func TestAnOutageIsNoMeasure(t *testing.T) {
	s := newSession(simStart, Up{Session: 1, Reliable: true, MaxFrame: 1100}, Config{})
	acked := func(sent, at time.Duration) time.Duration {
		s.measure(simStart.Add(at), []*packet{{at: simStart.Add(sent), size: 100, burst: 100, ahead: 100, firstSent: simStart.Add(sent), deliveredAt: simStart.Add(sent)}})
		return s.rtt.smoothed
	}
	acked(0, time.Second)
	s.since = simStart.Add(40 * time.Second) // it was silent until then
	if got := acked(10*time.Second, 40*time.Second); got != time.Second {
		t.Errorf("after an outage the round trip is %v", got)
	}
	if got := acked(11*time.Second, 41*time.Second); got == time.Second {
		t.Error("a path that got longer is not measured")
	}
}

// [LINK-72] A bearer that flapped more than once MUST NOT carry what goes once until it has held for 30 seconds, and
// after each further flap for twice as long, up to 10 minutes, unless there is no other.
func TestTrust(t *testing.T) {
	l := newLine(t, false)
	radio := l.open("radio", 10)
	flap := func() int {
		s := l.open("cable", 1)
		id := l.offer(text("x", 20+s), false, parley.Flash)
		l.ready()
		l.ackOn(radio)
		l.must(Withdraw{id})
		l.must(Down{s})
		return l.open("cable", 1)
	}
	for _, hold := range []time.Duration{0, 30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 10 * time.Minute, 10 * time.Minute} {
		cable := flap()
		if hold > 0 {
			l.wait(hold - time.Second)
			if l.m.main.id != radio || l.m.Stats().Sessions[1].Trusted {
				t.Fatalf("trusted before %v", hold)
			}
			l.wait(time.Second)
		}
		if l.m.main.id != cable || !l.m.Stats().Sessions[1].Trusted {
			t.Fatalf("not trusted after %v", hold)
		}
		l.must(Down{cable})
	}
	l.wait(21 * time.Minute)
	if cable := flap(); l.m.main.id != cable {
		t.Error("old flaps count")
	}
}

// [LINK-73] A session that is not reliable, on which the peer is silent through five time-outs in a row and for at least 4
// seconds, or for a minute, MUST be closed; its silence is asked about until then. A reliable one is not.
func TestDeadSession(t *testing.T) {
	l := newLine(t, false)
	radio := l.open("radio", 10)
	l.offer("flash", false, parley.Flash)
	l.ready()
	l.wait(4*time.Second - time.Millisecond)
	if len(l.closed) > 0 {
		t.Fatal("closed early")
	}
	l.wait(6 * time.Second)
	if !slices.Equal(l.closed, []int{radio}) || l.m.sessions[radio].loss.backoff != 5 {
		t.Errorf("closed: %v after %d time-outs", l.closed, l.m.sessions[radio].loss.backoff)
	}
	l.must(Down{radio})

	flash := l.offer("flash", false, parley.Flash)
	cable := l.open("cable", 1)
	blob := l.offer(text("map", 100), true, parley.Routine)
	l.ready()
	l.wait(3 * time.Second)
	if !l.m.sessions[cable].suspect {
		t.Error("not suspect")
	}
	l.ackOn(cable)
	l.must(Withdraw{flash}) // both are recorded
	l.must(Withdraw{blob})
	l.wait(time.Hour)
	if len(l.closed) > 1 || l.m.sessions[cable].suspect {
		t.Error("a session with nothing in flight is not silent")
	}

	l = newLine(t, true)
	l.greet()
	l.offer("flash", false, parley.Flash)
	l.wait(time.Hour)
	if len(l.closed) > 0 || !l.m.sessions[1].suspect {
		t.Error("a reliable one")
	}
}
