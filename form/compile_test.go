package form_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley"
	"parley/charter"
	"parley/form"
)

// A badRule is an expression that does not compile, and how the sentence begins.
type badRule struct{ when, want string }

var badRules = []badRule{
	{"body.troops >", "Syntax error: mismatched input '<EOF>'"},
	{"body.troop > 1", "undefined field 'troop', at character 5 of `when`"},
	{"body.units.exists(u, u.strength > 1)", "undefined field 'strength'"},
	{"body.troops > constant.notify", "undefined field 'notify'"},
	{"body.designation > 1", "found no matching overload for '_>_' applied to '(string, int)'"},
	{"body.start + time > time", "found no matching overload for '_+_' applied to '(timestamp, timestamp)'"},
	{"body.warning < 42", "found no matching overload for '_<_' applied to '(duration, int)'"},
	{"body.troops + 1", "`when` gives a int, not true or false"},
	{"body['troops'] > 1", "found no matching overload for '_[_]'"},
	{"now - time > days(1)", "undeclared reference to 'now'"},
	{"body.start > now()", "undeclared reference to 'now'"},
}

// [FORM-19] A charter with a rule that does not compile MUST be refused when it is drafted and when it is adopted: one that is no expression of the language, that uses a field or constant that is not there or not as its type allows, or that gives no truth value.
func TestCompileRefuses(t *testing.T) {
	for _, c := range badRules {
		t.Run(c.when, func(t *testing.T) { refusesRule(t, c.when, c.want) })
	}
}

func refusesRule(t *testing.T, when, want string) {
	t.Helper()
	bad := sampleCharter()
	bad.Schemas[0].Rules[2].When = when
	_, err := form.Compile(bad)
	begin := `line 113: the rule "dates" of the form "exercise-notice": ` + want
	if err == nil || !strings.HasPrefix(err.Error(), begin) || parley.CodeOf(err) != parley.CodeBadCharter {
		t.Errorf("%s: got %v, want %s", when, err, begin)
	}
	if err != nil && strings.Contains(err.Error(), "\n") {
		t.Errorf("%s: the sentence has several lines: %q", when, err)
	}
}

var restOfCEL = []badRule{
	{"1.5 > 1.0", "`when` uses the type double, which rules do not have"},
	{"body.troops > 9000.5", "found no matching overload"},
	{"double(body.troops) > 1.0", "undeclared reference to 'double'"},
	{"1u == 1u", "`when` uses the type uint"},
	{"b'a' == b'a'", "`when` uses the type bytes"},
	{"body.designation == null", "found no matching overload"},
	{"null == null", "`when` uses the type null_type"},
	{"body.designation.matches('a.*')", "undeclared reference to 'matches'"},
	{"string(body.troops) == '1'", "undeclared reference to 'string'"},
	{"int(body.start) > 1", "undeclared reference to 'int'"},
	{"dyn(body.troops) > 1", "undeclared reference to 'dyn'"},
	{"type(body.troops) == type(1)", "undeclared reference to 'type'"},
	{"body.start.getHours('Europe/Berlin') > 1", "found no matching overload for 'getHours'"},
	{"body.start.getFullYear('+01:00') > 1", "found no matching overload for 'getFullYear'"},
	{"google.protobuf.Timestamp{seconds: 1} == time", "undeclared reference to 'google.protobuf.Timestamp'"},
	{"[1, 'a'].size() == 2", "expected type 'int' but found 'string'"},
	{strings.Repeat("(", 40) + "true" + strings.Repeat(")", 40), "expression recursion limit exceeded"},
	{"true" + strings.Repeat(" ", 5000), "expression code point size exceeds limit"},
	{"{'a': 1}.size() == 1", "`when` uses the type map(string, int), which rules do not have"},
}

// [FORM-20] A rule MUST be refused that uses what 5.7 does not list: floating-point numbers, bytes, unsigned numbers, null, types as values, regular expressions, conversions, and the forms of time functions that take a time zone.
func TestCompileRefusesTheRestOfCEL(t *testing.T) {
	for _, c := range restOfCEL {
		t.Run(c.when[:min(len(c.when), 30)], func(t *testing.T) { refusesRule(t, c.when, c.want) })
	}
}

// goodRules are true of the full body.
var goodRules = []string{
	"body.start.getFullYear() == 2027 && body.start.getMonth() == 0 && body.start.getDate() == 11 && body.start.getDayOfWeek() == 1",
	"time.getHours() == 12 && time.getMinutes() == 0 && time.getSeconds() == 0",
	"body.start - time == days(50) && days(1) == hours(24) && hours(1) == minutes(60) && body.warning.getHours() == 1008",
	"time < timestamp('2026-11-22T12:00:00.001Z') && body.warning > duration('1h30m')",
	"body.length == -250", // in the unit of the last decimal
	"body.level in ['brigade', 'DIV-1'] && body.host == 'south' && party == 'north' && status == 'O'",
	"body.designation.startsWith('NORTH') && body.designation.contains('WIND') && body.designation.endsWith('26') && size(body.designation) == 13",
	"body.area.kind == 'circle' && body.area.metres == 25000 && body.area.points[0].lat == 5933000 && body.area.precision == 1000 && body.area.words == ''",
	"body.units.size() == 2 && body.units.all(u, u.troops > 1) && body.units.exists_one(u, has(u.area)) && body.units[1].area.words == 'strait'",
	"sum(body.units.map(u, u.troops)) == body.troops && sum([1].filter(x, x > 1)) == 0",
	"body.invitation.size() == 64 && !has(body.area) || true",
	"(body.troops % 1000 == 0 ? body.troops / 1000 : -1) * 2 == 28 && !(body.troops != 14000)",
}

// failingRules fail on the small body.
var failingRules = []string{"body.length > 1", "1 / (body.troops - body.troops) > 1", "body.troops * 9223372036854775807 > 1", "days(body.troops * 1000000) > days(1)"}

// [FORM-20] What rules do have, in UTC wherever the machine stands.
func TestLanguage(t *testing.T) {
	local := time.Local
	defer func() { time.Local = local }()
	time.Local = time.FixedZone("far", 13*3600)
	for _, when := range goodRules {
		flags := compiled(t, when).Check("exercise-notice", noticeOf(fullBody()), nil)
		if raised(flags) != "rule-a" {
			t.Errorf("%s: raised %+v", when, flags)
		}
	}
}

// A rule that does not compile is named with its line in the text of the charter.
func TestCompileNamesTheLine(t *testing.T) {
	c := readCharter(t, "../spec/vectors/charter/edition-1.yaml")
	own := sampleCharter()
	c.Forms = append(c.Forms, own.Forms[2:]...)
	c.Language, c.Regime, c.Constants, c.Areas, c.Schemas = own.Language, own.Regime, own.Constants, own.Areas, own.Schemas
	text := c.Encode()
	c, err := charter.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := form.Compile(c); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	for j := range c.Schemas[0].Rules {
		r := &c.Schemas[0].Rules[j]
		was := r.When
		r.When = "body.nothing_of_that_name"
		_, err := form.Compile(c)
		r.When = was
		if err == nil || !strings.HasPrefix(err.Error(), fmt.Sprintf("line %d: the rule %q", r.Line, r.Name)) || !strings.Contains(lines[r.Line-1], `name: "`+r.Name+`"`) {
			t.Errorf("%s, whose line is %q: %v", r.Name, lines[r.Line-1], err)
		}
	}
}

// The rules of every ready charter compile.
func TestReadyCharters(t *testing.T) {
	ready, err := filepath.Glob("../charters/*.yaml")
	if err != nil || len(ready) == 0 {
		t.Fatal("no ready charters", err)
	}
	for _, path := range ready {
		if _, err := form.Compile(readCharter(t, path)); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func readCharter(t *testing.T, path string) *charter.Charter {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	c, err := charter.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
