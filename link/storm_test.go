package link

import (
	"flag"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"

	"parley/dictionary"
	"parley/wire"
)

var (
	storms   = flag.Uint64("storms", 0, "seeds of the simulation of two machines with several bearers in bad contact; 0: 108 with -v, else 10")
	first    = flag.Uint64("first-seed", 1, "the first of them")
	oneStorm = flag.Uint64("storm", 0, "the one seed to play, with all that happens; 0: all of them")
)

var stormDictionary = sync.OnceValue(func() *dictionary.Dictionary {
	d, err := dictionary.Parse(dictionary.Ready()[0])
	if err != nil {
		panic(err)
	}
	return d
})

// Two machines with a cable, a radio and an HF modem between them, in every fault of bad contact: what was reported recorded
// is in the other's store, nothing is delivered twice, everything arrives once contact returns, precedence holds, nothing
// goes outside of the hours of a bearer or on a closed session, window and memory keep their limits, no byte and no leaf is
// forgotten, and nobody talks for nothing. Held after every step. The seed of each run is in its name.
func TestStorm(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(1600))
	var tally stormTally
	many := *storms
	switch {
	case many == 0 && testing.Verbose(): // the numbers of faults are held where they are printed
		many = enoughStorms
	case many == 0:
		many = enoughStorms / 10
	}
	from, to := *first, *first+many-1
	if *oneStorm > 0 {
		from, to = *oneStorm, *oneStorm
	}
	fruitless := 0
	for seed := from; seed <= to && !t.Failed(); seed++ {
		t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
			script := newScript(seed)
			most, why := playStorm(seed, script, &tally, nil)
			fruitless = max(fruitless, most)
			if why != "" {
				script = shrunk(seed, script, why)
				_, why := playStorm(seed, script, new(stormTally), nil)
				t.Errorf("%s\nof its script these %d acts are enough:\n%s", why, len(script), acts(script[max(0, len(script)-30):]))
			}
			if *oneStorm > 0 {
				playStorm(seed, script, new(stormTally), func(format string, args ...any) { t.Logf(format, args...) })
			}
		})
	}
	if t.Failed() || *oneStorm > 0 {
		return
	}
	for k, name := range stormNames {
		t.Logf("measured: simulation: two machines in a storm: %d %s", tally[k], name)
		least := 1000
		switch {
		case stormKind(k) == stormFrames:
			least = 1000000
		case stormKind(k) < stormSend:
			least = 10000
		case stormKind(k) > stormSend && stormKind(k) < stormPacked:
			least = 100
		}
		if many >= enoughStorms && tally[k] < least {
			t.Errorf("%d %s are too few", tally[k], name)
		}
	}
	t.Logf("measured: two machines in a storm: seeds %d to %d; at most %d frames without anything new", from, to, fruitless)
}

// playStorm plays a script and returns what promise was broken, if any, and how many frames went without anything new.
func playStorm(seed uint64, script []stormAct, tally *stormTally, trace func(string, ...any)) (fruitless int, why string) {
	w := newStorm(seed, script, tally)
	w.trace = trace
	defer func() {
		fruitless = w.mostFruitless
		if x := recover(); x != nil {
			b, ok := x.(stormBroken)
			if why = string(b); !ok {
				why = fmt.Sprintf("panic: %v\n%s", x, debug.Stack())
			}
			w.say("BROKEN: %s", why)
		}
	}()
	w.play()
	return
}

// enoughStorms is how many hold ten thousand of each fault; shrinkTries bounds the time that shrinking takes.
const (
	enoughStorms = 108
	shrinkTries  = 24
)

// shrunk leaves out of a script what the failure does not need: ever smaller runs of it, as long as any promise is broken.
func shrunk(seed uint64, script []stormAct, why string) []stormAct {
	tries := 0
	for size := len(script) / 2; size > 0 && tries < shrinkTries; size /= 2 {
		for i := 0; i+size <= len(script) && tries < shrinkTries; tries++ {
			less := slices.Delete(slices.Clone(script), i, i+size)
			if _, still := playStorm(seed, less, new(stormTally), nil); still != "" {
				script = less
			} else {
				i += size
			}
		}
	}
	return script
}

func acts(script []stormAct) string {
	var s strings.Builder
	for _, a := range script {
		fmt.Fprintln(&s, a)
	}
	return s.String()
}

// stormDescribe says what a frame is.
func stormDescribe(frame []byte) string {
	f, err := wire.DecodeFrame(frame, wire.MaxFrame)
	if err != nil {
		return err.Error()
	}
	return describe(f)
}
