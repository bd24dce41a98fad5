package main

import (
	"strings"

	"parley/internal/node"
)

// foundWords says what each party found by one kind of act, and what it found before.
func foundWords(f node.FoundView) string {
	var words []string
	for _, w := range f.Words {
		said := w.Party + " " + w.Says
		if w.Earlier {
			said += " (before)"
		}
		words = append(words, said)
	}
	out := f.Act + ": " + strings.Join(words, ", ")
	if f.Common {
		out += "; common"
	}
	return out
}

// conditionWords says how a condition stands, and what was done while it was not met.
func conditionWords(c node.ConditionView) string {
	out := c.Title + ": " + map[string]string{"unnamed": "no proceeding is named", "unheld": "the proceeding named is not here", "ahead": "not met so far",
		"met": "met", "broken": "broken"}[c.Status]
	if c.Since != nil {
		out += " since " + *c.Since + ", " + short(*c.Proceeding) + " is " + c.State
	}
	for _, id := range c.Unmet {
		out += "; " + short(id) + " was done while it was not met"
	}
	return out
}
