package rows

import (
	"strconv"
	"strings"
)

// runs are the numbers of rows that one statement inserts, largest first: a few statements serve every number.
var runs = []int{64, 32, 16, 8, 4, 3, 2, 1}

// insertMany inserts n rows with as few statements as it can: most of what a small row costs is its statement. insert
// is all up to the values, tail what follows them, and row gives the columns of one row. It returns the rows inserted.
func (t *Tx) insertMany(insert, tail string, n int, row func(i int) []any) (inserted int64, err error) {
	err = inRuns(n, row, func(values string, args []any) error {
		rows, err := t.exec(insert+values+tail, args...)
		inserted += rows
		return err
	})
	return inserted, err
}

// putMany is insertMany for who does not need to know how many rows were inserted.
func (t *Tx) putMany(insert string, n int, row func(i int) []any) error {
	return inRuns(n, row, func(values string, args []any) error { return t.put(insert+values, args...) })
}

// inRuns gives put the columns of n rows, as many rows at a time as one statement may take, and the places for them.
func inRuns(n int, row func(i int) []any, put func(values string, args []any) error) error {
	for i := 0; i < n; {
		run := longestRun(n - i)
		var args []any
		columns := 0
		for j := range run {
			values := row(i + j)
			columns = len(values)
			args = append(args, values...)
		}
		if err := put(places(run, columns), args); err != nil {
			return err
		}
		i += run
	}
	return nil
}

// lists are the lengths of the lists of values that a statement looks for, shortest first: SQLite sorts the whole list
// each time, however many values in it are the same.
var lists = []int{1, 2, 4, 8, 16, 32, 64}

// listed are the places of such lists, by their length.
var listed = func() map[int]string {
	all := map[int]string{}
	for _, n := range lists {
		all[n] = strings.TrimPrefix(places(1, n), " VALUES ")
	}
	return all
}()

// anyOf returns the query for at least so many values, which stand in its place of %s, and the values as its arguments.
// The last value fills the rest.
func anyOf(query string, n int, value func(i int) any) (string, []any) {
	length := lists[len(lists)-1]
	for i := len(lists) - 1; i >= 0 && lists[i] >= n; i-- {
		length = lists[i]
	}
	args := make([]any, length)
	for i := range args {
		args[i] = value(min(i, n-1))
	}
	return strings.Replace(query, "%s", listed[length], 1), args
}

func longestRun(n int) int {
	for _, r := range runs {
		if r <= n {
			return r
		}
	}
	return 1
}

// places returns " VALUES ($1, $2), ($3, $4)" for two rows of two columns.
func places(rows, columns int) string {
	var b strings.Builder
	b.WriteString(" VALUES ")
	for i := range rows * columns {
		switch {
		case i == 0:
			b.WriteString("(")
		case i%columns == 0:
			b.WriteString("), (")
		default:
			b.WriteString(", ")
		}
		b.WriteString("$" + strconv.Itoa(i+1))
	}
	b.WriteString(")")
	return b.String()
}
