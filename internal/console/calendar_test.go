package console

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"parley"
)

// The calendar shows what the node keeps as it stands, day by day and in a time that is chosen (active now, the next 24 hours, the next 42
// days), with what comes near what; at one instant, only what stands then.
func TestCalendarStands(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	hours := func(n int) time.Time { return storyNow.Add(time.Duration(n) * time.Hour) }
	a := r.node.stands(1, "south", "circle 59.00000,18.00000 radius 5000", hours(-1), hours(20))
	b := r.node.stands(2, "north", "circle 59.10000,18.00000 radius 5000", hours(10), hours(40))
	c := r.node.stands(3, "north", "words behind the mill", hours(2), hours(3))
	r.node.active[2].Places = nil
	r.node.near(a, b, 1130)
	page := r.do("GET", "/calendar", nil).body
	wants(t, page, "3 stand, <strong>1 conflict</strong>", ">1 stands</a>", "<strong>1130 m</strong>", "/message/"+a.Message, "/message/"+b.Message, "/message/"+c.Message, `id="calendar-at"`, `class="strip-near" d="M`,
		parley.MillisOf(hours(40)).DTG(), "calendar-near", "/map?days=42")
	monday := time.Date(2026, 11, 16, 0, 0, 0, 0, time.UTC)
	if q := r.node.askedActive; q.From != parley.MillisOf(monday) || q.Until != parley.MillisOf(monday.AddDate(0, 0, 42)) {
		t.Errorf("the node is asked for %+v", q)
	}
	if marks := strings.Count(page, "calendar-mark"); marks != 3 {
		t.Errorf("%d of the three times of the two notices that have room in their days are marked", marks)
	}
	for path, want := range map[string][3]bool{"": {}, "?at=" + hours(30).Format("2006-01-02T15:04"): {true, false, true}, "?days=42&at=" + hours(2).Format("2006-01-02T15:04"): {false, true, false}} {
		page := r.do("GET", "/calendar"+path, nil).body
		list := page[strings.Index(page, `id="calendar-stands"`):strings.Index(page, `id="calendar-order"`)]
		for i, x := range []string{a.Message, b.Message, c.Message} {
			row := regexp.MustCompile(`<tr data-from="\d+" data-until="\d+"( hidden)?><td class="notice-what"><a href="/message/` + x).FindStringSubmatch(list)
			if gone := row == nil || row[1] != ""; gone != want[i] {
				t.Errorf("%s: notice %d is gone: %t", path, i+1, gone)
			}
		}
	}
	for days, word := range map[int]string{0: "active now", 1: "the next 24 hours", 42: "the next 42 days"} {
		page := r.do("GET", "/calendar?days="+strconv.Itoa(days), nil).body
		wants(t, page, `aria-current="true">`+word)
		if q := r.node.askedActive; q.From != parley.MillisOf(storyNow) || q.Until != parley.MillisOf(storyNow.AddDate(0, 0, days)) || strings.Contains(page, `id="calendar-at"`) != (days > 0) {
			t.Errorf("%s: the node is asked for %+v", word, q)
		}
	}
	none := r.do("GET", "/calendar?at="+monday.Format("2006-01-02T15:04"), nil).body
	wants(t, none, "No notice stands in this time.", "calendar-at")
}
