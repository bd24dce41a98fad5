package node

import (
	"context"

	"parley"
	"parley/charter"
	"parley/internal/store"
)

// WithdrawalDraft is a charter.Withdrawal that is not signed yet.
type WithdrawalDraft struct {
	Charter parley.Hash    `json:"charter"`
	Edition parley.Hash    `json:"edition"`
	Party   parley.PartyID `json:"party"`
	From    parley.Millis  `json:"from"`
	Days    int            `json:"days"` // of notice
}

// Withdrawing is a statement by which this party leaves a charter.
type Withdrawing struct {
	Statement []byte `json:"statement"`
	Who       Who    `json:"who"`
}

// DepartureView is a withdrawal that stands in its party's record.
type DepartureView struct {
	Charter   string `json:"charter"`
	Party     string `json:"party"`
	From      string `json:"from"`      // when it takes effect
	Statement string `json:"statement"` // hash
}

// draftMargin is how much later than its notice a withdrawal is drafted for when no date is given, so that there is time
// to sign it.
const draftMargin = parley.Millis(3_600_000)

// DraftWithdrawal returns what the root of this party signs to leave a charter: at a date, or, where it is 0, as soon as
// the charter lets it.
func (n *Node) DraftWithdrawal(ctx context.Context, name string, from parley.Millis) (d WithdrawalDraft, err error) {
	t, err := n.tableNamed(name)
	if err != nil {
		return d, err
	}
	e := t.newestEdition()
	if e.charter.PartyIndex(n.cfg.Party) < 0 {
		e = t.edition()
	}
	d = WithdrawalDraft{Charter: t.id, Edition: e.id, Party: n.cfg.Party, From: from, Days: e.charter.WithdrawalDays}
	const minute = 60_000
	if from == 0 {
		d.From = (charter.EndOfNotice(n.now()+draftMargin, d.Days) + minute - 1) / minute * minute
	}
	return d, n.mayWithdraw(t, e, d.From)
}

// mayWithdraw reports why this party cannot leave a charter at a date.
func (n *Node) mayWithdraw(t *table, e *edition, from parley.Millis) error {
	if e.charter.PartyIndex(n.cfg.Party) < 0 {
		return parley.Errorf(parley.CodeUnknownParty, "this party is none of the charter any more")
	}
	if d := t.departure(n.cfg.Party, e); d != nil {
		return parley.Errorf(parley.CodeDuplicate, "this party has withdrawn already, and leaves on %s; only a new edition that all sign undoes that", d.from.DTG())
	}
	if earliest := charter.EndOfNotice(n.now(), e.charter.WithdrawalDays); from < earliest {
		return parley.Errorf(parley.CodeBadCharter, "the charter asks for %d days of notice: the earliest date is %s", e.charter.WithdrawalDays, earliest)
	}
	return nil
}

// Withdraw enters a statement by which this party leaves a charter, and tells every other party.
func (n *Node) Withdraw(ctx context.Context, x Withdrawing) (v DepartureView, err error) {
	st, err := readStatement(x.Statement)
	if err != nil {
		return v, err
	}
	t := n.table(st.withdrawal.Charter)
	if t == nil || st.party != n.cfg.Party {
		return v, parley.Errorf(parley.CodeBadCharter, "the statement withdraws another party, or from a charter that is not held here")
	}
	if err := st.check(t); err != nil {
		return v, err
	}
	e := t.editionNamed(st.withdrawal.Edition)
	if e == nil {
		return v, parley.Errorf(parley.CodeBadCharter, "the statement names an edition that is not held here")
	}
	j := t.statementJob(st)
	j.entry = &store.Entry{User: x.Who.User, Post: x.Who.Post, Action: "withdraw", Detail: "from charter " + t.id.String() + " on " + st.withdrawal.From.String()}
	j.check = func(store.Tx) error { return n.mayWithdraw(t, e, st.withdrawal.From) }
	j.then = func(_ uint64, _ parley.Millis, err error) {
		if err == nil {
			n.departuresChanged(t)
		}
	}
	t.addStatement(st) // a peer that is shown the leaf asks for it at once
	if _, _, err := n.recorder.do(j); err != nil {
		return v, storageSentence(err, "the withdrawal was not entered")
	}
	n.tellHello(t)
	if d := t.departure(n.cfg.Party, e); d != nil {
		v = d.view(t)
	}
	return v, nil
}

func (d *departure) view(t *table) DepartureView {
	return DepartureView{Charter: t.id.String(), Party: string(d.party), From: d.from.String(), Statement: d.statement.String()}
}

// leaving returns when the peer, and when this party, leaves a charter that both share; nil where they do not.
func (p *peer) leaving() (out [2]*string) {
	for _, ps := range p.places() {
		for i, party := range []parley.PartyID{ps.s.id, p.n.cfg.Party} {
			if at := ps.t.leaves(party); out[i] == nil {
				out[i] = at
			}
		}
	}
	return out
}

// leaves returns when a party leaves under the edition in force, as users read it; nil: it does not.
func (t *table) leaves(party parley.PartyID) *string {
	if d := t.departure(party, t.edition()); d != nil {
		return timeOrNull(d.from)
	}
	return nil
}
