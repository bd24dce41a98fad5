package node

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
	"parley/internal/store"
	"parley/officer"
	"parley/record"
	"parley/wire"
)

// standing names what stands at a station, and holds the metrics against it.
func (w *world) standing(at parley.PartyID) string {
	w.t.Helper()
	n := w.stations[at].node
	var out []string
	for _, a := range n.Alerts() {
		words := a.Kind
		for _, x := range []*string{a.Party, a.Name} {
			if x != nil {
				words += " " + *x
			}
		}
		out = append(out, words)
	}
	families, err := n.Metrics().Gather()
	if err != nil {
		w.t.Fatal(err)
	}
	counted := 0
	for _, f := range families {
		if f.GetName() == "parley_alerts" {
			for _, m := range f.GetMetric() {
				counted += int(m.GetGauge().GetValue())
			}
			if len(f.GetMetric()) != len(AlertKinds) {
				w.t.Errorf("the metrics tell of %d kinds", len(f.GetMetric()))
			}
		}
	}
	if counted != len(out) {
		w.t.Errorf("%d stand, and the metrics say %d", len(out), counted)
	}
	return strings.Join(out, ", ")
}

// surroundings are what lies outside a node, as a test says.
type surroundings struct {
	mu    sync.Mutex
	found []Alert
}

func (s *surroundings) are(found ...Alert) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.found = found
}

func (s *surroundings) look(context.Context) []Alert {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.found
}

// "Raised once, cleared when over": what is found outside the node is an event and a bell once, stands as long as it is found, and is
// over when it was not found for a while; found again, it is raised again.
func TestAlertsOutsideTheNode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, bells := newAlarmWorld(t, 81)
		defer w.stopAll()
		var s surroundings
		w.stop("south")
		w.stations["south"].alarming.Look = s.look
		w.start("south")
		lost := Alert{Kind: AlertStandby, Name: "standby", Sentence: "no standby confirms"}
		full := Alert{Kind: AlertDisk, Name: "/srv", Sentence: "9 MiB are free"}
		time.Sleep(time.Minute)
		if bells.take(); w.standing("south") != "" {
			t.Errorf("while all is well: %s", w.standing("south"))
		}
		s.are(lost, full)
		time.Sleep(6 * time.Second)
		if at, b := w.standing("south"), bells.take(); at != "disk /srv, standby standby" || b != "standby, disk" && b != "disk, standby" {
			t.Errorf("after a look %s stand, called %s", at, b)
		}
		full.Sentence = "8 MiB are free"
		s.are(lost, full)
		time.Sleep(time.Hour)
		v := w.stations["south"].node.Alerts()
		if b := bells.take(); b != "" || len(v) != 2 || v[0].Sentence != "8 MiB are free" || v[0].Since != v[1].Since || strings.HasPrefix(v[0].Since, "2026-11-22T04") {
			t.Errorf("an hour later %+v, called %s", v, b)
		}
		if all := append(w.events("south", EventDisk), w.events("south", EventStandby)...); fmt.Sprint(all) != "[9 MiB are free no standby confirms]" {
			t.Errorf("raised %q", all)
		}
		s.are(full)
		time.Sleep(10 * time.Second)
		s.are(lost, full) // for a moment it was not seen
		time.Sleep(time.Minute)
		if at, b := w.standing("south"), bells.take(); at != "disk /srv, standby standby" || b != "" {
			t.Errorf("%s, called %s", at, b)
		}
		s.are()
		time.Sleep(25 * time.Second)
		if at := w.standing("south"); at != "" {
			t.Errorf("over: %s", at)
		}
		s.are(lost)
		time.Sleep(10 * time.Second)
		if at, b := w.standing("south"), bells.take(); at != "standby standby" || b != "standby" {
			t.Errorf("a second time %s, called %s", at, b)
		}
	})
}

// "Line silent" and "test missed": each stands, once it is an alarm, until the line is back and a test is answered.
func TestLineAlerts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, _ := newAlarmWorld(t, 82)
		defer w.stopAll()
		time.Sleep(3*time.Hour + time.Minute)
		w.cut("north", "south")
		time.Sleep(50 * time.Minute)
		if at := w.standing("south"); at != "" {
			t.Errorf("within an interval: %s", at)
		}
		time.Sleep(3 * time.Hour)
		if at := w.standing("south"); at != "line north, test north" {
			t.Errorf("the line is away: %s", at)
		}
		if said := w.events("south", EventTest); len(said) != 1 || said[0] != "the node of north has not answered our last line test" {
			t.Errorf("%q", said)
		}
		w.restore("north", "south")
		time.Sleep(10 * time.Minute)
		if at := w.standing("south"); at != "" {
			t.Errorf("the line is back: %s", at)
		}
	})
}

// "Record disputed" hides no other: of a party against whose record there is proof, a line that is lost is raised too.
func TestDisputeHidesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, _ := newAlarmWorld(t, 83)
		defer w.stopAll()
		time.Sleep(2 * time.Minute)
		n := w.stations["south"].node
		n.disputes.add(store.LogID{Charter: w.id, Party: "north"}, dispute{hash: parley.Hash{1}, kind: record.EvidenceFork, since: n.now()})
		n.lookAtParty("north")
		time.Sleep(2 * time.Second)
		if at := w.standing("south"); at != "disputed north" {
			t.Errorf("%s", at)
		}
		w.cut("north", "south")
		time.Sleep(3 * time.Hour)
		if at := w.standing("south"); !strings.HasPrefix(at, "line north, ") || !strings.HasSuffix(at, "disputed north") {
			t.Errorf("%s", at)
		}
		if said := w.events("south", EventLine); len(said) != 2 {
			t.Errorf("%q", said)
		}
	})
}

// "Head withheld" stands until the peer shows its entries again.
func TestWithheldAlert(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 84, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		w.start("north")
		w.start("south")
		time.Sleep(time.Minute)
		w.keepBack("south", wire.TypeLeaves, wire.TypeHead, wire.TypeEntry, wire.TypeProof)
		time.Sleep(3 * time.Hour)
		if at := w.standing("north"); at != "test south, withheld south" {
			t.Errorf("%s", at)
		}
		w.tap = nil
		w.send("south", "north", parley.Flash, "Here.")
		time.Sleep(2 * time.Hour)
		if at := w.standing("north"); at != "" {
			t.Errorf("shown again: %s", at)
		}
	})
}

// "Key expiring": an officer whose right to sign ends is told of 30 days before, or as long before as the configuration says, until
// it has ended or he was given another time. A node that does not serve says so too.
func TestOfficerEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, bells := newAlarmWorld(t, 85)
		defer w.stopAll()
		time.Sleep(time.Minute)
		until := parley.MillisOf(wall().Add(31 * 24 * time.Hour))
		e := enrols("south", "lea", officer.Draft)
		e.Until = &until
		w.enterAct("south", w.act("south", e, enrols("south", "chief", officer.Administer)))
		time.Sleep(23 * time.Hour)
		if bells.take(); w.standing("south") != "" {
			t.Errorf("31 days before: %s", w.standing("south"))
		}
		time.Sleep(2 * time.Hour)
		if at, b := w.standing("south"), bells.take(); at != "expiry lea" || b != "expiry" {
			t.Errorf("30 days before: %s, called %s", at, b)
		}
		if said := w.events("south", EventExpiry); len(said) != 1 || said[0] != "what the officer lea signs counts until "+until.DTG()+", and no longer" {
			t.Errorf("%q", said)
		}
		w.stop("south")
		s := w.stations["south"]
		for notice, want := range map[time.Duration]int{0: 1, 24 * time.Hour: 0} {
			s.alarming.Ending = notice
			n := w.open(s)
			if v, err := n.Checkup(t.Context()); err != nil || len(v.Alerts) != want {
				t.Errorf("a notice of %v: %+v, %v", notice, v.Alerts, err)
			}
			n.Close()
		}
		s.alarming.Ending = 0
		w.start("south")
		time.Sleep(time.Minute)
		if at := w.standing("south"); at != "expiry lea" {
			t.Errorf("after a restart: %s", at)
		}
		w.enterAct("south", w.act("south", &officer.Change{Officer: "lea", Posts: e.Posts, From: e.From}))
		time.Sleep(15 * time.Minute)
		if at := w.standing("south"); at != "" {
			t.Errorf("with another time: %s", at)
		}
	})
}
