package node

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
)

func TestWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south", "east")
		defer w.stopAll()
		for _, pair := range [][2]parley.PartyID{{"north", "south"}, {"north", "east"}, {"south", "east"}} {
			w.link(pair[0], pair[1], simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		}
		north := w.start("north")
		w.start("south")
		m := w.message("north", "south", parley.Flash, "To both.")
		m.Info = append(m.Info, addressTo("east"))
		id := w.submit("north", m)
		wait := func(id, step string, d time.Duration) error {
			ctx, cancel := context.WithTimeout(t.Context(), d)
			defer cancel()
			return north.Wait(ctx, id, step)
		}
		// One of two addressees is not there: not yet.
		begin := time.Now()
		if err := wait(id, "recorded", time.Hour); parley.CodeOf(err) != parley.CodeNotYet || time.Since(begin) != time.Hour {
			t.Errorf("after %v: %v", time.Since(begin), err)
		}
		ended := make(chan time.Time, 1)
		go func() {
			if err := wait(id, "recorded", time.Hour); err != nil {
				t.Error(err)
			}
			ended <- time.Now()
		}()
		w.start("east")
		// It ends with the receipt, not later, and a second one ends at once.
		at := <-ended
		if v := w.show("north", id); v.Receipts["east"].Recorded == nil || time.Since(at) > time.Second {
			t.Errorf("ended at %v with %+v", at, v.Receipts)
		}
		begin = time.Now()
		if err := wait(id[:8], "recorded", time.Second); err != nil || time.Since(begin) != 0 {
			t.Errorf("again, by a prefix: %v after %v", err, time.Since(begin))
		}
		w.ack("south", id)
		if err := wait(id, "acknowledged", time.Minute); parley.CodeOf(err) != parley.CodeNotYet {
			t.Errorf("acknowledged by one of two: %v", err)
		}
		w.ack("east", id)
		if err := wait(id, "acknowledged", time.Minute); err != nil {
			t.Errorf("acknowledged by both: %v", err)
		}
		theirs := w.send("south", "north", parley.Flash, "From south.")
		w.wait("south", theirs, "recorded", time.Minute)
		for name, c := range map[string]struct {
			id, step string
			code     parley.Code
		}{
			"a message that is not here": {parley.Sum(nil).String(), "recorded", parley.CodeNotFound},
			"a prefix of none":           {"0123456789", "recorded", parley.CodeNotFound},
			"one of another party":       {theirs, "recorded", parley.CodeNotFound},
			"no id":                      {"north", "recorded", parley.CodeBadID},
			"no step":                    {id, "opened", parley.CodeUsage},
		} {
			if err := wait(c.id, c.step, time.Minute); parley.CodeOf(err) != c.code {
				t.Errorf("%s: %v (%s)", name, err, parley.CodeOf(err))
			}
		}
		// A node that stops ends the wait.
		late := w.send("north", "south", parley.Routine, "The last one.")
		go func() {
			err := north.Wait(context.Background(), late, "acknowledged")
			if parley.CodeOf(err) != parley.CodeNotRunning {
				t.Errorf("the node stopped, and the wait ended with %v", err)
			}
			ended <- time.Now()
		}()
		time.Sleep(time.Minute)
		w.stop("north")
		<-ended
		if err := north.Wait(t.Context(), late, "recorded"); parley.CodeOf(err) != parley.CodeNotRunning {
			t.Errorf("with the node stopped: %v", err)
		}
		if len(north.watch.all) != 0 {
			t.Errorf("%d watchers are left", len(north.watch.all))
		}
	})
}

// A wait for what the other side refuses ends with its reason.
func TestWaitForWhatIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		w.start("north")
		w.start("south")
		m := w.message("north", "south", parley.Flash, "A form that is not there.")
		m.Form = "weather"
		id := w.slip("north", m, w.id, w.stations["north"].keys["operator"])
		err := w.stations["north"].node.Wait(t.Context(), id, "recorded")
		if parley.CodeOf(err) != parley.CodeBadMessage || err.Error() != "south refused it: the charter has no such form" {
			t.Errorf("%v", err)
		}
	})
}
