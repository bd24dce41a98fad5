package rows

import (
	"fmt"
	"strings"

	"parley"
)

// Copy writes all rows that from has into the empty tables of to, in one transaction of each, and returns how many.
func Copy(from, to Session) (copied int64, err error) {
	for _, t := range Tables {
		n, err := t.copy(from, to)
		if err != nil {
			return 0, fmt.Errorf("table %s: %w", t.Name, err)
		}
		copied += n
	}
	return copied, nil
}

// Count returns how many rows ses has.
func Count(ses Session) (n int64, err error) {
	for _, t := range Tables {
		err := ses.Each("SELECT COUNT(*) FROM "+t.Name, nil, func(r Row) error {
			var rows int64
			err := r.Scan(&rows)
			n += rows
			return err
		})
		if err != nil {
			return 0, fmt.Errorf("table %s: %w", t.Name, err)
		}
	}
	return n, nil
}

// copyRun is how many rows one statement inserts.
const copyRun = 32

// copy copies the rows of one table.
func (t Table) copy(from, to Session) (copied int64, err error) {
	names, kinds := t.columns()
	list := strings.Join(names, ", ")
	insert := "INSERT INTO " + t.Name + " (" + list + ")"
	var waiting []any
	flush := func() error {
		if len(waiting) == 0 {
			return nil
		}
		n, err := to.Exec(insert+places(len(waiting)/len(names), len(names)), waiting...)
		copied, waiting = copied+n, nil
		return err
	}
	err = from.Each("SELECT "+list+" FROM "+t.Name+" ORDER BY "+t.Order, nil, func(r Row) error {
		values, err := read(r, kinds)
		if err != nil {
			return err
		}
		if waiting = append(waiting, values...); len(waiting) == copyRun*len(names) {
			return flush()
		}
		return nil
	})
	if err == nil {
		err = flush()
	}
	return copied, err
}

// columns returns the names of the columns and what each holds.
func (t Table) columns() (names, kinds []string) {
	for _, c := range strings.Fields(t.Columns) {
		name, kind, _ := strings.Cut(c, ":")
		names, kinds = append(names, name), append(kinds, kind)
	}
	return names, kinds
}

// read returns the values of one row as arguments of a statement.
func read(r Row, kinds []string) ([]any, error) {
	places, values := make([]any, len(kinds)), make([]any, len(kinds))
	for i, kind := range kinds {
		switch kind {
		case "number":
			places[i] = new(int64)
		case "truth":
			places[i] = new(bool)
		case "text":
			places[i] = new(string)
		case "bytes":
			places[i] = new([]byte)
		default:
			h := new(parley.Hash)
			places[i], values[i] = Fixed(h[:]), h
		}
	}
	if err := r.Scan(places...); err != nil {
		return nil, err
	}
	for i, place := range places {
		switch p := place.(type) {
		case *int64:
			values[i] = *p
		case *bool:
			values[i] = *p
		case *string:
			values[i] = *p
		case *[]byte:
			values[i] = blob(*p)
		default:
			values[i] = orNull(*values[i].(*parley.Hash))
		}
	}
	return values, nil
}
