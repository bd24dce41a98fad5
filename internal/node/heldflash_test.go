package node

import (
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
)

// A FLASH that nobody has acknowledged sounds again after a start, also where the node ended before the message had its words.
func TestAFlashWithoutWordsSoundsAfterAStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 85, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 5 * time.Millisecond})
		w.start("north")
		w.start("south")
		time.Sleep(time.Second)
		w.send("south", "north", parley.Routine, "one before it")
		id := w.send("south", "north", parley.Flash, "one that sounds")
		w.wait("south", id, "recorded", time.Minute)
		w.stop("north")
		north := w.start("north")
		time.Sleep(time.Second)
		alarms, err := north.Alarms(t.Context())
		if err != nil || len(alarms) != 1 || alarms[0].Message != id {
			t.Errorf("after a start %v sounds (%v)", alarms, err)
		}
	})
}
