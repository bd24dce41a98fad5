package node

import (
	"fmt"
	"testing"
	"testing/synctest"

	"parley"
)

// An alarm is kept, counted and logged; the same one again counts up instead of pushing out the others; at most 256
// are kept, the last ones.
func TestEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 7, true, "north", "south")
		defer w.stopAll()
		w.start("north")
		s := w.stations["north"]
		s.node.eventUnder(s.node.tables()[0], EventFork, "south", "two heads")
		for i := range 300 {
			s.node.event(EventStorage, "", "the disk is full", "try", i)
		}
		got, err := s.node.Events(t.Context())
		if err != nil || len(got) != 2 || got[0].Kind != EventFork || *got[0].Party != "south" || got[0].Charter == nil || got[1].Count != 300 || got[1].Seq != 301 || got[1].Party != nil {
			t.Fatalf("%+v, %v", got, err)
		}
		if s.alarms.raised("alarm: the disk is full") != allLogged+2 {
			t.Error("an alarm is not in the log")
		}
		for i := range 300 {
			s.node.event(EventRecord, "south", fmt.Sprint("head ", i))
		}
		if got, _ = s.node.Events(t.Context()); len(got) != maxEvents || got[maxEvents-1].Sentence != "head 299" || got[0].Sentence != "head 44" {
			t.Errorf("%d events, first %+v", len(got), got[0])
		}
	})
}

// The same event, raised without end, is counted and hardly logged.
func TestEventsDoNotFloodTheLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 8, true, "north", "south")
		defer w.stopAll()
		south := w.start("south")
		for range 10 * allLogged {
			south.event(EventRecord, "north", "the record is not what it was")
		}
		if n := w.stations["south"].alarms.raised("not what it was"); n != allLogged+9 {
			t.Errorf("%d lines were logged", n)
		}
		all, err := south.Events(t.Context())
		if err != nil || len(all) != 1 || all[0].Count != 10*allLogged {
			t.Errorf("%+v (%v)", all, err)
		}
	})
}

// What a peer sent in vain of one third party's record does not stay while it sends another's.
func TestOnlyOneThirdRecordWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 8, true, "north", "south", "east", "west")
		defer w.stopAll()
		south := w.start("south")
		tab := south.tables()[0]
		p := south.peerOf(tab, "north")
		var ms []*mirror
		for _, of := range []parley.PartyID{"east", "west"} {
			m := south.mirrorOf(p, tab, tab.seat(of))
			south.onlyThird(p, m)
			m.pending = make([][]byte, 100)
			ms = append(ms, m)
		}
		south.onlyThird(p, ms[1])
		if len(ms[0].pending) != 0 || len(ms[1].pending) != 100 {
			t.Errorf("%d and %d leaves wait", len(ms[0].pending), len(ms[1].pending))
		}
	})
}
