package parley_test

import (
	"strings"
	"testing"

	"parley"

	"pgregory.net/rapid"
)

// [CHR-8] What is and what is not the id of a party or a post.
func TestCheckName(t *testing.T) {
	for _, s := range []string{"north", "a", "desk-a", "x1", "1st", "n0", "no-1", "yes-men", "4-lane", strings.Repeat("a", 32)} {
		if err := parley.CheckName("party", s); err != nil {
			t.Errorf("%q: %v", s, err)
		}
	}
	for s, want := range map[string]string{
		"":                      "is empty",
		strings.Repeat("a", 33): "longer than 32 bytes",
		"North":                 "may hold only",
		"no rth":                "may hold only",
		"north/duty":            "may hold only",
		"no_rth":                "may hold only",
		"nörth":                 "may hold only",
		"north\n":               "may hold only",
		"\xff":                  "may hold only",
		"-north":                "begin or end with -",
		"north-":                "begin or end with -",
		"-":                     "begin or end with -",
		"no":                    "truth value",
		"yes":                   "truth value",
		"on":                    "truth value",
		"off":                   "truth value",
		"true":                  "truth value",
		"false":                 "truth value",
		"null":                  "truth value",
		"y":                     "truth value",
		"n":                     "truth value",
		"1":                     "reads as a number",
		"007":                   "reads as a number",
		"0x1f":                  "reads as a number",
		"0o17":                  "reads as a number",
		"0b1":                   "reads as a number",
		"1e5":                   "reads as a number",
		"2026-11-22":            "reads as a number",
	} {
		for _, kind := range []string{"party", "post"} {
			err := parley.CheckName(kind, s)
			if parley.CodeOf(err) != parley.CodeBadName || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), kind) {
				t.Errorf("%q: %v, want it to say %q", s, err, want)
			}
		}
	}
}

func TestParseAddress(t *testing.T) {
	for _, c := range []struct {
		s    string
		want parley.Address
	}{{"north", parley.Address{Party: "north"}}, {"north/duty", parley.Address{Party: "north", Post: "duty"}}} {
		got, err := parley.ParseAddress(c.s)
		if err != nil || got != c.want || got.String() != c.s {
			t.Errorf("%q: %+v, %v", c.s, got, err)
		}
	}
	for _, s := range []string{"", "/", "north/", "/duty", "north/duty/x", "north/no", "no/duty", "north duty", "NORTH/duty"} {
		if got, err := parley.ParseAddress(s); parley.CodeOf(err) != parley.CodeBadName {
			t.Errorf("%q: %+v, %v", s, got, err)
		}
	}
}

// What ParseAddress accepts is written back as it was read.
func FuzzParseAddress(f *testing.F) {
	f.Add("north/duty")
	f.Add("north")
	f.Add("north/")
	f.Fuzz(func(t *testing.T, s string) {
		if a, err := parley.ParseAddress(s); err == nil && a.String() != s {
			t.Errorf("%q is read as %q", s, a)
		}
	})
}

// A name made only of what numbers are made of, and beginning with a digit, does not pass.
func TestNameIsNoNumber(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`[0-9a-fxo-]{1,8}`).Draw(t, "name")
		if parley.CheckName("party", s) == nil && s[0] >= '0' && s[0] <= '9' {
			t.Fatalf("%q passes", s)
		}
	})
}
