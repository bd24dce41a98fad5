package node

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/internal/simnet"
	"parley/wire"
)

// withDrills adds notices of drills, what extends and ends them, and how near is near: 1,000 m, 100 m and 10 minutes.
func withDrills(c *charter.Charter) {
	en := func(s string) map[string]string { return map[string]string{"en": s} }
	field := func(name, kind string) charter.Field { return charter.Field{Name: name, Title: en(name), Kind: kind} }
	height := func(name string) charter.Field {
		f := field(name, charter.KindNumber)
		f.Unit, f.Max = charter.UnitMetres, 30_000
		return f
	}
	c.Language = charter.Language
	for _, name := range []string{"drill", "drill-time", "drill-off"} {
		c.Forms = append(c.Forms, charter.Form{Name: name, Title: en(name)})
	}
	c.Constants = []charter.Constant{{Name: "near_metres", Value: 1000, Unit: "m"}, {Name: "near_height", Value: 100, Unit: "m"}, {Name: "near_minutes", Value: 10, Unit: "minutes"}}
	area := field("area", charter.KindPlace)
	c.Areas = []charter.Area{{Name: "strait", Title: en("The strait"), Ring: []charter.Point{{Lat: 100_000, Lon: 100_000}, {Lat: 100_000, Lon: 200_000}, {Lat: 200_000, Lon: 200_000}}}}
	c.Schemas = append(c.Schemas,
		charter.Schema{Form: "drill", Fields: []charter.Field{area, height("low"), height("high"), field("from", charter.KindTime), field("until", charter.KindTime)},
			Notice: &charter.Notice{Areas: []string{"area"}, Floor: "low", Ceiling: "high", From: "from", Until: "until"}},
		charter.Schema{Form: "drill-time", Fields: []charter.Field{field("of", charter.KindReference), field("from", charter.KindTime), field("until", charter.KindTime)},
			Notice: &charter.Notice{Of: "of", From: "from", Until: "until"}},
		charter.Schema{Form: "drill-off", Fields: []charter.Field{field("of", charter.KindReference)}, Notice: &charter.Notice{Of: "of", Ends: true}})
	c.Conflicts = &charter.Conflicts{Distance: "near_metres", Height: "near_height", Time: "near_minutes", Between: []charter.Pair{{Form: "drill", With: "drill"}}}
}

// drill is a message in a form of drills.
func (w *world) drill(from parley.PartyID, name string, to []parley.PartyID, set ...string) *wire.Payload {
	w.t.Helper()
	p := w.message(from, to[0], parley.Routine, "")
	for _, other := range to[1:] {
		p.Action = append(p.Action, w.message(from, other, parley.Routine, "").Action...)
	}
	f, b := form.Of(w.stations[from].node.table(w.id).charter(), name), form.Body{Fields: form.Fields{}}
	for _, s := range set {
		if err := f.Set(&b, s); err != nil {
			w.t.Fatal(err)
		}
	}
	raw, err := f.Encode(b)
	if err != nil {
		w.t.Fatal(err)
	}
	p.Form, p.Body = name, raw
	return p
}

// conflicts returns what a node shows, without what differs between two nodes by its nature.
func (w *world) conflicts(at parley.PartyID) (ConflictsView, string) {
	w.t.Helper()
	v, err := w.stations[at].node.Conflicts(w.t.Context(), ConflictQuery{})
	if err != nil {
		w.t.Fatal(err)
	}
	told := v
	told.Conflicts = append([]ConflictView(nil), v.Conflicts...)
	for i := range told.Conflicts {
		c := &told.Conflicts[i]
		c.Own, c.One.Own, c.Other.Own, c.One.Seq, c.Other.Seq = false, false, false, 0, 0
		c.Proceedings, c.Opening = nil, nil // of who takes part, and with whom
	}
	b, err := json.Marshal(told)
	if err != nil {
		w.t.Fatal(err)
	}
	return v, string(b)
}

// sameConflicts holds that all nodes show the same, and returns it.
func (w *world) sameConflicts() ConflictsView {
	w.t.Helper()
	time.Sleep(10 * time.Second)
	synctest.Wait()
	v, want := w.conflicts(w.order[0])
	for _, id := range w.order[1:] {
		if _, got := w.conflicts(id); got != want {
			w.t.Fatalf("%s shows\n%s\n%s shows\n%s", w.order[0], want, id, got)
		}
	}
	return v
}

const (
	noon   = "from=2030-03-01T12:00:00.000Z"
	later  = "until=2030-03-01T14:00:00.000Z"
	inArea = "area=circle 1.00000,1.00000 radius 5000"
)

// [OVL-12] to [OVL-16] on two nodes: what meets, amended, extended, cancelled, crossed and after a restart, is the same on both, with
// what the author of the later notice had of the earlier.
func TestConflictsOnBothSides(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorldUnder(t, 1, true, withDrills, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 20 * time.Millisecond})
		w.start("north")
		w.start("south")
		time.Sleep(time.Second)
		south := []parley.PartyID{"south"}
		north := []parley.PartyID{"north"}
		one := w.submit("north", w.drill("north", "drill", south, inArea, noon, later, "low=0", "high=3000"))
		if v := w.sameConflicts(); len(v.Conflicts) != 0 {
			t.Fatalf("%+v", v)
		}
		p := w.drill("south", "drill", north, "area=circle 1.10000,1.00000 radius 5500", "low=1000", "high=2000", noon)
		would, err := w.stations["south"].node.WouldMeet(t.Context(), "", p.Encode())
		if err != nil || len(would.Conflicts) != 1 || would.Conflicts[0].One.Notice != one {
			t.Fatalf("before release: %+v, %v", would, err)
		}
		two := w.submit("south", p)
		c := w.sameConflicts().Conflicts[0]
		if c.One.Notice != one || c.Other.Notice != two || c.Meets || c.Metres != 620 || c.Height != 0 || c.Apart != 0 || some(c.From) != "2030-03-01T12:00:00.000Z" || some(c.Until) != "2030-03-01T14:00:00.000Z" ||
			c.Sight != SightOnRecord || some(c.Later) != "south" || some(c.Had) != one || len(c.One.Places) != 1 || c.One.Places[0].Metres != 5000 || *c.One.Ceiling != 300_000 {
			t.Fatalf("%+v", c)
		}
		for _, id := range w.order {
			if e := strings.Join(w.events(id, EventConflict), "; "); !strings.Contains(e, "comes nearer to one of ours") {
				t.Errorf("%s is told %q", id, e)
			}
		}
		// An amendment of the one crosses an amendment of the other.
		amend := func(from parley.PartyID, to []parley.PartyID, of string, set ...string) string {
			h, _ := parley.ParseHash(of)
			p := w.drill(from, "drill", to, set...)
			p.Refers.Corrects = &h
			return w.submit(from, p)
		}
		first := amend("north", south, one, "area=circle 1.05000,1.00000 radius 5000", noon, later)
		time.Sleep(time.Millisecond)
		second := amend("south", north, two, "area=area strait", noon)
		c = w.sameConflicts().Conflicts[0]
		if !c.Meets || c.One.Message != first || c.Other.Message != second || c.Sight != SightEarlier || some(c.Later) != "south" || some(c.Had) != one || c.Other.Places[0].Words != "The strait" || len(c.Other.Places[0].Points) != 3 {
			t.Fatalf("%+v", c)
		}
		if e := strings.Join(w.events("north", EventConflict), "; "); !strings.Contains(e, "meets one of ours") {
			t.Errorf("north is told %q", e)
		}
		// The time alone moves away, and comes back by a message that cites it in its field.
		w.submit("north", w.drill("north", "drill-time", south, "of="+first, "from=2030-03-01T06:00:00.000Z", "until=2030-03-01T11:00:00.000Z"))
		if v := w.sameConflicts(); len(v.Conflicts) != 0 {
			t.Fatalf("%+v", v)
		}
		w.submit("north", w.drill("north", "drill-time", south, "of="+one, "from=2030-03-01T06:00:00.000Z", "until=2030-03-01T11:55:00.000Z"))
		if c = w.sameConflicts().Conflicts[0]; c.Meets || c.Apart != 5*60*1000 {
			t.Fatalf("%+v", c)
		}
		w.stop("south")
		w.start("south")
		w.sameConflicts()
		at := parley.Millis(1_898_596_800_000) // 1 March 2030, 12:00
		active, err := w.stations["south"].node.ActiveNotices(t.Context(), ActiveQuery{From: at})
		if err != nil || len(active.Notices) != 1 || active.Notices[0].Notice != two || active.Notices[0].Conflicts != 1 || active.Notices[0].Until != nil || !active.Notices[0].Compared {
			t.Fatalf("%+v, %v", active, err)
		}
		w.submit("south", w.drill("south", "drill-off", north, "of="+two))
		if v := w.sameConflicts(); len(v.Conflicts) != 0 {
			t.Fatalf("%+v", v)
		}
		if active, err = w.stations["north"].node.ActiveNotices(t.Context(), ActiveQuery{From: 1, Until: at}); err != nil || len(active.Notices) != 1 || active.Notices[0].Notice != one {
			t.Fatalf("%+v, %v", active, err)
		}
	})
}

// "Both sides compute the same": three parties send drills, amendments and ends that cross, on a line that breaks; after every step all
// show the same set, and those that were cut off do so when the line is back.
func TestConflictsCross(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorldUnder(t, 3, true, withDrills, "east", "north", "south")
		defer w.stopAll()
		for _, id := range w.order {
			w.start(id)
		}
		w.link("north", "south", simnet.Path{Delay: 300 * time.Millisecond})
		w.link("east", "north", simnet.Path{Delay: 5 * time.Millisecond})
		w.link("east", "south", simnet.Path{Delay: 100 * time.Millisecond})
		time.Sleep(time.Minute)
		r := rand.New(rand.NewPCG(8, 8))
		sent := map[parley.PartyID][]string{}
		most := 0
		for range 12 {
			for range 4 {
				from := w.order[r.IntN(3)]
				var to []parley.PartyID
				for _, id := range w.order {
					if id != from {
						to = append(to, id)
					}
				}
				p := w.drill(from, "drill", to, fmt.Sprintf("area=circle %d.%05d,1.00000 radius %d", 1, r.IntN(30_000), 1+r.IntN(8000)), fmt.Sprintf("from=2030-03-01T%02d:00:00.000Z", r.IntN(12)),
					fmt.Sprintf("until=2030-03-01T%02d:00:00.000Z", 12+r.IntN(12)), fmt.Sprintf("low=%d", r.IntN(20)*100), fmt.Sprintf("high=%d", 2000+r.IntN(20)*100))
				if n := len(sent[from]); n > 0 && r.IntN(3) == 0 {
					of := sent[from][r.IntN(n)]
					if h, _ := parley.ParseHash(of); r.IntN(2) == 0 {
						p.Refers.Corrects = &h
					} else {
						p = w.drill(from, "drill-off", to, "of="+of)
					}
				}
				sent[from] = append(sent[from], w.submit(from, p))
			}
			most = max(most, len(w.sameConflicts().Conflicts))
		}
		if most < 15 {
			t.Errorf("at most %d conflicts", most)
		}
	})
}

// [OVL-17] A node MUST show what it finds to its own party alone, under a restricted charter to its readers alone, in no alarm there,
// and MUST NOT hold back or refuse a message for it.
func TestConflictsUnderRestriction(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorldUnder(t, 1, true, func(c *charter.Charter) {
			withDrills(c)
			c.Restricted = map[string]string{"en": "It creates no protection."}
			for i := range c.Parties {
				c.Parties[i].Readers = c.Parties[i].Posts[:1]
			}
		}, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: time.Millisecond})
		north := w.start("north")
		w.start("south")
		for _, id := range w.order {
			other := w.order[0]
			if other == id {
				other = w.order[1]
			}
			w.wait(id, w.submit(id, w.drill(id, "drill", []parley.PartyID{other}, inArea, noon)), "recorded", time.Minute)
		}
		time.Sleep(time.Minute)
		for name, x := range map[string]struct {
			as   Reading
			want int
		}{"a reader": {Reading{Post: north.table(w.id).charter().Party("north").Readers[0]}, 1}, "another post": {Reading{Post: "air"}, 0}, "nobody": {Reading{}, 0}} {
			ctx := As(t.Context(), x.as)
			v, err := north.Conflicts(ctx, ConflictQuery{})
			a, err2 := north.ActiveNotices(ctx, ActiveQuery{From: 1, Until: 4e12})
			p := w.drill("north", "drill", []parley.PartyID{"south"}, inArea)
			d, err3 := north.WouldMeet(ctx, "", p.Encode())
			if len(v.Conflicts) != x.want || len(a.Notices) != 2*x.want || len(d.Conflicts) != x.want || err != nil || err2 != nil || err3 != nil {
				t.Errorf("%s is shown %d conflicts, %d notices, %d before release: %v %v %v", name, len(v.Conflicts), len(a.Notices), len(d.Conflicts), err, err2, err3)
			}
		}
		if e := w.events("north", EventConflict); len(e) > 0 {
			t.Errorf("an alarm says %q", e)
		}
	})
}
