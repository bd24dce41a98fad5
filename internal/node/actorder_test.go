package node

import (
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
)

// [REC-36] R5, in order: a node enters received for an act only once every leaf of the proceeding that stands before it is on
// record here. While its own record is not gone on with, an act waits, and nothing turns round it; then it is entered.
func TestAnActWhileTheRecordRecovers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorldUnder(t, 6, true, withTalks, "east", "north", "south")
		defer w.stopAll()
		for _, pair := range [][2]parley.PartyID{{"east", "north"}, {"east", "south"}, {"north", "south"}} {
			w.link(pair[0], pair[1], simnet.Path{Delay: 50 * time.Millisecond})
		}
		w.start("north")
		south := w.start("south")
		time.Sleep(time.Minute)
		south.interruptRecord(south.tables()[0], "for a test", Mark{})
		time.Sleep(time.Minute)
		p := w.submit("north", w.opens("north", "south"))
		time.Sleep(time.Minute)
		if w.show("south", p); len(w.leavesOf("south", "south", p)) != 0 {
			t.Fatal("it is entered while the record recovers")
		}
		w.start("east") // who had not said yet what it holds
		w.until("south", p)
	})
}
