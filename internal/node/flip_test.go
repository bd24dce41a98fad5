package node

import (
	"bytes"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"parley/internal/store"
	"parley/internal/store/sqlite"
)

// A disk is a database of a party, open as a store and, behind its back, to anybody.
type disk struct {
	t     *testing.T
	store *sqlite.Store
	raw   *sql.DB
}

// onDisk copies what a store of north holds to a database.
func onDisk(t *testing.T, from store.Store) *disk {
	t.Helper()
	path := filepath.Join(t.TempDir(), "node.db")
	s, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if err := Rebuild(t.Context(), "north", from, s); err != nil {
		t.Fatal(err)
	}
	raw, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	raw.SetMaxOpenConns(1)
	t.Cleanup(func() { raw.Close() })
	return &disk{t, s, raw}
}

// verify returns everything that is found amiss, a fault a line.
func (d *disk) verify() string {
	d.t.Helper()
	v, err := Verify(d.t.Context(), "north", d.store)
	if err != nil {
		d.t.Fatal(err)
	}
	all := v.Errors
	for _, r := range v.Records {
		all = append(all, r.Errors...)
	}
	if (len(all) == 0) != v.OK {
		d.t.Fatalf("ok is %v with %q", v.OK, all)
	}
	return strings.Join(all, "\n")
}

func (d *disk) exec(query string, args ...any) int64 {
	d.t.Helper()
	res, err := d.raw.Exec(query, args...)
	if err != nil {
		d.t.Fatalf("%s: %v", query, err)
	}
	n, _ := res.RowsAffected()
	return n
}

// text asks for one value.
func (d *disk) text(query string, args ...any) string {
	d.t.Helper()
	var s sql.NullString
	if err := d.raw.QueryRow(query, args...).Scan(&s); err != nil {
		d.t.Fatalf("%s: %v", query, err)
	}
	return s.String
}

// list asks for one column.
func (d *disk) list(query string) (all []string) {
	d.t.Helper()
	rows, err := d.raw.Query(query)
	if err != nil {
		d.t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			d.t.Fatal(err)
		}
		all = append(all, s)
	}
	return all
}

// tables and columns are read from the schema itself.
func (d *disk) tables() []string {
	return d.list("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
}

func (d *disk) columns(table string) []string {
	return d.list("SELECT name FROM pragma_table_info('" + table + "')")
}

// A row is one row as it is stored.
type row struct {
	table   string
	columns []string
	values  []any
}

// pick returns the first row that a condition selects.
func (d *disk) pick(table, where string) row {
	d.t.Helper()
	if where == "" {
		where = "true"
	}
	r := row{table: table, columns: d.columns(table)}
	r.values = make([]any, len(r.columns))
	into := make([]any, len(r.columns))
	for i := range into {
		into[i] = &r.values[i]
	}
	if err := d.raw.QueryRow("SELECT * FROM " + table + " WHERE " + where + " LIMIT 1").Scan(into...); err != nil {
		d.t.Fatalf("no row of %s where %s: %v", table, where, err)
	}
	return r
}

// is selects exactly r.
func (r row) is() (where string, args []any) {
	for i, c := range r.columns {
		where += fmt.Sprintf(" AND %s IS ?", c)
		args = append(args, r.values[i])
	}
	return "true" + where, args
}

// with returns r with another value in one column.
func (r row) with(column string, v any) row {
	r.values = append([]any(nil), r.values...)
	for i, c := range r.columns {
		if c == column {
			r.values[i] = v
		}
	}
	return r
}

func (r row) value(column string) any {
	for i, c := range r.columns {
		if c == column {
			return r.values[i]
		}
	}
	return nil
}

// change puts one row in the place of another; false if the key of a third one is in the way.
func (d *disk) change(from, to row, column string) bool {
	d.t.Helper()
	where, args := from.is()
	res, err := d.raw.Exec("UPDATE "+from.table+" SET "+column+" = ? WHERE "+where, append([]any{to.value(column)}, args...)...)
	if err != nil && strings.Contains(err.Error(), "UNIQUE") {
		return false
	}
	if err != nil {
		d.t.Fatalf("%s.%s: %v", from.table, column, err)
	}
	if n, _ := res.RowsAffected(); n != 1 {
		d.t.Fatalf("%s.%s: %d rows changed", from.table, column, n)
	}
	return true
}

// flips returns a value with one bit of one byte flipped, in several places.
func flips(v any) (out []any) {
	switch v := v.(type) {
	case int64:
		return []any{v ^ 1, v ^ 1<<8}
	case string:
		if v == "" {
			return []any{"x"}
		}
		b := []byte(v)
		for _, at := range []int{0, len(b) - 1} {
			c := bytes.Clone(b)
			c[at] ^= 1
			out = append(out, string(c))
		}
	case []byte:
		for _, at := range []int{0, len(v) / 3, len(v) - 1} {
			c := bytes.Clone(v)
			c[at] ^= 0x10
			out = append(out, c)
		}
	}
	return out
}

// Acceptance: for every column of every table that carries record data, one flipped byte is named (table, message,
// party). A table or column without a case fails the test.
func TestEveryColumn(t *testing.T) {
	d := onDisk(t, populated(t))
	if found := d.verify(); found != "" {
		t.Fatalf("before anything is flipped: %s", found)
	}
	tables := d.tables()
	if len(tables) < 15 {
		t.Fatalf("only %d tables: %q", len(tables), tables)
	}
	for _, table := range tables {
		tc, ok := columnCases[table]
		if !ok {
			t.Errorf("table %s has no case", table)
			continue
		}
		if d.text("SELECT COUNT(*) FROM "+table) == "0" {
			t.Errorf("table %s is empty: nothing would be found in it", table)
			continue
		}
		for _, column := range d.columns(table) {
			c, ok := tc.columns[column]
			if !ok {
				t.Errorf("column %s.%s has no case", table, column)
			} else if c.local == "" {
				d.flipColumn(table, column, tc, c)
			}
		}
	}
	if found := d.verify(); found != "" {
		t.Errorf("after everything was set right again: %s", found)
	}
}

// A whole missing row is named too.
func TestEveryMissingRow(t *testing.T) {
	d := onDisk(t, populated(t))
	for _, c := range []struct{ table, where, says string }{
		{"leaf", "kind = 2 AND log = (SELECT no FROM log WHERE party = 'north')", "'leaf entry ' || place || ' of north'"},
		{"leaf", "place = 5 AND log = (SELECT no FROM log WHERE party = 'east')", "'leaf entry 5 of east'"},
		{"tree_hash", "pos = 7", "'tree_hash position 7 ' || " + ofParty},
		{"message", "own AND acks IS NOT NULL", "'message ' || lower(hex(id)) || ' north'"},
		{"message", "NOT own AND acks IS NULL", "'message ' || lower(hex(id)) || ' north'"}, // by whose record it was received
		{"delivery", "party = 'south'", "'delivery ' || lower(hex(message)) || ' south'"},
		{"delivery", "party = 'east'", "'delivery ' || lower(hex(message)) || ' east'"},
		{"attachment", "", "'attachment ' || " + ofMessage},
		{"blob_delivery", "party = 'south'", "'blob_delivery ' || (SELECT lower(hex(a.message)) FROM attachment a WHERE a.blob = blob_delivery.blob) || ' south'"},
		{"body", "complete", "'body ' || " + ofBody},
		{"body_chunk", wholeBody, "'body_chunk ' || " + ofBodyNumber},
		{"body_range", wholeBody, "'body ' || " + ofBodyNumber},
		{"edition_signature", "", "'edition 1'"},
		{"sheet", "", "'leaf page not held'"},
		{"edition", "", "'log belongs to no party'"},
		{"log", "party = 'north'", "'north'"},
		{"head", "size = (SELECT size FROM log WHERE no = log)", "'head ' || " + ofParty},
	} {
		if c.where == "" {
			c.where = "true"
		}
		r := d.pick(c.table, c.where)
		where, args := r.is()
		words := strings.Fields(d.text("SELECT "+c.says+" FROM "+c.table+" WHERE "+where, args...))
		d.exec("DELETE FROM "+c.table+" WHERE "+where, args...)
		if found := d.verify(); !nameAll(found, words) {
			t.Errorf("a row of %s missing (%s): no fault names %q, only\n%s", c.table, c.where, words, strings.Join(strings.SplitN(found, "\n", 4), "\n"))
		}
		d.exec("INSERT INTO "+c.table+" VALUES (?"+strings.Repeat(", ?", len(r.values)-1)+")", r.values...)
	}
	if found := d.verify(); found != "" {
		t.Errorf("after everything was set right again: %s", found)
	}
}

// flipColumn flips a byte of one row, expects the row to be named, and sets it right again.
func (d *disk) flipColumn(table, column string, tc tableCase, c columnCase) {
	d.t.Helper()
	if c.where == "" {
		c.where = tc.where
	}
	if c.says == "" {
		c.says = tc.says
	}
	if c.says == "" {
		c.says = "''"
	}
	r := d.pick(table, c.where)
	where, args := r.is()
	words := append(strings.Fields(d.text("SELECT "+c.says+" FROM "+table+" WHERE "+where, args...)), tc.word)
	tried := 0
	for _, v := range flips(r.value(column)) {
		flipped := r.with(column, v)
		if !d.change(r, flipped, column) {
			continue
		}
		tried++
		if found := d.verify(); !nameAll(found, words) {
			d.t.Errorf("%s.%s from %s to %s: no fault names %q, only\n%s", table, column, brief(r.value(column)), brief(v), words, strings.Join(strings.SplitN(found, "\n", 4), "\n"))
		}
		d.change(flipped, r, column)
	}
	if tried == 0 {
		d.t.Errorf("%s.%s: nothing to flip in %s", table, column, brief(r.value(column)))
	}
}

// brief shows a value in a line.
func brief(v any) string {
	if b, ok := v.([]byte); ok {
		return fmt.Sprintf("%.40x", b)
	}
	return fmt.Sprintf("%.40v", fmt.Sprint(v))
}

// nameAll reports whether one line holds all words.
func nameAll(found string, words []string) bool {
	for line := range strings.Lines(found) {
		all := true
		for _, w := range words {
			all = all && strings.Contains(line, w)
		}
		if all {
			return true
		}
	}
	return false
}
