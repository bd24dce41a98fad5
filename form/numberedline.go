package form

import (
	"strconv"
	"strings"
)

// A numberedReader is a numbered text of which the lines before next have been read.
type numberedReader struct {
	numbering
	lines    []string
	next     int
	body     Body
	exercise bool
	last     [3]int // the number of the last item
}

// take returns the next line and goes on, if it fits.
func (r *numberedReader) take(fits func(string) bool) (string, bool) {
	if r.next >= len(r.lines) || !fits(r.lines[r.next]) {
		return "", false
	}
	r.next++
	return r.lines[r.next-1], true
}

func is(want string) func(string) bool { return func(l string) bool { return l == want } }

func begins(with string) func(string) bool {
	return func(l string) bool { return strings.HasPrefix(l, with) }
}

// read reads what follows the first line.
func (r *numberedReader) read() (err error) {
	r.next = 1
	if l, ok := r.take(begins(numberedRef)); ok {
		if r.body.Reference, err = referenceOf(l[len(numberedRef):]); err != nil {
			return err
		}
	}
	_, r.exercise = r.take(is(numberedExercise))
	if r.charter.Exercise && !r.exercise {
		return bad("the charter is an exercise and the line EXERCISE is missing before the first item")
	}
	for {
		l, ok := r.take(func(l string) bool { _, _, ok := itemNumber(l); return ok })
		if !ok {
			return r.end()
		}
		if err := r.item(l); err != nil {
			return err
		}
	}
}

// end reads what follows the last item.
func (r *numberedReader) end() error {
	if r.exercise {
		if _, ok := r.take(is(numberedExercise)); !ok {
			return r.expected(numberedExercise)
		}
	}
	if _, ok := r.take(is(numberedEnd)); !ok {
		return r.expected(numberedEnd)
	}
	if r.next != len(r.lines)-1 || r.lines[r.next] != "" {
		return bad("after the line END stands something else, or its line does not end")
	}
	return nil
}

func (r *numberedReader) expected(what string) error {
	if r.next >= len(r.lines) || r.next == len(r.lines)-1 && r.lines[r.next] == "" {
		return bad("the numbered text breaks off: the line %s is missing", what)
	}
	return bad("line %d is %.80q; an item like \"3. Title: value\", a line of a text after \"|\", or %s was expected", r.next+1, r.lines[r.next], what)
}

// itemNumber reads the number at the beginning of an item: "12. " or, of a cell, "12.1.3. "; what is missing is 0. rest
// is what follows.
func itemNumber(l string) (number [3]int, rest string, ok bool) {
	digits := len(l) - len(strings.TrimLeft(l, "0123456789."))
	rest, ok = strings.CutPrefix(l[digits:], " ")
	parts := strings.Split(l[:digits], ".")
	if !ok || len(parts) != 2 && len(parts) != 4 || parts[len(parts)-1] != "" {
		return number, "", false
	}
	for i, p := range parts[:len(parts)-1] {
		n, err := strconv.Atoi(p)
		if err != nil || n < 1 || n > 1000 || strconv.Itoa(n) != p {
			return number, "", false
		}
		number[i] = n
	}
	return number, rest, true
}
