package search

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// "It is found like a word, and no text has the word for it."
func TestFacetsAreNoWords(t *testing.T) {
	for _, f := range []Facet{Direction, Charter, Precedence, Form, Party, Post, Handling, Day, Month} {
		of := f.Of("north/duty \" *")
		if slices.Contains(Words(of), of) {
			t.Errorf("the text %q has the word of the facet", of)
		}
	}
}

// Between: "words of which every message with from <= time < to has one".
func TestBetween(t *testing.T) {
	epoch := time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)
	minutes := rapid.IntRange(0, 4*365*24*60)
	rapid.Check(t, func(t *rapid.T) {
		at := func(name string) time.Time { return epoch.Add(time.Duration(minutes.Draw(t, name)) * time.Minute) }
		from, to, x := at("from"), at("to"), at("x")
		words := Between(from, to)
		has := slices.ContainsFunc(Dates(x), func(w string) bool { return slices.Contains(words, w) })
		if !x.Before(from) && x.Before(to) && !has {
			t.Fatalf("%v between %v and %v is not found by %q", x, from, to, words)
		}
		if len(words) > maxMonths+2 {
			t.Fatalf("%d words", len(words))
		}
	})
	if got := Between(epoch, epoch.Add(time.Hour)); len(got) != 1 {
		t.Errorf("an hour of one day: %q", got)
	}
	if got := Between(time.Time{}, epoch); got != nil {
		t.Errorf("%d words for two thousand years", len(got))
	}
}
