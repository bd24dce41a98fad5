package node

import (
	"fmt"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
)

// A list is never behind the record: at every moment of a proceeding of three it says what a fold says then, with lines cut,
// a node that starts again, a deadline that passes, and cosignatures that come last; and so does what is stored.
func TestListIsTheFold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorldUnder(t, 6, true, withTalks, "east", "north", "south")
		defer w.stopAll()
		for _, pair := range [][2]parley.PartyID{{"east", "north"}, {"east", "south"}, {"north", "south"}} {
			w.link(pair[0], pair[1], simnet.Path{Delay: 40 * time.Millisecond})
		}
		for _, id := range w.order {
			w.start(id)
		}
		said := map[string]bool{}
		watch := func(d, step time.Duration) {
			for range d / step {
				time.Sleep(step)
				w.listsHold(said)
			}
		}
		p := w.submit("north", w.opens("north", "east", "south"))
		q := w.submit("south", w.opens("south", "north", "east"))
		watch(2*time.Second, 5*time.Millisecond)
		watch(30*time.Second, 100*time.Millisecond)
		w.cut("east", "north")
		w.cut("east", "south")
		w.submit("south", w.acts("south", p, "decline", "north", "east"))
		watch(2*time.Second, 10*time.Millisecond)
		w.stop("north")
		w.start("north")
		watch(70*time.Minute, 20*time.Second)
		w.restore("east", "north")
		w.restore("east", "south")
		watch(3*time.Minute, 250*time.Millisecond)
		for _, id := range w.order {
			w.recordsHold(id)
		}
		for _, want := range []string{p[:4] + " declined none confirmed", q[:4] + " unanswered elapsed none", q[:4] + " unanswered final confirmed"} {
			if !said[want] {
				t.Errorf("%q was never listed: %v", want, said)
			}
		}
	})
}

// listsHold holds what every station lists against its folds.
func (w *world) listsHold(said map[string]bool) {
	w.t.Helper()
	for _, id := range w.order {
		n := w.stations[id].node
		all, err := n.Proceedings(w.t.Context(), "")
		if err != nil {
			w.t.Fatal(err)
		}
		for _, v := range all {
			said[fmt.Sprint(v.ID[:4], " ", v.State, " ", v.Lapse, " ", v.Proof)] = true
			story, err := n.Proceeding(w.t.Context(), v.ID)
			again, _ := n.Proceedings(w.t.Context(), "")
			if !reflect.DeepEqual(again, all) {
				break // something came in between
			}
			if err != nil || !reflect.DeepEqual(v, story.ProceedingView) {
				w.t.Fatalf("%s lists %+v, the fold says %+v, %v", id, v, story.ProceedingView, err)
			}
		}
	}
}
