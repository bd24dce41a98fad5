package node

import (
	"context"
	"encoding/hex"
	"io"
	"math"
	"strings"

	"parley"
	"parley/internal/release"
	"parley/internal/store"
	"parley/wire"
)

// Draft keeps a message that nobody has signed, or puts it in the place of what an open draft holds.
func (n *Node) Draft(ctx context.Context, d NewDraft) (v DraftView, err error) {
	x, err := n.asDraft(d)
	if err != nil {
		return v, err
	}
	n.drafting.Lock()
	defer n.drafting.Unlock()
	var row store.Draft
	err = n.cfg.Store.Update(func(tx store.Tx) (err error) { row, err = n.keepDraft(tx, x); return err })
	if err != nil {
		return v, storageSentence(err, "the draft was not kept")
	}
	return n.viewDraft(ctx, row.ID)
}

// A textDraft is a draft to be kept, as far as it is known without the database.
type textDraft struct {
	NewDraft
	payload *wire.Payload
	table   *table
	decided parley.Hash
}

func (n *Node) asDraft(d NewDraft) (x textDraft, err error) {
	x.NewDraft = d
	if !n.online() {
		return x, n.notRunning()
	}
	if x.payload, err = wire.DecodePayload(d.Payload); err != nil {
		return x, err
	}
	if x.table, err = n.tableNamed(d.Charter); err != nil {
		return x, err
	}
	x.decided, err = n.proceedingNamed(d.Decided)
	return x, err
}

// keepDraft keeps one draft in a transaction.
func (n *Node) keepDraft(tx store.Tx, x textDraft) (row store.Draft, err error) {
	if row, err = n.newDraft(tx, x.NewDraft); err != nil {
		return row, err
	}
	row.Charter = x.table.id
	if !x.decided.IsZero() {
		row.Decided = x.decided
	}
	if err := n.putText(tx, x.table, &row, x.payload); err != nil {
		return row, err
	}
	if held, ok, err := openDraftOf(tx, x.table, parley.Sum(row.Payload)); err != nil {
		return row, err
	} else if ok && x.ID == "" && (x.decided.IsZero() || x.decided == held.Decided) { // the same asked for again
		return held, nil
	}
	return row, n.putDraft(tx, &row, x.Who, map[bool]string{true: "draft-edit", false: "draft"}[x.ID != ""], x.payload.Form+" to "+strings.Join(addresses(x.payload.Action), ","))
}

// newDraft returns the row that a draft is to stand in: a new one, or that of an open draft whose text goes for good.
func (n *Node) newDraft(tx store.Tx, d NewDraft) (row store.Draft, err error) {
	if d.ID == "" {
		row = store.Draft{User: d.Who.User, Made: n.now()}
		_, err = io.ReadFull(n.cfg.Rand, row.ID[:])
		return row, err
	}
	if row, err = openDraft(tx, d.ID); err != nil {
		return row, err
	}
	return row, tx.VoidPayload(parley.Sum(row.Payload), n.now())
}

// putText makes p what stands in a draft, by the roster and the edition in force, signed by nobody.
func (n *Node) putText(tx store.Tx, t *table, row *store.Draft, p *wire.Payload) error {
	st, err := standingNow(tx, t) // a page that is held need not be entered yet
	if err != nil {
		return err
	}
	p.Edition, p.Roster = st.edition.number(), st.page.number
	row.Edition, row.Payload, row.Signed = st.edition.id, p.Encode(), nil
	if _, err := wire.DecodePayload(row.Payload); err != nil {
		return err
	}
	m, err := n.toLeave(tx, t, row.Payload, p)
	switch {
	case err != nil:
		return err
	case p.From.Party != n.cfg.Party:
		return parley.Errorf(parley.CodeBadMessage, "the originator is %s, but this node is %s", p.From.Party, n.cfg.Party)
	case !m.HasOfficers():
		return parley.Errorf(parley.CodePolicy, "this party has enrolled no officers under the charter, who alone sign drafts: see parley officer add")
	}
	if _, err := tx.PayloadVoid(parley.Sum(row.Payload)); err == nil {
		return parley.Errorf(parley.CodeBadMessage, "this message was in a draft before that was edited or cancelled; make it anew")
	}
	if j := contents(t.charter(), p); j.verdict != accepted {
		return j.err(p)
	}
	if err := n.checkSubmission(tx, t, parley.Sum(row.Payload), p); err != nil {
		return err
	}
	return n.checkOwnAct(tx, t, parley.Hash{}, p)
}

// putDraft keeps a draft, with an entry of the journal.
func (n *Node) putDraft(tx store.Tx, row *store.Draft, who Who, action, detail string) error {
	row.Changed = n.now()
	if err := tx.PutDraft(*row); err != nil {
		return err
	}
	return tx.AddEntry(store.Entry{Time: row.Changed, User: who.User, Post: who.Post, Action: action, Detail: draftName(row.ID) + ": " + detail})
}

func draftName(id store.DraftID) string { return hex.EncodeToString(id[:]) }

// CancelDraft gives up a draft.
func (n *Node) CancelDraft(ctx context.Context, id string, who Who) (v DraftView, err error) {
	n.drafting.Lock()
	defer n.drafting.Unlock()
	var row store.Draft
	err = n.cfg.Store.Update(func(tx store.Tx) (err error) {
		if row, err = openDraft(tx, id); err != nil {
			return err
		}
		if err := tx.VoidPayload(parley.Sum(row.Payload), n.now()); err != nil {
			return err
		}
		row.State = store.DraftCancelled
		return n.putDraft(tx, &row, who, "draft-cancel", "cancelled")
	})
	if err != nil {
		return v, storageSentence(err, "the draft was not cancelled")
	}
	return n.viewDraft(ctx, row.ID)
}

// Drafts lists drafts.
func (n *Node) Drafts(ctx context.Context, all bool) ([]DraftView, error) {
	var rows []store.Draft
	err := n.cfg.Store.View(func(r store.Reader) (err error) {
		if all {
			rows, err = r.Drafts(math.MaxUint64, 0)
			return err
		}
		rows, err = r.OpenDrafts()
		return err
	})
	out := []DraftView{}
	for _, row := range rows {
		v, err := n.draftView(row)
		if err != nil {
			return nil, err
		}
		n.withhold(ctx, &v.Message)
		out = append(out, v)
	}
	return out, err
}

// ShowDraft returns one draft.
func (n *Node) ShowDraft(ctx context.Context, id string) (v DraftView, err error) {
	var row store.Draft
	if err = n.cfg.Store.View(func(r store.Reader) (err error) { row, err = findDraft(r, id); return err }); err != nil {
		return v, err
	}
	if v, err = n.draftView(row); err == nil {
		err = n.draftMeets(ctx, row, &v)
	}
	n.withhold(ctx, &v.Message)
	return v, err
}

// draftMeets adds what an open draft would meet.
func (n *Node) draftMeets(ctx context.Context, row store.Draft, v *DraftView) error {
	if row.State != store.DraftOpen {
		return nil
	}
	meets, err := n.WouldMeet(ctx, row.Charter.String(), row.Payload)
	v.Conflicts = meets.Conflicts
	return err
}

func (n *Node) viewDraft(ctx context.Context, id store.DraftID) (v DraftView, err error) {
	return n.ShowDraft(context.WithoutCancel(ctx), draftName(id))
}

// findDraft finds a draft by its id or a prefix of at least 4 digits.
func findDraft(r store.Reader, id string) (found store.Draft, err error) {
	if len(id) < 4 || strings.Trim(id, "0123456789abcdef") != "" {
		return found, parley.Errorf(parley.CodeBadID, "%.40q is not the id of a draft: 16 lower-case hexadecimal digits, or at least the first 4 of them", id)
	}
	all, err := r.Drafts(math.MaxUint64, 0)
	if ignoreNotFound(err) != nil {
		return found, err
	}
	n := 0
	for _, d := range all {
		if strings.HasPrefix(draftName(d.ID), id) {
			found, n = d, n+1
		}
	}
	switch n {
	case 0:
		return found, parley.Errorf(parley.CodeNotFound, "there is no draft %.40s", id)
	case 1:
		return found, nil
	}
	return found, parley.Errorf(parley.CodeAmbiguous, "%d drafts begin with %s", n, id)
}

// openDraft finds a draft that is neither released nor cancelled.
func openDraft(r store.Reader, id string) (store.Draft, error) {
	row, err := findDraft(r, id)
	switch {
	case err != nil:
		return row, err
	case row.State == store.DraftReleased:
		return row, parley.Errorf(parley.CodeDuplicate, "the draft %s is released, as the message %s", draftName(row.ID)[:8], row.Message)
	case row.State == store.DraftCancelled:
		return row, parley.Errorf(parley.CodePolicy, "the draft %s is cancelled: it can be neither signed nor released", draftName(row.ID)[:8])
	}
	return row, nil
}

// proceedingNamed finds the proceeding that a user names; zero for none.
func (n *Node) proceedingNamed(id string) (of parley.Hash, err error) {
	if id == "" {
		return of, nil
	}
	_, of, err = n.findProceeding(id)
	return of, err
}

// loadDraft makes of a row what package release judges, and says whether another roster, sheet or edition is in force since.
func (n *Node) loadDraft(r store.Reader, row store.Draft) (t *table, d *release.Draft, outdated bool, err error) {
	if t = n.table(row.Charter); t == nil {
		return nil, nil, false, parley.Errorf(parley.CodeNotFound, "the charter of the draft %s is not held here", draftName(row.ID))
	}
	p, err := wire.DecodePayload(row.Payload)
	if err != nil {
		return t, nil, false, err
	}
	m, err := n.toLeave(r, t, row.Payload, p)
	if err != nil {
		return t, nil, false, err
	}
	st, err := standingNow(r, t)
	if err != nil {
		return t, nil, false, err
	}
	d = &release.Draft{Message: *m}
	d.Signed, err = release.DecodeSigned(row.Signed)
	return t, d, row.Edition != st.edition.id || p.Roster != st.page.number, err
}
