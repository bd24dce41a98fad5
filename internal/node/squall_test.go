package node

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
)

var squalls = flag.Uint64("squalls", 140, "seeds of the simulation of two nodes that die at every step")

// rounds is how often something happens to each part of a squall.
const rounds = 42

// Two whole nodes in one short storm after another: in each round one of them dies between two steps of a write or before
// a frame leaves, the line is cut under traffic, and a clock steps by hours. P1 to P5, P7 and P8 are held after every round
// from outside. The seed of each run is in its name.
func TestSquall(t *testing.T) {
	rememberSheets(t)
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	all := tallies{}
	for seed := uint64(1); seed <= *squalls; seed++ {
		t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { newSquall(t, seed, all).play() })
		})
	}
	all.print(t, "two nodes that die")
}

// A squall is one run.
type squall struct {
	*world
	t     *testing.T
	rnd   *rand.Rand
	tally tallies
	eye   *eye
	boats map[parley.PartyID]*boat
	delay time.Duration // of the line
}

var calmSea struct {
	once sync.Once
	*world
}

func newSquall(t *testing.T, seed uint64, all tallies) *squall {
	calmSea.once.Do(func() { calmSea.world = newWorld(t, 1, true, "north", "south") })
	x := &squall{world: calmSea.copy(t, seed), t: t, rnd: rand.New(rand.NewPCG(seed, 41)), tally: all, boats: map[parley.PartyID]*boat{}}
	x.reliable = seed%3 != 0
	x.eye = newEye(x.world)
	p := simnet.Path{Delay: time.Duration(1+x.rnd.IntN(150)) * time.Millisecond, Rate: 9600 << x.rnd.IntN(6), Loss: 0.05 * x.rnd.Float64()}
	if !x.reliable {
		p.Repeat, p.Reorder = 0.1*x.rnd.Float64(), 0.1*x.rnd.Float64()
	}
	x.delay = p.Delay
	x.link("north", "south", p)
	for _, id := range x.order {
		x.boats[id] = newBoat(x.stations[id], all)
	}
	x.fails = func(at parley.PartyID) error { return x.boats[at].sending() }
	return x
}

func (x *squall) play() {
	defer x.stopAll()
	for _, id := range x.order {
		x.start(id)
	}
	for range rounds {
		x.round()
		x.eye.look()
	}
	x.calm()
	x.eye.look()
	if x.rnd.IntN(4) == 0 { // it takes long
		x.checkPromises()
	}
	x.tally.add(x.net.Fates())
}

// round cuts the line, moves clocks, and has a boat die, sometimes again while it comes back.
func (x *squall) round() {
	x.meet()
	for _, id := range x.order {
		x.partition()
		x.turnClock(x.boats[id])
	}
	victim := x.boats[x.order[x.rnd.IntN(2)]]
	victim.dieAfter(1 + x.rnd.IntN(12))
	x.speak(x.boats[x.order[x.rnd.IntN(2)]])
	x.sink(victim)
	for x.rnd.IntN(2) == 0 {
		victim.dieAfter(1 + x.rnd.IntN(8))
		x.sink(victim)
	}
}

// sink waits until a boat has died as it was told to, and starts it again.
func (x *squall) sink(b *boat) {
	for i := 0; i < 6 && !b.sunk(); i++ {
		x.pass(2000)
	}
	if !b.sunk() {
		b.dieAfter(0)
		return
	}
	x.tally["kills"]++
	x.stop(b.id)
	if x.rnd.IntN(4) == 0 {
		x.pass(60000)
	}
	x.launch(b)
}

// meet waits until the two have a session.
func (x *squall) meet() {
	for range 200 {
		if x.boats["north"].hasSession() && x.boats["south"].hasSession() {
			return
		}
		time.Sleep(300 * time.Millisecond)
	}
}

// pass lets up to so many milliseconds pass.
func (x *squall) pass(most int) {
	time.Sleep(time.Duration(x.rnd.IntN(most)) * time.Millisecond)
	synctest.Wait()
}

// partition cuts the line for a while, mostly a short one; it counts if it cut something.
func (x *squall) partition() {
	before := x.net.Fates().Cut
	speaker := x.boats[x.order[x.rnd.IntN(2)]]
	if early := x.rnd.IntN(2) == 0; early {
		x.speak(speaker)
		x.pass(1 + int(x.delay/time.Millisecond))
		x.cut("north", "south")
	} else {
		x.cut("north", "south")
		x.speak(speaker)
	}
	x.pass(3000)
	if x.rnd.IntN(8) == 0 {
		time.Sleep(simnet.BreakTime)
	}
	x.restore("north", "south")
	if x.net.Fates().Cut > before {
		x.tally["partitions"]++
	}
}

// turnClock moves a clock by an hour at least.
func (x *squall) turnClock(b *boat) {
	to := int64(x.rnd.IntN(600)-300) * int64(time.Minute)
	if step := to - b.skew.Load(); step > -int64(time.Hour) && step < int64(time.Hour) {
		to = -to
	}
	if step := to - b.skew.Load(); step > -int64(time.Hour) && step < int64(time.Hour) {
		return
	}
	b.skew.Store(to)
	x.tally["clock steps"]++
}

func (x *squall) launch(b *boat) {
	b.float()
	x.start(b.id)
	for len(b.unsure) > 0 && !b.sunk() {
		e := b.unsure[0]
		b.unsure = b.unsure[1:]
		x.hand(b, e)
	}
}

func (x *squall) speak(b *boat) {
	to := x.order[0]
	if b.id == to {
		to = x.order[1]
	}
	m := x.message(b.id, to, parley.Precedence(x.rnd.IntN(4)), fmt.Sprintf("%s %x", b.id, x.eye.words(20+x.rnd.IntN(600))))
	envelope := x.seal(b.id, m)
	x.eye.told(envelope, string(m.Body), []parley.PartyID{to})
	x.tally["messages"]++
	x.hand(b, envelope)
}

// hand submits, and keeps what was not answered for.
func (x *squall) hand(b *boat, envelope []byte) {
	r, err := b.node.Submit(x.t.Context(), envelope, Who{User: "test"})
	if err != nil {
		b.unsure = append(b.unsure, envelope)
		return
	}
	b.sent = append(b.sent, r.ID)
	x.eye.promised(b.id, r.ID)
}

// calm has all arrive.
func (x *squall) calm() {
	for _, id := range x.order {
		b := x.boats[id]
		if len(b.unsure) > 0 {
			x.stop(id)
			x.launch(b)
		}
	}
	for _, id := range x.order {
		for _, m := range x.boats[id].sent {
			x.wait(id, m, "recorded", 3*time.Hour)
		}
	}
}
