package link

import (
	"slices"
	"testing"
	"time"

	"parley"
	"parley/wire"
)

// An account says where the bytes of the sender's line went while an attachment was on its way.
type account struct {
	payload, again, heads, packets, others int
	took                                   time.Duration // without the way of the last byte
	flashes                                []time.Duration
}

// share says how much of what the line could carry n bytes are, in per cent.
func (a *account) share(s *sim, n int) float64 {
	return 100 * float64(n) / float64(s.path[0].rate) / a.took.Seconds()
}

// spent takes in a packet of the sender.
func (a *account) spent(pa path, p Packet) {
	own := pa.framing + pa.packet
	f, err := wire.DecodeFrame(p.Frame, wire.MaxFrame)
	b, ok := f.(*wire.Body)
	if err != nil || !ok || b.Type != wire.TypeBlob {
		a.others += len(p.Frame) + own
		return
	}
	a.payload += len(b.Bytes)
	a.heads += len(p.Frame) - len(b.Bytes)
	a.packets += own
}

// bulk sends an attachment of size bytes on a warm line, and a FLASH about every flash while it is on its way; 0: none.
func (s *sim) bulk(size int, flash time.Duration) *account {
	s.connect()
	s.flashes(3, 330, 5*time.Second)
	a := &account{}
	s.trace = func(from int, p Packet) {
		if from == 0 {
			a.spent(s.path[0], p)
		}
	}
	from := s.now
	id := s.nodes[0].send(size, true, parley.Routine)
	there := func() bool { return s.nodes[1].whole[id] != nil }
	for flash > 0 && !there() {
		s.wait(flash + time.Duration(s.rnd.IntN(1000))*time.Millisecond)
		if !there() {
			a.flashes = append(a.flashes, s.flashes(1, 240, 0)...)
		}
	}
	s.run(time.Hour, "there", there)
	a.took = s.nodes[1].arrived[id].Sub(from) - s.path[0].delay
	a.again, a.payload = a.payload-size, size
	slices.Sort(a.flashes)
	return a
}

// bulkPaths are 9,600 bit/s and 300 ms one way, on a serial line and over UDP.
var bulkPaths = []struct {
	name  string
	lower int             // bytes below a packet of the narrow bearer
	least map[int]float64 // per cent of the bit rate for payload, at so many lost of a hundred
}{
	{"serial", 3, map[int]float64{0: 90, 5: 82}},
	{"UDP", 28, map[int]float64{0: 85, 5: 78}},
}

// [LINK-95] On a bearer that is not reliable a piece MUST go 100 ms before the narrowest place has carried all that went before
// it, counted anew from each acknowledgement: so a line of 9,600 bit/s is full, at 5 % loss too.
func TestUseOfTheLine(t *testing.T) {
	for _, on := range bulkPaths {
		for loss, least := range on.least {
			s := newSim(t, 1, false, narrowPath(9600, 300*time.Millisecond, float64(loss)/100, on.lower))
			s.expects = 1200
			a := s.bulk(256<<10, 0)
			used := a.share(s, a.payload)
			sum := a.share(s, a.payload+a.again+a.heads+a.packets+a.others)
			t.Logf("measured: simulation: bulk, %s, %d %% loss: payload %.1f %% of the bit rate, again %.1f, heads of frames %.1f, packets %.1f, others %.1f, idle %.1f",
				on.name, loss, used, a.share(s, a.again), a.share(s, a.heads), a.share(s, a.packets), a.share(s, a.others), 100-sum)
			if used < least {
				t.Errorf("%s, %d %% loss: %.1f %% of the bit rate for payload, less than %.0f", on.name, loss, used, least)
			}
		}
	}
}

// [LINK-95] Not sooner: a FLASH behind bulk waits for one frame and 0.1 s.
func TestFlashBehindNarrowBulk(t *testing.T) {
	for _, on := range bulkPaths {
		s := newSim(t, 7, false, narrowPath(9600, 300*time.Millisecond, 0, on.lower))
		s.expects = 1200
		a := s.bulk(512<<10, 4*time.Second)
		n := len(a.flashes)
		t.Logf("measured: simulation: FLASH behind bulk, %s: median of %d %v, most %v", on.name, n, a.flashes[n/2].Round(time.Millisecond), a.flashes[n-1].Round(time.Millisecond))
		if a.flashes[n-1] > 1200*time.Millisecond {
			t.Errorf("%s: a FLASH took %v", on.name, a.flashes[n-1])
		}
	}
}

// [LINK-96] On a bearer that is not reliable an acknowledgement of a piece shows the least delay that comes within a twentieth of it
// and 100 ms: in half an hour of bulk there is no pause, and the rate stays.
func TestNoPauses(t *testing.T) {
	s := newSim(t, 1, false, narrowPath(9600, 300*time.Millisecond, 0, 3))
	s.connect()
	pings := 0
	s.trace = func(from int, p Packet) {
		if from == 0 && wire.PeekType(p.Frame) == wire.TypePing {
			pings++
		}
	}
	s.nodes[0].send(4<<20, true, parley.Routine)
	for i := range 30 {
		s.wait(time.Minute)
		if rate := s.nodes[0].m.sessions[s.session].rate.best(); i > 0 && rate < 1080 {
			t.Fatalf("after %d minutes the rate is %.0f", i+1, rate)
		}
	}
	if pings > 2 {
		t.Errorf("bulk paused for %d PINGs", pings)
	}
}

// [LINK-96] What is acknowledged of what was sent in such a pause MUST NOT count as a rate measured under load.
func TestPausesShowNoRate(t *testing.T) {
	s := newSim(t, 1, false, narrowPath(9600, 300*time.Millisecond, 0, 3))
	s.connect()
	s.nodes[0].send(1<<20, true, parley.Routine)
	s.wait(30 * time.Second)
	x := s.nodes[0].m.sessions[s.session]
	for i := range s.path {
		s.path[i].delay += 300 * time.Millisecond
	}
	s.run(20*time.Second, "pausing", func() bool { return x.drain })
	s.run(10*time.Second, "going on", func() bool { return !x.drain })
	if p := x.flight.packets[len(x.flight.packets)-1]; !p.limited {
		t.Error("the first piece after a pause counts")
	}
	s.wait(10 * time.Second)
	if p := x.flight.packets[len(x.flight.packets)-1]; p.limited || x.rate.best() < 1080 {
		t.Errorf("a later one does not; the rate is %.0f", x.rate.best())
	}
}
