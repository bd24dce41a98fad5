package node

import (
	"context"
	"errors"

	"parley"
	"parley/charter"
	"parley/internal/store"
	"parley/officer"
	"parley/wire"
)

// An ActEntering is a signed roster act of this party.
type ActEntering struct {
	Act []byte `json:"act"`
	Who Who    `json:"who"`
}

// An RosterActView is a roster act of this party that stands in its record.
type RosterActView struct {
	Charter  string `json:"charter"`
	Number   uint64 `json:"number"`
	Hash     string `json:"hash"`
	Repeated bool   `json:"repeated"` // it stood there before
}

// actAhead is how far ahead of this node's clock an act may be dated, in ms: no later act may be dated before it.
const actAhead = 600_000

// errEntered stops the entering of an act that stands in the record.
var errEntered = parley.Errorf(parley.CodeDuplicate, "the roster act stands in the record already")

// EnterRosterAct enters a roster act in the own record of its charter: it is checked as every other party will, stored and
// entered in one transaction. From its place on the officers of the roster sign, and the operator keys of the sheet do
// not.
func (n *Node) EnterRosterAct(ctx context.Context, x ActEntering) (v RosterActView, err error) {
	a, err := parseAct(x.Act)
	if err != nil {
		return v, err
	}
	t := n.table(a.Charter)
	if t == nil || a.Party != n.cfg.Party {
		return v, parley.Errorf(parley.CodeBadRoster, "the roster act is of another party, or under a charter that is not held here")
	}
	n.adopting.Lock()
	defer n.adopting.Unlock()
	if t.recovery.Load() != nil {
		return v, parley.Errorf(parley.CodeNotYet, "the record under charter %s is recovering; see: parley recover", t.id)
	}
	v = RosterActView{Charter: t.id.String(), Number: a.Number, Hash: a.Hash().String()}
	t.own().addAct(a, x.Act) // a peer that is shown the leaf asks for it at once
	switch _, _, err = n.recorder.do(n.actJob(t, a, x)); {
	case err == errEntered:
		v.Repeated = true
		return v, nil
	case err != nil && !errors.Is(err, errUnsigned):
		return v, storageSentence(err, "the roster act was not entered")
	}
	n.cfg.Log.Info("a new roster act of this party", "charter", t.id.String(), "number", a.Number)
	n.pagesChanged()
	return v, nil
}

// actJob enters a roster act, unless it stands in the record.
func (n *Node) actJob(t *table, a *officer.Act, x ActEntering) *job {
	j := &job{t: t, kind: wire.LeafSheet, id: a.Hash(), precedence: parley.Immediate}
	for _, s := range t.seats() {
		j.waiting = append(j.waiting, s.id)
	}
	j.entry = &store.Entry{User: x.Who.User, Post: x.Who.Post, Action: "roster", Detail: a.Words() + ", under charter " + t.id.String()}
	j.check = func(tx store.Tx) error { return n.mayEnterAct(tx, t, a) }
	j.write = func(tx store.Tx, _ uint64, _ parley.Millis) error {
		return tx.AddRosterAct(actRow(a, x.Act))
	}
	j.then = func(_ uint64, _ parley.Millis, err error) {
		if err != nil && err != errEntered && parley.CodeOf(err) != parley.CodeInternal && !errors.Is(err, errUnsigned) {
			t.own().dropAct(a.Hash()) // it stands nowhere
		}
	}
	return j
}

// mayEnterSheet reports why a sheet cannot be the next page of the own record: its number is not above that of the page in
// force, or it names a key of an officer [REC-92].
func mayEnterSheet(r store.Reader, t *table, sh *charter.Sheet) error {
	st, err := standingNow(r, t)
	if err != nil || len(t.own().acts()) == 0 {
		return err
	}
	if sh.Number <= st.page.number {
		return parley.Errorf(parley.CodeBadSheet, "sheet %d is no newer than the roster act %d in force under charter %s: it needs a number above that", sh.Number, st.page.number, t.id)
	}
	roster, err := rosterNow(r, t, t.own())
	if err != nil {
		return err
	}
	return noOfficersKey(sh, roster)
}

func actRow(a *officer.Act, b []byte) store.RosterAct {
	return store.RosterAct{Charter: a.Charter, Party: a.Party, Number: a.Number, Hash: a.Hash(), Bytes: b}
}

// mayEnterAct reports why a roster act cannot be the next entry of the own record.
func (n *Node) mayEnterAct(tx store.Reader, t *table, a *officer.Act) error {
	own := t.own()
	size, err := tx.LogSize(own.log)
	if err != nil {
		return err
	}
	for _, x := range []struct {
		hash parley.Hash
		want bool
		err  error
	}{
		{a.Hash(), false, errEntered},
		{n.own().hash, true, parley.Errorf(parley.CodeNotYet, "the newest sheet is not entered in this record yet; restart the node")},
	} {
		if _, ok, err := leafOf(tx, own.log, x.hash, wire.LeafSheet); err != nil {
			return err
		} else if ok != x.want {
			return x.err
		}
	}
	if now := n.now(); a.Time > now+actAhead {
		return parley.Errorf(parley.CodeBadRoster, "the roster act is dated %s, and the clock says %s: no later act could be dated before it", a.Time, now)
	}
	st, err := standingAt(tx, t, own, size)
	if err != nil {
		return err
	}
	if err := a.Follows(st.page.number, st.page.hash); err != nil {
		return parley.Wrap(err, parley.CodeBadRoster, "%s: make it anew", parley.SentenceOf(err))
	}
	roster, err := rosterAt(tx, t, own, size)
	if err == nil {
		_, err = (ground{r: tx, t: t, s: own, edition: st.edition, at: size}).take(roster, a, false)
	}
	return err
}
