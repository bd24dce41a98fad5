package console

import (
	"strings"

	"parley"
	"parley/internal/chart"
	"parley/internal/node"
)

// A mapEntry is a notice with a place: as the node keeps it where the charter says which fields are what (active), else as its
// message has it. Its words are made when it is shown.
type mapEntry struct {
	number int // on the map; 0: only words say where it is
	notice string
	own    bool
	kept   bool // the node keeps it as it stands
	window [2]parley.Millis
	shapes []chart.Shape
	row    func() NoticeRow
}

// title is what the picture calls it.
func (e *mapEntry) title() string {
	r := e.row()
	return strings.TrimSuffix(strings.TrimSpace(r.Form+", "+r.From), ",")
}

// entries reads what stands in the time that is looked at, and what comes near what.
func (c *Console) entries(v *visit, m *mapping) error {
	p := m.page
	filter, rows, err := c.noticesFor(v, p.Frame)
	if err != nil {
		return err
	}
	p.Filter, m.rows = filter, rows
	standing := filter.State == ""
	for _, r := range rows {
		if standing && r.plotted || len(r.Places) == 0 && !m.placeless || p.Only != "" && r.ID != p.Only || p.Only == "" && p.Days >= 0 && !r.within(m.now, m.until()) {
			continue
		}
		m.add(&mapEntry{notice: r.ID, own: r.Own, window: r.window, shapes: r.shapes, row: func() NoticeRow { return r }})
	}
	if standing || p.Only != "" {
		return c.enterActive(v, m, standing)
	}
	return nil
}

// add numbers what can be drawn.
func (m *mapping) add(e *mapEntry) {
	if len(e.shapes) > 0 {
		m.numbered++
		e.number = m.numbered
	}
	m.entries = append(m.entries, e)
}

// enterActive adds the notices that the node keeps as they stand, and which of them come near each other.
func (c *Console) enterActive(v *visit, m *mapping, list bool) error {
	p := m.page
	q := node.ActiveQuery{Party: p.Filter.Party, Form: p.Filter.Form, From: m.now, Until: m.until(), Limit: maxOnMap, Who: v.who}
	if p.Days < 0 || p.Only != "" {
		q.From = 1
	}
	ctx := v.r.Context()
	active, err := c.api.ActiveNotices(ctx, q)
	if err != nil {
		return err
	}
	p.Filter.More = p.Filter.More || active.More || len(active.Left) > 0
	held := c.heldCharters(ctx)
	for i := range active.Notices {
		x := &active.Notices[i]
		if p.Only != "" && x.Notice != p.Only && x.Message != p.Only || !list || len(x.Places) == 0 && !m.placeless || held[x.Charter] == nil {
			continue
		}
		h := held[x.Charter]
		m.add(&mapEntry{notice: x.Notice, own: x.Own, kept: true, window: windowOf(x), shapes: h.shapes(x), row: func() NoticeRow { return activeRow(h, p.Frame, m.now, x) }})
	}
	return c.near(v, m, held)
}

// windowOf is from when until when a notice stands.
func windowOf(x *node.ActiveNotice) [2]parley.Millis {
	w := always
	if t, err := parley.ParseMillis(some(x.From)); err == nil {
		w[0] = t
	}
	if t, err := parley.ParseMillis(some(x.Until)); err == nil {
		w[1] = t
	}
	return w
}

// activeRow is a notice that the node keeps, in the words of a reader.
func activeRow(h *heldCharter, f Frame, now parley.Millis, x *node.ActiveNotice) NoticeRow {
	lang := f.Lang
	said, _ := parley.ParseMillis(x.Said)
	row := NoticeRow{ID: x.Message, Form: h.form(lang, x.Form), From: h.party(x.Party), Own: x.Own, Sent: instantOf(said), Exercise: x.Exercise && !f.Exercise, State: node.NoticeStanding, Subject: cut(some(x.Subject), 120), window: windowOf(x)}
	row.Title = strings.TrimSpace(oneLine(some(x.Reference)) + " " + row.Subject)
	fields := h.text.Schema(x.Form)
	for i, name := range []string{"", ""} {
		if fields != nil && fields.Notice != nil {
			name = []string{fields.Notice.From, fields.Notice.Until}[i]
		}
		if at := row.window[i]; at != always[i] {
			row.Times = append(row.Times, NamedTime{h.fieldNamed(lang, x.Form, name), instantOf(at), at, true})
		}
	}
	for _, p := range x.Places {
		row.place(h, lang, x.Form, node.NoticePlace{Path: p.Field, Place: p.Place})
	}
	row.Phase = phaseOf(row.window, now)
	return row
}
