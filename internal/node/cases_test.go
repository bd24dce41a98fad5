package node

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
)

var (
	caseCount = flag.Int("cases", 150, "random proceedings of whole nodes; make convergence plays 300")
	caseSeed  = flag.Uint64("case-seed", 1, "seed of these")
	caseOnly  = flag.Int("case", -1, "the one of them to play, by its number")
)

// [PROC-14] What is settled MUST NOT change its place or its effect, whatever else arrives, PROC-20 apart.
// [PROC-15] A final lapse MUST NOT be taken back, PROC-20 apart.
//
// Random proceedings between whole nodes: their lines lose, reorder and part, their machines die between any two steps,
// their clocks differ, a tenth of the cases has a party that cheats. Whenever a node has come to hold more of a
// proceeding, what it comes to is held against what it said before and what the others say (fold.md, I1 to I3); when all has
// arrived, everything is settled and all agree (I4). The seed of each case is in its name.
func TestCases(t *testing.T) {
	rememberSheets(t)
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	worlds := caseWorlds(t)
	var all caseCensus
	t.Run(fmt.Sprintf("case-seed=%d", *caseSeed), func(t *testing.T) {
		for number := range *caseCount {
			if *caseOnly >= 0 && number != *caseOnly {
				continue
			}
			t.Run(fmt.Sprintf("case=%d", number), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) { newCase(t, worlds, *caseSeed, number, &all).play() })
			})
		}
	})
	all.report(t)
}

// A caseRun is one case.
type caseRun struct {
	*world
	t       *testing.T
	shape   caseShape
	rnd     *rand.Rand
	boats   map[parley.PartyID]*boat
	takes   []parley.PartyID // who takes part
	started []caseProceeding
	liar    *caseLiar // nil: nobody cheats
	census  *caseCensus
	deaths  tallies
	caseVerdicts
}

// A caseProceeding is one that was opened.
type caseProceeding struct {
	id     parley.Hash
	opener parley.PartyID
}

func newCase(t *testing.T, worlds map[int]*world, seed uint64, number int, all *caseCensus) *caseRun {
	rnd := rand.New(rand.NewPCG(seed, uint64(number)))
	s := drawCaseShape(rnd, number)
	x := &caseRun{world: worlds[s.parties].copy(t, seed<<32|uint64(number)), t: t, shape: s, rnd: rnd, boats: map[parley.PartyID]*boat{},
		census: all, deaths: tallies{}, caseVerdicts: newCaseVerdicts()}
	x.reliable = s.reliable
	for i, a := range x.order {
		for _, b := range x.order[:i] {
			p := simnet.Path{Delay: time.Duration(rnd.IntN(800)) * time.Millisecond, Rate: 19200 << rnd.IntN(5)}
			if !s.reliable {
				p.Loss, p.Repeat, p.Reorder = 0.1*rnd.Float64(), 0.1*rnd.Float64(), 0.2*rnd.Float64()
			}
			x.link(a, b, p)
		}
		x.boats[a] = newBoat(x.stations[a], x.deaths)
		if rnd.IntN(2) == 0 {
			x.stations[a].setSkew(time.Duration(rnd.IntN(480)-240) * time.Second)
		}
	}
	x.takes = append(x.takes, x.order...)
	for range s.outside {
		i := rnd.IntN(len(x.takes))
		x.takes = append(x.takes[:i:i], x.takes[i+1:]...)
	}
	if s.lie != "" {
		x.liar = newCaseLiar(x)
	}
	x.world.fails = func(at parley.PartyID) error { return x.boats[at].sending() }
	return x
}

func (x *caseRun) play() {
	defer x.stopCase()
	for _, id := range x.order {
		x.start(id)
	}
	x.pass(5 * time.Second)
	x.begin()
	for i := range x.shape.steps {
		if x.liar != nil {
			x.liar.step(i)
		}
		x.step()
		x.pass(time.Duration(x.rnd.IntN(40000)) * time.Millisecond)
	}
	x.calm()
	x.rest()
	x.census.count(x)
}

func (x *caseRun) stopCase() {
	if x.liar != nil && x.liar.face != nil {
		x.liar.face.stop()
	}
	x.stopAll()
}

// step lets one thing happen.
func (x *caseRun) step() {
	at := x.order[x.rnd.IntN(len(x.order))]
	b := x.boats[at]
	acts := 35
	if x.shape.crowded {
		acts = 60
	}
	switch r := x.rnd.IntN(100); {
	case r < acts:
		x.act(b.station)
		if x.shape.crowded { // another one at the same time
			x.act(x.stations[x.order[x.rnd.IntN(len(x.order))]])
		}
	case r < acts+4:
		x.begin()
	case r < acts+9:
		x.text(at)
	case r < acts+17:
		x.part(at, true)
	case r < acts+27:
		x.part(at, false)
	case r < acts+31 && !x.lies(at) && b.node != nil:
		b.dieAfter(1 + x.rnd.IntN(12))
	case r < acts+34:
		b.setSkew(time.Duration(x.rnd.IntN(480)-240) * time.Second)
	}
	for _, id := range x.order {
		if b := x.boats[id]; b.sunk() && x.rnd.IntN(2) == 0 {
			x.raiseAgain(b)
		}
	}
}

func (x *caseRun) lies(id parley.PartyID) bool { return x.liar != nil && x.liar.id == id }

// raiseAgain starts a node that died.
func (x *caseRun) raiseAgain(b *boat) {
	x.stop(b.id)
	b.float()
	x.start(b.id)
}

// part cuts or restores the line of a party to another.
func (x *caseRun) part(at parley.PartyID, off bool) {
	other := x.order[x.rnd.IntN(len(x.order))]
	switch {
	case other == at || x.liar != nil && x.liar.apart(at, other):
	case off:
		x.cut(at, other)
		x.partitions++
	default:
		x.restore(at, other)
	}
}

// pass lets time pass, and judges each node that came to hold more of a proceeding, a quarter of a second after it did at
// the latest.
func (x *caseRun) pass(d time.Duration) {
	const slice = 250 * time.Millisecond
	for d > 0 && !x.t.Failed() {
		time.Sleep(min(d, slice))
		d -= slice
		synctest.Wait()
		for _, id := range x.takes {
			x.judgeChanged(id)
		}
	}
}

// calm mends everything: lines are up, clocks right, and who cheated hides nothing any more.
func (x *caseRun) calm() {
	if x.liar != nil {
		x.liar.relent()
	}
	for i, a := range x.order {
		for _, b := range x.order[:i] {
			if x.liar == nil || !x.liar.apart(a, b) {
				x.restore(a, b)
			}
		}
		x.boats[a].setSkew(0)
		if b := x.boats[a]; b.sunk() {
			x.raiseAgain(b)
		} else {
			b.float()
		}
	}
}

// rest waits until all is settled, and holds what must then be so (I4).
func (x *caseRun) rest() {
	const most = 80
	for i := range most {
		x.pass(time.Minute)
		for _, id := range x.takes {
			x.judgeAll(id)
		}
		if x.t.Failed() || x.final(i == most-1) {
			return
		}
	}
}
