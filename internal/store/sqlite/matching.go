package sqlite

import (
	"slices"
	"strings"
	"unicode/utf8"

	"parley/internal/store"
	"parley/internal/store/rows"
)

// matching writes a finding in the language of the full-text table; some is false where no message can have such words.
// Each word is a string there, so that none can be an operator of it.
func matching(r *rows.Reader, f store.Finding) (match any, some bool, err error) {
	var terms []string
	for _, w := range f.All {
		terms = append(terms, quoted(w))
	}
	for i, w := range f.Begin {
		if longer := func(l string) bool { return l != w && strings.HasPrefix(l, w) }; slices.ContainsFunc(f.Begin, longer) || slices.Contains(f.Begin[:i], w) {
			continue // what begins with the longer one begins with this one
		}
		term, some, err := beginning(r, w)
		if err != nil || !some {
			return nil, false, err
		}
		terms = append(terms, term)
	}
	for _, some := range f.Any {
		terms = append(terms, eitherOf(some))
	}
	return strings.Join(terms, " AND "), true, nil
}

func quoted(w string) string { return `"` + w + `"` }

func eitherOf(words []string) string {
	var either []string
	for _, w := range words {
		either = append(either, quoted(w))
	}
	return "(" + strings.Join(either, " OR ") + ")"
}

const (
	indexedBeginning = 3  // characters: shorter beginnings have an index of their own; see migration 9
	maxBeginnings    = 48 // words with one beginning that are asked for one by one
)

// beginning asks for the words that begin with w. Where there are few they are named: the table goes through whole words
// in order, while for a beginning without an index it first collects every message that has one.
func beginning(r *rows.Reader, w string) (term string, some bool, err error) {
	if utf8.RuneCountInString(w) <= indexedBeginning {
		return quoted(w) + " *", true, nil
	}
	var words []string
	for next := w; len(words) <= maxBeginnings; {
		found, err := rows.List(r, scanText, `SELECT term FROM message_vocabulary WHERE term >= $1 LIMIT 1`, next)
		if err != nil {
			return "", false, err
		}
		if len(found) == 0 || !strings.HasPrefix(found[0], w) {
			return eitherOf(words), len(words) > 0, nil
		}
		words = append(words, found[0])
		next = found[0] + "\x01" // no word has it: what comes first after this one
	}
	return quoted(w) + " *", true, nil
}
