package link

import (
	"container/heap"
	"fmt"
	"math/rand/v2"
	"time"

	"parley/dictionary"
)

// A storm is two nodes with several bearers between them, in virtual time, and a script of what befalls them. Everything
// that happens is an event in one queue: the same seed and script give the same history.
type storm struct {
	seed    uint64
	rnd     *rand.Rand
	now     time.Time
	events  simEvents
	seq     int
	nodes   [2]*stormNode
	bearers []*stormBearer
	script  []stormAct
	tally   *stormTally
	trace   func(format string, args ...any) // nil: nobody looks
	packing *dictionary.Dictionary

	calm                     bool // the faults are over
	session                  int  // the last number given out
	fruitless, mostFruitless int  // frames since anything new arrived
}

// A stormBroken is what a promise that is not held panics with.
type stormBroken string

func newStorm(seed uint64, script []stormAct, tally *stormTally) *storm {
	w := &storm{seed: seed, rnd: rand.New(rand.NewPCG(seed, 5)), now: simStart, script: script, tally: tally}
	if seed%16 == 3 {
		w.packing = stormDictionary()
	}
	w.bearers = w.newBearers()
	for i := range w.nodes {
		w.nodes[i] = newStormNode(w, i)
	}
	for _, a := range script {
		if b := w.bearers[a.bearer]; a.kind == stormHours {
			b.hours = append(b.hours, simStart.Add(a.at))
		}
		w.after(a.at, func() { w.act(a) })
	}
	return w
}

func (w *storm) broken(format string, args ...any) {
	panic(stormBroken(fmt.Sprintf("%.3f s: ", w.now.Sub(simStart).Seconds()) + fmt.Sprintf(format, args...)))
}

func (w *storm) say(format string, args ...any) {
	if w.trace != nil {
		w.trace("%9.3f  "+format, append([]any{w.now.Sub(simStart).Seconds()}, args...)...)
	}
}

func (w *storm) after(d time.Duration, do func()) {
	w.seq++
	heap.Push(&w.events, simEvent{w.now.Add(d), w.seq, do})
}

// between returns a random time from least to most.
func (w *storm) between(least, most time.Duration) time.Duration {
	return least + time.Duration(w.rnd.Int64N(int64(most-least)))
}

// play lets everything happen, then the faults end, and everything has to arrive.
func (w *storm) play() {
	for _, n := range w.nodes {
		n.start()
		n.pump()
	}
	w.until(w.now.Add(stormSpan), func() bool { return false })
	w.subside()
	end := w.now.Add(w.patience())
	if !w.until(end, w.settled) {
		w.broken("%s", w.unsettled())
	}
	w.quiet()
}

// until goes on to the instant end, or until the condition holds.
func (w *storm) until(end time.Time, over func() bool) bool {
	for !over() {
		if len(w.events) == 0 || w.events[0].at.After(end) {
			w.now = end
			return false
		}
		ev := heap.Pop(&w.events).(simEvent)
		w.now = ev.at
		ev.do()
	}
	return true
}

// subside ends the faults: some of the bearers stay dead, and who was dead lives.
func (w *storm) subside() {
	w.calm = true
	living := 1 + w.rnd.IntN(1<<len(w.bearers)-1)
	for i, b := range w.bearers {
		b.revive()
		if b.dead = living&(1<<i) == 0; b.dead {
			b.endAll()
		}
	}
	for _, n := range w.nodes {
		n.doom, n.disk = alive, diskGood
		n.look()
	}
	w.say("calm: of the bearers there live %b", living)
}

// patience is how long everything may take to arrive once the faults are over.
func (w *storm) patience() time.Duration {
	rate, bytes := 0.0, 0
	for _, b := range w.bearers {
		if !b.dead {
			rate = max(rate, b.rate)
		}
	}
	for _, n := range w.nodes {
		bytes += n.owes()
	}
	return 15*time.Minute + time.Duration(10*float64(bytes)/rate)*time.Second
}

func (w *storm) settled() bool { return w.nodes[0].served() && w.nodes[1].served() }

// unsettled says what did not arrive.
func (w *storm) unsettled() string {
	s := "not everything arrived:"
	for i, n := range w.nodes {
		for _, it := range n.offers {
			if !n.settled[it.ID] {
				s += fmt.Sprintf(" %s %s of %s, blob %v, %d bytes, there %v;", it.ID.String()[:6], it.Precedence, n.name, it.Blob, it.Size, w.nodes[1-i].whole[it.ID] != nil)
			}
		}
		s += fmt.Sprintf(" of %d sheets of %s %d are there;", len(n.sheets), n.name, len(w.nodes[1-i].sheetsIn))
	}
	return s
}

// quiet holds that two nodes which have nothing to say say nothing, and keep nothing.
func (w *storm) quiet() {
	w.until(w.now.Add(10*time.Minute), func() bool { return false })
	before := w.tally[stormFrames]
	w.until(w.now.Add(time.Hour), func() bool { return false })
	most := 0
	for _, b := range w.bearers {
		if b.keepAlive > 0 && !b.dead {
			most += int(10 * time.Hour / b.keepAlive)
		}
	}
	if n := w.tally[stormFrames] - before; n > most {
		w.broken("%d frames in an hour with nothing to say, more than %d", n, most)
	}
	for _, n := range w.nodes {
		n.empty()
	}
}
