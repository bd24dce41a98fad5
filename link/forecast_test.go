package link

import (
	"testing"
	"time"

	"parley"
	"parley/wire"
)

// What a forecast says is what happens, to within a tenth: at 2,400 bit/s, in the order of LINK-90, several minutes ahead.
func TestForecast(t *testing.T) {
	s := newSim(t, 1, true, path{rate: 300, delay: 300 * time.Millisecond})
	s.connect()
	north, south := s.nodes[0], s.nodes[1]
	north.send(20<<10, true, parley.Routine)
	s.wait(30 * time.Second)
	north.send(9<<10, false, parley.Routine)
	north.send(4<<10, false, parley.Priority)
	north.expire = parley.MillisOf(s.now.Add(2 * time.Minute))
	north.send(3<<10, false, parley.Routine)
	north.expire = parley.MillisOf(s.now.Add(10 * time.Second))
	late := north.send(3<<10, false, parley.Routine)
	from := s.now
	f := north.m.Forecast(s.now, 7)
	if !f.Measured || f.Rate < 250 || f.Rate > 320 || len(f.Items) != 5 {
		t.Fatalf("%+v", f)
	}
	if q := f.Queued[parley.Routine]; q.Messages != 3 || q.Attachments != 1 || q.Bytes < 25<<10 || q.Bytes > 36<<10 || q.Takes != f.Items[4].Takes {
		t.Errorf("routine: %+v", q)
	}
	for i, x := range f.Items {
		if x.Late != (x.ID == late) {
			t.Errorf("item %d is late: %v", i, x.Late)
		}
		if x.Late {
			continue
		}
		s.run(10*time.Minute, "it has arrived", func() bool { return south.whole[x.ID] != nil })
		took := south.arrived[x.ID].Sub(from)
		t.Logf("%s, %d bytes left: expected after %v, arrived after %v", x.Precedence, x.Left, x.Takes.Round(time.Second), took.Round(time.Second))
		if i == 4 { // the late one was never sent
			took += time.Duration(float64(3<<10) / f.Rate * float64(time.Second))
		}
		if d := (took - x.Takes).Abs(); d > took/10+time.Second {
			t.Errorf("item %d: expected after %v, arrived after %v", i, x.Takes, took)
		}
	}
}

// The order of a forecast is the order in which the queue gives.
func TestForecastOrder(t *testing.T) {
	var q queue
	q.lanes[parley.Routine][0].outOfTurn = -patience
	q.offer(Item{ID: parley.Hash{1}, Size: 10}, 0) // passed over
	q.lanes[parley.Routine][0].outOfTurn = 0
	for i, it := range []Item{{Size: 100}, {Size: 100, Expires: 900_000}, {Size: 100, Expires: 800_000}, {Size: 100, Expires: 20}, {Size: 50}, {Size: 60},
		{Size: 10, Blob: true, Precedence: parley.Priority}, {Size: 10, Precedence: parley.Priority}} {
		it.ID = parley.Hash{byte(i) + 2}
		q.offer(it, 0)
	}
	for id, n := range map[byte]uint64{6: 9, 7: 20} {
		e := q.entries[parley.Hash{id}]
		e.need.remove(0, n)
		q.update(e)
	}
	c := contact{now: 10, rate: 1}
	for i, e := range q.inOrder(c) {
		var want *entry
		for p := parley.Flash; p.Valid() && want == nil; p-- {
			want = q.next(p, c, func(*entry) bool { return true })
		}
		if e != want {
			t.Fatalf("place %d: %v, the queue gives %v", i, e.ID, want.ID)
		}
		q.withdraw(e.ID)
	}
	if len(q.entries) != 0 {
		t.Errorf("%d are missing", len(q.entries))
	}
}

// What was packed as it went is expected to go on so.
func TestForecastOfPacked(t *testing.T) {
	l := newLine(t, true)
	l.offer(text("one", 4000), false, parley.Routine)
	for _, e := range l.m.queue.entries {
		e.bytes, e.frames = 1000, 250
	}
	if f := l.m.Forecast(l.now, 100); f.Items[0].Left != 4000 || f.Items[0].Takes != 10*time.Second {
		t.Errorf("%+v", f.Items[0])
	}
}

// Without a session, and without a measurement, the operator's rate counts, and without any no time is said.
func TestForecastWithoutMeasurement(t *testing.T) {
	l := newLine(t, true)
	l.offer(text("one", 3000), false, parley.Routine)
	for _, c := range []struct {
		expects float64
		takes   time.Duration
	}{{0, 0}, {100, 30 * time.Second}} {
		f := l.m.Forecast(l.now, c.expects)
		if f.Bearer != "" || f.Measured || len(f.Items) != 1 || f.Items[0].Takes != c.takes || f.Items[0].Left != 3000 {
			t.Errorf("%+v: %+v", c, f)
		}
	}
	l.must(Up{Session: 1, Bearer: "hf", Reliable: true, MaxFrame: wire.MaxFrame, Rate: 300})
	l.receiveOn(1)
	if f := l.m.Forecast(l.now, 100); f.Bearer != "hf" || f.Measured || f.Rate != 300 || f.Queued[parley.Routine].Messages != 1 {
		t.Errorf("%+v", f)
	}
}

// receiveOn opens a session from the peer's side.
func (l *line) receiveOn(session int) {
	l.must(Received{Session: session, Frame: wire.EncodeFrame(l.hello(2, 2))})
	l.must(Received{Session: session, Frame: wire.EncodeFrame(&wire.Have{})})
}
