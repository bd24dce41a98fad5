package link

import (
	"testing"
	"time"

	"parley"
	"parley/wire"
)

// A sharedWay is the one narrow place that what two nodes 0 send passes, with one queue.
type sharedWay struct {
	free   time.Time
	queued int
}

func (n *simNode) uplink() Budget {
	if n.way == nil {
		return nil
	}
	return n.way.Join()
}

// Two lines of one party, north, to two others, in one time.
type twoLines struct {
	t    *testing.T
	a, b *sim
}

// newTwoLines makes north's lines to a and b over one uplink; without a budget they do not know of each other.
func newTwoLines(t *testing.T, reliable, budget bool, p path) *twoLines {
	x := &twoLines{t, newSim(t, 1, reliable, p), newSim(t, 2, reliable, p)}
	way, up := &sharedWay{}, &Uplink{}
	for _, s := range []*sim{x.a, x.b} {
		s.shared = way
		s.path[1].rate = 0 // the way back is not the narrow place
		if budget {
			s.nodes[0].way = up
		}
	}
	return x
}

func (x *twoLines) run(d time.Duration, what string, until func() bool) {
	x.t.Helper()
	end := x.a.now.Add(d)
	for !until() {
		s, other := x.a, x.b
		if len(s.events) == 0 || len(other.events) > 0 && other.events[0].at.Before(s.events[0].at) {
			s, other = other, s
		}
		if len(s.events) == 0 || s.events[0].at.After(end) {
			x.t.Fatalf("after %v: not %s", d, what)
		}
		other.now = s.events[0].at
		s.run(d+time.Hour, what, oneEvent())
	}
}

// oneEvent is true the second time that it is asked.
func oneEvent() func() bool {
	asked := false
	return func() bool { was := asked; asked = true; return was }
}

func (x *twoLines) wait(d time.Duration) {
	x.t.Helper()
	over := false
	x.a.after(d, func() { over = true })
	x.run(d, "over", func() bool { return over })
}

func (x *twoLines) connect() { x.a.connect(); x.b.connect() }

// flash sends a FLASH on the line b and returns how long it took.
func (x *twoLines) flash() time.Duration {
	x.t.Helper()
	from := x.b.now
	id := x.b.nodes[0].send(400, false, parley.Flash)
	x.run(time.Minute, "the FLASH has arrived", func() bool { return x.b.nodes[1].whole[id] != nil })
	return x.b.nodes[1].arrived[id].Sub(from)
}

func (x *twoLines) got(s *sim, id parley.Hash) int {
	if b := s.nodes[1].chunks[id]; b != nil {
		return int(b.set.size())
	}
	return len(s.nodes[1].whole[id])
}

// [LINK-91] A FLASH to one party while bulk goes to it and to another over the same uplink: as on a line of its own with
// nothing else on it, within 0.5 s.
func TestFlashOverASharedUplink(t *testing.T) {
	for _, reliable := range []bool{true, false} {
		for _, both := range []bool{false, true} {
			worst := map[bool]time.Duration{}
			for _, budget := range []bool{false, true} {
				x := newTwoLines(t, reliable, budget, path{rate: 1200, delay: 300 * time.Millisecond, queue: 16 << 10})
				x.connect()
				x.wait(5 * time.Second)
				own := x.flash()
				x.a.nodes[0].send(1<<20, true, parley.Routine)
				if both {
					x.b.nodes[0].send(1<<20, true, parley.Routine)
				}
				x.wait(40 * time.Second)
				for i := range 12 {
					x.wait(time.Duration(3000+i*271) * time.Millisecond)
					worst[budget] = max(worst[budget], x.flash()-own)
				}
			}
			t.Logf("reliable %v, bulk on both %v: %v more than on a line of its own, %v without a budget", reliable, both, worst[true], worst[false])
			most := 500 * time.Millisecond
			if both {
				most += 300 * time.Millisecond // a frame of its own line's bulk, as on any line
			}
			if worst[true] > most {
				t.Errorf("reliable %v, bulk on both %v: a FLASH took %v more", reliable, both, worst[true])
			}
		}
	}
}

// [LINK-92] Those of one precedence get equal parts, whoever came first, and together no less than one alone.
func TestEqualShares(t *testing.T) {
	for _, reliable := range []bool{true, false} {
		x := newTwoLines(t, reliable, true, path{rate: 1200, delay: 300 * time.Millisecond, queue: 16 << 10})
		x.connect()
		a := x.a.nodes[0].send(1<<20, true, parley.Routine)
		x.wait(60 * time.Second)
		alone := float64(x.got(x.a, a)) / 60
		b := x.b.nodes[0].send(1<<20, true, parley.Routine)
		x.wait(30 * time.Second)
		a0, b0 := x.got(x.a, a), x.got(x.b, b)
		x.wait(120 * time.Second)
		ra, rb := float64(x.got(x.a, a)-a0)/120, float64(x.got(x.b, b)-b0)/120
		t.Logf("reliable %v: %.0f B/s alone, then %.0f and %.0f; uplink measured at %.0f", reliable, alone, ra, rb, x.a.nodes[0].way.meter.best())
		if ra+rb < 0.9*1200 || min(ra, rb) < 0.4*(ra+rb) {
			t.Errorf("reliable %v: %.0f and %.0f B/s of 1200", reliable, ra, rb)
		}
	}
}

// [LINK-91] Bulk of the one gives way at once when the other has something of a higher precedence.
func TestBulkGivesWay(t *testing.T) {
	x := newTwoLines(t, true, true, path{rate: 1200, delay: 300 * time.Millisecond, queue: 16 << 10})
	x.connect()
	a := x.a.nodes[0].send(1<<20, true, parley.Routine)
	x.wait(60 * time.Second)
	b := x.b.nodes[0].send(40<<10, true, parley.Immediate)
	begun := x.b.now
	x.wait(5 * time.Second)
	before := x.got(x.a, a)
	x.run(5*time.Minute, "the more urgent one has arrived", func() bool { return x.b.nodes[1].whole[b] != nil })
	took := x.b.nodes[1].arrived[b].Sub(begun)
	t.Logf("40 KiB in %v; meanwhile %d bytes of the other", took, x.got(x.a, a)-before)
	if took > 45*time.Second || x.got(x.a, a)-before > 4<<10 {
		t.Errorf("40 KiB took %v, and %d bytes of the other went", took, x.got(x.a, a)-before)
	}
	x.run(20*time.Minute, "the rest has arrived", func() bool { return x.a.nodes[1].whole[a] != nil })
}

// A plainUplink is an uplink that was measured at 1,000 bytes per second.
func plainUplink(n int) (*Uplink, []*Member) {
	u := &Uplink{}
	u.meter.samples[0] = 1000
	var ms []*Member
	for range n {
		ms = append(ms, u.Join())
	}
	return u, ms
}

// ask claims for members in turn, and again, so that each knows of the others.
func ask(now time.Time, ms []*Member, claims ...Claim) (out []Share) {
	for range 2 {
		out = nil
		for i, c := range claims {
			c.Waits, c.Sent = true, ms[i].claim.Sent+1
			out = append(out, ms[i].Share(now, c))
		}
	}
	return out
}

// [LINK-91] The others MUST NOT begin a frame of a lower precedence, except with what the uplink carries beyond twice what
// the path of the waiting one was seen to carry. [LINK-92] An equal part; what a narrow path cannot use falls to the others.
func TestDivide(t *testing.T) {
	const r, i, f = parley.Routine, parley.Immediate, parley.Flash
	for _, c := range []struct {
		claims []Claim
		want   []Share
	}{
		{[]Claim{{Precedence: r}}, []Share{{}}},
		{[]Claim{{Precedence: r}, {Precedence: r}}, []Share{{Rate: 500}, {Rate: 500}}},
		{[]Claim{{Precedence: r, Rate: 100}, {Precedence: r, Rate: 900}, {Precedence: r}}, []Share{{Rate: 200}, {Rate: 400}, {Rate: 400}}},
		{[]Claim{{Precedence: r}, {Precedence: i}}, []Share{{None: true}, {}}},
		{[]Claim{{Precedence: r, Rate: 900}, {Precedence: i, Rate: 480}}, []Share{{None: true}, {}}},
		{[]Claim{{Precedence: r, Rate: 900}, {Precedence: i, Rate: 100}}, []Share{{Rate: 800}, {}}},
		{[]Claim{{Precedence: i}, {Precedence: i}, {Precedence: r}}, []Share{{Rate: 500}, {Rate: 500}, {None: true}}},
		{[]Claim{{Precedence: f}, {Precedence: i}}, []Share{{}, {None: true}}},
	} {
		_, ms := plainUplink(len(c.claims))
		for k, got := range ask(simStart, ms, c.claims...) {
			if got != c.want[k] {
				t.Errorf("%+v: the session %d gets %+v, not %+v", c.claims, k, got, c.want[k])
			}
		}
	}
}

// [LINK-91] A session counts as waiting as long as something of it is acknowledged within 3 seconds, or three round trips;
// one that ended or has nothing to send counts for nothing.
func TestWaitsWhileItMoves(t *testing.T) {
	for _, c := range []struct {
		rtt, after time.Duration
		none       bool
	}{
		{0, 2900 * time.Millisecond, true}, {0, 3 * time.Second, false}, {2 * time.Second, 5900 * time.Millisecond, true}, {2 * time.Second, 6 * time.Second, false},
	} {
		_, ms := plainUplink(2)
		ask(simStart, ms, Claim{Precedence: parley.Routine}, Claim{Precedence: parley.Immediate, RTT: c.rtt})
		if got := ms[0].Share(simStart.Add(c.after), Claim{Waits: true}); got.None != c.none {
			t.Errorf("%+v: %+v", c, got)
		}
	}
	_, ms := plainUplink(3)
	ask(simStart, ms, Claim{}, Claim{Precedence: parley.Immediate}, Claim{Precedence: parley.Priority})
	ms[1].Share(simStart, Claim{})
	ms[2].Leave()
	if got := ms[0].Share(simStart, Claim{Waits: true}); got != (Share{}) {
		t.Errorf("after the others are done: %+v", got)
	}
}

// [LINK-92] What the uplink carries is measured over all its sessions, while something waits, as the most of the last 8
// samples of at least 4 seconds.
func TestUplinkRate(t *testing.T) {
	u := &Uplink{}
	a, b := u.Join(), u.Join()
	now, sent := simStart, uint64(0)
	carry := func(seconds, rate int, waits bool) {
		for range seconds {
			now, sent = now.Add(time.Second), sent+uint64(rate)
			a.Share(now, Claim{Waits: waits, Sent: sent})
			b.Share(now, Claim{Waits: waits, Sent: 2 * sent})
		}
	}
	for _, c := range []struct {
		seconds, rate int
		waits         bool
		want          float64
	}{
		{4, 100, true, 0}, {6, 100, true, 300}, {20, 1, false, 300}, {20, 200, true, 600}, {20, 100, true, 600}, {40, 100, true, 300},
	} {
		if carry(c.seconds, c.rate, c.waits); u.meter.best() < 0.95*c.want || u.meter.best() > 1.05*c.want {
			t.Errorf("after %+v the uplink carries %.0f", c, u.meter.best())
		}
	}
}

// A session that may send nothing asks again, and goes on though nobody tells it.
func TestAsksAgain(t *testing.T) {
	u := &Uplink{}
	other := u.Join()
	l := newLine(t, true)
	l.must(Up{Session: 7, Reliable: true, MaxFrame: 1000, Uplink: u.Join()})
	l.must(Received{Session: 7, Frame: wire.EncodeFrame(l.hello(2, 2))})
	l.must(Received{Session: 7, Frame: wire.EncodeFrame(&wire.Have{})})
	l.ready()
	l.sent = nil
	other.Share(l.now, Claim{Waits: true, Precedence: parley.Flash})
	l.offer("routine", false, parley.Routine)
	if l.ready(); len(l.sent) != 0 {
		t.Fatal("it goes before a FLASH of another line")
	}
	if at, ok := l.m.Deadline(); !ok || at.After(l.now.Add(shareRetry)) {
		t.Errorf("asks again at %v", at)
	}
	other.Share(l.now, Claim{})
	l.wait(shareRetry)
	if l.ready(); len(l.sent) != 1 {
		t.Errorf("%d frames after the other is done", len(l.sent))
	}
	l.must(Down{7})
	if len(u.members) != 1 {
		t.Error("it has not left the uplink")
	}
}

// [LINK-92] Each MUST take its rate, where LINK-10, LINK-11 and LINK-60 use it, for no more than its part.
func TestShareBoundsTheRate(t *testing.T) {
	l := newLine(t, true)
	l.must(Up{Session: 1, Reliable: true, MaxFrame: wire.MaxFrame})
	s := l.m.sessions[1]
	s.window.known, s.window.start, s.rate.rounds[0], s.rtt.least = true, 0, 4000, time.Second
	for _, c := range []struct {
		share         float64
		frame, window int
		pace          float64
	}{
		{0, 1200, 5200, 5000}, {2000, 600, 2600, 2500}, {9000, 1200, 5200, 5000},
	} {
		s.share.Rate = c.share
		if s.frameSize() != c.frame || s.windowSize() != c.window || s.paceRate() != c.pace {
			t.Errorf("%+v: frame %d, window %d, pace %.0f", c, s.frameSize(), s.windowSize(), s.paceRate())
		}
	}
}
