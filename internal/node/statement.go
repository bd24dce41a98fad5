package node

import (
	"bytes"
	"slices"

	"parley"
	"parley/charter"
	"parley/internal/store"
	"parley/wire"
)

// maxStatements is how many statements of one party are held under a charter: its root may sign any number.
const maxStatements = 64

// A statement is what a party's root signed about the party besides sheets and editions. It counts once a leaf of the
// party's record names it.
type statement struct {
	hash       parley.Hash
	bytes      []byte
	party      parley.PartyID
	withdrawal *charter.Withdrawal // one of the two is not nil
	root       *charter.RootChange
}

// readStatement reads the bytes of a statement.
func readStatement(b []byte) (*statement, error) {
	st := &statement{hash: charter.StatementHash(b), bytes: b}
	var err error
	if bytes.HasPrefix(b, []byte(charter.RootTitle+"\n")) {
		if st.root, err = charter.ParseRootChange(b); err == nil {
			st.party = st.root.Party
		}
		return st, err
	}
	if st.withdrawal, err = charter.ParseWithdrawal(b); err == nil {
		st.party = st.withdrawal.Party
	}
	return st, err
}

// check holds that those who must have signed a statement under the charter of t: of a withdrawal, a root that the party
// has or had; which one, its place in the record says.
func (st *statement) check(t *table) error {
	s := t.seat(st.party)
	if s == nil {
		return parley.Errorf(parley.CodeUnknownParty, "the statement is of %q, which is no party of the charter", st.party)
	}
	if st.root != nil {
		if t.hasTaken(st.root) {
			return nil
		}
		return t.takeChange(st.root)
	}
	var err error
	for _, root := range t.rootsOf(s) {
		if err = st.withdrawal.Check(t.id, root[:]); err == nil {
			return nil
		}
	}
	return err
}

// statements returns the statements held.
func (t *table) statements() []*statement {
	if p := t.said.Load(); p != nil {
		return *p
	}
	return nil
}

// statementNamed returns the statement held with a hash; nil for none.
func (t *table) statementNamed(hash parley.Hash) *statement {
	for _, st := range t.statements() {
		if st.hash == hash {
			return st
		}
	}
	return nil
}

func (t *table) addStatement(st *statement) {
	if t.statementNamed(st.hash) == nil {
		all := append(slices.Clone(t.statements()), st)
		t.said.Store(&all)
	}
}

// readStatements takes the statements that are stored. Its error is that of the first that cannot be read; the others are
// taken.
func (t *table) readStatements(r store.Reader) (bad error) {
	rows, err := r.Statements(t.id)
	if err != nil {
		return ignoreNotFound(err)
	}
	var waiting []*statement
	for _, row := range rows {
		st, err := readStatement(row.Bytes)
		switch {
		case err != nil && bad == nil:
			bad = err
		case err == nil && st.root != nil:
			waiting = append(waiting, st)
		case err == nil:
			t.addStatement(st)
		}
	}
	for before := -1; before != len(waiting); { // one may be signed by a root that another has put in force
		before = len(waiting)
		waiting = slices.DeleteFunc(waiting, func(st *statement) bool {
			taken := st.check(t) == nil
			if taken {
				t.addStatement(st)
				if err := t.seat(st.party).readSheets(r, rootKey(st.root.Root)); err != nil && bad == nil {
					bad = err
				}
			}
			return taken
		})
	}
	return bad
}

// withdraws reports whether a withdrawal of a party is held.
func (t *table) withdraws(party parley.PartyID) bool {
	return slices.ContainsFunc(t.statements(), func(st *statement) bool { return st.party == party && st.withdrawal != nil })
}

// mayChangeRoot reports why a replacement of a root cannot be taken now: an edition was signed after the one that it names,
// or another one with its number is held, which is for people to judge.
func (n *Node) mayChangeRoot(t *table, x *charter.RootChange) error {
	if e := t.newestEdition(); e.id != x.Edition && t.editionNamed(x.Edition) != nil {
		return parley.Errorf(parley.CodeBadCharter, "the statement names an edition that edition %d has replaced", e.number())
	}
	if s := t.seat(x.Party); s != nil && x.Number <= uint64(len(t.changesOf(x.Party))) {
		n.eventUnder(t, EventCharter, x.Party, "a second statement replaces the root of "+string(x.Party)+", and is not taken; ask it, on another channel, which of the two is its own", "number", x.Number)
		return parley.Errorf(parley.CodeBadCharter, "the root of %s was replaced already by another statement with the number %d", x.Party, x.Number)
	}
	return nil
}

// learnStatement takes a statement that somebody brings, whoever it is of: its signatures tell.
func (n *Node) learnStatement(id parley.Hash, b []byte) error {
	t := n.table(id)
	if t == nil || t.statementNamed(charter.StatementHash(b)) != nil {
		return nil
	}
	n.learning.Lock()
	defer n.learning.Unlock()
	st, err := readStatement(b)
	if err == nil && st.root != nil {
		err = n.mayChangeRoot(t, st.root)
	}
	if err == nil {
		err = st.check(t)
	}
	if err != nil {
		return parley.Wrap(err, parley.CodeBadRecord, "a statement cannot be used")
	}
	held := 0
	for _, other := range t.statements() {
		if other.party == st.party {
			held++
		}
	}
	if held >= maxStatements {
		return parley.Errorf(parley.CodeBadRecord, "%s has made more than %d statements", st.party, maxStatements)
	}
	if err := n.cfg.Store.Update(func(tx store.Tx) error { return tx.AddStatement(st.row(t)) }); err != nil {
		return err
	}
	t.addStatement(st)
	if st.root != nil {
		if err := n.rootChanged(t, st.root); err != nil {
			return err
		}
	}
	n.pagesChanged()
	return nil
}

func (st *statement) row(t *table) store.Statement {
	return store.Statement{Charter: t.id, Party: st.party, Hash: st.hash, Bytes: st.bytes}
}

// statementFrame returns the statement that a peer asks for, or nil.
func (t *table) statementFrame(a *wire.Ask) wire.Frame {
	if a.ID == nil {
		return nil
	}
	st := t.statementNamed(*a.ID)
	if st == nil {
		return nil
	}
	return &wire.VolumeFrame{Charter: t.id, Statement: st.bytes}
}

// statementJob enters a statement of our own root.
func (t *table) statementJob(st *statement) *job {
	j := &job{t: t, kind: wire.LeafStatement, id: st.hash, precedence: parley.Immediate}
	for _, s := range t.seats() {
		j.waiting = append(j.waiting, s.id)
	}
	j.write = func(tx store.Tx, _ uint64, _ parley.Millis) error { return tx.AddStatement(st.row(t)) }
	return j
}
