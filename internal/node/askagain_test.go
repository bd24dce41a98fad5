package node

import (
	"testing"
	"testing/synctest"
	"time"

	"parley/wire"
)

// Leaves that a head waits for are asked for again on a quiet line, a few times and not for ever, and once more after
// some of them came.
func TestMissingLeavesAreAskedForAgain(t *testing.T) {
	attack(t, func(p *rawPeer) {
		p.greet()
		f := p.north().clocks(p.t, 4, 0)
		p.send(&wire.Leaves{Log: p.log("north"), Leaves: f.leaves[:2]}, p.head(p.north(), false))
		before := p.asked.Load()
		p.send(p.head(f, false))
		time.Sleep(30 * time.Second)
		synctest.Wait()
		if n := p.asked.Load() - before; n != maxAskedInVain {
			t.Errorf("asked %d times", n)
		}
		p.send(&wire.Leaves{Log: p.log("north"), Start: 2, Leaves: f.leaves[2:4]})
		time.Sleep(askPause + time.Second)
		if n := p.asked.Load() - before; n != maxAskedInVain+1 {
			t.Errorf("asked %d times, once after two leaves came", n)
		}
		p.send(&wire.Leaves{Log: p.log("north"), Start: 4, Leaves: f.leaves[4:]})
		time.Sleep(30 * time.Second)
		if n := p.asked.Load() - before; n != maxAskedInVain+1 || p.held() != 6 {
			t.Errorf("asked %d times, %d leaves are held", n, p.held())
		}
	})
}
