package console

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"parley"
	"parley/internal/node"
)

// stands gives the fake node a notice as a node keeps it.
func (f *fakeNode) stands(n byte, party, place string, from, until time.Time) node.ActiveNotice {
	a, b, subject := parley.MillisOf(from).String(), parley.MillisOf(until).String(), fmt.Sprintf("Firing <%d>", n)
	x := node.ActiveNotice{Notice: parley.Sum([]byte{n}).String(), Message: parley.Sum([]byte{n, 1}).String(), Charter: f.id().String(), Party: party, Own: party == "south", Form: "phrase", Subject: &subject,
		Said: a, From: &a, Until: &b, Places: []node.PlotPlace{{Field: "place", Place: place}}}
	f.active = append(f.active, x)
	return x
}

// near has two notices come near each other in the time that both share.
func (f *fakeNode) near(a, b node.ActiveNotice, metres int) {
	f.conflicts = append(f.conflicts, node.ConflictView{Charter: f.id().String(), One: a, Other: b, Own: true, Meets: metres == 0, Metres: metres, From: b.From, Until: a.Until})
}

// The map shows what the node keeps as it stands, and which of them come near each other, with how near and when; at one instant, only
// what stands then. What the script draws is the same.
func TestMapConflicts(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	hours := func(n int) time.Time { return storyNow.Add(time.Duration(n) * time.Hour) }
	a := r.node.stands(1, "south", "circle 59.00000,18.00000 radius 5000", hours(-1), hours(20))
	b := r.node.stands(2, "north", "circle 59.10000,18.00000 radius 5000", hours(10), hours(40))
	c := r.node.stands(3, "north", "words behind the mill", hours(2), hours(3))
	r.node.near(a, b, 1130)
	page := r.do("GET", "/map?days=42", nil).body
	wants(t, page, "1130 m", "Firing &lt;1&gt;", "Firing &lt;2&gt;", "Firing &lt;3&gt;", "words only", `class="map-near"`, `id="map-at"`, "Rows 1 to 3 of 3", "/message/"+a.Message, parley.MillisOf(hours(20)).DTG(), "How many stand on each day")
	if q := r.node.askedActive; q.From != parley.MillisOf(storyNow) || q.Until != parley.MillisOf(storyNow.AddDate(0, 0, 42)) || q.Limit != maxOnMap {
		t.Errorf("the node is asked for %+v", q)
	}
	then := r.do("GET", "/map?days=42&at="+hours(30).Format("2006-01-02T15:04"), nil).body
	wants(t, then, "Firing &lt;2&gt;", "Rows 1 to 1 of 1", "Only what stands at", "No two notices")
	if strings.Contains(then, "Firing &lt;1&gt;") || strings.Contains(then, c.Message) {
		t.Error("what does not stand at that instant is shown")
	}
	var drawn drawnMap
	answer := r.do("GET", "/map/shapes?days=42", nil)
	if err := json.Unmarshal([]byte(answer.body), &drawn); err != nil || len(drawn.Notices) != 3 || len(drawn.Conflicts) != 1 {
		t.Fatalf("%v: %s", err, answer.body)
	}
	if n := drawn.Notices[1]; n.Number != 2 || n.Own || len(n.Shapes) != 1 || n.Window != [2]parley.Millis{parley.MillisOf(hours(10)), parley.MillisOf(hours(40))} {
		t.Errorf("the second is drawn as %+v", n)
	}
	if x := drawn.Conflicts[0]; x.One != 0 || x.Other != 1 || x.Meets || x.Window != [2]parley.Millis{parley.MillisOf(hours(10)), parley.MillisOf(hours(20))} {
		t.Errorf("the conflict is drawn as %+v", x)
	}
	for _, path := range []string{"/map?days=1&at=x", "/map?at=9999-12-31T23:59", "/map?days=42&from=-7", "/map?days=any&from=99999999", "/map?days=any&at=1969-01-01T00:00", "/map/shapes?view=x&days=%3Cscript%3E"} {
		if a := r.do("GET", path, nil); a.code != http.StatusOK || strings.Contains(a.body, "<script>alert") {
			t.Errorf("%s answers %d", path, a.code)
		}
	}
}

// Of ten thousand notices a page of the map lists a hundred, draws five hundred, and says so; the script gets all of them.
func TestMapOfThousands(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	for i := range 3000 {
		r.node.stands(byte(i), "north", fmt.Sprintf("circle %d.%05d,%d.00000 radius 9000", i%80, i, i%170), storyNow, storyNow.Add(time.Hour))
	}
	page := r.do("GET", "/map?days=42", nil).body
	wants(t, page, "Rows 1 to 100 of 3000", "Further rows", "2500 places are not drawn")
	if n := strings.Count(page, "<tr>"); n > 200 || len(page) > 1_000_000 {
		t.Errorf("the page has %d rows and %d bytes", n, len(page))
	}
	wants(t, r.do("GET", "/map?days=42&from=2950", nil).body, "Rows 2951 to 3000 of 3000", "Rows before")
	var drawn drawnMap
	if err := json.Unmarshal([]byte(r.do("GET", "/map/shapes?days=42", nil).body), &drawn); err != nil || len(drawn.Notices) != 3000 {
		t.Errorf("%d notices are drawn: %v", len(drawn.Notices), err)
	}
}
