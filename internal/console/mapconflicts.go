package console

import (
	"context"
	"strings"
	"time"

	"parley"
	"parley/internal/chart"
	"parley/internal/node"
)

// A MapConflict is two notices that meet or come near each other, with how near and when.
type MapConflict struct {
	One, Other MapParty
	Own        bool // one of the two is ours
	Meets      bool
	Metres     int
	Height     int64         // metres, upwards
	Apart      time.Duration // between them; 0: they share some time
	From       Instant       // of the time that they share, or that lies between them; none: it is open
	Until      Instant
	There      string // link to the map at that time

	Talks       []MapTalk // proceedings about the two
	Open, Opens string    // link that opens one, and what it opens; empty: it is somebody's move already, or there is no procedure for it
}

// A MapParty is one of two notices.
type MapParty struct {
	Number            int // on the map; 0: it is not drawn there
	ID, Title, Author string
}

// A mapNear is two entries that come near each other. The window is the time that they share or that lies between them.
type mapNear struct {
	one, other *mapEntry // nil: not on the map
	view       *node.ConflictView
	window     [2]parley.Millis
	held       *heldCharter
}

// near reads which notices come near each other in the time that is looked at.
func (c *Console) near(v *visit, m *mapping, held map[string]*heldCharter) error {
	p := m.page
	q := node.ConflictQuery{Party: p.Filter.Party, From: m.now, Until: m.until(), Who: v.who}
	if p.Days < 0 || p.Only != "" {
		q.From, q.Until = 0, 0
	}
	q.Notice = p.Only
	list, err := c.conflictsOf(v.r.Context(), q)
	if err != nil {
		return err
	}
	of := map[string]*mapEntry{}
	for _, e := range m.entries {
		of[e.notice] = e
	}
	entry := func(x *node.ActiveNotice) *mapEntry {
		if e := of[x.Notice]; e != nil {
			return e
		}
		return of[x.Message]
	}
	for i := range list {
		x := &list[i]
		if p.Filter.Form != "" && x.One.Form != p.Filter.Form && x.Other.Form != p.Filter.Form || held[x.Charter] == nil {
			continue
		}
		w := windowOf(&node.ActiveNotice{From: x.From, Until: x.Until})
		m.conflicts = append(m.conflicts, mapNear{entry(&x.One), entry(&x.Other), x, [2]parley.Millis{min(w[0], w[1]), max(w[0], w[1])}, held[x.Charter]})
	}
	return nil
}

// conflictsOf asks for conflicts; a notice that is none has none.
func (c *Console) conflictsOf(ctx context.Context, q node.ConflictQuery) ([]node.ConflictView, error) {
	v, err := c.api.Conflicts(ctx, q)
	if parley.CodeOf(err) == parley.CodeUsage || parley.CodeOf(err) == parley.CodeNotFound {
		return nil, nil
	}
	return v.Conflicts, err
}

// list is the conflicts of what is shown, joined on the map where both are drawn.
func (m *mapping) list(at map[string]*chart.Drawing) {
	p := m.page
	for _, n := range m.conflicts {
		if !m.standing(n.window) {
			continue
		}
		if n.one != nil && n.other != nil && at[n.one.notice] != nil && at[n.other.notice] != nil {
			a, b := at[n.one.notice], at[n.other.notice]
			p.Map.Lines = append(p.Map.Lines, MapLine{a.X, a.Y, b.X, b.Y})
		}
		if len(p.Conflicts) == maxConflicts {
			p.Hidden++
			continue
		}
		p.Conflicts = append(p.Conflicts, n.row(p.Lang))
	}
}

// row is a conflict in the words of a reader.
func (n *mapNear) row(lang string) MapConflict {
	party := func(x *node.ActiveNotice, e *mapEntry) MapParty {
		of := MapParty{ID: x.Message, Title: n.held.form(lang, x.Form), Author: n.held.party(x.Party)}
		if s := strings.TrimSpace(oneLine(some(x.Reference)) + " " + oneLine(some(x.Subject))); s != "" {
			of.Title += ": " + cut(s, 80)
		}
		if e != nil {
			of.Number = e.number
		}
		return of
	}
	v := MapConflict{One: party(&n.view.One, n.one), Other: party(&n.view.Other, n.other), Own: n.view.Own, Meets: n.view.Meets, Metres: n.view.Metres, Height: (n.view.Height + 99) / 100}
	v.Apart = time.Duration(n.view.Apart) * time.Millisecond
	v.From, v.Until = instantOrNone(n.view.From), instantOrNone(n.view.Until)
	if v.Apart > 0 {
		v.From, v.Until = v.Until, v.From // the end of the earlier one comes first
	}
	v.about(n, lang)
	return v
}
