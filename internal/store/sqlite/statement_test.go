package sqlite

import (
	"math"
	"testing"

	"parley"

	"parley/internal/store/rows"
)

// A column is read only into what can hold its value; one that cannot is damage, not another value.
func TestColumns(t *testing.T) {
	s := openNew(t)
	w := <-s.writer
	defer func() { s.writer <- w }()
	for _, c := range []struct {
		query string
		dest  any
		fits  bool
	}{
		{"SELECT 7", new(uint64), true}, {"SELECT -1", new(uint64), false}, {"SELECT NULL", new(uint64), false},
		{"SELECT 255", new(uint8), true}, {"SELECT 256", new(uint8), false}, {"SELECT '7'", new(int64), false},
		{"SELECT -32768", new(int16), true}, {"SELECT 32768", new(int16), false}, {"SELECT 7.5", new(int), false},
		{"SELECT 1", new(bool), true}, {"SELECT 2", new(bool), false}, {"SELECT ''", new(bool), false},
		{"SELECT 'north'", new(parley.PartyID), true}, {"SELECT x'6e'", new(parley.PartyID), false},
		{"SELECT 'north'", new(string), true}, {"SELECT 7", new(string), false},
		{"SELECT x''", new([]byte), true}, {"SELECT ''", new([]byte), false}, {"SELECT NULL", new([]byte), false},
		{"SELECT x'0102'", rows.Fixed(make([]byte, 2)), true}, {"SELECT x'01'", rows.Fixed(make([]byte, 2)), false},
		{"SELECT NULL", rows.Fixed(make([]byte, 2)), true}, {"SELECT 'ab'", rows.Fixed(make([]byte, 2)), false},
		{"SELECT 7", new(*int64), true}, {"SELECT NULL", new(*int64), true}, {"SELECT 'a'", new(*int64), false},
	} {
		err := w.answer(c.query, c.dest)
		if (err == nil) != c.fits || err != nil && parley.CodeOf(err) != parley.CodeStorage {
			t.Errorf("%s into %T: %v", c.query, c.dest, err)
		}
	}
}

// What no column can hold, and a wrong number of arguments, is an error before the statement runs.
func TestArguments(t *testing.T) {
	s := openNew(t)
	w := <-s.writer
	defer func() { s.writer <- w }()
	for _, args := range [][]any{{uint64(math.MaxInt64) + 1}, {1.5}, {struct{}{}}, {}, {1, 2}} {
		if _, err := w.Exec("DELETE FROM meta WHERE name = $1", args...); err == nil {
			t.Errorf("%v was taken", args)
		}
	}
	if _, err := w.Exec("DELETE FROM meta WHERE name = $1", parley.PartyID("north")); err != nil {
		t.Error(err)
	}
}
