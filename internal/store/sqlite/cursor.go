package sqlite

import (
	"fmt"
	"reflect"

	"zombiezen.com/go/sqlite"

	"parley"
	"parley/internal/store/rows"
)

// A cursor reads the columns of one row. What a column holds must be of the kind that is asked for and fit it: anything
// else was not written by this program.
type cursor struct{ st *sqlite.Stmt }

// Scan reads the columns into dest; see rows.Row: rows.Fixed, or pointers to numbers, booleans, strings or bytes.
func (c cursor) Scan(dest ...any) error {
	if n := c.st.ColumnCount(); n != len(dest) {
		return fmt.Errorf("%d places for %d columns", len(dest), n)
	}
	for i, d := range dest {
		if !c.column(i, d) {
			return parley.Errorf(parley.CodeStorage, "the database is damaged: the column %s holds something else than it should", c.st.ColumnName(i))
		}
	}
	return nil
}

// column reads one column. It reports whether its value is one that dest can hold.
func (c cursor) column(i int, dest any) bool {
	held := c.st.ColumnType(i)
	switch d := dest.(type) {
	case rows.Fixed:
		if held == sqlite.TypeNull {
			clear(d)
			return true
		}
		return held == sqlite.TypeBlob && c.st.ColumnLen(i) == len(d) && c.st.ColumnBytes(i, d) == len(d)
	case *[]byte:
		*d = make([]byte, c.st.ColumnLen(i))
		c.st.ColumnBytes(i, *d)
		return held == sqlite.TypeBlob
	case *string:
		*d = c.st.ColumnText(i)
		return held == sqlite.TypeText
	case *bool:
		n := c.st.ColumnInt64(i)
		*d = n == 1
		return held == sqlite.TypeInteger && (n == 0 || n == 1)
	case *int64:
		*d = c.st.ColumnInt64(i)
		return held == sqlite.TypeInteger
	case **int64:
		n := c.st.ColumnInt64(i)
		if *d = nil; held != sqlite.TypeNull {
			*d = &n
		}
		return held == sqlite.TypeInteger || held == sqlite.TypeNull
	}
	return c.kind(i, held, reflect.ValueOf(dest).Elem())
}

// kind reads a column into a value of a named type.
func (c cursor) kind(i int, held sqlite.ColumnType, v reflect.Value) bool {
	n := c.st.ColumnInt64(i)
	switch {
	case v.Kind() == reflect.String:
		v.SetString(c.st.ColumnText(i))
		return held == sqlite.TypeText
	case v.CanInt():
		v.SetInt(n)
		return held == sqlite.TypeInteger && !v.OverflowInt(n)
	case v.CanUint():
		v.SetUint(uint64(n))
		return held == sqlite.TypeInteger && n >= 0 && !v.OverflowUint(uint64(n))
	}
	return false
}
