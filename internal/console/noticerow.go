package console

import (
	"strconv"
	"strings"
	"time"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/internal/chart"
	"parley/internal/node"
)

// A NoticeRow is a notice in a list, on the calendar and beside the map.
type NoticeRow struct {
	Number     int // on the map; 0: it is not drawn there
	ID         string
	Form, From string
	Own        bool
	Title      string // its human reference, its subject, or both
	Subject    string
	Sent       Instant
	Exercise   bool   // and not the whole page
	State      string // standing, corrected, cancelled, refused
	By         string // the notice that corrects or cancels it
	Phase      string // coming, now, over; empty: it names no time, and stands until it is cancelled
	Begins     Instant
	Ends       Instant
	Times      []NamedTime
	Places     []NamedPlace
	Misfit     string
	Near       bool // it meets another party's, or comes near it

	shapes  []chart.Shape
	window  [2]parley.Millis
	plotted bool // its charter says which of its fields are what, so the node keeps it as it stands
}

// A NamedTime is an instant with the title of its field.
type NamedTime struct {
	Name string
	At   Instant
	at   parley.Millis
	kept bool // the node keeps it as it stands, and may know better than the message
}

// A NamedPlace is a place with the title of its field. Drawn reports whether a map can show it.
type NamedPlace struct {
	Name, Text string
	Drawn      bool
}

// once is how long a notice counts that names one moment, or that could name one and does not: from then, or from its
// sending, on.
const once = 24 * time.Hour

// always is the window of a notice whose form has no time.
var always = [2]parley.Millis{0, form.MaxTime}

// rowOf is a notice in the words of a reader.
func rowOf(h *heldCharter, f Frame, at time.Time, x node.NoticeView) NoticeRow {
	lang := f.Lang
	row := NoticeRow{ID: x.ID, Form: h.form(lang, x.Form), From: h.address(x.From), Own: x.Own, Sent: instant(x.Time), Exercise: x.Exercise && !f.Exercise, State: x.State, By: some(x.By), Misfit: some(x.Misfit)}
	row.Subject = cut(some(x.Subject), 120)
	row.Title = strings.TrimSpace(oneLine(some(x.Reference)) + " " + row.Subject)
	kept := h.noticeOf(x.Form)
	for _, t := range x.Times {
		row.Times = append(row.Times, NamedTime{h.fieldNamed(lang, x.Form, t.Path), instantOf(t.At), t.At, kept != nil && (t.Path == kept.From || t.Path == kept.Until)})
	}
	for _, p := range x.Places {
		row.place(h, lang, x.Form, p)
	}
	row.window = h.window(x)
	row.Phase = phaseOf(row.window, parley.MillisOf(at))
	row.plotted = kept != nil
	if row.window != always {
		row.Begins, row.Ends = instantOf(row.window[0]), instantOf(row.window[1])
	}
	return row
}

// noticeOf is what a form says of a notice; nil: nothing.
func (h *heldCharter) noticeOf(name string) *charter.Notice {
	if h == nil || h.text.Schema(name) == nil {
		return nil
	}
	return h.text.Schema(name).Notice
}

// phaseOf says whether a window is yet to come, open or over; empty for one that is always open.
func phaseOf(window [2]parley.Millis, now parley.Millis) string {
	switch {
	case window == always:
		return ""
	case window[0] > now:
		return "coming"
	case window[1] < now:
		return "over"
	}
	return "now"
}

// place adds a place.
func (r *NoticeRow) place(h *heldCharter, lang, name string, x node.NoticePlace) {
	p, err := form.ParsePlace(x.Place)
	if err != nil || h == nil {
		return
	}
	shape, drawn := chart.ShapeOf(p, h.text)
	if drawn {
		r.shapes = append(r.shapes, shape)
	}
	r.Places = append(r.Places, NamedPlace{h.fieldNamed(lang, name, x.Path), cut(form.Of(h.text, name).PlaceText(lang, p), 400), drawn})
}

// fieldNamed is the title of a field by its path; in a table, with the number of the row.
func (h *heldCharter) fieldNamed(lang, name, path string) string {
	if h == nil || h.text.Schema(name) == nil {
		return oneLine(path)
	}
	table, cell, inTable := strings.Cut(path, "[")
	field := h.text.Schema(name).Field(table)
	if field == nil {
		return oneLine(path)
	}
	if row, column, ok := strings.Cut(cell, "]."); inTable && ok && field.Column(column) != nil {
		n, _ := strconv.Atoi(row)
		return h.titled(lang, field.Title) + " " + strconv.Itoa(n+1) + ": " + h.titled(lang, field.Column(column).Title)
	}
	return h.titled(lang, field.Title)
}

// window is from when until when a notice says something: from its first time to its last.
func (h *heldCharter) window(x node.NoticeView) [2]parley.Millis {
	if len(x.Times) == 0 {
		if h == nil || h.text.Schema(x.Form) == nil || !hasTimes(h.text.Schema(x.Form).Fields) {
			return always
		}
		sent, _ := parley.ParseMillis(x.Time)
		return [2]parley.Millis{sent, sent + parley.Millis(once.Milliseconds())}
	}
	w := [2]parley.Millis{x.Times[0].At, x.Times[0].At}
	for _, t := range x.Times {
		w[0], w[1] = min(w[0], t.At), max(w[1], t.At)
	}
	if w[0] == w[1] {
		w[1] += parley.Millis(once.Milliseconds())
	}
	return w
}

// within reports whether a notice says something between two instants.
func (r NoticeRow) within(from, until parley.Millis) bool {
	return r.window[0] <= until && r.window[1] >= from
}

// hasTimes reports whether a form can name an instant.
func hasTimes(fields []charter.Field) bool {
	for i := range fields {
		if fields[i].Kind == charter.KindTime || hasTimes(fields[i].Columns) {
			return true
		}
	}
	return false
}

// OnMap reports whether a map can show a place of it.
func (r NoticeRow) OnMap() bool { return len(r.shapes) > 0 }
