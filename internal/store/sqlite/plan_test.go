package sqlite

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"parley/internal/store/rows"
)

// statements remembers the sessions of stores: they keep every statement that they ran.
type statements struct {
	mu       sync.Mutex
	sessions []*session
}

// of returns s, whose statements it will know. Tests that run side by side may open stores.
func (u *statements) of(s *Store) *Store {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, pool := range []chan *session{s.readers, s.writer} {
		for range cap(pool) {
			ses := <-pool
			u.sessions = append(u.sessions, ses)
			pool <- ses
		}
	}
	return s
}

// planned returns the statements that have a plan, each once, in order.
func (u *statements) planned() (all []string) {
	for _, ses := range u.sessions {
		for query := range ses.stmts {
			switch verb, _, _ := strings.Cut(query, " "); verb {
			case "SELECT", "INSERT", "UPDATE", "DELETE":
				all = append(all, query)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// scans are the steps that may walk through a whole table or index: those with few rows, or all of whose rows are the
// answer.
var scans = []string{
	"SCAN edition USING COVERING INDEX sqlite_autoindex_edition_1",
	"SCAN evidence USING INDEX sqlite_autoindex_evidence_1",
	"SCAN body USING INDEX body_open",
	"SCAN proceeding USING INDEX proceeding_lacks",
	"SCAN CONSTANT ROW", // that of a statement without a table
	"SCAN log",
	"SCAN body",          // StoredFrom: rows without bytes, once an hour
	"SCAN kept",          // Damage: every message
	"SCAN sqlite_master", // the schema, at a start
	"SCAN volume USING INDEX sqlite_autoindex_volume_1",
	"SCAN attachment USING COVERING INDEX attachment_blob",
	"SCAN delivery USING COVERING INDEX sqlite_autoindex_delivery_1",
	"SCAN meta USING COVERING INDEX sqlite_autoindex_meta_1",
	"SCAN statement USING INDEX sqlite_autoindex_statement_1",
	"SCAN sheet USING INDEX sqlite_autoindex_sheet_1",
	"SCAN roster_act USING INDEX roster_act_number",
	"SCAN draft USING INDEX draft_open",
	"SCAN line_secret USING INDEX sqlite_autoindex_line_secret_1",
	"SCAN w VIRTUAL TABLE INDEX 64:M1><",               // the messages with the words asked for, ascending
	"SCAN w VIRTUAL TABLE INDEX 192:M1><",              // and descending
	"SCAN message_words VIRTUAL TABLE INDEX 192:",      // descending, for the last row
	"SCAN message_words VIRTUAL TABLE INDEX 0:=",       // one row
	"SCAN message_vocabulary VIRTUAL TABLE INDEX 513:", // from one word on, up to the first
}

// wholeLog is a step that walks through all leaves or heads of a log: its primary key begins with the log.
var wholeLog = regexp.MustCompile(`^SEARCH (leaf|head) USING PRIMARY KEY \(log=\?\)`)

// givenRows is a step through the rows that the statement itself gives.
var givenRows = regexp.MustCompile(`^SCAN [0-9]+-ROW VALUES CLAUSE$`)

// checkPlans looks at every step of every statement: none may take time in proportion to what a node has stored.
func (u *statements) checkPlans(t *testing.T) {
	s := openNew(t)
	all := u.planned()
	if len(all) < 50 {
		t.Fatalf("the suite used %d statements", len(all))
	}
	for _, query := range all {
		for _, step := range plan(t, s, query) {
			if strings.HasPrefix(step, "SCAN") && !slices.Contains(scans, step) && !givenRows.MatchString(step) || wholeLog.MatchString(step) {
				t.Errorf("%s\n\tby %s", strings.Join(strings.Fields(query), " "), step)
			}
		}
	}
}

// plan returns the steps in which SQLite carries out a statement.
func plan(t *testing.T, s *Store, query string) (steps []string) {
	t.Helper()
	var args []any
	for strings.Contains(query, fmt.Sprintf("$%d", len(args)+1)) {
		args = append(args, nil)
	}
	ses := <-s.readers
	defer func() { s.readers <- ses }()
	st, err := ses.prepare("EXPLAIN QUERY PLAN " + query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	err = st.each(args, func(r rows.Row) error {
		var id, parent, unused int
		var step string
		err := r.Scan(&id, &parent, &unused, &step)
		steps = append(steps, step)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return steps
}
