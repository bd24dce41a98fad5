package sqlite

import (
	"fmt"

	"parley/internal/store/rows"
)

// faults has SQLite check its file, the full-text table and the rows that name rows of other tables.
func faults(r *rows.Reader) (found []string, err error) {
	// SQLite's check alone would hold rows against an index as this session last saw it.
	if _, err := rows.List(r, scanNumber, `SELECT rowid FROM message_words ORDER BY rowid DESC LIMIT 1`); err != nil {
		return nil, err
	}
	said, err := rows.List(r, scanText, fmt.Sprintf("PRAGMA integrity_check(%d)", rows.MaxDamage))
	if err != nil {
		return nil, err
	}
	for _, f := range said {
		if f != "ok" {
			found = append(found, "the database file is damaged: "+f)
		}
	}
	strays, err := rows.List(r, scanStray, "PRAGMA foreign_key_check")
	for i, s := range strays {
		if i == rows.MaxDamage {
			break
		}
		found = append(found, fmt.Sprintf("%s: a row%s belongs to no row of %s", s.table, s.place(), s.parent))
	}
	return found, err
}

func scanText(r rows.Row, s *string) error { return r.Scan(s) }

func scanNumber(r rows.Row, n *uint64) error { return r.Scan(n) }

// A stray is a row whose foreign key leads nowhere.
type stray struct {
	table, parent string
	row           *int64 // nil in a table without row numbers
}

func scanStray(r rows.Row, s *stray) error {
	var key int
	return r.Scan(&s.table, &s.row, &s.parent, &key)
}

func (s stray) place() string {
	if s.row == nil {
		return ""
	}
	return fmt.Sprintf(" (number %d)", *s.row)
}
