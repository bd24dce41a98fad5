package charter_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"parley/charter"
)

// grown returns n copies of the first item of list, each changed by name.
func grown[T any](list []T, n int, name func(item *T, i int)) []T {
	out := make([]T, n)
	for i := range out {
		out[i] = list[0]
		name(&out[i], i)
	}
	return out
}

// both is a title of its own for i.
func both(i int) map[string]string {
	return map[string]string{"en": fmt.Sprint("title ", i), "fr": fmt.Sprint("titre ", i)}
}

// [CHR-6] The most of each list of chapter 2.9 that is accepted, and one more.
func TestMostOfEachAgreed(t *testing.T) {
	name := func(i int) string { return fmt.Sprint("n", i) }
	for _, c := range []struct {
		what string
		most int
		grow func(c *charter.Charter, n int)
	}{
		{"constants", 256, func(c *charter.Charter, n int) {
			c.Constants = append(c.Constants, grown(c.Constants, n-2, func(k *charter.Constant, i int) { k.Name = name(i) })...)
		}},
		{"areas", 256, func(c *charter.Charter, n int) {
			c.Areas = grown(c.Areas, n, func(a *charter.Area, i int) { a.Name, a.Title = name(i), both(i) })
		}},
		{"corners", 256, func(c *charter.Charter, n int) {
			c.Areas[0].Ring = grown(c.Areas[0].Ring, n, func(p *charter.Point, i int) { p.Lat = i })
		}},
		{"fields", 128, func(c *charter.Charter, n int) {
			f := &c.Schema("report").Fields
			*f = append(*f, grown((*f)[1:], n-6, func(f *charter.Field, i int) { f.Name, f.Title = name(i), both(i) })...)
		}},
		{"columns", 64, func(c *charter.Charter, n int) {
			f := &c.Schema("invitation").Field("agenda").Columns
			*f = append(*f, grown(*f, n-2, func(f *charter.Field, i int) { f.Name, f.Title = name(i), both(i) })...)
		}},
		{"choices", 256, func(c *charter.Charter, n int) {
			f := c.Schema("invitation").Field("level")
			f.Choices = grown(f.Choices, n, func(o *charter.Choice, i int) { o.Value, o.Title = name(i), both(i) })
		}},
		{"rules", 64, func(c *charter.Charter, n int) {
			c.Schemas[0].Rules = grown(c.Schemas[0].Rules, n, func(r *charter.Rule, i int) { r.Name = name(i) })
		}},
		{"procedures", 64, func(c *charter.Charter, n int) {
			c.Procedures = append(c.Procedures, grown(c.Procedures[1:], n-2, func(p *charter.Procedure, i int) { p.Name, p.Title = name(i), both(i) })...)
		}},
		{"roles", 32, func(c *charter.Charter, n int) {
			r := &c.Procedures[0].Roles
			*r = append(*r, grown(*r, n-5, func(r *charter.Role, i int) { r.Name, r.Title = name(i), both(i) })...)
		}},
		{"acts", 64, func(c *charter.Charter, n int) {
			p := &c.Procedures[1]
			p.Acts = grown(p.Acts, n, func(a *charter.Act, i int) { a.Name, a.Title = name(i), both(i) })
			p.States[0].Moves = grown(p.States[0].Moves, n, func(m *charter.Move, i int) { m.Act = name(i) })
		}},
		{"states", 64, func(c *charter.Charter, n int) {
			p := &c.Procedures[1]
			p.Acts = grown(p.Acts, 2, func(a *charter.Act, i int) { a.Name, a.Title = name(i), both(i) })
			p.States = grown(p.States, n, func(s *charter.State, i int) {
				s.Name, s.Title = name(i), both(i)
				s.Moves = slices.Clone(s.Moves)
				s.Moves[0].Act, s.Moves[0].To = name(i%2), name((i+1)%n)
			})
		}},
	} {
		for n, want := range map[int]bool{c.most: true, c.most + 1: false} {
			e := editionAgreed(t)
			c.grow(e, n)
			_, err := charter.Parse(e.Encode())
			if (err == nil) != want || err != nil && !strings.Contains(err.Error(), "more than") {
				t.Errorf("%d %s: %v", n, c.what, err)
			}
		}
	}
}

// [CHR-4] [CHR-5] The longest strings and the ends of the ranges of chapter 2.9, and one more.
func TestAgreedRanges(t *testing.T) {
	c := editionAgreed(t)
	cold, agenda, text := c.Schema("report").Field("cold"), c.Schema("invitation").Field("agenda"), c.Schema("invitation").Field("agenda").Column("id")
	clock := c.Procedures[0].State("lapsed").Clock
	cold.Min, cold.Max = 0, 0
	for _, r := range []struct {
		name      string
		number    *int
		low, high int
	}{
		{"a constant", &c.Constants[1].Value, -999_999_999_999_999, 999_999_999_999_999},
		{"minutes", &c.Constants[0].Value, 1, 525_600},
		{"min", &cold.Min, -999_999_999_999_999, 0},
		{"max", &cold.Max, 0, 999_999_999_999_999},
		{"decimals", &cold.Decimals, 0, 6},
		{"rows", &agenda.Max, 1, 1000},
		{"bytes", &text.Max, 1, 65_536},
		{"a clock", &clock.Minutes, 1, 525_600},
		{"lat", &c.Areas[0].Ring[0].Lat, -9_000_000, 9_000_000},
		{"lon", &c.Areas[0].Ring[0].Lon, -18_000_000, 17_999_999},
	} {
		old := *r.number
		for n, want := range map[int]bool{r.low - 1: false, r.low: true, r.high: true, r.high + 1: false} {
			if *r.number = n; accepts(c) != want {
				t.Errorf("%s of %d: accepted is not %v", r.name, n, want)
			}
		}
		*r.number = old
	}
	for _, s := range []struct {
		name string
		set  func(s string)
		max  int
	}{
		{"unit", func(s string) { c.Constants[1].Unit = s }, 32},
		{"unit of a field", func(s string) { cold.Unit = s }, 32},
		{"source", func(s string) { c.Constants[1].Source = s }, 1000},
		{"title of an area", func(s string) { c.Areas[0].Title["fr"] = s }, 200},
		{"title of a field", func(s string) { cold.Title["fr"] = s }, 200},
		{"expression", func(s string) { c.Schemas[0].Rules[0].When = s }, 4096},
		{"sentence", func(s string) { c.Schemas[0].Rules[0].Sentence["en"] = s }, 1000},
		{"paragraph", func(s string) { c.Schemas[0].Rules[1].Paragraph = s }, 200},
		{"title of a state", func(s string) { c.Procedures[0].States[0].Title["en"] = s }, 200},
	} {
		for text, want := range map[string]bool{strings.Repeat("é", s.max/2): true, strings.Repeat("é", s.max/2) + "e": false, "e ": false} {
			if s.set(text); accepts(c) != want {
				t.Errorf("%s of %d bytes: accepted is not %v", s.name, len(text), want)
			}
		}
		s.set("x")
	}
}

// [CHR-31] What another edition of the language holds may be as wide and its keys as long as the chapter says.
func TestAnotherLanguageLimits(t *testing.T) {
	nested := func(depth int) []byte {
		b := []byte("language: 2\n")
		for i := range depth {
			b = append(b, strings.Repeat("  ", i)+"a:\n"...)
		}
		return append(b, strings.Repeat("  ", depth)+"a: 1\n"...)
	}
	items := func(depth int) []byte {
		b := nested(depth)
		return append(bytes.TrimSuffix(b, []byte("a: 1\n")), "a:\n"+strings.Repeat("  ", depth+1)+"- 1\n"...)
	}
	key := strings.Repeat("k", 64)
	for name, c := range map[string]struct {
		text []byte
		want bool
	}{
		"column 64":         {nested(32), true},
		"column 66":         {nested(33), false},
		"an item at 64":     {items(30), true},
		"an item at 66":     {items(31), false},
		"a key of 64":       {[]byte("language: 2\n" + key + ": 1\n"), true},
		"a key of 65":       {[]byte("language: 2\n" + key + "k: 1\n"), false},
		"off inside a list": {[]byte("language: 2\na:\n  - off: 1\n"), false},
		"two keys inside":   {[]byte("language: 2\na:\n  - b: 1\n    b: 1\n"), false},
	} {
		text := withAgreed(t, c.text)
		if _, err := charter.Parse(text); (err == nil) != c.want {
			t.Errorf("%s: %v", name, err)
		}
		if c.want {
			sameInYAML(t, text)
		}
	}
}
