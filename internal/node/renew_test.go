package node

import (
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
)

// [LINK-105] While a FLASH or an IMMEDIATE is not wholly at the peer, and the peer is silent on the session, a node MUST dial
// beside it. What is ROUTINE waits for the session; the new one takes the place of the old, and nothing comes twice.
func TestDialsBesideASilentSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 74, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 300 * time.Millisecond, Rate: 64_000})
		w.start("north")
		w.start("south")
		time.Sleep(time.Minute)
		p := w.stations["north"].node.allPeers()[0]
		look := func() (number int, dialling bool) {
			p.mu.Lock()
			defer p.mu.Unlock()
			if p.ways[0].session != nil {
				number = p.ways[0].session.number
			}
			return number, p.ways[0].dialling != ""
		}
		w.cut("north", "south")
		ids := []string{w.send("north", "south", parley.Routine, "it can wait")}
		time.Sleep(5 * time.Second)
		old, dialling := look()
		if old == 0 || dialling {
			t.Errorf("for a ROUTINE: session %d, dialling %v", old, dialling)
		}
		ids = append(ids, w.send("north", "south", parley.Flash, "it can not"))
		time.Sleep(15 * time.Second)
		if session, dialling := look(); session != old && session != 0 || !dialling { // the old one may have been given up meanwhile
			t.Errorf("for a FLASH: session %d, dialling %v", session, dialling)
		}
		w.restore("north", "south")
		for _, id := range ids {
			w.wait("north", id, "recorded", 10*time.Second)
		}
		time.Sleep(time.Minute)
		if session, dialling := look(); session == 0 || dialling || w.line("north").State != "up" {
			t.Errorf("afterwards: session %d, dialling %v, %s", session, dialling, w.line("north").State)
		}
		w.holds("south", ids...)
		w.checkPromises()
	})
}
