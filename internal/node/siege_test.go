package node

import (
	"crypto/ed25519"
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
	"parley/internal/store"
	"parley/wire"
)

var sieges = flag.Uint64("sieges", 150, "seeds of the simulation of two honest nodes among cheats")

// Two honest nodes among parties that cheat in every way: forks, rollbacks, heads and receipts withheld, lies
// about sizes, garbage, floods, all with valid keys. P1 to P8 are held after every step from outside; a cheat is
// convicted once it showed two heads that contradict each other, and no party before. The seed of each run is in its name.
func TestSiege(t *testing.T) {
	rememberSheets(t)
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	all := tallies{}
	for seed := *firstSeed; seed < *firstSeed+*sieges; seed++ {
		t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { newSiege(t, seed, all).play() })
		})
	}
	all.print(t, "two nodes among cheats")
}

// cheating is how many cheats there are in a siege, and together how many of them at a time are at it.
const (
	cheating = 4
	together = 3
)

// A siege is one run.
type siege struct {
	*world
	t      *testing.T
	rnd    *rand.Rand
	tally  tallies
	eye    *eye
	cheats []*cheat // in the order in which they come
	here   []*cheat // who have come and not left
	size   uint64   // larger than any before: of lies
	texts  []string // from south to east

	mu      sync.Mutex
	read    map[string]int  // frames of each cheat that south has read
	garbage map[string]bool // on its way to south
}

func newSiege(t *testing.T, seed uint64, all tallies) *siege {
	x := &siege{world: besieged(t, seed), t: t, rnd: rand.New(rand.NewPCG(seed, 31)), tally: all, size: 1 << 40, read: map[string]int{}, garbage: map[string]bool{}}
	x.limits = Limits{Frames: 50}
	for _, id := range x.order[2:] {
		x.link(id, "south", simnet.Path{Delay: time.Millisecond})
		x.link(id, "east", simnet.Path{Delay: time.Millisecond})
		x.cheats = append(x.cheats, newCheat(x, id))
	}
	x.link("south", "east", simnet.Path{Delay: 20 * time.Millisecond, Rate: 256000})
	x.order = x.order[:2] // who is honest
	x.eye = newEye(x.world)
	x.world.heard = x.hear
	return x
}

// hear counts what reaches south's parsers.
func (x *siege) hear(at parley.PartyID, from ed25519.PublicKey, frame []byte) {
	if at != "south" {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.read[string(from)]++
	if x.garbage[string(frame)] {
		delete(x.garbage, string(frame))
		x.tally["garbage"]++
	}
}

func (x *siege) play() {
	defer x.stopAll()
	defer func() {
		for _, c := range x.cheats {
			if c.conn != nil {
				c.leave()
			}
		}
	}()
	for _, id := range x.order {
		x.start(id)
	}
	time.Sleep(5 * time.Second)
	for _, c := range x.cheats {
		c.south = x.stations["south"].node
	}
	for waiting := x.cheats; len(waiting)+len(x.here) > 0; {
		for len(x.here) < together && len(waiting) > 0 {
			x.here, waiting = append(x.here, waiting[0]), waiting[1:]
			x.here[len(x.here)-1].come()
		}
		i := x.rnd.IntN(len(x.here))
		if !x.here[i].act() {
			x.here[i].leave()
			x.here = slices.Delete(x.here, i, i+1)
		}
		if x.rnd.IntN(8) == 0 {
			x.talk()
		}
	}
	x.end()
}

// talk has south send east a text, which is nobody else's business.
func (x *siege) talk() {
	p := x.message("south", "east", parley.Precedence(x.rnd.IntN(4)), fmt.Sprintf("south %x", x.eye.words(24)))
	x.texts = append(x.texts, x.say("south", p, []parley.PartyID{"east"}).String())
}

// say has an honest officer send a text.
func (x *siege) say(from parley.PartyID, p *wire.Payload, to []parley.PartyID) parley.Hash {
	envelope := x.seal(from, p)
	x.eye.told(envelope, string(p.Body), to)
	s, err := x.stations[from].node.Submit(x.t.Context(), envelope, Who{User: "test"})
	if err != nil {
		x.t.Fatal(err)
	}
	x.eye.promised(from, s.ID)
	return parley.Sum(envelope)
}

// end holds what must be true once all is quiet.
func (x *siege) end() {
	x.talk()
	for _, id := range x.texts {
		x.wait("south", id, "recorded", time.Minute)
	}
	time.Sleep(3 * relayPause)
	x.eye.look()
	for _, c := range x.cheats {
		c.convictedBy("east", true)
		c.convictedBy("south", true)
	}
	x.bounded()
	if x.rnd.IntN(16) == 0 { // it takes longer than all the rest
		x.checkPromises()
	}
	x.tally.add(x.net.Fates())
}

// bounded holds that what the cheats began and never ended does not add up.
func (x *siege) bounded() {
	south := x.stations["south"]
	if n := len(openBodies(x.t, south.memory)); n > 64*cheating {
		x.t.Errorf("%d bodies are open", n)
	}
	for _, c := range x.cheats {
		if n := pendingHeads(c.rawPeer); n > maxKeptAhead {
			x.t.Errorf("%d heads of %s without leaves are stored", n, c.id)
		}
	}
	x.boundedAlarms(south.alarms.take())
}

// boundedAlarms holds that what a cheat does costs few alarms, and that each message of ours that is not recorded or acknowledged
// in time is called out once for each party.
func (x *siege) boundedAlarms(all []string) {
	seen, others := map[string]bool{}, 0
	for _, line := range all {
		switch own := strings.Contains(line, " recorded our "); {
		case !own:
			others++
		case seen[line]:
			x.t.Errorf("twice: %s", line)
		}
		seen[line] = true
	}
	if others > 20*cheating {
		x.t.Errorf("%d alarms", others)
	}
}

// besieged returns a world of south, east and the cheats, who have all adopted a charter; it is made once and copied.
func besieged(t *testing.T, seed uint64) *world {
	siegeOnce.Do(func() {
		parties := []parley.PartyID{"south", "east"}
		for i := range cheating {
			parties = append(parties, parley.PartyID(fmt.Sprintf("cheat%02d", i)))
		}
		siegeWorld = newWorld(t, 1, true, parties...)
	})
	return siegeWorld.copy(t, seed)
}

var (
	siegeOnce  sync.Once
	siegeWorld *world
)

// copy returns a world in the state of w, in which no node runs, with a network and fates of its own.
func (w *world) copy(t *testing.T, seed uint64) *world {
	c := *w
	c.t, c.net, c.stations, c.nonce = t, simnet.New(seed), map[parley.PartyID]*station{}, newStream(fmt.Sprint("nonces ", seed))
	for id, s := range w.stations {
		m := &memoryMarks{m: map[store.LogID]Mark{}}
		for log, mark := range s.marks.(*memoryMarks).m {
			m.m[log] = mark
		}
		c.stations[id] = &station{id: id, keys: s.keys, file: s.file, memory: s.memory.Snapshot(), marks: m, rand: newStream(fmt.Sprint(id, seed))}
		c.stations[id].store = c.stations[id].memory
	}
	return &c
}

// pass lets simulated time pass, and all that is due in it be done.
func (x *siege) pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}
