package node

import (
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
)

// [REC-38] A receipt is a verified head of the addressee over a leaf received with the id.
func TestFlashIsRecordedAndAcknowledged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 300 * time.Millisecond, Rate: 9600})
		w.start("north")
		w.start("south")
		begin := time.Now()
		id := w.send("north", "south", parley.Flash, "Aircraft in difficulty will cross the line at 1530Z.")
		w.wait("north", id, "recorded", time.Minute)
		t.Logf("cold: recorded after %v", time.Since(begin))
		begin = time.Now()
		id = w.send("north", "south", parley.Flash, "The aircraft has turned back.")
		w.wait("north", id, "recorded", time.Minute)
		t.Logf("warm: recorded after %v", time.Since(begin))
		in, err := w.stations["south"].node.Inbox(t.Context(), Query{})
		if err != nil || len(in) != 2 || in[1].ID != id {
			t.Fatalf("inbox: %v, %+v", err, in)
		}
		w.ack("south", id)
		w.wait("north", id, "acknowledged", time.Minute)
		time.Sleep(10 * time.Second)
		for _, s := range w.stations {
			v, err := s.node.VerifyRecord(t.Context())
			if err != nil || !v.OK {
				t.Fatalf("%s: %v %+v", s.id, err, v)
			}
		}
	})
}
