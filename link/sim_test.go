package link

import (
	"bytes"
	"container/heap"
	"math/rand/v2"
	"testing"
	"time"

	"parley/dictionary"
	"parley/wire"
)

// A sim joins two nodes by a channel in virtual time. Everything that happens is an event in one queue; the same seed
// gives the same history.
type sim struct {
	t          testing.TB
	now        time.Time
	rnd        *rand.Rand
	events     simEvents
	seq        int
	nodes      [2]*simNode
	path       [2]path // from node 0 to 1, and from 1 to 0
	free       [2]time.Time
	shared     *sharedWay             // what node 0 sends over together with another line; nil: nothing
	queued     [2]int                 // bytes that the channel has taken and not yet put on the line
	dictionary *dictionary.Dictionary // of both nodes

	reliable bool
	expects  float64 // bytes per second, as the operators say
	session  int
	up       bool
	together [2][]Packet // sent at this instant, and not yet put into segments
	onWire   [2]int      // bytes of frames put on the line, framing included
	cuts     int
	trace    func(from int, p Packet) // sees what is sent
}

// A path is one direction of the channel.
type path struct {
	rate    int // bytes per second; 0: unlimited
	delay   time.Duration
	jitter  time.Duration // on bearers that are not reliable: reorders
	loss    float64
	repeat  float64
	queue   int // bytes that wait at most; beyond them the sender's frames are lost, or refused on a reliable bearer
	framing int // bytes added to each frame
	packet  int // and to all that travel as one
	segment int // what is sent together arrives together, or is lost together, up to so many bytes; 0: frame by frame
}

type simEvent struct {
	at  time.Time
	seq int
	do  func()
}

type simEvents []simEvent

func (q simEvents) Len() int { return len(q) }
func (q simEvents) Less(i, j int) bool {
	return q[i].at.Before(q[j].at) || q[i].at.Equal(q[j].at) && q[i].seq < q[j].seq
}
func (q simEvents) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *simEvents) Push(x any)   { *q = append(*q, x.(simEvent)) }
func (q *simEvents) Pop() any     { x := (*q)[len(*q)-1]; *q = (*q)[:len(*q)-1]; return x }

var simStart = time.Date(2026, 11, 22, 14, 30, 0, 0, time.UTC)

func newSim(t testing.TB, seed uint64, reliable bool, p path) *sim {
	s := &sim{t: t, now: simStart, rnd: rand.New(rand.NewPCG(seed, 7)), reliable: reliable, path: [2]path{p, p}}
	for i := range s.nodes {
		s.nodes[i] = newSimNode(s, i)
	}
	return s
}

func (s *sim) after(d time.Duration, do func()) {
	s.seq++
	heap.Push(&s.events, simEvent{s.now.Add(d), s.seq, do})
}

// run goes on until the condition holds, and fails when it does not within d.
func (s *sim) run(d time.Duration, what string, until func() bool) {
	s.t.Helper()
	end := s.now.Add(d)
	for !until() {
		if len(s.events) == 0 || s.events[0].at.After(end) {
			s.t.Fatalf("after %v: not %s", d, what)
		}
		ev := heap.Pop(&s.events).(simEvent)
		s.now = ev.at
		ev.do()
	}
}

// wait lets d pass.
func (s *sim) wait(d time.Duration) {
	s.t.Helper()
	done := false
	s.after(d, func() { done = true })
	s.run(d, "over", func() bool { return done })
}

// connect opens a session at both ends.
func (s *sim) connect() {
	s.session++
	s.up = true
	for i, n := range s.nodes {
		s.free[i], s.queued[i] = s.now, 0
		n.step(Up{Session: s.session, Reliable: s.reliable, MaxFrame: wire.MaxFrame, Rate: s.expects, Uplink: n.uplink()})
	}
	for _, n := range s.nodes {
		n.pump()
	}
}

// cut ends the session; what is on the line is lost.
func (s *sim) cut() {
	s.up = false
	s.cuts++
	for _, n := range s.nodes {
		n.step(Down{s.session})
		n.pump()
	}
}

// begin opens a session anew that one end closes, if it is still the one in use.
func (s *sim) begin(session int) {
	s.after(500*time.Millisecond, func() {
		if s.up && session == s.session {
			s.cut()
			s.connect()
		}
	})
}

// carry takes one packet from node i.
func (s *sim) carry(i int, p Packet) {
	if s.trace != nil {
		s.trace(i, p)
	}
	if s.path[i].segment > 0 {
		if s.together[i] = append(s.together[i], p); len(s.together[i]) == 1 {
			s.after(0, func() { s.segments(i) })
		}
		return
	}
	s.put(i, p)
}

// segments puts what was sent at one instant on the line.
func (s *sim) segments(i int) {
	list, size := []Packet(nil), 0
	for _, p := range s.together[i] {
		if size+len(p.Frame) > s.path[i].segment && size > 0 {
			s.put(i, list...)
			list, size = nil, 0
		}
		list, size = append(list, p), size+len(p.Frame)
	}
	s.together[i] = nil
	s.put(i, list...)
}

// put carries packets that travel as one.
func (s *sim) put(i int, list ...Packet) {
	pa := s.path[i]
	size := pa.packet
	for _, p := range list {
		size += len(p.Frame) + pa.framing
	}
	free, queued := &s.free[i], &s.queued[i]
	if i == 0 && s.shared != nil {
		free, queued = &s.shared.free, &s.shared.queued
	}
	if pa.queue > 0 && *queued+size > pa.queue {
		if s.reliable {
			s.t.Fatalf("the queue of the channel is full: %d bytes", s.queued[i])
		}
		return
	}
	s.onWire[i] += size
	if free.Before(s.now) {
		*free = s.now
	}
	if pa.rate > 0 {
		*free = free.Add(time.Duration(size) * time.Second / time.Duration(pa.rate))
	}
	*queued += size
	session := s.session
	s.after(free.Sub(s.now), func() {
		if session == s.session || s.shared != nil {
			*queued -= size
		}
	})
	copies := 1
	if !s.reliable {
		if s.rnd.Float64() < pa.loss {
			copies = 0
		} else if s.rnd.Float64() < pa.repeat {
			copies = 2
		}
	}
	for range copies {
		d := free.Sub(s.now) + pa.delay
		if pa.jitter > 0 && !s.reliable {
			d += time.Duration(s.rnd.Int64N(int64(pa.jitter)))
		}
		s.after(d, func() {
			if s.up && session == s.session {
				to := s.nodes[1-i]
				for _, p := range list {
					to.step(Received{session, p.Number, bytes.Clone(p.Frame)})
				}
				to.pump()
			}
		})
	}
}
