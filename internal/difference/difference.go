// Package difference says what was changed between two texts, by words, so that it can be read: what stayed, what was
// taken out, what was put in. It is pure: the same two texts give the same pieces.
package difference

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Kind says what became of a piece.
type Kind string

// The kinds of pieces.
const (
	Same    Kind = "same"
	Removed Kind = "removed"
	Added   Kind = "added"
)

// A Piece is a part of the texts. What is Same or Removed, put together, is the first text; what is Same or Added the second.
type Piece struct {
	Kind Kind
	Text string
}

// Between returns the pieces in which two texts differ. It never takes more than a moment: texts that share too little, or
// repeat themselves too often, come out as one text taken out and another put in.
func Between(before, after string) []Piece {
	c := comparison{a: words(before), b: words(after)}
	c.compare(0, len(c.a), 0, len(c.b))
	return tidy(c.out)
}

// Changed reports whether any piece is not the same.
func Changed(pieces []Piece) bool {
	for _, p := range pieces {
		if p.Kind != Same {
			return true
		}
	}
	return false
}

// words cuts a text into words, runs of spaces, and single signs. Marks belong to the letter that they stand over.
func words(s string) (out []string) {
	for len(s) > 0 {
		n, kind := 0, -1
		for i, r := range s {
			if unicode.Is(unicode.M, r) && i > 0 {
				n = i + utf8.RuneLen(r)
				continue
			}
			k := kindOf(r)
			if i > 0 && (k != kind || k == sign) {
				break
			}
			_, size := utf8.DecodeRuneInString(s[i:])
			kind, n = k, i+size
		}
		out, s = append(out, s[:n]), s[n:]
	}
	return out
}

const (
	sign = iota
	word
	space
)

func kindOf(r rune) int {
	switch {
	case unicode.IsLetter(r), unicode.IsNumber(r), unicode.Is(unicode.M, r):
		return word
	case unicode.IsSpace(r):
		return space
	}
	return sign
}

// tidy joins pieces of one kind, and takes a space or a sign that stands alone between two changes to both of them: single
// letters that happen to be equal do not make a change easier to read.
func tidy(list []Piece) (out []Piece) {
	for i := 0; i < len(list); {
		if list[i].Kind == Same {
			out = joined(out, list[i])
			i++
			continue
		}
		var removed, added strings.Builder
		for ; i < len(list) && (list[i].Kind != Same || i+1 < len(list) && list[i+1].Kind != Same && alone(list[i].Text)); i++ {
			if list[i].Kind != Added {
				removed.WriteString(list[i].Text)
			}
			if list[i].Kind != Removed {
				added.WriteString(list[i].Text)
			}
		}
		if removed.Len() > 0 {
			out = append(out, Piece{Removed, removed.String()})
		}
		if added.Len() > 0 {
			out = append(out, Piece{Added, added.String()})
		}
	}
	return out
}

func joined(out []Piece, p Piece) []Piece {
	if n := len(out); n > 0 && out[n-1].Kind == p.Kind {
		out[n-1].Text += p.Text
		return out
	}
	return append(out, p)
}

// alone reports whether a text is no word: one space, or one sign that is no line end.
func alone(s string) bool {
	r, n := utf8.DecodeRuneInString(s)
	return n == len(s) && kindOf(r) != word && r != '\n'
}
