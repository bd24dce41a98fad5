package node

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/bearer"
	"parley/internal/simnet"
)

// withRadio gives every station of a world a second bearer, hf, of packets, on demand.
func (w *world) withRadio(change func(*Bearer)) {
	at := func(id parley.PartyID) string { return string(id) + ".hf" }
	for _, id := range w.order {
		s := w.stations[id]
		s.further = func() []Bearer {
			to := map[parley.PartyID]string{}
			for _, id := range w.order {
				if id != s.id {
					to[id] = at(id)
				}
			}
			key := s.keys["link"].Public()
			b := Bearer{
				Name: "hf", Kind: "serial", Cost: 100, Demand: true, KeepAlive: -1, To: to, Listener: w.net.Listen(at(s.id), key, false),
				Dial: func(ctx context.Context, to string, peer ed25519.PublicKey) (bearer.Session, error) {
					return w.net.Dial(ctx, at(s.id), to, key, peer, false)
				},
			}
			if change != nil {
				change(&b)
			}
			return []Bearer{b}
		}
	}
}

// holds expects a station to hold each message once.
func (w *world) holds(at parley.PartyID, ids ...string) {
	w.t.Helper()
	list, err := w.stations[at].node.Inbox(w.t.Context(), Query{})
	if err != nil {
		w.t.Fatal(err)
	}
	count := map[string]int{}
	for _, m := range list {
		count[m.ID]++
	}
	for _, id := range ids {
		if count[id] != 1 {
			w.t.Errorf("%s holds %s %d times", at, id[:8], count[id])
		}
	}
}

// [LINK-63] "A bearer that is dialled on demand MUST be dialled while a message of FLASH or IMMEDIATE is not wholly at the peer
// ...; and for anything else only while no bearer that costs less carries it or may soon."
func TestBearerOnDemand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 71, true, "north", "south")
		defer w.stopAll()
		w.withRadio(nil)
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64_000})
		w.net.Link("north.hf", "south.hf", simnet.Path{Delay: 200 * time.Millisecond, Rate: 2400})
		w.start("north")
		w.start("south")
		time.Sleep(time.Minute)
		all := []string{w.send("north", "south", parley.Routine, "over the cheaper one")}
		w.wait("north", all[0], "recorded", time.Minute)
		if b := w.bearer("north", "hf"); b.State != "ready" || w.bearer("north", "tls").State != "up" {
			t.Errorf("a ROUTINE had a bearer on demand dialled: %+v", b)
		}
		w.cut("north", "south")
		time.Sleep(10 * time.Minute)
		if b := w.bearer("north", "tls"); b.State == "up" {
			t.Errorf("%+v", b)
		}
		all = append(all, w.send("south", "north", parley.Routine, "over what there is"))
		w.wait("south", all[1], "recorded", 3*time.Minute)
		if b := w.bearer("north", "hf"); b.State != "up" || w.line("north").State != "up" {
			t.Errorf("%+v", b)
		}
		w.holds("south", all[0])
		w.holds("north", all[1])
	})
}

// A FLASH goes over every bearer: one on demand is dialled at once, and where the one in use is cut without notice the FLASH is
// not late; what is ROUTINE moves, and nothing is lost or comes twice.
func TestBearerCut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 72, true, "north", "south")
		defer w.stopAll()
		w.withRadio(nil)
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64_000})
		w.net.Link("north.hf", "south.hf", simnet.Path{Delay: 100 * time.Millisecond, Rate: 9600})
		w.start("north")
		w.start("south")
		time.Sleep(time.Minute)
		flash := w.send("north", "south", parley.Flash, "both")
		w.wait("north", flash, "recorded", 2*time.Second)
		time.Sleep(5 * time.Second)
		if b := w.bearer("north", "hf"); b.State != "up" {
			t.Fatalf("a FLASH did not have the bearer dialled: %+v", b)
		}
		w.cut("north", "south")
		alone := w.send("north", "south", parley.Flash, "while the one in use is cut")
		start := time.Now()
		w.wait("north", alone, "recorded", 2*time.Second)
		t.Logf("FLASH recorded %v after the cut", time.Since(start))
		w.restore("north", "south")
		time.Sleep(2 * time.Minute)
		ids := []string{flash, alone}
		for i := range 10 {
			ids = append(ids, w.send("north", "south", parley.Routine, fmt.Sprintf("routine %d, of some length so that it takes its time on the line", i)))
		}
		w.cut("north", "south")
		start = time.Now()
		ids = append(ids, w.send("north", "south", parley.Flash, "behind entries that are lost with the one in use"))
		w.wait("north", ids[len(ids)-1], "recorded", 5*time.Second)
		t.Logf("FLASH recorded %v after the cut", time.Since(start))
		for _, id := range ids {
			w.wait("north", id, "recorded", 30*time.Second)
		}
		t.Logf("the last ROUTINE recorded %v after the cut", time.Since(start))
		w.holds("south", ids...)
	})
}

// [LINK-62] "Where the operator set hours of contact for a bearer, a node MUST NOT begin, take or keep a session over it outside of
// them."
func TestBearerWithinItsHours(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 73, true, "north", "south")
		defer w.stopAll()
		w.withRadio(func(b *Bearer) { b.Hours = []Hours{{4 * 60, 4*60 + 30}} }) // it is 0300Z
		w.net.Link("north.hf", "south.hf", simnet.Path{Delay: 100 * time.Millisecond, Rate: 9600})
		w.start("north")
		w.start("south")
		id := w.send("north", "south", parley.Flash, "it waits for 0400Z")
		time.Sleep(59 * time.Minute)
		if b := w.bearer("north", "hf"); b.State != "outside-hours" || w.line("north").State == "up" {
			t.Errorf("%+v", b)
		}
		w.wait("north", id, "recorded", 62*time.Second)
		if b := w.bearer("north", "hf"); b.State != "up" {
			t.Errorf("%+v", b)
		}
		time.Sleep(31 * time.Minute)
		if b := w.bearer("south", "hf"); b.State != "outside-hours" {
			t.Errorf("%+v", b)
		}
	})
}

// [LINK-64] "Where two sessions of one line over a bearer that is not reliable begin at once, the one that is not to stay MUST be
// closed by the end that dialled it alone": two FLASHES that cross on a cold line are both there after one way.
func TestBothBegin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 74, true, "north", "south")
		defer w.stopAll()
		w.withRadio(nil)
		w.net.Link("north.hf", "south.hf", simnet.Path{Delay: 500 * time.Millisecond})
		w.start("north")
		w.start("south")
		time.Sleep(10 * time.Minute)
		for _, id := range w.order { // end what there is
			p := w.stations[id].node.allPeers()[0]
			p.mu.Lock()
			for _, x := range p.ways {
				x.close(always)
			}
			p.mu.Unlock()
		}
		time.Sleep(time.Minute)
		ids := []string{w.send("north", "south", parley.Flash, "from north"), w.send("south", "north", parley.Flash, "from south")}
		w.wait("north", ids[0], "recorded", 4*time.Second)
		w.wait("south", ids[1], "recorded", 4*time.Second)
		time.Sleep(time.Minute)
		for _, id := range w.order {
			p := w.stations[id].node.allPeers()[0]
			p.mu.Lock()
			if hf := p.ways[1]; hf.session == nil || hf.spare != nil || p.alive != 1 {
				t.Errorf("%s: session %v, beside it %v, %d alive", id, hf.session != nil, hf.spare != nil, p.alive)
			}
			p.mu.Unlock()
		}
		w.holds("south", ids[0])
		w.holds("north", ids[1])
	})
}
