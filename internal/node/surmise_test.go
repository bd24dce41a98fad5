package node

import (
	"context"
	"crypto/ed25519"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/bearer"
	"parley/internal/simnet"
)

// [LINK-104] After a start a node MUST NOT begin a session over a bearer that is dialled on demand, for leaves and heads alone of
// which the peer may hold everything, before 15 seconds have passed, 30 for the second party, or the peer has begun. So two nodes
// that start at once do not begin across each other, and what is submitted finds the line free.
func TestOneBeginsAfterAStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 73, true, "north", "south")
		defer w.stopAll()
		dials := map[string]int{}
		w.withRadio(func(b *Bearer) {
			dial := b.Dial
			b.Dial = func(ctx context.Context, to string, peer ed25519.PublicKey) (bearer.Session, error) {
				dials[to]++
				return dial(ctx, to, peer)
			}
		})
		w.net.Link("north.hf", "south.hf", simnet.Path{Delay: 500 * time.Millisecond, Rate: 2400})
		w.start("north")
		w.start("south")
		time.Sleep(5 * time.Second)
		if len(dials) > 0 {
			t.Errorf("a session is begun for what the other side may hold: %v", dials)
		}
		start := time.Now()
		id := w.send("north", "south", parley.Flash, "the first word")
		w.wait("north", id, "recorded", time.Minute)
		t.Logf("a first FLASH over a radio of 2,400 bit/s is recorded after %v", time.Since(start))
		if dials["south.hf"] != 1 || dials["north.hf"] != 0 {
			t.Errorf("dialled %v", dials)
		}
		w.stopAll()
		clear(dials)
		w.start("north")
		w.start("south")
		time.Sleep(2 * time.Minute)
		if dials["south.hf"]+dials["north.hf"] != 1 {
			t.Errorf("where nothing is submitted: dialled %v", dials)
		}
	})
}
