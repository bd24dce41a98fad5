package link

import "testing"

// badLineDays are bodies that are no line days, each with the reason.
var badLineDays = []struct{ reason, body string }{
	{"nothing", ""},
	{"no heading", "day 2026-11-22\n"},
	{"no end of the last line", "Heading.\nday 2026-11-22"},
	{"no such date", "Heading.\nday 2026-02-30\n"},
	{"a date before 2020", "Heading.\nday 2019-12-31\n"},
	{"no minutes", "Heading.\nday 2026-11-22\ntls up\n"},
	{"zero minutes", "Heading.\nday 2026-11-22\ntls up 0\n"},
	{"a leading zero", "Heading.\nday 2026-11-22\ntls up 01\n"},
	{"more than a day", "Heading.\nday 2026-11-22\ntls up 1441\n"},
	{"more than a day together", "Heading.\nday 2026-11-22\ntls no-path 1440\ntls up 1\n"},
	{"no such state", "Heading.\nday 2026-11-22\ntls down 1\n"},
	{"a bearer that is no name", "Heading.\nday 2026-11-22\nTLS up 1\n"},
	{"two spaces", "Heading.\nday 2026-11-22\ntls  up 1\n"},
	{"a pair twice", "Heading.\nday 2026-11-22\ntls up 1\ntls up 1\n"},
	{"states out of order", "Heading.\nday 2026-11-22\ntls up 1\ntls no-path 1\n"},
	{"states in alphabetical order", "Heading.\nday 2026-11-22\ntls no-node 1\ntls no-path 1\n"},
	{"bearers out of order", "Heading.\nday 2026-11-22\ntls up 1\nserial up 1\n"},
	{"an empty line", "Heading.\nday 2026-11-22\n\n"},
}

// [LINK-53] [LINK-54] The vectors of line days.
func TestLineDayVectors(t *testing.T) {
	var good, bad vectorFile
	every := LineDay{Day: instant("2028-02-29T00:00:00.000Z")}
	for i, s := range States {
		every.Times = append(every.Times, StateTime{"tls", s, 100 + i})
	}
	for i, d := range []LineDay{
		{Day: instant("2026-11-22T00:00:00.000Z"), Times: []StateTime{{"tls", StateNoPath, 40}, {"tls", StateUnacknowledged, 15}, {"tls", StateUp, 1385}}},
		{Day: instant("2026-11-23T00:00:00.000Z"), Times: []StateTime{{"serial", StateUp, 3}, {"tls", StateUp, 1440}}},
		{Day: instant("2020-01-01T00:00:00.000Z")}, every,
	} {
		if i > 0 {
			good.text.WriteByte('\n')
		}
		body := d.Text(words[i].lang)
		if back, err := ParseLineDay([]byte(body)); err != nil || back.Text(words[i].lang) != body {
			t.Errorf("%q was read as %+v, %v", body, back, err)
		}
		good.line("body", body)
		good.line("day", d.Day.String()[:10])
		for _, x := range d.Times {
			good.text.WriteString("time: " + x.Bearer + " " + string(x.State) + " " + word(x.Minutes) + "\n")
		}
	}
	for i, c := range badLineDays {
		if i > 0 {
			bad.text.WriteByte('\n')
		}
		if d, err := ParseLineDay([]byte(c.body)); err == nil {
			t.Errorf("%s: %q was read as %+v", c.reason, c.body, d)
		}
		bad.line("reason", c.reason)
		bad.line("body", c.body)
	}
	good.check(t, "line-days.txt")
	bad.check(t, "line-days-bad.txt")
}
