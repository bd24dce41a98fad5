package node

import (
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/simnet"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

// putBack puts an older copy in the place of a stopped station's store.
func (s *station) putBack(m *storetest.Memory) { s.memory, s.store = m, m }

// recovery is the state of a running station's record.
func (w *world) recovery(id parley.PartyID) RecoveryView {
	w.t.Helper()
	all, err := w.stations[id].node.Recovery(w.t.Context())
	if err != nil || len(all) != 1 {
		w.t.Fatalf("recovery of %s: %d, %v", id, len(all), err)
	}
	return all[0]
}

func (w *world) wantState(id parley.PartyID, state string) RecoveryView {
	w.t.Helper()
	v := w.recovery(id)
	if v.State != state {
		w.t.Fatalf("the record of %s is %s, want %s: %+v", id, v.State, state, v)
	}
	return v
}

// lineTo is a station's view of its line to another.
func (w *world) lineTo(at, to parley.PartyID) LineView {
	w.t.Helper()
	all, err := w.stations[at].node.Lines(w.t.Context())
	for _, v := range all {
		if v.Party == string(to) {
			return v
		}
	}
	w.t.Fatalf("no line of %s to %s, %v", at, to, err)
	return LineView{}
}

// wantForks holds how many proofs of forks a station holds.
func (w *world) wantForks(id parley.PartyID, want int) {
	w.t.Helper()
	err := w.stations[id].memory.View(func(r store.Reader) error {
		all, err := r.AllEvidence()
		if len(all) != want {
			w.t.Errorf("%s holds %d proofs, want %d", id, len(all), want)
		}
		return err
	})
	if err != nil {
		w.t.Error(err)
	}
}

// A talk is what stations have sent each other.
type talk struct {
	w    *world
	sent map[parley.PartyID][]string
}

func newTalk(w *world) *talk { return &talk{w, map[parley.PartyID][]string{}} }

func (x *talk) say(from, to parley.PartyID, n int) {
	x.w.t.Helper()
	for range n {
		x.sent[from] = append(x.sent[from], x.w.send(from, to, parley.Immediate, "A text from "+string(from)+"."))
		time.Sleep(7 * time.Second)
	}
}

func (x *talk) both(n int) {
	x.w.t.Helper()
	for range n {
		x.say("north", "south", 1)
		x.say("south", "north", 1)
	}
}

// settled waits until all that was sent is recorded, and holds that it arrived once and that the records verify.
func (x *talk) settled() {
	x.w.t.Helper()
	for from, ids := range x.sent {
		for _, id := range ids {
			x.w.wait(from, id, "recorded", 10*time.Minute)
		}
	}
	time.Sleep(time.Minute)
	x.w.checkPromises()
	x.w.checkArrived(x.sent)
}

// all holds that a party has every message that it sent, each once.
func (x *talk) all(id parley.PartyID) {
	x.w.t.Helper()
	ms, err := x.w.stations[id].node.Sent(x.w.t.Context(), Query{})
	if err != nil {
		x.w.t.Fatal(err)
	}
	count := map[string]int{}
	for _, m := range ms {
		count[m.ID]++
	}
	for _, sent := range x.sent[id] {
		if count[sent] != 1 {
			x.w.t.Errorf("%s holds %d of its message %s", id, count[sent], sent[:8])
		}
	}
}

func twoWorld(t *testing.T, seed uint64) (*world, *talk) {
	w := newWorldUnder(t, seed, true, func(c *charter.Charter) { c.LineTestMinutes = 0 }, "north", "south")
	w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
	return w, newTalk(w)
}

// [REC-51] A node restored from an older copy of its directory, the high-water file staying where it was, MUST NOT sign a
// head until every other party has said what it holds of its record; then everything that the peer had recorded is back.
func TestRestoredWithThePeerUp(t *testing.T) {
	for _, lost := range []bool{false, true} { // the high-water file is lost too
		synctest.Test(t, func(t *testing.T) {
			w, x := twoWorld(t, 1)
			defer w.stopAll()
			w.start("north")
			w.start("south")
			x.both(3)
			old := w.stations["north"].memory.Snapshot()
			x.both(3)
			w.ack("north", x.sent["south"][4])
			time.Sleep(time.Minute)
			w.stop("north")
			w.stations["north"].putBack(old)
			if lost {
				w.stations["north"].marks = &memoryMarks{m: map[store.LogID]Mark{}}
			}
			w.start("north")
			time.Sleep(time.Minute)
			v := w.wantState("north", "recovered")
			if len(v.Back) != 7 || len(v.Lost)+len(v.Wanted)+len(v.Moved) != 0 || v.Unheard != 0 {
				t.Errorf("recovered: %+v", v)
			}
			if l := w.lineTo("south", "north"); l.Recovered == nil || l.Recovering != nil {
				t.Errorf("south shows %+v", l)
			}
			x.both(2)
			x.settled()
			x.all("north")
			w.wantForks("north", 0)
			w.wantForks("south", 0)
			r := w.show("south", x.sent["south"][4]).Receipts["north"]
			if r.Acknowledged == nil {
				t.Error("the acknowledgement was lost")
			}
		})
	}
}

// With the peer down, messages are accepted and held; across a restart of the node, and when the peer comes, they flow.
func TestRestoredWithThePeerComingLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, x := twoWorld(t, 2)
		defer w.stopAll()
		w.start("north")
		w.start("south")
		x.both(2)
		old := w.stations["north"].memory.Snapshot()
		x.both(2)
		w.stop("north")
		w.stop("south")
		w.stations["north"].putBack(old)
		w.start("north")
		x.say("north", "south", 2)
		time.Sleep(24 * time.Hour)
		v := w.wantState("north", "recovering")
		if len(v.Peers) != 1 || v.Peers[0].Answered || v.Unheard != 4 || w.lineTo("north", "south").OwnRecovering == nil {
			t.Errorf("recovering: %+v", v)
		}
		shown := w.stations["north"].node.tables()[0].shown.Load()
		w.stop("north")
		w.start("north")
		if again := w.wantState("north", "recovering"); *again.Since != *v.Since || shown != nil {
			t.Errorf("after a restart: %+v; shown %v", again, shown)
		}
		x.say("north", "south", 1)
		w.start("south")
		time.Sleep(time.Minute)
		w.wantState("north", "recovered")
		if w.lineTo("south", "north").Recovered == nil {
			t.Error("south does not show that north recovered")
		}
		x.both(1)
		x.settled()
		x.all("north")
		w.wantForks("south", 0)
	})
}

// While one of two peers is down, texts leave ahead of their head to the other, who shows them and gives no receipt
// before the head follows.
func TestTextsLeaveAheadOfTheirHead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 3, true, "east", "north", "south")
		defer w.stopAll()
		for _, l := range [][2]parley.PartyID{{"east", "north"}, {"east", "south"}, {"north", "south"}} {
			w.link(l[0], l[1], simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		}
		for _, id := range w.order {
			w.start(id)
		}
		first := w.send("north", "east", parley.Flash, "Before the copy.")
		w.wait("north", first, "recorded", time.Minute)
		old := w.stations["north"].memory.Snapshot()
		second := w.send("north", "east", parley.Flash, "After the copy.")
		w.wait("north", second, "recorded", time.Minute)
		time.Sleep(time.Minute)
		w.stop("north")
		w.stop("south")
		w.stations["north"].putBack(old)
		w.start("north")
		time.Sleep(time.Minute)
		ahead := w.send("north", "east", parley.Flash, "Ahead of its head.")
		answer := w.send("east", "north", parley.Flash, "Seen.")
		time.Sleep(10 * time.Minute)
		if v := w.wantState("north", "recovering"); !v.Peers[0].Answered || v.Peers[1].Answered {
			t.Errorf("answers: %+v", v.Peers)
		}
		for _, c := range []struct {
			at, from parley.PartyID
			id       string
		}{{"east", "north", ahead}, {"north", "east", answer}} {
			m := w.show(c.at, c.id)
			if r := w.show(c.from, c.id).Receipts[string(c.at)]; *m.Text == "" || r.Recorded != nil {
				t.Errorf("%s of %s: %+v", c.at, c.from, r)
			}
		}
		if l := w.lineTo("east", "north"); l.Recovering == nil {
			t.Error("east does not show that north is recovering")
		}
		w.start("south")
		w.wait("north", ahead, "recorded", time.Minute)
		w.wait("east", answer, "recorded", time.Minute)
		time.Sleep(time.Minute)
		if v := w.wantState("north", "recovered"); len(v.Back) != 1 || v.Back[0] != second {
			t.Errorf("recovered: %+v", v)
		}
		time.Sleep(time.Minute)
		w.checkPromises()
		for _, id := range w.order {
			w.wantForks(id, 0)
		}
	})
}
