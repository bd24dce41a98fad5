package console

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"parley"
	"parley/internal/node"
)

// noticed gives the fake node a notice in the form phrase.
func (f *fakeNode) notice(n byte, place string, at time.Time) node.NoticeView {
	reference := "HOTLINE/NORTH/26/0003/PHR/O"
	x := node.NoticeView{ID: parley.Sum([]byte{n}).String(), Charter: f.id().String(), Form: "phrase", Edition: 1, From: "north/duty", Time: "2026-11-22T02:00:00.000Z",
		State: node.NoticeStanding, Exercise: true, Reference: &reference, Places: []node.NoticePlace{{Path: "place", Place: place}}}
	if !at.IsZero() {
		x.Times = []node.NoticeTime{{Path: "time", At: parley.MillisOf(at)}}
	}
	f.noticed = append(f.noticed, x)
	return x
}

// The list, the calendar and the map show the notices of the node: what a map cannot draw stands in its table, and what says
// nothing in the time that is looked at is not on it.
func TestNoticePages(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	for path, empty := range map[string]string{"/notices": "There is no notice yet.", "/calendar": "Nothing stands in these weeks.", "/map": "No notice with a place says anything in this time."} {
		if a := r.do("GET", path, nil); a.code != http.StatusOK || !strings.Contains(a.body, empty) {
			t.Errorf("%s answers %d: %s", path, a.code, a.body)
		}
	}
	drawn := r.node.notice(1, "circle 59.33000,18.06000 radius 5000", storyNow.Add(48*time.Hour))
	words := r.node.notice(2, "words behind <b>the</b> mill", storyNow)
	r.node.notice(3, "circle 1.00000,1.00000 radius 5000", storyNow.Add(-400*24*time.Hour))
	list := r.do("GET", "/notices", nil).body
	for _, want := range []string{"HOTLINE/NORTH/26/0003/PHR/O", "within 5 km of 59.33000N 018.06000E", "behind &lt;b&gt;the&lt;/b&gt; mill", "/map?notice=" + drawn.ID, "3 notices."} {
		if !strings.Contains(list, want) {
			t.Errorf("the list does not have %q", want)
		}
	}
	now, weeks := r.do("GET", "/map?days=0", nil).body, r.do("GET", "/map?days=42", nil).body
	if strings.Contains(now, drawn.ID) || !strings.Contains(now, words.ID) || !strings.Contains(weeks, drawn.ID) || strings.Contains(weeks, "01.00000N") {
		t.Error("the time that is looked at does not choose the notices")
	}
	if !strings.Contains(weeks, `class="map-number"`) || strings.Contains(now, `class="map-number"`) || !strings.Contains(now, "words only") {
		t.Error("the map does not draw what it can, or draws what it cannot")
	}
	if only := r.do("GET", "/map?notice="+drawn.ID, nil).body; !strings.Contains(only, drawn.ID) || strings.Contains(only, words.ID) {
		t.Error("a map of one notice shows others")
	}
	for _, path := range []string{"/map?view=x&days=-7&form=%3Cscript%3E&state=no", "/map?days=99999999999999999999&view=0_0_1", "/notices?from=-5", "/notices?from=999999", "/calendar?from=9999-12-31", "/calendar?from=x"} {
		if a := r.do("GET", path, nil); a.code != http.StatusOK || strings.Contains(a.body, "<script>") {
			t.Errorf("%s answers %d", path, a.code)
		}
	}
}

// The calendar has weeks from Monday on, each entry in its day in UTC, and never more in a day than fit.
func TestCalendarLays(t *testing.T) {
	var all []CalendarEntry
	for i := range 1000 {
		all = append(all, CalendarEntry{Title: "x", at: parley.MillisOf(storyNow) + parley.Millis(i)})
	}
	all = append(all, CalendarEntry{Title: "midnight", at: parley.MillisOf(time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC))}, CalendarEntry{Title: "past", at: parley.MillisOf(storyNow.AddDate(0, 0, -7))},
		CalendarEntry{Title: "far", at: parley.MillisOf(storyNow.AddDate(0, 0, 42))})
	p := &CalendarPage{}
	p.lay(p.weeks(storyNow, nil), storyNow, all)
	if p.From != "2026-11-16" || len(p.Weeks) != calendarWeeks || p.Weeks[0].Number != 47 || p.Weeks[0].Days[0].Name != "16 NOV 26" {
		t.Errorf("the weeks begin with %+v", p.Weeks[0])
	}
	sunday := p.Weeks[0].Days[6]
	if !sunday.Today || len(sunday.Entries) != dayEntries || sunday.More != 1000-dayEntries || len(p.Entries) != listEntries || p.Left != 1001-listEntries {
		t.Errorf("the day has %d entries and %d more; %d are listed, %d left", len(sunday.Entries), sunday.More, len(p.Entries), p.Left)
	}
	if first := p.Weeks[2].Days[1]; first.Name != "1 DEC" || len(first.Entries) != 1 || first.Entries[0].Hour != "0000Z" {
		t.Errorf("1 December is %+v", first)
	}
}

// "A hostile message can't break, mislead or slow a page": places that are drawn all over the earth, texts that would end the
// picture, and a hundred thousand points of an overlay.
func TestHostileMap(t *testing.T) {
	pages, err := parseTemplates()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"map-hostile", "map-overlay"} {
		began := processor(t)
		b, err := pages.Tell(name, "en", "light")
		took := processor(t) - began
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range []string{"<script>alert", "<img src=x", "\u202e", "NaN", "Inf"} {
			if strings.Contains(string(b), bad) {
				t.Errorf("%s has %q", name, bad)
			}
		}
		if len(b) > 500_000 || took > 3*time.Second {
			t.Errorf("%s has %d bytes and took %v", name, len(b), took)
		}
		t.Logf("measured: %s: %d bytes in %v of processor time", name, len(b), took.Round(time.Millisecond))
	}
}
