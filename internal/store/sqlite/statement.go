package sqlite

import (
	"fmt"
	"math"
	"reflect"
	"strconv"

	"zombiezen.com/go/sqlite"

	"parley/internal/store/rows"
)

// A statement is a prepared statement. $1 is its first argument wherever it stands.
type statement struct {
	*sqlite.Stmt
	places []int // of the argument, from 0, for each of SQLite's parameters in its order
	args   int
}

func newStatement(conn *sqlite.Conn, query string) (*statement, error) {
	st, err := conn.Prepare(query)
	if err != nil {
		return nil, err
	}
	s := &statement{Stmt: st}
	for i := 1; i <= st.BindParamCount(); i++ { // SQLite numbers them by first appearance
		n, err := strconv.Atoi(st.BindParamName(i)[1:])
		if err != nil {
			return nil, err
		}
		s.places, s.args = append(s.places, n-1), max(s.args, n)
	}
	return s, nil
}

// each runs the statement and calls fn for every row that it gives.
func (s *statement) each(args []any, fn func(rows.Row) error) error {
	if len(args) != s.args {
		return fmt.Errorf("%d arguments for a statement of %d", len(args), s.args)
	}
	defer s.Reset()
	for i, place := range s.places {
		if err := s.bind(i+1, args[place]); err != nil {
			return fmt.Errorf("argument %d: %w", place+1, err)
		}
	}
	for {
		more, err := s.Step()
		if err != nil || !more {
			return err
		}
		if err := fn(cursor{s.Stmt}); err != nil {
			return err
		}
	}
}

// bind sets SQLite's parameter i.
func (s *statement) bind(i int, arg any) error {
	switch v := arg.(type) {
	case nil:
		s.BindNull(i)
	case []byte:
		s.BindBytes(i, v)
	case string:
		s.BindText(i, v)
	case bool:
		s.BindBool(i, v)
	default:
		return s.bindKind(i, reflect.ValueOf(arg))
	}
	return nil
}

// bindKind sets a parameter to a value of a named type.
func (s *statement) bindKind(i int, v reflect.Value) error {
	switch {
	case v.CanInt():
		s.BindInt64(i, v.Int())
	case v.CanUint():
		if v.Uint() > math.MaxInt64 {
			return fmt.Errorf("the number %d is too large", v.Uint())
		}
		s.BindInt64(i, int64(v.Uint()))
	case v.Kind() == reflect.String:
		s.BindText(i, v.String())
	default:
		return fmt.Errorf("no column holds a %s", v.Type())
	}
	return nil
}
