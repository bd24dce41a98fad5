package node

import (
	"testing"
	"testing/synctest"
	"time"

	"parley/internal/simnet"
	"parley/internal/store"
	"parley/wire"
)

// [REC-33] R2, clock leaf: a node enters a clock leaf at every line test, so that silence has a place in the record; the
// other side holds it under a signed head.
func TestClockLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 11, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 9600})
		w.start("north")
		w.start("south")
		time.Sleep(3*time.Hour + time.Minute)
		north, south := w.stations["north"].node, w.stations["south"].node
		own := north.tables()[0].own().log
		for _, n := range []*Node{north, south} {
			clocks := 0
			err := n.cfg.Store.View(func(r store.Reader) error {
				size, err := r.LogSize(own)
				if err != nil {
					return err
				}
				rows, err := r.Leaves(own, 0, size)
				for _, row := range rows {
					if l, err := wire.DecodeLeaf(row.Bytes); err == nil && l.Kind == wire.LeafClock {
						clocks++
					}
				}
				return err
			})
			if err != nil || clocks != 3 {
				t.Errorf("%s holds %d clock leaves of north after three hours: %v", n.cfg.Party, clocks, err)
			}
		}
		w.checkPromises()
	})
}
