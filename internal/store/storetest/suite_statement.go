package storetest

import (
	"errors"
	"fmt"
	"testing"

	"parley/internal/store"
)

var statementSubjects = []subject{{"statements", testStatements}}

// Statements: ascending hash. AddStatement: "by Hash; keeps the first".
func testStatements(t *testing.T, s store.Store) {
	north, other := worldLogs[1], worldLogs[3]
	of := func(log store.LogID, i int, text string) store.Statement {
		return store.Statement{Charter: log.Charter, Party: log.Party, Hash: worldIDs[i], Bytes: []byte(text)}
	}
	update(t, s, func(tx store.Tx) error {
		return errors.Join(tx.AddStatement(of(north, 2, "leaves")), tx.AddStatement(of(other, 1, "another charter")), tx.AddStatement(of(north, 0, "has a new root")),
			tx.AddStatement(of(north, 2, "says something else")))
	})
	view(t, s, func(r store.Reader) error {
		got, err := r.Statements(north.Charter)
		if err != nil || len(got) != 2 || fmt.Sprint(got) != fmt.Sprint(sorted(of(north, 0, "has a new root"), of(north, 2, "leaves"))) {
			t.Errorf("under the charter: %v, %v", got, err)
		}
		all, err := r.AllStatements()
		if len(all) != 3 {
			t.Errorf("all: %v", all)
		}
		return err
	})
}

func sorted(a, b store.Statement) []store.Statement {
	if string(b.Hash[:]) < string(a.Hash[:]) {
		a, b = b, a
	}
	return []store.Statement{a, b}
}
