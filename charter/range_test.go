package charter_test

import (
	"fmt"
	"strings"
	"testing"

	"parley"
	"parley/charter"
)

// accepts reports whether the charter is one.
func accepts(c *charter.Charter) bool {
	_, err := charter.Parse(c.Encode())
	return err == nil
}

// [CHR-5] A reader MUST refuse a number that is outside the range of its key.
func TestRanges(t *testing.T) {
	c := editionOne(t)
	for _, r := range []struct {
		name      string
		number    *int
		low, high int
	}{
		{"withdrawal_days", &c.WithdrawalDays, 0, 36_500},
		{"flash", &c.Clocks.Flash, 0, 525_600},
		{"immediate", &c.Clocks.Immediate, 0, 525_600},
		{"priority", &c.Clocks.Priority, 0, 525_600},
		{"routine", &c.Clocks.Routine, 0, 525_600},
		{"line_test_minutes", &c.LineTestMinutes, 0, 525_600},
		{"retention_days", &c.RetentionDays, 0, 36_500},
		{"sessions", &c.Limits.Sessions, 1, 64},
		{"unfinished_bodies", &c.Limits.UnfinishedBodies, 1, 64},
		{"stored_mib", &c.Limits.StoredMiB, 1, 16_777_216},
	} {
		old := *r.number
		for n, want := range map[int]bool{r.low - 1: false, r.low: true, r.high: true, r.high + 1: false} {
			if *r.number = n; accepts(c) != want {
				t.Errorf("%s %d: accepted is not %v", r.name, n, want)
			}
		}
		*r.number = old
	}
	one, two := parley.Hash{1}, parley.Hash{2}
	c.Charter, c.Amends = &one, &two
	for n, want := range map[uint64]bool{3: true, 1_000_000: true, 1_000_001: false} {
		if c.Edition = n; accepts(c) != want {
			t.Errorf("edition %d: accepted is not %v", n, want)
		}
	}
}

// The lengths of CHR-4: the longest that is accepted, and one byte more.
func TestLengths(t *testing.T) {
	c := editionOne(t)
	for _, s := range []struct {
		name string
		set  func(s string)
		max  int
	}{
		{"title", func(s string) { c.Title["fr"] = s }, 200},
		{"clause", func(s string) { c.Clauses[0]["fr"] = s }, 16_384},
		{"name", func(s string) { c.Parties[1].Name = s }, 200},
		{"mark", func(s string) { c.Handling[0].Mark = s }, 64},
		{"title of a marking", func(s string) { c.Handling[0].Title["en"] = s }, 200},
		{"label", func(s string) { c.Precedences["en"][3] = s }, 64},
		{"title of a form", func(s string) { c.Forms[2].Title["en"] = s }, 200},
	} {
		for text, want := range map[string]bool{strings.Repeat("é", s.max/2): true, strings.Repeat("é", s.max/2) + "e": false, "": false, "e ": false} {
			if s.set(text); accepts(c) != want {
				t.Errorf("%s of %d bytes: accepted is not %v", s.name, len(text), want)
			}
		}
		s.set("x")
	}
}

// The numbers of CHR-7 and CHR-9: the most that are accepted, and one more.
func TestMostOfEach(t *testing.T) {
	c := editionOne(t)
	c.Clauses, c.Handling = nil, nil
	for i := 2; i <= 58; i++ {
		if i > 2 {
			name := fmt.Sprintf("party%d", i)
			c.Parties = append(c.Parties, charter.Party{ID: parley.PartyID(name), Name: name, Root: pub(name), Recovery: seedOf(name), Posts: []parley.PostID{"duty"}})
		}
		if accepts(c) != (i <= 57) {
			t.Errorf("%d parties", i)
		}
	}
	c = editionOne(t)
	c.Clauses, c.Handling = nil, nil
	for i := 3; i <= 17; i++ {
		lang := "x" + string(rune('a'+i))
		c.Title[lang], c.Precedences[lang] = "t", []string{"r", "p", "i", "f"}
		for _, f := range c.Forms {
			f.Title[lang] = "t"
		}
		if accepts(c) != (i <= 16) {
			t.Errorf("%d languages", i)
		}
	}
	c = editionOne(t)
	for i := 3; i <= 65; i++ {
		c.Parties[0].Posts = append(c.Parties[0].Posts[:i-1:i-1], parley.PostID(fmt.Sprintf("post%d", i)))
		if accepts(c) != (i <= 64) {
			t.Errorf("%d posts", i)
		}
	}
}
