package postgres

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"parley/internal/store"
	"parley/internal/store/rows"
	"parley/internal/store/sqlite"
	"parley/internal/store/storetest"
)

// kinds are the engine's words for what rows.Table says of a column.
var kinds = map[string]string{"bigint": "number", "boolean": "truth", "text": "text", "bytea": "bytes"}

// The tables of this engine and their columns are those that are copied, and no others: what is missing there would be missing in
// every backup.
func TestTables(t *testing.T) {
	s := openNew(t)
	held := map[string][]string{}
	err := s.Rows(func(from rows.Session) error {
		return from.Each(`SELECT CAST(c.table_name AS text), CAST(c.column_name AS text), CAST(c.data_type AS text), c.is_nullable = 'YES'
			FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
			WHERE t.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER'
			AND t.table_name NOT IN ('schema_version', 'generation', 'leader') ORDER BY c.table_name, c.ordinal_position`, nil, func(r rows.Row) error {
			var table, column, kind string
			var nullable bool
			err := r.Scan(&table, &column, &kind, &nullable)
			if kind = kinds[kind]; nullable {
				kind = "hash?"
			}
			held[table] = append(held[table], column+":"+kind)
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range rows.Tables {
		if got := strings.Join(held[table.Name], " "); got != table.Columns {
			t.Errorf("table %s has\n\t%s, and copied is\n\t%s", table.Name, got, table.Columns)
		}
		delete(held, table.Name)
	}
	if len(held) > 0 {
		t.Errorf("not copied: %v", held)
	}
}

// "Fill": what SQLite held is answered by PostgreSQL to the last byte, and a copy of that by SQLite again.
func TestThereAndBack(t *testing.T) {
	dir := t.TempDir()
	first, err := sqlite.Open(filepath.Join(dir, "first"))
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	storetest.Fill(first, 7)
	s := openNew(t)
	fill := func() error {
		return s.Fill(func(to rows.Session) error {
			return first.Rows(func(from rows.Session) error { _, err := rows.Copy(from, to); return err })
		})
	}
	if err := fill(); err != nil {
		t.Fatal(err)
	}
	sentence(t, fill(), "duplicate", "is not empty")
	if err := s.Backup(filepath.Join(dir, "last")); err != nil {
		t.Fatal(err)
	}
	last, err := sqlite.Open(filepath.Join(dir, "last"))
	if err != nil {
		t.Fatal(err)
	}
	defer last.Close()
	want, err := storetest.Answers(first)
	if err != nil || strings.Count(want, "\n") < 100 {
		t.Fatalf("the first store answers %d lines: %v", strings.Count(want, "\n"), err)
	}
	for name, copied := range map[string]store.Store{"PostgreSQL": s, "SQLite again": last} {
		got, err := storetest.Answers(copied)
		if err != nil {
			t.Fatal(err)
		}
		if got != want {
			lines := strings.Split(got, "\n")
			n := slices.IndexFunc(strings.Split(want, "\n"), func(l string) bool { return !slices.Contains(lines, l) })
			t.Errorf("%s answers otherwise, first in line %d", name, n)
		}
	}
}
