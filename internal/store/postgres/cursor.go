package postgres

import (
	"reflect"

	"github.com/jackc/pgx/v5"

	"parley"
	"parley/internal/store/rows"
)

// A cursor reads the columns of one row; see rows.Row.
type cursor struct{ answer pgx.Rows }

// Scan reads the columns into dest, in their order.
func (c cursor) Scan(dest ...any) error {
	values, err := c.answer.Values()
	if err != nil {
		return storageError(err)
	}
	if len(values) != len(dest) {
		return parley.Errorf(parley.CodeInternal, "%d places for %d columns", len(dest), len(values))
	}
	for i, v := range values {
		if !assign(v, dest[i]) {
			return parley.Errorf(parley.CodeStorage, "the database is damaged: the column %s holds something else than it should", c.answer.FieldDescriptions()[i].Name)
		}
	}
	return nil
}

// assign sets dest to a value, if it can hold it.
func assign(value, dest any) bool {
	if d, ok := dest.(rows.Fixed); ok {
		if value == nil {
			clear(d)
			return true
		}
		b, ok := value.([]byte)
		return ok && len(b) == len(d) && copy(d, b) == len(d)
	}
	if d, ok := dest.(**int64); ok && value == nil {
		*d = nil
		return true
	}
	v := reflect.ValueOf(dest).Elem()
	switch x := value.(type) {
	case []byte:
		d, ok := dest.(*[]byte)
		if ok {
			*d = x
		}
		return ok
	case string:
		if v.Kind() == reflect.String {
			v.SetString(x)
		}
		return v.Kind() == reflect.String
	case bool:
		if v.Kind() == reflect.Bool {
			v.SetBool(x)
		}
		return v.Kind() == reflect.Bool
	}
	n, ok := whole(value)
	return ok && putNumber(n, v)
}

// whole returns a value of one of the engine's kinds of whole numbers.
func whole(value any) (int64, bool) {
	switch x := value.(type) {
	case int64:
		return x, true
	case int32:
		return int64(x), true
	}
	return 0, false
}

func putNumber(n int64, v reflect.Value) bool {
	switch {
	case v.CanInt() && !v.OverflowInt(n):
		v.SetInt(n)
		return true
	case v.CanUint() && n >= 0 && !v.OverflowUint(uint64(n)):
		v.SetUint(uint64(n))
		return true
	}
	return false
}
