package node

import (
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
)

// [REC-95] A node that holds, under a verified head, a *sent* leaf addressed to it and has not got the message some time
// after MUST ask those peers for it whose records say *received*: so an opening reaches a participant to whom its author
// has no line, from one that only recorded it, and so does an act of that participant the author.
func TestAnOpeningWithoutALine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorldUnder(t, 7, true, withTalks, "east", "north", "south")
		defer w.stopAll()
		for _, pair := range [][2]parley.PartyID{{"east", "north"}, {"east", "south"}} {
			w.link(pair[0], pair[1], simnet.Path{Delay: 50 * time.Millisecond})
		}
		for _, id := range w.order {
			w.start(id)
		}
		time.Sleep(time.Minute)
		begin := time.Now()
		p := w.submit("north", w.opens("north", "east", "south"))
		w.until("south", p)
		t.Logf("measured: an opening is recorded after %v where only a third party has a line to both", time.Since(begin).Round(time.Second))
		answer := w.submit("south", w.acts("south", p, "decline", "north", "east"))
		w.until("north", answer)
		time.Sleep(5 * time.Minute)
		for _, id := range w.order {
			if s, err := w.stations[id].node.Proceeding(t.Context(), p); err != nil || s.State != "declined" || !s.Final {
				t.Errorf("at %s: %+v %v", id, s, err)
			}
		}
		w.checkPromises()
	})
}
