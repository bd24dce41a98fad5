package node

import (
	"fmt"
	"testing"
	"testing/synctest"
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
		if s.alarms.raised("alarm: the disk is full") != 300 {
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
