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
	for i := range form.MaxEarlier {
		earlier = append(earlier, noticeOf(smallBody()))
		earlier[i].ID = parley.Sum([]byte{byte(i), 1})
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

// [FORM-21] A rule MUST see as earlier exactly the notices of the same form and party that stand before the message in that party's record, in that order: of a notice, those in the same form that amend it and those in any form that cancel it only the last, and none where that is a cancellation or the message itself; and of these the last 256.
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
	// "an amendment that lowers the figures", twice, and a cancellation in another form, of the original or of its amendment
	line := []form.Notice{notice(0, "north", wire.Refers{}), notice(1, "north", wire.Refers{Corrects: id(0)}), notice(2, "north", wire.Refers{Corrects: id(0)})}
	end := notice(3, "north", wire.Refers{Cancels: id(0)})
	end.Other, end.Body = true, form.Body{}
	text := end
	text.Refers = wire.Refers{Corrects: id(2)}
	theirs := end
	theirs.Party = "south"
	for name, c := range map[string]struct {
		earlier []form.Notice
		want    string
	}{
		"amended twice": {line, "[2]"}, "cancelled": {append(slices.Clip(line), end), "[]"}, "the amendment cancelled": {append(slices.Clip(line), notice(4, "north", wire.Refers{Cancels: id(2)})), "[]"},
		"announced again":     {append(slices.Clip(line), end, notice(4, "north", wire.Refers{Corrects: id(2)})), "[4]"},
		"corrected by a text": {append(slices.Clip(line), text), "[2]"}, "cancelled by another party": {append(slices.Clip(line), theirs), "[2]"},
	} {
		r := compiled(t, "earlier.map(e, e.body.troops) == "+c.want)
		if got := raised(r.Check("exercise-notice", notice(9, "north", wire.Refers{}), c.earlier)); got != "rule-a" {
			t.Errorf("%s: rules see %v", name, form.Standing(notice(9, "north", wire.Refers{}), c.earlier))
		}
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

// [FORM-47] A rule MUST see as others the notices of the same form of other parties that are held and not later than the message by their own times, those of each party chosen as for earlier, in the order of their times, and of these the last 256.
func TestOthers(t *testing.T) {
	at := func(n byte, party parley.PartyID, minute int, refers wire.Refers) form.Notice {
		return form.Notice{ID: parley.Hash{n}, Party: party, Time: noon + parley.Millis(minute)*60_000, Refers: refers, Body: set(smallBody(), "troops", form.Number(int64(n)))}
	}
	earlier := []form.Notice{at(1, "south", 5, wire.Refers{}), at(2, "east", 3, wire.Refers{}), at(3, "north", 1, wire.Refers{}), at(4, "south", 10, wire.Refers{}),
		at(5, "south", 11, wire.Refers{}), at(6, "east", 4, wire.Refers{Cancels: &parley.Hash{2}}), at(7, "east", 6, wire.Refers{}), at(8, "south", 7, wire.Refers{Corrects: &parley.Hash{1}})}
	r := compiled(t, "others.map(o, o.body.troops) == [7, 8, 4] && others[0].party == 'east' && earlier.all(e, e.party == party)")
	now := at(9, "north", 10, wire.Refers{})
	if got := raised(r.Check("exercise-notice", now, earlier)); got != "rule-a" {
		t.Errorf("rules see %v", form.Others(now, earlier))
	}
}

// [FORM-48] A rule MUST see as changed the names of the fields in which the message differs from the notice that it amends, in ascending order, and as compared whether that notice is held and fits its form.
func TestChanged(t *testing.T) {
	first := form.Notice{ID: parley.Hash{1}, Party: "north", Time: noon, Body: smallBody()}
	r := compiled(t, "compared", "changed == ['length', 'purpose', 'troops']", "changed.size() == 0")
	amends := form.Notice{Party: "north", Time: noon, Refers: wire.Refers{Corrects: &first.ID}}
	amends.Body = set(set(set(smallBody(), "troops", form.Number(1)), "length", form.Number(5)), "purpose", nil)
	first.Body = set(first.Body, "purpose", form.Text("x"))
	theirs := first
	theirs.Party = "south"
	for name, c := range map[string]struct {
		n       form.Notice
		earlier []form.Notice
		want    string
	}{
		"an amendment": {amends, []form.Notice{first}, "rule-a rule-b"}, "of one that is not here": {amends, nil, "rule-c"}, "of one of another party": {amends, []form.Notice{theirs}, "rule-c"},
		"no amendment": {noticeOf(amends.Body), []form.Notice{first}, "rule-c"}, "that changes nothing": {form.Notice{Party: "north", Refers: amends.Refers, Body: first.Body}, []form.Notice{first}, "rule-a rule-c"},
	} {
		if got := raised(r.Check("exercise-notice", c.n, c.earlier)); got != c.want {
			t.Errorf("%s: raised %q, want %q", name, got, c.want)
		}
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
