package node

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"parley/internal/store"
)

// dump returns all rows of a database by table, each as text, in order.
func (d *disk) dump() map[string][]string {
	d.t.Helper()
	all := map[string][]string{}
	for _, table := range d.tables() {
		quoted := make([]string, 0)
		for _, c := range d.columns(table) {
			quoted = append(quoted, "quote("+c+")")
		}
		all[table] = d.list("SELECT " + strings.Join(quoted, " || '|' || ") + " FROM " + table)
		slices.Sort(all[table])
	}
	return all
}

// sameRows names the tables whose rows differ.
func sameRows(t *testing.T, got, want map[string][]string) {
	t.Helper()
	for table, rows := range want {
		for i := range max(len(rows), len(got[table])) {
			if i >= len(rows) || i >= len(got[table]) || rows[i] != got[table][i] {
				t.Errorf("%s: %d rows, %d before; the first that differs is number %d:\n%.300s\n%.300s", table, len(got[table]), len(rows), i,
					fmt.Sprint(got[table][min(i, len(got[table])):]), fmt.Sprint(rows[min(i, len(rows)):]))
				break
			}
		}
	}
}

// A rebuild of a database that holds gives the same rows in every table: no table of a later schema is forgotten.
func TestRebuildGivesTheSame(t *testing.T) {
	memory := populated(t)
	d := onDisk(t, memory)
	sameRows(t, onDisk(t, d.store).dump(), d.dump())
	for name, s := range map[string]store.Store{"the model": memory, "the copy": d.store} {
		differences, damage, err := Compare(t.Context(), "north", s)
		if err != nil || len(differences)+len(damage) > 0 {
			t.Errorf("%s: %v %q %+v", name, err, damage, differences)
		}
	}
	for _, table := range d.tables() {
		if table != "schema_version" && d.text("SELECT COUNT(*) FROM "+table) == "0" {
			t.Errorf("table %s is empty: whether a rebuild keeps it was not tried", table)
		}
	}
}

// Views that were spoiled are named each, and a rebuild makes them what they were.
func TestRebuildMends(t *testing.T) {
	mends(t, []spoil{
		{"UPDATE edition SET id = zeroblob(32)", "edition", "id"},
		{"UPDATE sheet SET hash = zeroblob(32), number = number + 1", "sheet", "hash"},
		{"UPDATE leaf SET mark = zeroblob(8), kind = 4 WHERE kind < 3", "leaf", "kind"},
		{"UPDATE tree_hash SET hash = zeroblob(32)", "tree_hash", "hash"},
		{"DELETE FROM tree_hash WHERE pos > 9", "tree_hash", "hash"},
		{"UPDATE head SET reconciled = 0", "head", "reconciled"},
		{"UPDATE message SET form = 'x', own = NOT own, precedence = 2, author_time = 7, acks = NULL, sent_at = 1, recorded_at = 0, refused = 2 WHERE length(envelope) > 0", "message", "acks"},
		{"UPDATE delivery SET precedence = 1 WHERE message IN (SELECT id FROM message WHERE length(envelope) > 0)", "delivery", "precedence"},
		{"UPDATE delivery SET settled = 0, recorded_at = 5, recorded = 9, refused = 4, opened = 1, acknowledged = 1, answered = 1 WHERE party = 'south'", "delivery", "answered"},
		{"UPDATE delivery SET party = 'nobody' WHERE party = 'south' AND place = 1", "delivery", ""},
		{"UPDATE attachment SET size = 1", "attachment", "size"},
		{"DELETE FROM attachment WHERE place = 0", "attachment", ""},
		{"UPDATE blob_delivery SET done = NOT done, size = 9 WHERE party = 'south'", "blob_delivery", "done"},
		{"DELETE FROM blob_delivery WHERE party = 'south' AND place = 1", "blob_delivery", ""},
	})
}

// Where proceedings stand is mended too: with the record as it is, since they are read from it.
func TestRebuildMendsProceedings(t *testing.T) {
	mends(t, []spoil{
		{"UPDATE proceeding SET due = due - 1, lacks = NOT lacks, seq = 99 WHERE due > 0", "proceeding", "due"},
		{"UPDATE proceeding SET view = x'01' WHERE due > 0", "proceeding", "view"},
		{"UPDATE proceeding_key SET key = zeroblob(8) WHERE key = (SELECT MIN(key) FROM proceeding_key)", "proceeding_key", "key"},
		{"DELETE FROM proceeding_wait", "proceeding_wait", "until"},
	})
}

// A spoil changes rows of a table, and is to be found in a column of it.
type spoil struct{ change, table, column string }

func mends(t *testing.T, spoils []spoil) {
	t.Helper()
	d := onDisk(t, populated(t))
	want := d.dump()
	for _, s := range spoils {
		d.exec(s.change)
	}
	differences, damage, err := Compare(t.Context(), "north", d.store)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range spoils {
		if !slices.ContainsFunc(differences, func(x DifferenceView) bool { return x.Table == s.table && x.Column == s.column }) {
			t.Errorf("%s: not among %d differences, damage %q", s.change, len(differences), damage)
		}
	}
	fresh := onDisk(t, d.store)
	if found := fresh.verify(); found != "" {
		t.Errorf("the rebuilt database does not hold: %s", found)
	}
	sameRows(t, fresh.dump(), want)
}
