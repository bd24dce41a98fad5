package node

import (
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
)

// "While a check runs no second one is started: the one that runs is returned. Its outcome is entered in the journal", and
// outlives the node.
func TestVerifyingOneAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{})
		n := w.start("north")
		if v, err := n.Verification(t.Context()); err != nil || v.Running || v.Last != nil {
			t.Fatalf("before: %+v %v", v, err)
		}
		<-n.verifying.turn // one runs
		n.verifying.begin(n.now(), &Who{User: "bob"})
		n.verifying.reached("log", 6, 1024, 5000)
		v, err := n.StartVerify(t.Context(), Who{User: "ann"})
		if err != nil || !v.Running || *v.By != "bob" || v.Step != "log" || v.Place != 6 || v.Steps != 12 || v.Done != 1024 || v.Total != 5000 {
			t.Fatalf("%+v %v", v, err)
		}
		waited := make(chan error)
		go func() { _, err := n.VerifyRecord(t.Context()); waited <- err }()
		synctest.Wait()
		select {
		case err := <-waited:
			t.Fatalf("a second check ran: %v", err)
		default:
		}
		n.verifying.end(nil)
		if err := <-waited; err != nil {
			t.Fatal(err)
		}
		if v, err = n.StartVerify(t.Context(), Who{User: "ann"}); err != nil || v.Since == nil && v.Last == nil {
			t.Fatalf("%+v %v", v, err)
		}
		time.Sleep(time.Minute)
		v, err = n.Verification(t.Context())
		if err != nil || v.Running || v.Last == nil || !v.Last.OK || v.Last.By != "ann" || v.Last.Outcome != "all 2 records hold" || len(v.Last.Detail.Records) != 2 {
			t.Fatalf("after: %+v %v", v, err)
		}
		w.stop("north")
		off := w.open(w.stations["north"])
		if _, err := off.StartVerify(t.Context(), Who{}); parley.CodeOf(err) != parley.CodeNotRunning {
			t.Errorf("a node that does not serve: %v", err)
		}
		off.Close()
		n = w.start("north")
		if v, err = n.Verification(t.Context()); err != nil || v.Last == nil || !v.Last.OK || v.Last.By != "ann" || v.Last.Detail != nil {
			t.Errorf("after a start: %+v %v", v, err)
		}
	})
}

// A check tells how far it is: every step in its order, every entry of the records and every message that they name.
func TestVerifyingTellsHowFarItIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{})
		n := w.start("north")
		w.start("south")
		w.wait("north", w.send("north", "south", parley.Routine, "A text."), "recorded", time.Minute)
		last, at := 0, map[string][2]uint64{}
		if _, err := verifyStore(t.Context(), "north", n.cfg.Store, func(step string, place int, done, total uint64) {
			if place != last && place != last+1 {
				t.Errorf("%s is step %d after %d", step, place, last)
			}
			if last = place; total > 0 {
				at[step] = [2]uint64{done, total}
			}
		}); err != nil {
			t.Fatal(err)
		}
		entries := uint64(0)
		for _, r := range heads(t, n)[0].Records {
			entries += r.Entries
		}
		if last != len((&audit{}).steps()) || at["log"] != [2]uint64{entries, entries} || at["message"] != [2]uint64{1, 1} {
			t.Errorf("%d steps, %v, %d entries", last, at, entries)
		}
	})
}

// JournalPage lists what was done, the newest first, by user, by what was done and by time, page by page without a gap.
func TestJournalPage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		n := w.start("north")
		for i := range 3000 {
			n.Note(t.Context(), Who{User: []string{"ann", "bob"}[i%2]}, []string{"send", "read", "verify"}[i%3], "")
		}
		noon := n.now()
		time.Sleep(time.Hour)
		n.Note(t.Context(), Who{User: "ann"}, "send", "late")
		seen, pages := []uint64{}, 0
		for q := (JournalQuery{User: "ann", Limit: 200}); ; pages++ {
			p, err := n.JournalPage(t.Context(), q)
			if err != nil || len(p.Entries) > q.Limit {
				t.Fatal(err)
			}
			for _, e := range p.Entries {
				if e.User != "ann" || len(seen) > 0 && e.Seq >= seen[len(seen)-1] {
					t.Fatalf("%+v after %v", e, seen[len(seen)-1])
				}
				seen = append(seen, e.Seq)
			}
			if q.Before = p.Next; p.Next == 0 {
				break
			}
		}
		if len(seen) != 1501 || pages < 7 {
			t.Errorf("%d entries on %d pages", len(seen), pages+1)
		}
		for want, q := range map[int]JournalQuery{
			1: {From: noon + 1, Limit: 50}, 0: {User: "eve", Limit: 50}, 7: {Until: noon + 1, Action: "send", Limit: 7}} {
			if p, err := n.JournalPage(t.Context(), q); err != nil || len(p.Entries) != want {
				t.Errorf("%+v: %d, want %d, %v", q, len(p.Entries), want, err)
			}
		}
		n.Note(t.Context(), Who{User: "dan"}, duressAction, "")
		for want, aloud := range []bool{true, false} {
			if p, err := n.JournalPage(t.Context(), JournalQuery{User: "dan", Limit: 9, Aloud: aloud}); err != nil || len(p.Entries) != want {
				t.Errorf("under duress, aloud %v: %+v %v", aloud, p.Entries, err)
			}
		}
		if _, err := n.JournalPage(t.Context(), JournalQuery{}); parley.CodeOf(err) != parley.CodeUsage {
			t.Errorf("no limit: %v", err)
		}
	})
}
