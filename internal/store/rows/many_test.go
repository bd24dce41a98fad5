package rows

import "testing"

func TestPlaces(t *testing.T) {
	for _, c := range []struct {
		rows, columns int
		want          string
	}{
		{1, 1, " VALUES ($1)"},
		{1, 3, " VALUES ($1, $2, $3)"},
		{2, 2, " VALUES ($1, $2), ($3, $4)"},
		{3, 1, " VALUES ($1), ($2), ($3)"},
	} {
		if got := places(c.rows, c.columns); got != c.want {
			t.Errorf("%d rows of %d columns: %q, want %q", c.rows, c.columns, got, c.want)
		}
	}
}

// A question about many values asks about each, whatever their number, and has one of a few lengths.
func TestAnyOf(t *testing.T) {
	lengths := map[string]bool{}
	for n := 1; n <= 64; n++ {
		query, args := anyOf("x IN %s", n, func(i int) any { return i })
		lengths[query] = true
		if query != "x IN "+listed[len(args)] || len(args) < n || len(args) > 2*n {
			t.Fatalf("%d values: %q with %d arguments", n, query, len(args))
		}
		for i, a := range args {
			if a != min(i, n-1) {
				t.Errorf("%d values: argument %d is %v", n, i, a)
			}
		}
	}
	if len(lengths) != len(lists) {
		t.Errorf("%d lengths", len(lengths))
	}
}
