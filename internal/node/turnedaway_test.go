package node

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/bearer"
	"parley/internal/simnet"
	"parley/wire"
)

// [LINK-55] Where the other node is there and takes none of our sessions, the line is refused, with the reason, and not
// without a node; from its next greeting on it is up.
func TestEverySessionIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 51, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond})
		north := w.stations["north"]
		north.node = w.open(north)
		known := north.keys["link"]
		north.keys["link"] = testKey("a key that stands in no sheet")
		w.serve("north")
		w.start("south")
		time.Sleep(5 * time.Minute)
		l := w.line("north")
		if l.State != "refused" || l.Reason == nil || !strings.Contains(*l.Reason, "does not know our link key") {
			t.Fatalf("a stranger's line: %+v", l)
		}
		time.Sleep(2 * time.Hour)
		if later := w.line("north"); later.State != "refused" || later.Since != l.Since {
			t.Errorf("since %s, then %s since %s", l.Since, later.State, later.Since)
		}
		if e := w.events("north", EventLine); len(e) != 1 || !strings.Contains(e[0], "does not know our link key") {
			t.Errorf("events %q", e)
		}
		north.keys["link"] = known
		time.Sleep(2 * time.Minute)
		if l := w.line("north"); l.State != "up" || l.Reason != nil {
			t.Errorf("once it is known: %+v", l)
		}
	})
}

// [LINK-55] A node that ends three sessions in a row before it greets us refuses us; one that ends two may have been cut
// off.
func TestSessionsThatNobodyGreets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 52, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond})
		l := w.net.Listen("south.invalid:7420", w.stations["south"].keys["link"].Public(), true)
		ended, states := make(chan struct{}), []string{}
		took := func(c bearer.Session) {
			c.Close()
			time.Sleep(100 * time.Millisecond)
			states = append(states, w.line("north").State)
		}
		go func() {
			defer close(ended)
			for c, err := l.Accept(); err == nil; c, err = l.Accept() {
				took(c)
			}
		}()
		w.start("north")
		time.Sleep(10 * time.Minute)
		l.Close()
		<-ended
		if len(states) < 5 || states[0] != "no-node" || states[1] != "no-node" || states[2] != "refused" || states[4] != "refused" {
			t.Errorf("after each session: %v", states)
		}
		if l := w.line("north"); l.Reason != nil && !strings.Contains(*l.Reason, "before it greets us") {
			t.Errorf("%+v", l)
		}
		w.start("south")
		time.Sleep(2 * time.Minute)
		if l := w.line("north"); l.State != "up" {
			t.Errorf("once it greets us: %+v", l)
		}
	})
}

// A refusal of our last message is known after a restart too, with its reason and its time.
func TestRefusedAfterARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 53, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		w.start("north")
		w.start("south")
		m := w.message("north", "south", parley.Routine, "Under a marking that nobody knows.")
		m.Handling = "OWN EYES ONLY"
		w.slip("north", m, w.id, w.stations["north"].keys["operator"])
		time.Sleep(5 * time.Minute)
		before := w.line("north")
		if before.State != "refused" || before.Reason == nil || *before.Reason == "" {
			t.Fatalf("%+v", before)
		}
		time.Sleep(90 * time.Minute) // line tests come and go, which nobody wrote
		w.stop("north")
		w.start("north")
		time.Sleep(time.Minute)
		if l := w.line("north"); l.State != "refused" || l.Since != before.Since || l.Reason == nil || *l.Reason != *before.Reason {
			t.Errorf("before %+v, after the restart %+v", before, l)
		}
	})
}

// [LINK-55] A sheet that cannot be taken shows in the state of its party's line, until the party's record goes on; that of
// a third party does not.
func TestASheetThatIsNotTakenShows(t *testing.T) {
	attack(t, func(p *rawPeer) {
		p.greet()
		time.Sleep(10 * time.Second)
		state := func() LineView {
			t := p.t
			t.Helper()
			lines, err := p.south.Lines(t.Context())
			if err != nil || len(lines) != 2 || lines[1].Party != "north" {
				t.Fatalf("%+v, %v", lines, err)
			}
			return lines[1]
		}
		if l := state(); l.State != "up" {
			p.t.Fatalf("at first: %+v", l)
		}
		east := newStation(p.t, "east")
		east.makeSheet(p.t, nil)
		p.send(&wire.SheetFrame{Sheet: east.file.Sheet})
		p.send(&wire.SheetFrame{Sheet: p.w.stations["north"].file.Sheet})
		if l := state(); l.State != "up" {
			p.t.Fatalf("after a third party's, and its own that is held: %+v", l)
		}
		p.send(&wire.SheetFrame{Sheet: []byte("no sheet")})
		if l := state(); l.State != "withheld" || l.Reason == nil || !strings.Contains(*l.Reason, "a sheet that is not taken") {
			p.t.Errorf("%+v", l)
		}
		p.south.peerOf(p.south.tables()[0], "north").goesOn(p.w.id)
		if l := state(); l.State != "up" {
			p.t.Errorf("after its record went on: %+v", l)
		}
	})
}

// A line that is seen for the first time today has a history from its first moment on; what is told is whole minutes.
func TestHistoryOfTheRunningMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 54, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond})
		w.start("north")
		w.start("south")
		for _, c := range []struct {
			after time.Duration
			want  int
		}{{5 * time.Second, 1}, {30 * time.Second, 1}, {30 * time.Second, 2}, {time.Hour, 62}} {
			time.Sleep(c.after)
			days, err := w.stations["north"].node.LineHistory(t.Context(), LineQuery{}, 1)
			if err != nil || len(days) != 1 || days[0].Ours == nil || sum(days[0].Ours.Minutes) != c.want {
				t.Fatalf("want %d minutes: %+v, %v", c.want, days, err)
			}
		}
	})
}
