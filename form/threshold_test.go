package form_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/wire"
)

const day = parley.Millis(86_400_000)

// put returns b with one value changed; b stays as it is.
func put(b form.Body, name string, v form.Value) form.Body {
	b.Fields = maps.Clone(b.Fields)
	b.Fields[name] = v
	return b
}

// An exercise is a prior notice whose figures a case changes.
type exercise struct {
	t     *testing.T
	rules *form.Rules
	base  form.Body
	made  byte
}

func newExercise(t *testing.T) *exercise {
	c := ready(t, "vienna-document-2011")
	r, err := form.Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	b, _ := sampleOf(t, c, "vienna-document-2011", "activity")
	for _, name := range []string{"forces", "phases", "observers", "original", "changes", "related", "sorties"} {
		delete(b.Fields, name)
	}
	for name, n := range map[string]int64{"troops": 500, "tanks": 0, "acv": 0, "artillery": 0, "landing": 0} {
		b.Fields[name] = form.Number(n)
	}
	return &exercise{t: t, rules: r, base: b}
}

// notice makes one that begins at start, a week long, with these changes.
func (x *exercise) notice(start parley.Millis, changes form.Fields) form.Notice {
	b := put(x.base, "start", form.Time(start))
	b = put(b, "end", form.Time(start+7*day))
	for name, v := range changes {
		b = put(b, name, v)
	}
	x.made++
	return form.Notice{ID: parley.Hash{x.made}, Party: "north", Time: noon, Body: b}
}

// flags returns the names of the flags among those looked for.
func (x *exercise) flags(n form.Notice, earlier []form.Notice, of ...string) string {
	var out []string
	for _, f := range x.rules.Check("activity", n, earlier) {
		if f.Failed != "" {
			x.t.Errorf("the rule %s was not evaluated: %s", f.Rule, f.Failed)
		}
		if slices.Contains(of, f.Rule) {
			out = append(out, f.Rule)
		}
	}
	return strings.Join(out, " ")
}

// "At least" and "more than" are as the charter says, to the last man, tank and gun; equipment counts from two brigades on.
func TestThresholdsOnTheirEdges(t *testing.T) {
	x := newExercise(t)
	for _, c := range []struct {
		figure    string
		n         int64
		organised string
		want      string
	}{
		{"troops", 8_099, "smaller", "voluntary"},
		{"troops", 8_100, "smaller", "voluntary near-notify"},
		{"troops", 8_999, "smaller", "voluntary near-notify"},
		{"troops", 9_000, "smaller", ""},
		{"troops", 11_699, "division", ""},
		{"troops", 11_700, "division", "near-observe"},
		{"troops", 12_800, "division", "near-observe"},
		{"troops", 12_999, "division", "near-observe"},
		{"troops", 13_000, "division", "observation"},
		{"tanks", 249, "brigades", "voluntary near-notify"},
		{"tanks", 250, "smaller", "voluntary"},
		{"tanks", 250, "brigades", ""},
		{"tanks", 299, "division", "near-observe"},
		{"tanks", 300, "division", "observation"},
		{"acv", 499, "division", "voluntary near-notify near-observe"},
		{"acv", 500, "division", "observation"},
		{"artillery", 249, "division", "voluntary near-notify near-observe"},
		{"artillery", 250, "division", "observation"},
		{"landing", 2_999, "smaller", "voluntary near-notify"},
		{"landing", 3_000, "smaller", ""},
		{"landing", 3_500, "smaller", "observation"},
	} {
		n := x.notice(noon+100*day, form.Fields{c.figure: form.Number(c.n), "organised": form.Choice(c.organised)})
		if got := x.flags(n, nil, "voluntary", "near-notify", "near-observe", "observation"); got != c.want {
			t.Errorf("%d %s, organised as %s: %q, want %q", c.n, c.figure, c.organised, got, c.want)
		}
	}
}

// 41 days, 23 hours and 59 minutes are not 42 days. An activity without warning to the troops is exempt, and is observed
// only if it is longer than 72 hours.
func TestFortyTwoDays(t *testing.T) {
	x := newExercise(t)
	large := form.Fields{"troops": form.Number(14_000)}
	snap := form.Fields{"troops": form.Number(14_000), "warning": form.Choice("snap")}
	for _, c := range []struct {
		name    string
		start   parley.Millis
		changes form.Fields
		want    string
	}{
		{"42 days", noon + 42*day, large, "observation"},
		{"41 d 23 h 59 min", noon + 42*day - 60_000, large, "late observation"},
		{"a millisecond less", noon + 42*day - 1, large, "late observation"},
		{"without warning, at the start", noon, snap, "observation"},
		{"without warning, after the start", noon - 1, snap, "snap-late observation"},
		{"below the threshold", noon + day, form.Fields{"troops": form.Number(8_999)}, ""},
	} {
		if got := x.flags(x.notice(c.start, c.changes), nil, "late", "snap-late", "observation"); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	for hours, want := range map[parley.Millis]string{72: "", 73: "observation"} {
		n := x.notice(noon, snap)
		n.Body = put(n.Body, "end", form.Time(noon+hours*3_600_000))
		if got := x.flags(n, nil, "observation"); got != want {
			t.Errorf("without warning, %d hours: %q, want %q", hours, got, want)
		}
	}
}

func newYear(year int) parley.Millis {
	return parley.Millis(time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli())
}

// Counters go by the calendar year in which an activity begins, so that they begin anew at midnight of New Year; what was
// cancelled or amended does not count; "more than 13,000" is not 13,000.
func TestCountersAcrossNewYear(t *testing.T) {
	x := newExercise(t)
	last := newYear(2028) - 1
	of := func(troops int64) form.Fields { return form.Fields{"troops": form.Number(troops)} }
	var earlier []form.Notice
	for i := range 6 {
		earlier = append(earlier, x.notice(newYear(2027)+parley.Millis(i)*40*day, of(13_001)))
	}
	for _, c := range []struct {
		name    string
		n       form.Notice
		earlier []form.Notice
		want    string
	}{
		{"the seventh of the year", x.notice(last, of(13_001)), earlier, "annual"},
		{"the same a millisecond later", x.notice(last+1, of(13_001)), earlier, ""},
		{"of exactly 13,000", x.notice(last, of(13_000)), earlier, ""},
		{"the sixth", x.notice(last, of(13_001)), earlier[:5], ""},
		{"six, of which one was of 13,000", x.notice(last, of(13_001)), append(slices.Clone(earlier[:5]), x.notice(newYear(2027), of(13_000))), ""},
	} {
		if got := x.flags(c.n, c.earlier, "annual", "annual-large", "triennial"); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	amended := x.notice(last, of(13_001))
	amended.Refers = wire.Refers{Corrects: &earlier[0].ID}
	if got := x.flags(amended, earlier, "annual"); got != "" {
		t.Errorf("what it amends is counted: %q", got)
	}
	large := []form.Notice{x.notice(newYear(2027), of(25_001)), x.notice(newYear(2027)+50*day, of(25_001)), x.notice(newYear(2027)+99*day, of(25_001))}
	if got := x.flags(x.notice(last, of(25_001)), large, "annual-large"); got != "annual-large" {
		t.Errorf("the fourth large one: %q", got)
	}
	if got := x.flags(x.notice(last, of(25_000)), large, "annual-large"); got != "" {
		t.Errorf("one of exactly 25,000: %q", got)
	}
	huge := []form.Notice{x.notice(newYear(2027), of(40_001))}
	for year, want := range map[int]string{2024: "", 2025: "triennial", 2027: "triennial", 2029: "triennial", 2030: ""} {
		if got := x.flags(x.notice(newYear(year)+day, of(40_001)), huge, "triennial"); got != want {
			t.Errorf("above 40,000 in 2027 and %d: %q, want %q", year, got, want)
		}
	}
	if got := x.flags(x.notice(newYear(2028), of(40_000)), huge, "triennial"); got != "" {
		t.Errorf("one of exactly 40,000: %q", got)
	}
}

// A counter takes account of what was cancelled, in whatever form, and of an amendment that lowers the figures; the fields that an
// amendment names are held against those that changed; and inspections asked of one party are counted across all askers.
func TestCountersFollowCancellationsAndAmendments(t *testing.T) {
	x := newExercise(t)
	of := func(troops int64) form.Fields { return form.Fields{"troops": form.Number(troops)} }
	var six []form.Notice
	for i := range 6 {
		six = append(six, x.notice(newYear(2027)+parley.Millis(i)*40*day, of(13_001)))
	}
	seventh := x.notice(newYear(2028)-1, of(13_001))
	cancelled := form.Notice{ID: parley.Hash{90}, Party: "north", Refers: wire.Refers{Cancels: &six[2].ID}, Other: true}
	lowered, kept := x.notice(newYear(2027), of(13_000)), x.notice(newYear(2027), of(13_002))
	lowered.Refers, kept.Refers = wire.Refers{Corrects: &six[0].ID}, wire.Refers{Corrects: &six[0].ID}
	for name, c := range map[string]struct {
		later form.Notice
		want  string
	}{"cancelled in a form of its own": {cancelled, ""}, "lowered to the threshold": {lowered, ""}, "amended above it": {kept, "annual"}} {
		if got := x.flags(seventh, append(slices.Clone(six), c.later), "annual"); got != c.want {
			t.Errorf("one of six %s: %q, want %q", name, got, c.want)
		}
	}
	amended := six[0]
	amended.ID, amended.Refers, amended.Body = parley.Hash{91}, wire.Refers{Corrects: &six[0].ID}, put(six[0].Body, "troops", form.Number(13_500))
	says := func(fields ...string) form.Notice {
		n := amended
		rows := form.Table{}
		for _, f := range fields {
			rows = append(rows, form.Fields{"field": form.Text(f)})
		}
		n.Body = put(n.Body, "changes", rows)
		return n
	}
	for want, n := range map[string]form.Notice{"": says("troops"), "changes": says("tanks"), "changes ": says("troops", "tanks")} {
		if got := x.flags(n, six, "changes"); got != strings.TrimSpace(want) {
			t.Errorf("an amendment that names %v: %q, want %q", n.Body.Fields["changes"], got, want)
		}
	}
	b, _ := sampleOf(t, ready(t, "vienna-document-2011"), "vienna-document-2011", "inspection-request")
	ask := func(n byte, party parley.PartyID) form.Notice {
		return form.Notice{ID: parley.Hash{n}, Party: party, Time: noon, Body: b}
	}
	for n, want := range map[byte]string{2: "", 3: "quota-all"} {
		var others []form.Notice
		for i := range n {
			others = append(others, ask(i+1, []parley.PartyID{"east", "west", "far"}[i]))
		}
		var got []string
		for _, f := range x.rules.Check("inspection-request", ask(9, "north"), others) {
			if f.Rule == "quota-all" {
				got = append(got, f.Rule)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("after %d requests of others: %q, want %q", n, got, want)
		}
	}
}

// An exercise announced at 12,800, and another of 8,500 beside it: each is just under a threshold, and both together are
// not. The second notice is flagged; it is not when it is far away, in time or place, or when the first has been cancelled.
func TestSplitActivity(t *testing.T) {
	x := newExercise(t)
	start := noon + 100*day
	first := x.notice(start, form.Fields{"troops": form.Number(12_800)})
	if got := x.flags(first, nil, "near-observe", "split"); got != "near-observe" {
		t.Errorf("the first: %q", got)
	}
	far := form.Place{Kind: "circle", Points: []charter.Point{{Lat: 2_000_000, Lon: -3_000_000}}, Metres: 5000}
	for _, c := range []struct {
		name    string
		start   parley.Millis
		changes form.Fields
		want    string
	}{
		{"beside it", start + day, form.Fields{"troops": form.Number(8_500)}, "split"},
		{"14 days after its end", start + 21*day, form.Fields{"troops": form.Number(8_500)}, "split"},
		{"a millisecond later", start + 21*day + 1, form.Fields{"troops": form.Number(8_500)}, ""},
		{"far away", start + day, form.Fields{"troops": form.Number(8_500), "area": far}, ""},
		{"in words only", start + day, form.Fields{"troops": form.Number(8_500), "area": form.Place{Kind: "words", Words: "in the east"}}, "split"},
		{"so small that it makes no difference", start + day, form.Fields{"troops": form.Number(199)}, ""},
		{"the last man", start + day, form.Fields{"troops": form.Number(200)}, "split"},
		{"subject to observation by itself", start + day, form.Fields{"troops": form.Number(13_000)}, ""},
	} {
		if got := x.flags(x.notice(c.start, c.changes), []form.Notice{first}, "split"); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	second := x.notice(start+day, form.Fields{"troops": form.Number(8_500)})
	cancelled := form.Notice{ID: parley.Hash{99}, Party: "north", Time: noon, Body: first.Body, Refers: wire.Refers{Cancels: &first.ID}}
	if got := x.flags(second, []form.Notice{first, cancelled}, "split"); got != "" {
		t.Errorf("beside one that was cancelled: %q", got)
	}
}

// No rule blocks a text: a notice against which everything speaks encodes as any other.
func TestRulesBlockNothing(t *testing.T) {
	x := newExercise(t)
	n := x.notice(noon, form.Fields{"troops": form.Number(50_000), "end": form.Time(noon - 1), "sorties": form.Number(900)})
	n.Body = put(n.Body, "end", form.Time(noon-1))
	delete(n.Body.Fields, "air")
	if got := len(x.rules.Check("activity", n, nil)); got < 4 {
		t.Errorf("%d flags", got)
	}
	if _, err := form.Of(ready(t, "vienna-document-2011"), "activity").Encode(n.Body); err != nil {
		t.Error(err)
	}
}

// Notice of a launch at least 24 hours before its window opens: exactly 24 hours are in time.
func TestLaunchNotice(t *testing.T) {
	c := ready(t, "launch-notification")
	r, err := form.Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	b, _ := sampleOf(t, c, "launch-notification", "launch")
	b = put(put(b, "window_start", form.Time(noon+2*day)), "window_end", form.Time(noon+3*day))
	for _, k := range []struct {
		before, length parley.Millis
		want           string
	}{{day, 4 * day, ""}, {day - 1, 4 * day, "late"}, {day, 4*day + 1, "long-window"}, {day, 0, "window"}} {
		n := form.Notice{Party: "north", Time: noon, Body: put(put(b, "window_start", form.Time(noon+k.before)), "window_end", form.Time(noon+k.before+k.length))}
		if got := raised(r.Check("launch", n, nil)); got != k.want {
			t.Errorf("%d ms before, %d ms long: %q, want %q", k.before, k.length, got, k.want)
		}
	}
	for kind, want := range map[string]string{"circle": "impact-shape", "polygon": ""} {
		n := form.Notice{Party: "north", Time: noon, Body: put(put(b, "impact_given_as", form.Choice(kind)), "impact_area", form.Place{Kind: "polygon"})}
		if got := raised(r.Check("launch", n, nil)); got != want {
			t.Errorf("a polygon given as %s: %q, want %q", kind, got, want)
		}
	}
	for _, area := range []string{"launch", "impact"} {
		n := form.Notice{Party: "north", Time: noon, Body: put(b, area+"_given_as", form.Choice("quadrant"))}
		delete(n.Body.Fields, area+"_quadrant")
		if got := raised(r.Check("launch", n, nil)); got != fmt.Sprintf("%s-quadrant", area) {
			t.Errorf("a quadrant that is not named: %q", got)
		}
	}
}
