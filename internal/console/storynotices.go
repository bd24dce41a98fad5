package console

import (
	"encoding/json"
	"math"
	"net/url"
	"time"

	"parley"
	"parley/form"
	"parley/internal/chart"
	"parley/internal/node"
)

// noticeStories are notices in lists, on the calendar and on the map.
var noticeStories = map[string]Story{
	"notices":       {"notices", func(f Frame) any { return noticesStory(f, storyNotices()) }},
	"notices-none":  {"notices", func(f Frame) any { return noticesStory(f, nil) }},
	"calendar":      {"calendar", func(f Frame) any { return calendarStory(f, storyNotices()) }},
	"calendar-none": {"calendar", func(f Frame) any { return calendarStory(f, nil) }},
	"map": {"map", func(f Frame) any {
		f.Exercise = false
		return mapStory(f, storyNotices()[:6], 42, nil)
	}},
	"message-notice": {"message", func(f Frame) any {
		p := sentMessage(f)
		p.CanReplace, p.Map, p.Conflicts = true, storyBodyMap(), mapStory(f, storyNotices()[:6], 42, nil).Conflicts
		p.Uncompared = []string{"Impact area"}
		p.Letter.Form, p.Letter.Text, p.Letter.Subject = "Notice of an exercise", storyText(f.Lang), ""
		return p
	}},
	"preview-notice": {"preview", func(f Frame) any {
		p := previewStory(f)
		p.Map = storyBodyMap()
		p.Letter.Form, p.Letter.Text, p.Letter.Subject = "Notice of an exercise", storyText(f.Lang), ""
		return p
	}},
	"map-none":    {"map", func(f Frame) any { return mapStory(f, nil, 0, nil) }},
	"map-across":  {"map", func(f Frame) any { return mapStory(f, storyNotices()[6:8], -1, nil) }},
	"map-overlay": {"map", func(f Frame) any { return mapStory(f, storyNotices()[:2], 42, storyOverlay()) }},
	"map-words":   {"map", func(f Frame) any { return mapStory(f, storyNotices()[5:6], -1, nil) }},
	"map-hostile": {"map", func(f Frame) any { return mapStory(f, hostileNotices(), -1, nil) }},
}

// storyNotice is a notice of the form of storyCharter; times are hours from the story's now.
func storyNotice(n int, own bool, reference, subject string, hours []int, places ...string) node.NoticeView {
	v := node.NoticeView{ID: storyID(100 + n), Charter: storyID(90), Form: "exercise-notice", Edition: 1, From: "north/duty", Own: own, Time: at(n * day).RFC, State: node.NoticeStanding, Exercise: true,
		Reference: &reference, Subject: &subject, Seq: uint64(100 - n)}
	if own {
		v.From = "south/duty"
	}
	for i, h := range hours {
		v.Times = append(v.Times, node.NoticeTime{Path: []string{"start", "end", "units[0].from", "units[1].from"}[i%4], At: parley.MillisOf(storyNow.Add(time.Duration(h) * time.Hour))})
	}
	for _, p := range places {
		v.Places = append(v.Places, node.NoticePlace{Path: "area", Place: p})
	}
	return v
}

func storyNotices() []node.NoticeView {
	list := []node.NoticeView{
		storyNotice(1, true, "CBM/SOUTH/26/0007/F25/O", "Firing at sea", []int{-5, 43}, "circle 58.20000,20.10000 radius 25000 precision 1000"),
		storyNotice(2, false, "CBM/NORTH/26/0012/F25/O", "NORTH WIND 27", []int{9 * 24, 17 * 24, 10 * 24, 12 * 24}, "polygon 59.10000,18.90000 58.70000,19.40000 59.00000,20.60000 59.60000,20.20000 59.70000,19.20000 called north of the strait"),
		storyNotice(3, false, "CBM/NORTH/26/0011/F25/O", "Column by sea", []int{20, 44}, "route 57.20000,18.90000 57.90000,19.70000 58.60000,21.20000 59.30000,22.40000 width 18000"),
		storyNotice(4, true, "CBM/SOUTH/26/0006/F25/O", "Exercise in the strait", []int{30 * 24, 33 * 24}, "area strait"),
		storyNotice(5, false, "CBM/NORTH/26/0010/F25/A", "Night flying", []int{1}, "circle 57.70000,22.20000 radius 40000", "words the field south of point 14"),
		storyNotice(6, true, "CBM/SOUTH/26/0005/F25/O", "Road works on the patrol road", []int{-30, 60}, "words between points 12 and 14, on both sides of the road"),
		storyNotice(7, false, "CBM/NORTH/26/0009/F25/O", "Missile launch", []int{50, 56}, "polygon -2.00000,176.00000 -2.00000,-175.00000 3.00000,-174.00000 4.00000,177.00000"),
		storyNotice(8, true, "CBM/SOUTH/26/0004/F25/O", "Recovery ship", []int{40, 70}, "route -6.00000,172.00000 -3.00000,179.50000 -1.00000,-178.00000 2.00000,-171.00000"),
		storyNotice(9, false, "CBM/NORTH/26/0008/F25/O", "Bridge training", []int{-90 * 24, -80 * 24}, "circle 58.90000,18.10000 radius 3000"),
		storyNotice(10, false, "CBM/NORTH/26/0007/F25/O", "Winter exercise", []int{12 * 24, 20 * 24}, "circle 58.10000,18.30000 radius 12000"),
	}
	by := list[1].ID
	list[9].State, list[9].By = node.NoticeCorrected, &by
	return list
}

// storyBody is what storyTyped says.
func storyBody() form.Body {
	b, _ := readForm(storyCharter().text, "exercise-notice", storyTyped())
	return b
}

func storyBodyMap() *Map {
	return bodyMap(storyCharter().text, "exercise-notice", storyBody(), true, nil)
}

func storyText(lang string) string {
	return form.Of(storyCharter().text, "exercise-notice").Text(lang, storyBody())
}

// hostileNotices are what somebody might send who wants to break a page.
func hostileNotices() []node.NoticeView {
	out := []node.NoticeView{
		storyNotice(11, false, "<script>alert(1)</script>", "\u202eelif.exe \"onload=x", []int{0, 1, 2, 3}, "words </title></svg><img src=x onerror=alert(1)>", "circle 0.00000,0.00000 radius 20000000"),
		storyNotice(12, false, "", "", nil, "circle 89.99999,0.00000 radius 2500000", "circle 12.00000,12.00000 radius 1", "polygon 10.00000,20.00000 20.00000,20.00000 20.00000,10.00000 called turned the other way"),
	}
	zigzag := "route"
	for i := range form.MaxCorners {
		zigzag += " " + []string{"-89.00000", "89.00000"}[i%2] + "," + []string{"-179.00000", "-60.00000", "60.00000"}[i%3]
	}
	misfit := "the body is no list of pairs"
	out[1].Places = append(out[1].Places, node.NoticePlace{Path: "units[0].nothing", Place: zigzag + " width 20000000"})
	out[1].Misfit = &misfit
	return out
}

// storyOverlay is an overlay of a hundred thousand points.
func storyOverlay() *chart.Overlay {
	var ring [][2]float64
	for i := range 100_000 {
		a, r := 2*math.Pi*float64(i)/100_000, 0.9+0.02*float64(i%5)
		ring = append(ring, [2]float64{19.7 + 1.6*r*math.Cos(a), 58.8 + r*math.Sin(a)})
	}
	b, _ := json.Marshal(map[string]any{"type": "GeometryCollection", "geometries": []any{map[string]any{"type": "LineString", "coordinates": ring},
		map[string]any{"type": "MultiPoint", "coordinates": [][2]float64{{19.7, 58.8}, {21, 59.5}}}}})
	o, err := chart.ReadOverlay(b)
	if err != nil {
		panic(err) // it was made here
	}
	return o
}

// storyRows are notices as rows, without a console.
func storyRows(f Frame, list []node.NoticeView) (out []NoticeRow) {
	for _, x := range list {
		out = append(out, rowOf(storyCharter(), f, storyNow, x))
	}
	return out
}

func storyFilter(lang string) NoticeFilter {
	f := NoticeFilter{}
	f.offer(storyCharter(), lang)
	f.offerStates()
	return f
}

func noticesStory(f Frame, list []node.NoticeView) *NoticesPage {
	rows := storyRows(f, list)
	for i := range rows[:min(3, len(rows))] {
		rows[i].Near = true
	}
	return &NoticesPage{Frame: f, Filter: storyFilter(f.Lang), Rows: rows, All: len(list), Write: []FormOption{{"/compose?form=exercise-notice", "Notice of an exercise", false}}}
}

func calendarStory(f Frame, list []node.NoticeView) *CalendarPage {
	p := &CalendarPage{Frame: f, Filter: storyFilter(f.Lang)}
	weeks := p.weeks(storyNow, url.Values{})
	for _, r := range storyRows(f, list) {
		if r.within(weeks.now, weeks.until()) && r.State == node.NoticeStanding {
			weeks.add(&mapEntry{notice: r.ID, own: r.Own, kept: true, window: r.window, shapes: r.shapes, row: func() NoticeRow { return r }})
		}
	}
	storyNear(weeks)
	entries := weeks.instants()
	if list != nil {
		entries = append(entries, CalendarEntry{Kind: "deadline", Title: "Invitation to talks", Link: "/proceeding/" + storyID(4), at: parley.MillisOf(storyNow.Add(5 * time.Hour))})
		for i := range 5 {
			entries = append(entries, CalendarEntry{Kind: "deadline", Title: "Inquiry with a deadline", Link: "/proceeding/" + storyID(5), at: parley.MillisOf(storyNow.Add(time.Duration(77+i) * time.Hour))})
		}
	}
	p.stand(weeks)
	p.lay(weeks, storyNow, entries)
	p.link(url.Values{})
	return p
}

func mapStory(f Frame, list []node.NoticeView, days int, overlay *chart.Overlay) *MapPage {
	m := &mapping{query: url.Values{}, now: parley.MillisOf(storyNow), page: &MapPage{Frame: f, Filter: storyFilter(f.Lang), Days: days}}
	for _, r := range storyRows(f, list) {
		if len(r.Places) > 0 && (days < 0 || r.within(m.now, m.until())) {
			m.add(&mapEntry{notice: r.ID, own: r.Own, window: r.window, shapes: r.shapes, row: func() NoticeRow { return r }})
		}
	}
	storyNear(m)
	m.between("")
	p := m.draw(overlay)
	p.Source, p.drawn = f.Path+"/shapes", m.drawn(m.view())
	return p
}

// storyNear has the first two notices of a story come near each other, and the second one meet the third.
func storyNear(m *mapping) {
	if len(m.entries) < 6 {
		return
	}
	for i, metres := range []int{2200, 0} {
		a, b := m.entries[i], m.entries[i+1]
		view := &node.ConflictView{One: storyActive(a), Other: storyActive(b), Own: i == 0, Metres: metres, Meets: metres == 0, Height: int64(i) * 0}
		w := [2]parley.Millis{max(a.window[0], b.window[0]), min(a.window[1], b.window[1])}
		from, until := w[0].String(), w[1].String()
		if view.From, view.Until = &from, &until; w[0] > w[1] {
			view.Apart, view.Meets, w = int64(w[0]-w[1]), false, [2]parley.Millis{w[1], w[0]}
		}
		view.Proceedings, view.Opening = storyAbout(i)
		m.conflicts = append(m.conflicts, mapNear{a, b, view, w, storyCharter()})
	}
}

// storyAbout is what is done about a conflict: of the first one something, of another one nothing yet.
func storyAbout(i int) ([]node.ProceedingView, *node.ConflictOpening) {
	until, title := at(-5*hour).RFC, "Deconfliction of two notices"
	o := &node.ConflictOpening{Procedure: "deconflict", Title: title, To: []string{"north"}, Set: map[string]string{"first": storyID(101), "second": storyID(102)}}
	if i > 0 {
		return nil, o
	}
	return []node.ProceedingView{{ID: storyID(4), Procedure: "deconflict", Title: title, State: "countered", Turn: []string{"north"}, Until: &until, Proof: "confirmed"}}, o
}

func storyActive(e *mapEntry) node.ActiveNotice {
	r := e.row()
	party := "north"
	if e.own {
		party = "south"
	}
	return node.ActiveNotice{Notice: r.ID, Message: r.ID, Form: "exercise-notice", Party: party, Subject: &r.Subject}
}
