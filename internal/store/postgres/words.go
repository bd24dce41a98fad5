package postgres

import (
	"strings"

	"parley/internal/store"
	"parley/internal/store/rows"
)

// matching writes a finding as the engine's tsquery. A word has no character that means something there: see store.IsWord.
func matching(_ *rows.Reader, f store.Finding) (any, bool, error) {
	var terms []string
	for _, w := range f.All {
		terms = append(terms, quoted(w))
	}
	for _, w := range f.Begin {
		terms = append(terms, quoted(w)+":*")
	}
	for _, some := range f.Any {
		var either []string
		for _, w := range some {
			either = append(either, quoted(w))
		}
		terms = append(terms, "("+strings.Join(either, " | ")+")")
	}
	return strings.Join(terms, " & "), true, nil
}

func quoted(w string) string { return "'" + w + "'" }
