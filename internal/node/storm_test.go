package node

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

var (
	storms    = flag.Uint64("storms", 48, "seeds of the simulation of three nodes")
	firstSeed = flag.Uint64("first-seed", 1, "the first seed of storms and of sieges")
)

// Three whole nodes under everything at once: loss, repetition, reorder, partition, disks that fail at any step of a
// write, kills, clocks that step by hours. P1 to P5, P7 and P8 are held after every step from outside, by what stands
// in the stores, in the high-water files and on the wire. The seed of each run is in its name.
func TestStorm(t *testing.T) {
	var all tally
	for seed := *firstSeed; seed < *firstSeed+*storms; seed++ {
		t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { newStorm(t, seed, &all).play() })
		})
	}
	for _, line := range all.lines() {
		t.Log("measured: three nodes in a storm: " + line)
	}
	counted := tallies{"failed commits": all.disk}
	counted.add(all.net)
	counted.print(t, "three nodes in a storm")
}

// A tally counts what happened to the nodes of all storms.
type tally struct {
	net                                simnet.Fates
	partitions, kills, steps, messages int
	again, disk, marks                 int
	faults                             [4]int // commits that failed, by storetest.Fault
}

func (a *tally) lines() []string {
	return []string{
		fmt.Sprintf("%d frames; %d lost, %d repeated, %d reordered, %d cut off", a.net.Frames, a.net.Lost, a.net.Repeated, a.net.Reordered, a.net.Cut),
		fmt.Sprintf("%d partitions, %d kills, %d clock steps, %d commits that failed (%d not stored, %d unknown and not stored, %d unknown but stored), %d high-water writes that failed",
			a.partitions, a.kills, a.steps, a.disk, a.faults[storetest.NotStored], a.faults[storetest.UnknownNotStored], a.faults[storetest.UnknownStored], a.marks),
		fmt.Sprintf("%d messages, %d of them submitted twice", a.messages, a.again),
	}
}

// A storm is one run.
type storm struct {
	*world
	rnd   *rand.Rand
	seed  uint64
	tally *tally
	eye   *eye
	ships map[parley.PartyID]*ship
}

// A ship is a station with a disk that fails when told to.
type ship struct {
	*station
	storm    *storm
	failFrom int // commit from which on all fail; 0: none
	commits  int
	fault    storetest.Fault
	noMark   bool
	sent     []string
	unsure   [][]byte // envelopes whose submission failed: nobody knows what became of them
}

func newStorm(t *testing.T, seed uint64, all *tally) *storm {
	rnd := rand.New(rand.NewPCG(seed, 23))
	x := &storm{world: newWorld(t, seed, seed%3 != 0, "north", "south", "east"), rnd: rnd, seed: seed, tally: all, ships: map[parley.PartyID]*ship{}}
	x.eye = newEye(x.world)
	for i, a := range x.order {
		for _, b := range x.order[:i] {
			p := simnet.Path{Delay: time.Duration(rnd.IntN(500)) * time.Millisecond, Rate: 9600 << rnd.IntN(6), Loss: 0.15 * rnd.Float64()}
			if !x.reliable {
				p.Repeat, p.Reorder = 0.15*rnd.Float64(), 0.2*rnd.Float64()
			}
			x.link(a, b, p)
		}
		s := &ship{station: x.stations[a], storm: x}
		s.store, s.marks = storetest.Faulty(s.memory, s.plan), shipMarks{s.marks, s}
		x.ships[a] = s
	}
	return x
}

// plan fails commits as the ship was told.
func (s *ship) plan(int) storetest.Fault {
	s.commits++
	if s.failFrom == 0 || s.commits < s.failFrom {
		return storetest.None
	}
	f := s.fault
	if s.commits > s.failFrom {
		f = storetest.NotStored // the disk stays full
	}
	s.storm.tally.disk++
	s.storm.tally.faults[f]++
	return f
}

// shipMarks is a high-water directory that cannot be written when told so.
type shipMarks struct {
	HighWater
	s *ship
}

func (m shipMarks) Raise(log store.LogID, mark Mark) error {
	if m.s.noMark {
		m.s.storm.tally.marks++
		return parley.Errorf(parley.CodeStorage, "the disk of the high-water files is full")
	}
	return m.HighWater.Raise(log, mark)
}

func (x *storm) play() {
	defer x.stopAll()
	for _, id := range x.order {
		x.start(id)
	}
	for range 60 {
		x.act()
		time.Sleep(time.Duration(x.rnd.IntN(15000)) * time.Millisecond)
		x.eye.look()
	}
	x.calm()
	for _, id := range x.order {
		for _, m := range x.ships[id].sent {
			x.wait(id, m, "recorded", 3*time.Hour)
		}
	}
	x.eye.look()
	x.checkPromises()
	f := x.net.Fates()
	x.tally.net.Frames += f.Frames
	x.tally.net.Lost += f.Lost
	x.tally.net.Repeated += f.Repeated
	x.tally.net.Reordered += f.Reordered
	x.tally.net.Cut += f.Cut
}

// act does one thing to one of the ships, or to the sea between two.
func (x *storm) act() {
	at := x.order[x.rnd.IntN(len(x.order))]
	s, other := x.ships[at], x.order[x.rnd.IntN(len(x.order))]
	switch k := x.rnd.IntN(14); {
	case k < 6:
		x.speak(s)
	case k == 6 && at != other:
		x.cut(at, other)
		x.tally.partitions++
	case k == 7 && at != other:
		x.restore(at, other)
	case k == 8:
		x.kill(s)
	case k == 9:
		s.failFrom, s.fault = s.commits+1+x.rnd.IntN(6), storetest.Faults[x.rnd.IntN(len(storetest.Faults))]
	case k == 10:
		s.noMark = !s.noMark
	case k == 11:
		s.skew.Add(int64(time.Duration(x.rnd.IntN(240)-120) * time.Minute))
		x.tally.steps++
	case k == 12 && s.node == nil:
		x.launch(s)
	case k == 13:
		x.speakAgain(s)
	}
}

// kill ends a node at whatever it is doing; the disk is mended before it starts again.
func (x *storm) kill(s *ship) {
	if s.node == nil {
		x.launch(s)
		return
	}
	x.stop(s.id)
	x.tally.kills++
	if x.rnd.IntN(2) == 0 {
		x.launch(s)
	}
}

func (x *storm) launch(s *ship) {
	s.failFrom = 0
	if last := x.eye.lastDate(s.id); int64(last)-int64(parley.MillisOf(wall().Add(time.Duration(s.skew.Load())))) > 23*3600*1000 {
		s.skew.Store(0) // a clock so far behind would be refused, as it should be
	}
	x.start(s.id)
}

// speak has an officer send a text to one party or both.
func (x *storm) speak(s *ship) {
	if s.node == nil {
		return
	}
	var to []parley.PartyID
	for _, id := range x.order {
		if id != s.id && x.rnd.IntN(3) > 0 {
			to = append(to, id)
		}
	}
	if len(to) == 0 {
		return
	}
	m := x.message(s.id, to[0], parley.Precedence(x.rnd.IntN(4)), fmt.Sprintf("%s %x", s.id, x.eye.words(20+x.rnd.IntN(1500))))
	for _, id := range to[1:] {
		m.Action = append(m.Action, addressTo(id))
	}
	envelope := x.seal(s.id, m)
	x.eye.told(envelope, string(m.Body), to)
	x.tally.messages++
	x.hand(s, envelope)
	if x.rnd.IntN(4) == 0 && s.node != nil {
		x.tally.again++
		x.hand(s, envelope)
	}
}

// hand submits, and keeps what was not answered for.
func (x *storm) hand(s *ship, envelope []byte) {
	r, err := s.node.Submit(x.t.Context(), envelope, Who{User: "test"})
	if err != nil {
		s.unsure = append(s.unsure, envelope)
		return
	}
	if r.ID != parley.Sum(envelope).String() {
		x.t.Fatalf("submitted %s, answered %s", parley.Sum(envelope), r.ID)
	}
	s.sent = append(s.sent, r.ID)
	x.eye.promised(s.id, r.ID)
}

func (x *storm) speakAgain(s *ship) {
	if s.node == nil || len(s.unsure) == 0 {
		return
	}
	e := s.unsure[0]
	s.unsure = s.unsure[1:]
	x.hand(s, e)
}

// calm mends everything.
func (x *storm) calm() {
	for i, a := range x.order {
		for _, b := range x.order[:i] {
			x.restore(a, b)
		}
		s := x.ships[a]
		if s.node != nil {
			x.stop(a)
		}
		s.skew.Store(0)
		s.noMark = false
		if ahead := int64(x.eye.lastDate(a)) - int64(parley.MillisOf(wall())); ahead > 0 {
			s.skew.Store(ahead * int64(time.Millisecond)) // it may not be a day behind
		}
		x.launch(s)
		for len(s.unsure) > 0 {
			x.speakAgain(s)
		}
	}
}
