package node

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

// lose takes from a stopped station all but its keys, and with marks its high-water files too, and has it adopt the charter again.
func (w *world) lose(id parley.PartyID, marks bool) {
	w.t.Helper()
	s := w.stations[id]
	s.putBack(storetest.NewMemory())
	if marks {
		s.marks = &memoryMarks{m: map[store.LogID]Mark{}}
	}
	a := Adoption{Text: w.text, Signatures: w.lines, Again: true}
	for _, other := range w.order {
		if other != id {
			a.Parties = append(a.Parties, w.stations[other].file.Encode())
		}
	}
	n := w.open(s)
	defer n.Close()
	if _, err := n.Adopt(w.t.Context(), a); err != nil {
		w.t.Fatal(err)
	}
}

// holdsAll holds that a party has messages, each once, with their words.
func (w *world) holdsAll(at parley.PartyID, ids ...string) {
	w.t.Helper()
	n := w.stations[at].node
	for _, id := range ids {
		if m, err := n.Show(w.t.Context(), id); err != nil || m.Text == nil || *m.Text == "" {
			w.t.Errorf("%s does not hold %.8s: %v", at, id, err)
		}
	}
}

// "In a two-party charter a party's directory is deleted except its keys: rebuilt from the peer, record verify passes, both show
// 'recovered', no fork": with the high-water files there and without, the peer up or coming later, and a message accepted meanwhile.
func TestRebuiltFromThePeer(t *testing.T) {
	for _, marks := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			w, x := twoWorld(t, 91)
			defer w.stopAll()
			w.start("north")
			w.start("south")
			x.both(5)
			w.ack("north", x.sent["south"][2])
			time.Sleep(time.Minute)
			entries := len(w.dates("north"))
			w.stop("north")
			if marks {
				w.stop("south")
			}
			w.lose("north", marks)
			w.start("north")
			x.say("north", "south", 1)
			if marks {
				time.Sleep(time.Hour)
				if v := w.wantState("north", "recovering"); v.Entries != 0 {
					t.Errorf("before the peer came it signed %+v", v)
				}
				w.stop("north")
				w.start("north")
				w.start("south")
			}
			time.Sleep(2 * time.Minute)
			v := w.wantState("north", "recovered")
			if len(v.Lost)+len(v.Wanted) != 0 || len(v.Back) < 10 || int(v.Entries) < entries+1 {
				t.Errorf("of %d entries: %+v", entries, v)
			}
			if l := w.lineTo("south", "north"); l.Recovered == nil || l.Recovering != nil {
				t.Errorf("south shows %+v", l)
			}
			x.both(2)
			x.settled()
			x.all("north")
			w.holdsAll("north", slices.Concat(x.sent["north"], x.sent["south"])...)
			w.wantForks("north", 0)
			w.wantForks("south", 0)
			if r := w.show("south", x.sent["south"][2]).Receipts["north"]; r.Acknowledged == nil {
				t.Error("the acknowledgement was lost")
			}
		})
	}
}

// "With three parties: leaves from any, each body from an addressee, the rest listed": the leaves come from the one that is there, and
// what only the other one has stands in a list until it comes.
func TestRebuiltFromOneOfTwo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 92, true, "east", "north", "south")
		defer w.stopAll()
		for _, l := range [][2]parley.PartyID{{"east", "north"}, {"east", "south"}, {"north", "south"}} {
			w.link(l[0], l[1], simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		}
		for _, id := range w.order {
			w.start(id)
		}
		n := w.stations["north"].node
		toEast, toSouth, toBoth := w.say(n, "north", "For east.", "east"), w.say(n, "north", "For south.", "south"), w.say(n, "north", "For both.", "east", "south")
		fromEast, fromSouth := w.send("east", "north", parley.Flash, "Of east."), w.send("south", "north", parley.Flash, "Of south.")
		time.Sleep(5 * time.Minute)
		w.stop("north")
		w.stop("east")
		w.lose("north", false)
		w.start("north")
		time.Sleep(5 * time.Minute)
		w.wantState("north", "recovering")
		if _, err := w.stations["north"].node.GoOn(t.Context(), GoingOn{Reason: "east is away", Who: Who{User: "test"}}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Minute)
		v := w.wantState("north", "recovered")
		want := []string{toEast, fromEast}
		slices.Sort(want)
		slices.Sort(v.Wanted)
		if !slices.Equal(v.Wanted, want) || len(v.Lost) != 0 {
			t.Errorf("wanted %v, listed %v; lost %v", want, v.Wanted, v.Lost)
		}
		w.holdsAll("north", toSouth, toBoth, fromSouth)
		w.start("east")
		time.Sleep(10 * time.Minute)
		if v := w.wantState("north", "recovered"); len(v.Wanted)+len(v.Lost) != 0 {
			t.Errorf("east is back: %+v", v)
		}
		w.holdsAll("north", toEast, fromEast, toSouth, toBoth, fromSouth)
		w.checkPromises()
		for _, id := range w.order {
			w.wantForks(id, 0)
		}
	})
}

// What was had back once is had back again: a second loss is as the first.
func TestRebuiltTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, x := twoWorld(t, 94)
		defer w.stopAll()
		w.start("north")
		w.start("south")
		x.both(1)
		w.ack("south", x.sent["north"][0])
		w.ack("north", x.sent["south"][0])
		time.Sleep(time.Minute)
		for range 3 {
			w.stop("north")
			w.lose("north", false)
			w.start("north")
			x.say("north", "south", 1)
			time.Sleep(2 * time.Minute)
			if v := w.wantState("north", "recovered"); len(v.Lost)+len(v.Wanted) != 0 {
				t.Errorf("%+v", v)
			}
			x.both(1)
			x.settled()
			w.holdsAll("north", slices.Concat(x.sent["north"], x.sent["south"])...)
			for _, id := range []string{x.sent["north"][0], x.sent["south"][0]} {
				for by, r := range w.show("north", id).Receipts {
					if r.Acknowledged == nil {
						t.Errorf("%.8s is not acknowledged by %s", id, by)
					}
				}
			}
		}
	})
}

// A message that left ahead of its head, and whose sender's database is lost again before the head could follow, is handed back by the
// party that has it, and stops nothing.
func TestLostTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 93, true, "east", "north", "south")
		defer w.stopAll()
		for _, l := range [][2]parley.PartyID{{"east", "north"}, {"east", "south"}, {"north", "south"}} {
			w.link(l[0], l[1], simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		}
		for _, id := range w.order {
			w.start(id)
		}
		time.Sleep(time.Minute)
		w.stop("east")
		var ahead []string
		for range 2 {
			w.stop("north")
			w.lose("north", false)
			w.start("north")
			time.Sleep(time.Minute)
			ahead = append(ahead, w.send("north", "south", parley.Flash, "Ahead of its head."))
			time.Sleep(5 * time.Minute)
			w.wantState("north", "recovering")
		}
		w.holdsAll("south", ahead...)
		w.start("east")
		time.Sleep(5 * time.Minute)
		w.wantState("north", "recovered")
		w.holdsAll("north", ahead...)
		for _, id := range ahead {
			if r := w.show("north", id).Receipts["south"]; r.Recorded == nil {
				t.Errorf("%.8s has no receipt", id)
			}
		}
		w.checkPromises()
		for _, id := range w.order {
			w.wantForks(id, 0)
		}
	})
}
