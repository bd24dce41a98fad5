// Package scenario reads stories of proceedings: text files that begin with their outcome in prose and then tell, a line
// each, what happens and what each party then sees. The file procedure/testdata/README says what the lines mean. One
// story is played by the fold alone and by whole nodes.
package scenario

import (
	"fmt"
	"strings"
	"time"

	"parley"
)

// DayZero is the midnight from which the times of a story count, 2026-11-22 in UTC.
const DayZero parley.Millis = 1_795_305_600_000

// A Story is what a file tells.
type Story struct {
	Prose string // its outcome
	Lines []Line
}

// A Line is one of four: the parties of a charter, what a party sees, which proceeding comes now, or what
// happens at a time.
type Line struct {
	Number int // in its file, from 1
	Text   string

	Parties []string // in the order of their charter; what came before is another charter's
	Under   string   // with Parties: the ready charter whose procedures it has
	Again   bool     // with Parties: back under the charter of these parties that came last

	Proceeding string // back to the proceeding that was opened under this name

	Who  string     // who sees
	Sees [][]string // the clauses, each in words

	At    time.Duration // since DayZero
	Words []string      // what happens
}

// leastProse is the shortest account of an outcome, in bytes.
const leastProse = 80

// Read reads a file.
func Read(text string) (s Story, err error) {
	prose, rest, ok := strings.Cut(text, "\n---\n")
	if !ok || len(prose) < leastProse {
		return s, fmt.Errorf("the story does not begin with its outcome in prose")
	}
	s.Prose = prose
	for i, l := range strings.Split(strings.TrimRight(rest, "\n"), "\n") {
		if l = strings.TrimSpace(l); l == "" || l[0] == '#' {
			continue
		}
		line, err := ReadLine(l)
		if err != nil {
			return s, err
		}
		line.Number = strings.Count(prose, "\n") + 3 + i
		s.Lines = append(s.Lines, line)
	}
	return s, nil
}

// ReadLine reads one line.
func ReadLine(text string) (l Line, err error) {
	l.Text = text
	f := strings.Fields(text)
	switch {
	case len(f) > 2 && (f[0] == "parties" || f[0] == "again"):
		l.Again, l.Under, l.Parties = f[0] == "again", After(f, "under"), f[1:]
		if l.Under != "" {
			l.Parties = f[1 : len(f)-2]
		}
	case len(f) == 2 && f[0] == "proceeding":
		l.Proceeding = f[1]
	case len(f) > 2 && f[1] == "sees:":
		l.Who = f[0]
		_, clauses, _ := strings.Cut(text, "sees:")
		for _, c := range strings.Split(clauses, ",") {
			l.Sees = append(l.Sees, strings.Fields(c))
		}
	case len(f) > 2:
		l.Words = f[1:]
		l.At, err = ReadTime(f[0])
	default:
		err = fmt.Errorf("%q is no line of a story", text)
	}
	return l, err
}

// ReadTime reads 12:30, or 3d12:30 on the third day after the first.
func ReadTime(word string) (time.Duration, error) {
	days, clock, ok := strings.Cut(word, "d")
	if !ok {
		days, clock = "0", word
	}
	var d, h, m int
	if _, err := fmt.Sscanf(days+" "+clock, "%d %d:%d", &d, &h, &m); err != nil {
		return 0, fmt.Errorf("%q is no time", word)
	}
	return time.Duration((d*24+h)*60+m) * time.Minute, nil
}

// WriteTime is the other way round.
func WriteTime(d time.Duration) string {
	m := int(d / time.Minute)
	day := ""
	if m >= 24*60 {
		day = fmt.Sprintf("%dd", m/24/60)
	}
	return fmt.Sprintf("%s%02d:%02d", day, m/60%24, m%60)
}

// Index returns the place of a word, or -1.
func Index(f []string, word string) int {
	for i, x := range f {
		if x == word {
			return i
		}
	}
	return -1
}

// Has reports whether a word stands behind the first.
func Has(f []string, word string) bool { return Index(f, word) > 0 }

// After returns the word behind another that is not the first, or none.
func After(f []string, word string) string {
	if i := Index(f, word); i > 0 && i+1 < len(f) {
		return f[i+1]
	}
	return ""
}

// Listed writes the parties of a clause, "nobody" for none.
func Listed[T ~string](ids []T) string {
	if len(ids) == 0 {
		return "nobody"
	}
	var out []string
	for _, id := range ids {
		out = append(out, string(id))
	}
	return strings.Join(out, " ")
}
