package storetest

import (
	"bytes"

	"parley"
	"parley/internal/store"
)

func copyStatement(s store.Statement) store.Statement {
	s.Bytes = bytes.Clone(s.Bytes)
	return s
}

func (r *reader) Statements(charter parley.Hash) (out []store.Statement, err error) {
	for s := range r.statements.from("", "") {
		if s.Charter == charter {
			out = append(out, copyStatement(s))
		}
	}
	return out, nil
}

func (r *reader) AllStatements() ([]store.Statement, error) {
	return copied(r.statements.from("", ""), copyStatement), nil
}

func (t *tx) AddStatement(s store.Statement) (err error) {
	defer t.failOn(&err)
	if _, held := t.statements.get(key(s.Hash)); !held {
		t.statements = t.statements.with(key(s.Hash), copyStatement(s))
	}
	return nil
}
