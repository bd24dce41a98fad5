package link

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"parley"
	"parley/wire"
)

// A stormKind is a fault, or something else that is counted.
type stormKind int

const (
	stormFrames stormKind = iota
	stormLost
	stormRepeated
	stormReordered
	stormCorrupt
	stormCut
	stormSilence
	stormDeaf
	stormFlap
	stormMiddle
	stormBefore
	stormBetween
	stormAfter
	stormRestart
	stormDeath
	stormRate
	stormDelay
	stormBoth
	stormHours
	stormClock
	stormDiskFault

	stormSend // the rest are no faults
	stormEdition
	stormSheet
	stormProbe
	stormPacked
	stormEntry
	stormKinds
)

var stormNames = [stormKinds]string{"frames", "frames lost", "frames repeated", "frames reordered", "frames cut off", "sessions cut", "sessions silent without notice",
	"sessions silent one way", "flaps of a bearer", "contacts closed in a frame", "deaths before storing", "deaths between storing and answering",
	"deaths between answering and delivering", "restarts at rest", "bearers dead while another lives", "rates changed", "delays changed",
	"sessions begun by both", "ends of hours", "clock steps on a line", "failed writes on a line", "items sent", "editions adopted", "sheets sent", "lines tested", "packed frames", "entries cut short"}

// A stormTally counts what happened in all storms.
type stormTally [stormKinds]int

// A stormAct is one thing that happens in a storm.
type stormAct struct {
	at     time.Duration
	kind   stormKind
	bearer int
	node   int
	value  uint64 // decides the rest
}

func (a stormAct) String() string {
	return fmt.Sprintf("%.3f s: %s, bearer %d, node %d, %x", a.at.Seconds(), stormNames[a.kind], a.bearer, a.node, a.value)
}

// stormSpan is how long the faults go on.
const stormSpan = 26 * time.Minute

// stormActs is how many of each a script has. Not each finds something to befall.
var stormActs = [stormKinds]int{stormCut: 300, stormSilence: 250, stormDeaf: 270, stormFlap: 55, stormMiddle: 150, stormBefore: 165, stormBetween: 165,
	stormAfter: 165, stormRestart: 128, stormDeath: 250, stormRate: 175, stormDelay: 175, stormBoth: 160, stormHours: 165, stormClock: 105, stormDiskFault: 300,
	stormSend: 60, stormEdition: 6, stormSheet: 4, stormProbe: 4}

// newScript returns what happens in the storm of a seed.
func newScript(seed uint64) (script []stormAct) {
	r := rand.New(rand.NewPCG(seed, 3))
	for kind, n := range stormActs {
		for range n {
			script = append(script, stormAct{time.Duration(r.Int64N(int64(stormSpan))), stormKind(kind), r.IntN(3), r.IntN(2), r.Uint64()})
		}
	}
	slices.SortStableFunc(script, func(a, b stormAct) int { return int(a.at - b.at) })
	return script
}

// act does what a says.
func (w *storm) act(a stormAct) {
	if w.calm {
		return
	}
	w.fruitless = 0
	w.say("* %s", stormNames[a.kind])
	b, n := w.lively(a), w.nodes[a.node]
	r := rand.New(rand.NewPCG(a.value, 11))
	switch a.kind {
	case stormCut:
		b.cut(a.node)
	case stormSilence, stormDeaf:
		for _, b := range w.bearers {
			b.fallSilent(a.kind, a.node, r)
		}
	case stormFlap:
		b.flap(2 + r.IntN(2))
	case stormMiddle:
		b.closing = true
	case stormHours:
		b.shut(stormHours)
	case stormBefore, stormBetween, stormAfter:
		n.doom = beforeStoring + stormDoom(a.kind-stormBefore)
	case stormRestart:
		if !n.dead {
			w.tally[stormRestart]++
			n.die()
		}
	case stormDeath:
		b.die(r)
	case stormRate, stormDelay:
		b.change(a.kind, r)
	case stormBoth:
		b.beginBoth()
	case stormClock:
		w.tally[stormClock]++
		n.wall, n.stepped = time.Duration(r.Int64N(int64(4*time.Hour)))-2*time.Hour, w.now
	case stormDiskFault:
		n.disk = diskFails + stormDisk(r.IntN(2))
	case stormSend:
		n.sendSome(r)
	case stormEdition:
		n.adopt(r.IntN(stormCharters))
	case stormSheet:
		n.sendSheet(r)
	case stormProbe:
		w.tally[stormProbe]++
		n.step(Probe{})
		n.pump()
	}
}

// lively returns the bearer that a befalls: the one it names, or the next one where there is something to befall.
func (w *storm) lively(a stormAct) *stormBearer {
	for i := range w.bearers {
		b := w.bearers[(a.bearer+i)%len(w.bearers)]
		if a.kind == stormBoth && b.usable(0) && b.usable(1) || a.kind != stormBoth && a.kind != stormHours && b.up() && slices.ContainsFunc(b.conns, (*stormConn).lively) {
			return b
		}
	}
	return w.bearers[a.bearer]
}

// lively reports whether both ends have a session on c that passes something.
func (c *stormConn) lively() bool {
	return c.ends[0] != 0 && c.ends[1] != 0 && !c.mute && !c.deaf[0] && !c.deaf[1]
}

var stormSizes = []int{40, 200, 330, 330, 700, 1500, 3000}

func (n *stormNode) sendSome(r *rand.Rand) {
	if n.dead {
		return
	}
	n.w.tally[stormSend]++
	p, size, blob := parley.Precedence(r.IntN(parley.NumPrecedences)), stormSizes[r.IntN(len(stormSizes))]+r.IntN(60), false
	if r.IntN(5) == 0 {
		size, blob = 1000+r.IntN(20000), true
	}
	var expires parley.Millis
	if r.IntN(8) == 0 {
		expires = parley.MillisOf(n.w.now.Add(time.Duration(10+r.IntN(200)) * time.Second))
	}
	n.send(r.IntN(stormCharters), size, blob, p, expires)
}

// adopt brings the next edition into force.
func (n *stormNode) adopt(c int) {
	n.w.tally[stormEdition]++
	n.edition[c]++
	n.step(Local{Charters: n.charters()})
	n.pump()
}

// sendSheet sends a frame of the node's own that is longer than a frame of the line.
func (n *stormNode) sendSheet(r *rand.Rand) {
	n.w.tally[stormSheet]++
	b := make([]byte, 100+r.IntN(3000))
	binary.BigEndian.PutUint64(b, r.Uint64())
	n.sheets = append(n.sheets, b)
	n.step(Control{&wire.EditionFrame{Type: wire.TypeEdition, Edition: b}, parley.Precedence(r.IntN(parley.NumPrecedences)), -1})
	n.pump()
}
