package postgres

import (
	"fmt"

	"parley/internal/store/rows"
)

// faults has the engine read every row of every table: a page whose checksum is wrong ends that. What the rows of one table say of
// another's is watched by the engine itself, all the time.
func faults(r *rows.Reader) (found []string, err error) {
	tables, err := rows.List(r, scanText, "SELECT CAST(tablename AS text) FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename")
	if err != nil {
		return nil, err
	}
	for _, table := range tables {
		if _, err := rows.List(r, scanText, "SELECT CAST(count(t.*) AS text) FROM "+table+" t"); err != nil {
			return append(found, fmt.Sprintf("%s: %s", table, err)), nil
		}
	}
	return found, nil
}

func scanText(r rows.Row, s *string) error { return r.Scan(s) }
