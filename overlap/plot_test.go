package overlap

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"parley"
	"parley/charter"
)

// "who will be where": all notices of the tests are in two forms, of which activities are compared with both.
var plotPairs = &charter.Conflicts{Between: []charter.Pair{{Form: "activity", With: "activity"}, {Form: "activity", With: "launch"}}}

// idOf is the id that stands for a number in tests.
func idOf(n int) parley.Hash { return parley.Hash{0: byte(n >> 8), 1: byte(n), 31: 7} }

// messages draws messages of three parties: notices, amendments of all or of the time alone, ends, and such as go on with what
// is another's, is here later, or nowhere.
func (d *drawing) messages(n int) []Message {
	out := make([]Message, n)
	for i := range out {
		m := &out[i]
		*m = Message{ID: idOf(i), Of: idOf(i), Party: []parley.PartyID{"east", "north", "south"}[d.IntN(3)], Form: []string{"activity", "activity", "launch", "other"}[d.IntN(4)],
			At: int64(i), Height: Span{OpenFrom, OpenTo}, Time: Span{OpenFrom, OpenTo}}
		if i > 0 && d.IntN(2) == 0 {
			m.Of = idOf(d.IntN(i))
		} else if d.IntN(8) == 0 {
			m.Of = idOf(1000 + d.IntN(3))
		}
		m.says = saying{d.IntN(3) > 0, d.IntN(2) == 0, d.IntN(3) > 0}
		if m.Ends = m.Of != m.ID && d.IntN(4) == 0; m.Ends {
			continue
		}
		for range d.IntN(3) {
			if a, _ := d.area(); m.says.areas {
				m.Areas = append(m.Areas, a)
			}
		}
		if m.says.areas && d.IntN(6) == 0 {
			m.Unfit = 1
		}
		if m.says.height {
			m.Height = d.span(3048)
		}
		if m.says.time {
			m.Time = d.span(1_800_000)
		}
	}
	return out
}

// atOnce reckons what stands and what meets from all messages at once, another way than a plot.
func atOnce(all []Message, m Margins) (stand []Standing, meet []Encounter) {
	group := map[tie]tie{}
	find := func(t tie) tie {
		for group[t] != (tie{}) && group[t] != t {
			t = group[t]
		}
		return t
	}
	for _, x := range all {
		a, b := find(tie{x.Party, x.ID}), find(tie{x.Party, x.Of})
		group[a] = b
	}
	groups := map[tie][]Message{}
	for _, x := range all {
		g := find(tie{x.Party, x.ID})
		groups[g] = append(groups[g], x)
	}
	for _, g := range groups {
		slices.SortFunc(g, func(a, b Message) int { return int(a.At - b.At) })
		s := Standing{Notice: g[0].ID, Message: g[len(g)-1].ID, Party: g[0].Party, At: g[len(g)-1].At, Height: Span{OpenFrom, OpenTo}, Time: Span{OpenFrom, OpenTo}}
		for _, x := range g {
			if x.Ends {
				s.Said, s.Form, s.Areas, s.Unfit, s.Height, s.Time = parley.Hash{}, "", nil, 0, Span{OpenFrom, OpenTo}, Span{OpenFrom, OpenTo}
				continue
			}
			if x.says.areas {
				s.Said, s.Form, s.Areas, s.Unfit = x.ID, x.Form, x.Areas, x.Unfit
			}
			if x.says.height {
				s.Height = x.Height
			}
			if x.says.time {
				s.Time = x.Time
			}
		}
		if len(s.Areas)+s.Unfit > 0 {
			stand = append(stand, s)
		}
	}
	for i := range stand {
		for j := range stand {
			a, b := &stand[i], &stand[j]
			if a.Party >= b.Party || !a.Comparable() || !b.Comparable() || !(a.Form == "activity" && b.Form != "other" || b.Form == "activity" && a.Form != "other") {
				continue
			}
			var best *Encounter
			for p := range a.Areas {
				for q := range b.Areas {
					one, other := a.part(Notice{}, p), b.part(Notice{}, q)
					if c, ok := Compare(&one, &other, m); ok && (best == nil || c.Metres < best.Metres) {
						best = encounter(a, b, c)
					}
				}
			}
			if best != nil {
				meet = append(meet, *best)
			}
		}
	}
	SortEncounters(meet)
	return stand, meet
}

func told(all []Encounter) (out []string) {
	for _, e := range all {
		out = append(out, fmt.Sprintf("%s %v %v, %s %v %v: %d %d %d %v", e.One.Party, e.One.Notice[:2], e.One.Message[:2], e.Other.Party, e.Other.Notice[:2], e.Other.Message[:2],
			e.Metres, e.Height, e.Apart, e.Time))
	}
	return out
}

// [OVL-12] to [OVL-15]: what a plot shows is what all messages come to, whatever their order, also after some are gone; [OVL-11] and
// with each it tells what the notice met and meets.
func TestPlotIsAFunction(t *testing.T) {
	met := 0
	for seed := range uint64(150) {
		d := newDrawing(rand.New(rand.NewPCG(seed, 77)))
		m, all := d.margins(), d.messages(40)
		kept := all[:30]
		stand, want := atOnce(kept, m)
		met += len(want)
		for range 3 {
			x := NewPlot(plotPairs, m)
			now := map[string]bool{}
			follow := func(was, is []Encounter) {
				for _, s := range told(was) {
					if !now[s] {
						t.Fatalf("seed %d: %s was not there", seed, s)
					}
					delete(now, s)
				}
				for _, s := range told(is) {
					now[s] = true
				}
			}
			for _, i := range d.Perm(len(all)) {
				follow(x.Put(all[i]))
				if again, more := x.Put(all[i]); again != nil || more != nil {
					t.Fatal("a message twice")
				}
			}
			for _, i := range d.Perm(10) {
				follow(x.Drop(all[30+i].Party, all[30+i].ID))
			}
			got, more := x.Encounters()
			if !reflect.DeepEqual(told(got), told(want)) || more != 0 {
				t.Fatalf("seed %d:\n%q\nslowly:\n%q", seed, told(got), told(want))
			}
			if len(now) != len(want) || len(x.Notices(Span{OpenFrom, OpenTo})) != len(stand) {
				t.Fatalf("seed %d: %d told, %d meet, %d stand, slowly %d", seed, len(now), len(want), len(x.Notices(Span{OpenFrom, OpenTo})), len(stand))
			}
			for _, e := range got {
				if !slices.Contains(told(x.EncountersOf(e.One.Party, e.One.Message)), told([]Encounter{e})[0]) {
					t.Fatal("an encounter of no notice")
				}
			}
		}
		would := NewPlot(plotPairs, m)
		for i := range kept[:29] {
			would.Put(kept[i])
		}
		before, _ := would.Encounters()
		w := would.Would(kept[29])
		if _, now := would.Put(kept[29]); !reflect.DeepEqual(told(w), told(now)) {
			t.Fatalf("seed %d: what it would meet %q, what it meets %q", seed, told(w), told(now))
		}
		if len(before) == 0 && len(w) > len(want) {
			t.Error("more than all")
		}
	}
	if met < 500 {
		t.Errorf("only %d encounters in all", met)
	}
}

// What one party sends is bounded, and what is left out is counted: neither memory nor time is a peer's to take.
func TestPlotBounds(t *testing.T) {
	d := newDrawing(rand.New(rand.NewPCG(1, 1)))
	x := NewPlot(plotPairs, Margins{})
	a, _ := areaOf("circle 0,0 radius 10")
	m := Message{ID: idOf(1), Of: idOf(1), Party: "north", Form: "activity", Areas: []Area{a}, Height: Span{OpenFrom, OpenTo}, Time: Span{0, 5}, says: saying{true, true, true}}
	x.Put(m)
	x.held["north"].messages = MaxMessages
	m.ID, m.Of = idOf(2), idOf(2)
	x.Put(m)
	x.held["north"].messages, x.held["north"].corners = 1, MaxCorners
	x.Put(m)
	if len(x.Notices(Span{0, 0})) != 1 || x.Left()["north"] != 2 {
		t.Errorf("%d stand, left %v", len(x.Notices(Span{0, 0})), x.Left())
	}
	x.Drop("north", idOf(2))
	if h := x.held["north"]; h.messages != 1 || h.corners != MaxCorners {
		t.Errorf("what is not here was dropped: %+v", h)
	}
	x.held["north"].corners = 1
	x.Drop("north", idOf(1))
	if h := x.held["north"]; h.messages != 0 || h.corners != 0 {
		t.Errorf("what was dropped takes room: %+v", h)
	}
	m.ID, m.Of = idOf(1), idOf(1)
	x.Put(m)
	m.ID, m.Of = idOf(2), idOf(2)
	m.Party = "south"
	x.between[[2]parley.PartyID{"north", "south"}] = MaxEncounters
	_, now := x.Put(m)
	all, more := x.Encounters()
	if len(now) != 1 || len(all) != 0 || more != 1 {
		t.Errorf("%d are met, %d kept, %d more", len(now), len(all), more)
	}
	y := NewPlot(plotPairs, Margins{})
	for _, i := range d.Perm(MaxLine + 10) {
		m.ID, m.Of, m.At, m.Time = idOf(i), idOf(0), int64(i), Span{int64(i), int64(i)}
		y.Put(m)
	}
	if s := y.Notices(Span{OpenFrom, OpenTo}); len(s) != 1 || s[0].Notice != idOf(10) || s[0].Time.To != MaxLine+9 || len(y.Messages("south", idOf(7))) != MaxLine {
		t.Errorf("%+v", s)
	}
	y.Forget(MaxLine + 9)
	if len(y.Notices(Span{OpenFrom, OpenTo})) != 1 {
		t.Error("a notice is forgotten whose time has not ended before")
	}
	y.Forget(MaxLine + 10)
	if len(y.Notices(Span{OpenFrom, OpenTo})) != 0 || len(y.lines) != 0 || y.held["south"].messages > 10 {
		t.Errorf("%d lines, %+v", len(y.lines), y.held["south"])
	}
}
