package node

import (
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
	withdrawal *charter.Withdrawal
}

// readStatement reads the bytes of a statement.
func readStatement(b []byte) (*statement, error) {
	w, err := charter.ParseWithdrawal(b)
	if err != nil {
		return nil, err
	}
	return &statement{hash: charter.StatementHash(b), bytes: b, party: w.Party, withdrawal: w}, nil
}

// check holds that the root of its party signed a statement under the charter of t.
func (st *statement) check(t *table) error {
	s := t.seat(st.party)
	if s == nil {
		return parley.Errorf(parley.CodeUnknownParty, "the statement is of %q, which is no party of the charter", st.party)
	}
	return st.withdrawal.Check(t.id, s.root[:])
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
	for _, row := range rows {
		st, err := readStatement(row.Bytes)
		if err == nil {
			t.addStatement(st)
		} else if bad == nil {
			bad = err
		}
	}
	return bad
}

// withdraws reports whether a withdrawal of a party is held.
func (t *table) withdraws(party parley.PartyID) bool {
	return slices.ContainsFunc(t.statements(), func(st *statement) bool { return st.party == party && st.withdrawal != nil })
}

// learnStatement takes a statement that a peer brings, whoever it is of: its party's root signed it.
func (n *Node) learnStatement(p *peer, id parley.Hash, b []byte) error {
	t := n.table(id)
	if _, ok := p.seatIn(id); t == nil || !ok || t.statementNamed(charter.StatementHash(b)) != nil {
		return nil
	}
	n.learning.Lock()
	defer n.learning.Unlock()
	st, err := readStatement(b)
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
