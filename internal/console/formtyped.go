package console

import (
	"regexp"
	"strings"
	"time"

	"parley"
	"parley/charter"
)

// typed brings what was typed into the one form that package form reads; what it does not know stays as it is, and is a
// fault there.
func typed(field *charter.Field, s string) string {
	switch field.Kind {
	case charter.KindText:
		return strings.TrimRight(s, " \t\n")
	case charter.KindTime:
		if t, ok := timeTyped(s); ok {
			return t.String()
		}
	case charter.KindDuration:
		return strings.ToLower(strings.Join(strings.Fields(s), ""))
	case charter.KindNumber:
		return numberTyped(strings.TrimSpace(s), field.Decimals)
	}
	return strings.TrimSpace(s)
}

// thousands are groups of a whole number, in which a comma can be nothing else.
var thousands = regexp.MustCompile(`^-?\d{1,3}(,\d{3})+$`)

var grouped = regexp.MustCompile(`^-?\d{1,3}([ \x{00A0}\x{202F}']\d{3})+(\.\d+)?$`)

// numberTyped takes out the spaces between groups of three digits, in a whole number commas too, and reads one comma as a point where that cannot be a
// mark between groups.
func numberTyped(s string, decimals int) string {
	s = strings.ReplaceAll(s, "−", "-")
	if whole, part, ok := strings.Cut(s, ","); ok && decimals > 0 && len(part) != 3 && len(part) <= decimals && !strings.ContainsAny(part, ".,") {
		s = whole + "." + part
	}
	if decimals == 0 && thousands.MatchString(s) {
		s = strings.ReplaceAll(s, ",", "")
	}
	if grouped.MatchString(s) {
		s = strings.Map(func(r rune) rune {
			if strings.ContainsRune(" \u00a0\u202f'", r) {
				return -1
			}
			return r
		}, s)
	}
	return s
}

var (
	packedGroup = regexp.MustCompile(`^(\d{6})Z([A-Z]{3})(\d{2})$`)
	isoLike     = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2})[T ]+(\d{2}:\d{2})(:\d{2})?(\.\d{3})?Z?$`)
)

// timeTyped reads a time in UTC: a date-time group, or a date and a time of day.
func timeTyped(s string) (parley.Millis, bool) {
	s = strings.ToUpper(strings.TrimSpace(s))
	if m := isoLike.FindStringSubmatch(s); m != nil {
		if m[3] == "" {
			m[3] = ":00"
		}
		if m[4] == "" {
			m[4] = ".000"
		}
		t, err := parley.ParseMillis(m[1] + "T" + m[2] + m[3] + m[4] + "Z")
		return t, err == nil
	}
	m := packedGroup.FindStringSubmatch(strings.Join(strings.Fields(s), ""))
	if m == nil {
		return 0, false
	}
	t, err := time.Parse("021504Z Jan 2006", m[1]+"Z "+m[2]+" 20"+m[3])
	if err != nil {
		return 0, false
	}
	return parley.MillisOf(t), true
}

// timeText writes a time as one types it: to the minute where it is whole.
func timeText(t parley.Millis) string {
	s := t.String()
	if short, ok := strings.CutSuffix(s, ":00.000Z"); ok {
		return strings.Replace(short, "T", " ", 1) + "Z"
	}
	return s
}
