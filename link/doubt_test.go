package link

import (
	"fmt"
	"testing"
	"time"

	"parley"
	"parley/wire"
)

// offers waits so long and returns how often the first byte of a body went, each time answered as answer says.
func (l *line) offers(id parley.Hash, d time.Duration, answer func()) (n int) {
	l.t.Helper()
	for end := l.now.Add(d); l.now.Before(end); {
		l.wait(min(30*time.Second, end.Sub(l.now)))
		begun := false
		for _, p := range l.sent {
			if b, ok := l.decode(p).(*wire.Body); ok && b.Offset == 0 && b.Open != nil && b.Open.ID != nil && *b.Open.ID == id {
				begun = true
			}
		}
		if begun {
			n++
			answer()
		}
		l.sent = nil
	}
	return n
}

// [LINK-106] A body of which a sender holds that the peer has all of it, and that the peer neither recorded nor refused, MUST be
// offered anew after at least 2 and at most 4 minutes: as if nothing of it had come, and its pieces under another N than before.
func TestWhatIsNotRecordedIsOfferedAnew(t *testing.T) {
	l := newLine(t, true)
	l.greet()
	id := l.offer(text("map", 900), true, parley.Routine)
	l.ready()
	l.sent = nil
	l.ackAll()
	l.receive(haveOf(id, 900, 900)) // of a session that the peer gave up
	l.wait(time.Second)             // for the acknowledgement of that
	l.sent = nil
	if l.wait(2*time.Minute - 2*time.Second); len(l.sent) > 0 {
		t.Errorf("it goes again too soon: %d frames", len(l.sent))
	}
	l.wait(2*time.Minute + time.Second)
	l.want("all of it", fmt.Sprintf("BLOB n=2 0+251 opens %s of 900 routine", id.String()[:4]), "BLOB n=2 251+291", "BLOB n=2 542+290", "BLOB n=2 832+68")
}

// [LINK-106] Each further time the sender waits twice as long, up to 64 minutes; what is recorded is not offered, and nothing is
// looked at then.
func TestDoubtGrowsRare(t *testing.T) {
	l := newLine(t, true)
	l.greet()
	id := l.offer(text("map", 9000), true, parley.Routine)
	l.wait(time.Second)
	whole := func() { l.ackAll(); l.receive(haveOf(id, 9000, 9000)); l.ready() }
	whole()
	for _, c := range []struct {
		d           time.Duration
		least, most int
	}{{16 * time.Minute, 2, 3}, {2 * time.Hour, 2, 4}, {11 * time.Hour, 9, 10}} {
		if n := l.offers(id, c.d, whole); n < c.least || n > c.most {
			t.Errorf("offered %d times in %v, want %d to %d", n, c.d, c.least, c.most)
		}
	}
	l.must(Withdraw{id})
	if n := l.offers(id, 3*time.Hour, whole); n > 0 {
		t.Errorf("offered %d times after it was recorded", n)
	}
	if at, ok := l.m.Deadline(); ok {
		t.Errorf("something is to be done at %v", at)
	}
}

// [LINK-106] In which there was a session: without one nothing is dialled for it, and the next HAVE says what is held.
func TestNoDoubtWithoutASession(t *testing.T) {
	l := newLine(t, true)
	l.greet()
	id := l.offer(text("map", 900), true, parley.Routine)
	l.ready()
	l.ackAll()
	l.down()
	l.wait(3 * time.Hour)
	if e := l.m.queue.entries[id]; !e.arrived() {
		t.Error("it is doubted without a session")
	}
	if at, ok := l.m.Deadline(); ok {
		t.Errorf("something is to be done at %v", at)
	}
	l.up()
	l.receive(l.hello(2, 2), haveOf(id, 900, 900))
	l.ready()
	l.sent = nil
	if l.wait(2*time.Minute - time.Second); len(l.sent) > 0 {
		t.Errorf("it goes again %d frames soon after the session began", len(l.sent))
	}
}
