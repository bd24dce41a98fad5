package link

import (
	"testing"
	"time"

	"parley"
	"parley/wire"
)

// [LINK-16] On a reliable bearer nothing MUST be sent again in the same session. When a session ends, all that it had
// not acknowledged is to be sent again.
func TestReliableSendsOnce(t *testing.T) {
	l := newLine(t, true)
	l.greet()
	l.offer("one", false, parley.Flash)
	l.offer("two", false, parley.Flash)
	l.must(Control{Frame: &wire.SheetFrame{}, Session: -1})
	l.must(Control{Frame: &wire.Bye{}, Session: 1})
	l.want("at first", "BODY n=1 0+3 whole flash", "BODY n=2 0+3 whole flash", "SHEET", "BYE ")
	l.wait(time.Hour)
	l.want("an hour later")
	l.down()
	l.up()
	l.want("the next session", "HELLO 1 charters", "HAVE", "PING", "BODY n=1 0+3 whole flash", "BODY n=2 0+3 whole flash", "SHEET")
}

// [LINK-17] On other bearers what a packet carried MUST be sent again, at its place in the order, when a packet sent at
// least three later has been acknowledged.
func TestOvertakenPackets(t *testing.T) {
	l := newLine(t, false)
	l.greet()
	first := l.m.sessions[1].flight.number
	for _, s := range []string{"a", "b", "c", "d"} {
		l.offer(s, false, parley.Flash)
	}
	l.ready()
	l.sent = nil
	l.receive(&wire.Ack{Packets: []wire.Range{{From: first + 3, To: first + 4}}})
	l.want("two later")
	l.receive(&wire.Ack{Packets: []wire.Range{{From: first + 4, To: first + 5}}})
	l.want("three later: the first goes again, under a new number", "BODY n=5 0+1 whole flash")
}

// [LINK-17] Or when no acknowledgement came for max(200 ms, smoothed round trip + 4 x its variation + 50 ms) (3 seconds
// while none is known), doubled each time up to 15 seconds.
func TestTimeOut(t *testing.T) {
	l := newLine(t, false)
	l.offer("flash", false, parley.Flash)
	l.up()
	l.ready()
	l.sent = nil
	for _, d := range []time.Duration{3, 3, 3} { // a FLASH goes on so
		l.wait(d*time.Second - time.Millisecond)
		l.want("before the time-out")
		l.wait(time.Millisecond)
		l.ready()
		if len(l.sent) == 0 || describe(l.decode(l.sent[0])) != "HELLO 1 charters" {
			t.Fatalf("after %d s: %d frames", d, len(l.sent))
		}
		l.sent = nil
	}
	s := newSession(simStart, Up{MaxFrame: 1200}, Config{})
	for i, d := range []time.Duration{3, 6, 12, 15, 15} {
		s.loss.backoff = i
		if got := s.timeout(&packet{}); got != d*time.Second {
			t.Errorf("time-out %d after %v", i, got)
		}
	}
	s.loss.backoff = 0
	for _, c := range []struct{ smoothed, variation, want time.Duration }{
		{10 * time.Millisecond, 5 * time.Millisecond, 200 * time.Millisecond},
		{600 * time.Millisecond, 25 * time.Millisecond, 750 * time.Millisecond},
		{600 * time.Millisecond, 300 * time.Millisecond, 1250 * time.Millisecond},
	} {
		s.rtt = rttState{smoothed: c.smoothed, variation: c.variation}
		if got := s.timeout(&packet{}); got != c.want {
			t.Errorf("smoothed %v, variation %v: time-out %v, not %v", c.smoothed, c.variation, got, c.want)
		}
	}
}
