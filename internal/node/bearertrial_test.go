package node

import (
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/simnet"
)

// [LINK-65] "With each line test that a node makes, a PING MUST go over each bearer of the line within its hours of contact": the
// back-up is brought up, and what came of it is told for each bearer.
func TestBearersAreTested(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorldUnder(t, 75, true, func(c *charter.Charter) { c.LineTestMinutes = 0 }, "north", "south")
		defer w.stopAll()
		w.withRadio(nil)
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64_000})
		w.net.Link("north.hf", "south.hf", simnet.Path{Delay: 400 * time.Millisecond, Rate: 2400})
		w.start("north")
		w.start("south")
		time.Sleep(time.Minute)
		test := func() (tls, hf BearerView) {
			t.Helper()
			if _, err := w.stations["north"].node.TestLine(t.Context(), LineQuery{}, Who{}); err != nil {
				t.Fatal(err)
			}
			time.Sleep(30 * time.Second)
			return w.bearer("north", "tls"), w.bearer("north", "hf")
		}
		if b := w.bearer("north", "hf"); b.State == "up" || b.Tested != nil {
			t.Fatalf("before the test: %+v", b)
		}
		for range 2 { // a new session; one that there is
			tls, hf := test()
			for _, b := range []BearerView{tls, hf} {
				if b.State != "up" || b.Tested == nil || b.TestAnswered == nil || *b.TestAnswered < *b.Tested || b.RTTMs == nil {
					t.Errorf("%+v", b)
				}
			}
			if hf.RTTMs == nil || *hf.RTTMs < 800 {
				t.Errorf("a round trip of %v ms", hf.RTTMs)
			}
		}
		w.net.Cut("north.hf", "south.hf")
		tls, hf := test()
		if *tls.TestAnswered < *tls.Tested || *hf.TestAnswered >= *hf.Tested {
			t.Errorf("the back-up is cut: %+v %+v", tls, hf)
		}
		if id := w.send("north", "south", parley.Routine, "over the cheaper one"); id != "" {
			w.wait("north", id, "recorded", time.Minute)
		}
	})
}
