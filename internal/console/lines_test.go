package console

import (
	"context"
	"strings"
	"testing"

	"parley/internal/node"
)

func (f *fakeNode) LineTests(context.Context, node.LineQuery, int) ([]node.LineTestsView, error) {
	next, later, by, answered := "2026-11-22T03:30:00.000Z", "2026-11-22T04:30:00.000Z", "north", "2026-11-22T02:30:01.000Z"
	return []node.LineTestsView{
		{Party: "north", Next: &later, NextBy: &by, Tests: []node.LineTestView{{Time: "2026-11-22T01:30:00.000Z", By: "south", Bearer: "tls"}}},
		{Party: "north", Next: &next, NextBy: &by, Tests: []node.LineTestView{{Time: "2026-11-22T02:30:00.000Z", By: "north", Bearer: "tls", AnsweredByNode: &answered}}},
	}, nil
}

// lined is a node with one line.
type lined struct{ *fakeNode }

func (lined) Lines(context.Context) ([]node.LineView, error) {
	return []node.LineView{{Party: "north", State: "up", Since: "2026-11-21T00:00:00.000Z"}}, nil
}

func (lined) LineHistory(context.Context, node.LineQuery, int) ([]node.LineDayView, error) {
	return []node.LineDayView{{Day: "2026-11-21", Party: "north", Bearer: "tls", Ours: &node.LineMinutesView{Minutes: map[string]int{"up": 1400, "no-path": 40}}}}, nil
}

// The page of the lines lists the last line tests with their two results apart, the newest first, and says when the next is
// due and by whom; the history is a picture with its table.
func TestLinesPage(t *testing.T) {
	r := newRoom(t)
	r.c.api = lined{r.node}
	r.signIn()
	a := r.do("GET", "/lines", nil)
	expect(t, a.body, "Next line test", "220330Z NOV 26", "in 32 min, by Northland", "02:30:01Z 22 NOV 26", "not yet", `class="history"`, "up 1400 min")
	if strings.Index(a.body, "220230Z NOV 26") > strings.Index(a.body, "220130Z NOV 26") || strings.Contains(a.body, "220430Z NOV 26") {
		t.Error("the tests are not the newest first, or a later one is said to be next")
	}
}

// The original stands beside each translation of it, on the page of either.
func TestTranslationsBesideTheOriginal(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	original := r.node.message(1, "routine", "The bridge is open.")
	translation := r.node.message(2, "routine", "Міст відкрито.")
	lang := "uk"
	r.node.in[1].Refers.Translates, r.node.in[1].Form, r.node.in[1].Lang = &original.ID, "translation", &lang
	a := r.do("GET", "/message/"+translation.ID, nil)
	i, j := strings.LastIndex(a.body, "The bridge is open."), strings.LastIndex(a.body, "Міст відкрито.")
	if expect(t, a.body, `class="pair-texts"`, "This message", `href="/message/`+original.ID+`"`); i < 0 || j < i {
		t.Errorf("the original stands at %d, its translation at %d", i, j)
	}
	missing := strings.Repeat("0", 64)
	r.node.in[1].Refers.Translates = &missing
	if a := r.do("GET", "/message/"+translation.ID, nil); a.code != 200 || strings.Contains(a.body, `class="pair-texts"`) {
		t.Errorf("an original that is not here: %d", a.code)
	}
}
