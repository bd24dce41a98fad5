package form_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/wire"
)

// compiled returns the rules of the sample charter with these instead of its own.
func compiled(t testing.TB, when ...string) *form.Rules {
	t.Helper()
	c := sampleCharter()
	c.Schemas[0].Rules = nil
	for i, w := range when {
		c.Schemas[0].Rules = append(c.Schemas[0].Rules, rule("rule-"+string(rune('a'+i)), charter.LevelNote, w, "Flagged.", 100+i))
	}
	r, err := form.Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func noticeOf(b form.Body) form.Notice { return form.Notice{Party: "north", Time: noon, Body: b} }

// raised returns the names of the flags, with "!" after one that was not evaluated.
func raised(flags []form.Flag) string {
	var out []string
	for _, f := range flags {
		if f.Failed != "" {
			f.Rule += "!"
		}
		out = append(out, f.Rule)
	}
	return strings.Join(out, " ")
}

// The rules of the sample charter, each with a notice that raises it and one that just does not.
func TestRules(t *testing.T) {
	r, err := form.Compile(sampleCharter())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		body form.Body
		want string
	}{
		{"nothing", smallBody(), ""},
		{"everything fits", fullBody(), ""},
		{"one below the threshold", set(smallBody(), "troops", form.Number(8_999)), "below"},
		{"42 days to the millisecond", set(smallBody(), "start", form.Time(noon+42*86_400_000)), ""},
		{"42 days less one millisecond", set(smallBody(), "start", form.Time(noon+42*86_400_000-1)), "late"},
		{"ends before it starts", set(smallBody(), "end", form.Time(noon)), "dates"},
		{"does not add up", set(fullBody(), "troops", form.Number(14_001)), "sum"},
		{"no observers", set(fullBody(), "invitation", nil), "observers"},
		{"several", set(set(smallBody(), "troops", form.Number(1)), "start", form.Time(noon)), "below late"},
	} {
		if got := raised(r.Check("exercise-notice", noticeOf(c.body), nil)); got != c.want {
			t.Errorf("%s: raised %q, want %q", c.name, got, c.want)
		}
	}
	flag := r.Check("exercise-notice", noticeOf(set(fullBody(), "invitation", nil)), nil)[0]
	if flag.Level != charter.LevelWarn || flag.Sentence["fr"] != "Observers must be invited. (fr)" || flag.Paragraph != "VD observers" ||
		!slices.Equal(flag.Unchecked, []string{"observe_troops"}) {
		t.Errorf("the flag is %+v", flag)
	}
	if got := r.Check("text", noticeOf(smallBody()), nil); got != nil {
		t.Errorf("a form without rules raised %v", got)
	}
}

// [FORM-22] A rule that fails or whose cost is over the limit MUST give a flag that says that it was not evaluated, and MUST NOT be an error or hold back another rule.
func TestRuleFails(t *testing.T) {
	r := compiled(t, append(failingRules[:4:4],
		"earlier.all(a, earlier.all(b, earlier.all(c, a.time == b.time || b.time == c.time)))", "body.troops == 9000")...)
	var earlier []form.Notice
	for range form.MaxEarlier {
		earlier = append(earlier, noticeOf(smallBody()))
	}
	start := time.Now()
	flags := r.Check("exercise-notice", noticeOf(smallBody()), earlier)
	t.Logf("measured: %d rules, one of them stopped by its cost, in %v", 6, time.Since(start).Round(time.Millisecond))
	if got := raised(flags); got != "rule-a! rule-b! rule-c! rule-d! rule-e! rule-f" {
		t.Fatalf("raised %s", got)
	}
	for i, want := range []string{"no such key: length", "division by zero", "overflow", "over a hundred years", "cost limit exceeded"} {
		f := flags[i]
		if !strings.Contains(f.Failed, want) || f.Level != charter.LevelNote || f.Sentence["fr"] != "La règle "+f.Rule+" n'a pas été évaluée." {
			t.Errorf("%s: %+v, want %q", f.Rule, f, want)
		}
	}
}

// [FORM-21] A rule MUST see as earlier exactly the notices of the same form and party that stand before the message in that party's record, in that order, without cancellations and without what a later one or the message itself cancels or corrects, and of these the last 256.
func TestEarlier(t *testing.T) {
	id := func(i int) *parley.Hash { return new(parley.Sum([]byte{byte(i), byte(i >> 8)})) }
	notice := func(i int, party parley.PartyID, refers wire.Refers) form.Notice {
		return form.Notice{ID: *id(i), Party: party, Time: noon + parley.Millis(i), Refers: refers, Body: set(smallBody(), "troops", form.Number(i))}
	}
	earlier := []form.Notice{notice(0, "north", wire.Refers{}), notice(1, "south", wire.Refers{}), notice(2, "north", wire.Refers{}),
		notice(3, "north", wire.Refers{Corrects: id(2)}), notice(4, "north", wire.Refers{}), notice(5, "north", wire.Refers{Cancels: id(4)}),
		notice(6, "south", wire.Refers{Cancels: id(0)}), notice(7, "north", wire.Refers{})}
	now := notice(8, "north", wire.Refers{Corrects: id(7)})
	r := compiled(t, "earlier.map(e, e.body.troops) == [0, 3]", "earlier.map(e, e.status) == ['O', 'A'] && status == 'A'",
		"earlier[1].time - earlier[0].time == duration('3ms')", "size(earlier) == 0")
	if got := raised(r.Check("exercise-notice", now, earlier)); got != "rule-a rule-b rule-c" {
		t.Errorf("raised %s of %v", got, form.Standing(now, earlier))
	}
	var many []form.Notice
	for i := range 300 {
		many = append(many, notice(i, "north", wire.Refers{}))
	}
	r = compiled(t, "earlier.size() == 256 && earlier[0].body.troops == 44 && earlier[255].body.troops == 299")
	if got := raised(r.Check("exercise-notice", notice(301, "north", wire.Refers{}), many)); got != "rule-a" {
		t.Errorf("of 300 notices, rules see %d", len(form.Standing(notice(301, "north", wire.Refers{}), many)))
	}
}

// [FORM-23] A flag MUST NOT change what becomes of a message: a body that fits no form raises a flag and nothing else.
func TestFlags(t *testing.T) {
	c := sampleCharter()
	r, err := form.Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	post := parley.PostID("duty")
	payload := func(formName string, body []byte) *wire.Payload {
		return &wire.Payload{Time: noon, From: wire.Address{Party: "north", Post: &post}, Form: formName, Body: body}
	}
	raw := mustEncode(t, form.Of(c, "exercise-notice"), set(smallBody(), "troops", form.Number(8_000)))
	for _, x := range []struct {
		name, want string
		p          *wire.Payload
	}{
		{"text", "", payload("text", []byte("Good morning."))},
		{"unknown form", "", payload("unheard-of", []byte{0xff})},
		{"below the threshold", "below", payload("exercise-notice", raw)},
		{"not its form", "body", payload("exercise-notice", raw[1:])},
		{"no body", "body", payload("exercise-notice", nil)},
		{"a translation of nothing", "body source", payload(form.FormTranslation, nil)},
	} {
		if got := raised(r.Flags(parley.Hash{}, x.p, nil)); got != x.want {
			t.Errorf("%s: raised %q, want %q", x.name, got, x.want)
		}
	}
	flag := r.Flags(parley.Hash{}, payload("exercise-notice", raw[1:]), nil)[0]
	if flag.Sentence["en"] != "The body does not fit its form: the body is not readable." || flag.Sentence["fr"] == "" || flag.Level != charter.LevelWarn {
		t.Errorf("the flag of a body that does not fit is %+v", flag)
	}
}
