package node

import (
	"crypto/ed25519"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/simnet"
	"parley/link"
	"parley/wire"
)

// states runs one story of a line after the other, and holds the state that each ends in, as north shows it.
var stateStories = []struct {
	name, want string
	change     func(*charter.Charter)
	tell       func(t *testing.T, w *world)
}{
	{"nobody serves there", "no-node", nil, func(t *testing.T, w *world) { w.stop("south"); time.Sleep(3 * time.Hour) }},
	{"the path is away", "no-path", nil, func(t *testing.T, w *world) { w.cut("north", "south"); time.Sleep(3 * time.Hour) }},
	{"all is well", "up", nil, func(t *testing.T, w *world) { time.Sleep(12 * time.Hour) }},
	{"nobody acknowledges", "unacknowledged", nil, func(t *testing.T, w *world) {
		w.send("north", "south", parley.Immediate, "Answer.")
		time.Sleep(time.Hour)
	}},
	{"nobody opens", "unopened", func(c *charter.Charter) { c.ReportOpened = true }, func(t *testing.T, w *world) {
		w.send("north", "south", parley.Immediate, "Answer.")
		time.Sleep(time.Hour)
	}},
	{"opened, and nobody acknowledges", "unacknowledged", func(c *charter.Charter) { c.ReportOpened = true }, func(t *testing.T, w *world) {
		id := w.send("north", "south", parley.Immediate, "Answer.")
		w.wait("north", id, "recorded", time.Minute)
		if err := w.stations["south"].node.MarkRead(t.Context(), id, Who{}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
	}},
	{"refused", "refused", nil, func(t *testing.T, w *world) {
		m := w.message("north", "south", parley.Routine, "Under a marking that nobody knows.")
		m.Handling = "OWN EYES ONLY"
		w.slip("north", m, w.id, w.stations["north"].keys["operator"])
		time.Sleep(5 * time.Minute)
	}},
	{"refused, then accepted", "up", nil, func(t *testing.T, w *world) {
		m := w.message("north", "south", parley.Routine, "Under a marking that nobody knows.")
		m.Handling = "OWN EYES ONLY"
		w.slip("north", m, w.id, w.stations["north"].keys["operator"])
		time.Sleep(5 * time.Minute)
		w.send("north", "south", parley.Routine, "Under none.")
		time.Sleep(5 * time.Minute)
	}},
}

// [LINK-55] What one side does, or what becomes of the path, is the state that the other side shows.
func TestLineStates(t *testing.T) {
	for i, c := range stateStories {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorldUnder(t, uint64(30+i), true, c.change, "north", "south")
				defer w.stopAll()
				w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
				w.start("north")
				w.start("south")
				time.Sleep(time.Minute)
				if s := w.line("north").State; s != "up" {
					t.Fatalf("at the beginning: %s", s)
				}
				c.tell(t, w)
				before := w.line("north")
				if before.State != c.want {
					t.Fatalf("%s: %+v", c.name, before)
				}
				time.Sleep(7 * time.Minute)
				if after := w.line("north"); after.State != c.want || after.Since != before.Since {
					t.Errorf("since %s, then %s since %s", before.Since, after.State, after.Since)
				}
			})
		})
	}
}

// The node answers, and shows nothing: for two intervals no entry of its record, or no receipt within the time of a FLASH.
func TestWithheldHeads(t *testing.T) {
	for _, flash := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, 41, true, "north", "south")
			defer w.stopAll()
			w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
			w.start("north")
			w.start("south")
			time.Sleep(time.Minute)
			w.keepBack("south", wire.TypeLeaves, wire.TypeHead, wire.TypeEntry, wire.TypeProof)
			if flash {
				w.send("north", "south", parley.Flash, "Answer.")
				time.Sleep(4 * time.Minute)
				if s := w.line("north").State; s != "up" {
					t.Fatalf("four minutes after a FLASH: %s", s)
				}
				time.Sleep(2 * time.Minute)
			} else {
				time.Sleep(119 * time.Minute)
				if s := w.line("north").State; s != "up" {
					t.Fatalf("within two intervals: %s", s)
				}
				time.Sleep(10 * time.Minute)
			}
			if l := w.line("north"); l.State != "withheld" || len(w.events("north", EventLine)) != 1 {
				t.Errorf("flash %v: %+v, %q", flash, l, w.events("north", EventLine))
			}
		})
	}
}

// The node answers, and hands over no message: its record says that it sent one, and for an interval no byte of it comes.
func TestWithheldBody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 43, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		w.start("north")
		w.start("south")
		time.Sleep(time.Minute)
		w.keepBack("south", wire.TypeBody)
		w.send("south", "north", parley.Flash, "You never got this.")
		time.Sleep(50 * time.Minute)
		if s := w.line("north").State; s != "up" {
			t.Fatalf("within an interval: %s", s)
		}
		time.Sleep(20 * time.Minute)
		if l := w.line("north"); l.State != "withheld" || l.LastHead == nil {
			t.Errorf("%+v", l)
		}
	})
}

// keepBack has a station send no frames of some types from now on: in their place go frames of the same length of a type
// that nobody knows, so that the session goes on.
func (w *world) keepBack(at parley.PartyID, types ...wire.FrameType) {
	w.tap = func(from parley.PartyID, _ ed25519.PublicKey, frame []byte) {
		if from != at || len(frame) < 2 || !slices.Contains(types, wire.FrameType(frame[1])) {
			return
		}
		frame[0], frame[1] = 0x82, 0x17
		rest := frame[2:]
		switch n := len(rest); {
		case n < 25:
			rest[0] = 0x40 + byte(n-1)
		case n < 258:
			rest[0], rest[1] = 0x58, byte(n-2)
		default:
			rest[0], rest[1], rest[2] = 0x59, byte((n-3)>>8), byte(n-3)
		}
	}
}

// [LINK-57] At the end of each day either node tells the other how it saw the line; both sides have both, and where they
// differ; it stands in the records, cosigned, and survives a restart.
func TestLineHistory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 42, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		w.start("north")
		w.start("south")
		time.Sleep(2 * time.Hour)
		w.cut("north", "south")
		time.Sleep(90 * time.Minute)
		w.restore("north", "south")
		time.Sleep(time.Hour)
		w.stop("south")
		time.Sleep(3 * time.Hour)
		w.start("south")
		time.Sleep(24 * time.Hour)
		w.stop("north")
		w.start("north")
		time.Sleep(20 * time.Minute)
		var days [2][]LineDayView
		for i, at := range w.order {
			v, err := w.stations[at].node.LineHistory(t.Context(), LineQuery{}, 2)
			if err != nil || len(v) != 2 || v[0].Day != "2026-11-22" || v[1].Day != "2026-11-23" || v[0].Ours == nil || v[0].Theirs == nil {
				t.Fatalf("%s: %+v, %v", at, v, err)
			}
			days[i] = v
		}
		north, south := days[0][0], days[1][0]
		if sum(north.Ours.Minutes) != 21*60 || sum(south.Ours.Minutes) != 18*60 {
			t.Errorf("north saw %v, south %v", north.Ours.Minutes, south.Ours.Minutes)
		}
		if m := north.Ours.Minutes["no-node"]; m < 170 || m > 190 || south.Ours.Minutes["no-node"] > 10 {
			t.Errorf("south was away for three hours: north saw %v, south %v", north.Ours.Minutes, south.Ours.Minutes)
		}
		if m := north.Ours.Minutes["no-path"]; m < 80 || m > 95 {
			t.Errorf("the path was away for an hour and a half: %v", north.Ours.Minutes)
		}
		for _, x := range [][2]*LineMinutesView{{north.Ours, south.Theirs}, {north.Theirs, south.Ours}} {
			for _, s := range link.States {
				if x[0].Minutes[string(s)] != x[1].Minutes[string(s)] {
					t.Errorf("%s: %v there, %v here", s, x[0].Minutes, x[1].Minutes)
				}
			}
			if *x[0].Message != *x[1].Message || len(x[0].CosignedBy) != 1 || len(x[1].CosignedBy) != 1 {
				t.Errorf("%+v, %+v", x[0], x[1])
			}
		}
		if len(north.Differ) == 0 || len(days[0][1].Differ) > 0 || days[0][1].Theirs != nil || sum(days[0][1].Ours.Minutes) < 440 {
			t.Errorf("they differ in %v; today %+v", north.Differ, days[0][1])
		}
		if n := len(w.ofForm("north", link.FormLineDay)); n != 2 {
			t.Errorf("%d line days", n)
		}
		if len(w.inbox("north"))+len(w.inbox("south")) > 0 {
			t.Error("a line day stands in an inbox")
		}
		if _, err := w.stations["north"].node.LineHistory(t.Context(), LineQuery{Party: "east"}, 2); parley.CodeOf(err) != parley.CodeUnknownParty {
			t.Errorf("the history of no line: %v", err)
		}
		w.checkPromises()
	})
}

func sum(m map[string]int) (total int) {
	for _, n := range m {
		total += n
	}
	return total
}
