package node

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"parley"
	"parley/internal/policy"
	"parley/internal/release"
	"parley/internal/store"
	"parley/officer"
	"parley/wire"
)

// PrepareDraft returns what an officer is to sign, made anew where it is out of date.
func (n *Node) PrepareDraft(ctx context.Context, id string, x Preparing) (out Prepared, err error) {
	n.drafting.Lock()
	defer n.drafting.Unlock()
	var row store.Draft
	var d *release.Draft
	err = n.cfg.Store.Update(func(tx store.Tx) (err error) {
		if row, err = findDraft(tx, id); err == nil {
			err = n.mustRead(ctx, n.table(row.Charter))
		}
		if err == nil {
			row, d, err = n.freshDraft(tx, id, x.Who)
		}
		return err
	})
	if err != nil {
		return out, storageSentence(err, "the draft was not made anew")
	}
	officerID := officer.ID(x.Officer)
	act, ok := d.Next(n.rules.Load(), officerID)
	if x.Act != "" {
		if act, err = release.ParseAct(x.Act); err != nil {
			return out, err
		}
		if err := d.May(n.rules.Load(), officerID, act, parley.KeyID{}); err != nil {
			return out, err
		}
		ok = true
	} else if _, there := d.Roster.Officer(officerID); !there {
		return out, parley.Errorf(parley.CodePolicy, "%s is no officer of this party under the charter", x.Officer)
	}
	if ok {
		out.Act = release.Word(act)
	}
	for _, k := range d.FreeKeys(officerID) {
		out.Keys = append(out.Keys, k.Encode())
	}
	out.Payload, out.EditionID = row.Payload, row.Edition[:]
	if out.Draft, err = n.draftView(row); err == nil {
		err = n.draftMeets(ctx, row, &out.Draft)
	}
	return out, err
}

// freshDraft returns an open draft by what is in force now: one that was overtaken is made anew, and its signatures go.
func (n *Node) freshDraft(tx store.Tx, id string, who Who) (row store.Draft, d *release.Draft, err error) {
	if row, err = openDraft(tx, id); err != nil {
		return row, nil, err
	}
	t, d, outdated, err := n.loadDraft(tx, row)
	if err != nil || !outdated {
		return row, d, err
	}
	if err := tx.VoidPayload(parley.Sum(row.Payload), n.now()); err != nil {
		return row, nil, err
	}
	p := d.Payload
	p.Time = n.now()
	if _, err := io.ReadFull(n.cfg.Rand, p.Nonce[:]); err != nil {
		return row, nil, err
	}
	if err := n.putText(tx, t, &row, p); err != nil {
		return row, nil, err
	}
	if err := n.putDraft(tx, &row, who, "draft-edit", "made anew: the roster, the sheet or the edition changed"); err != nil {
		return row, nil, err
	}
	_, d, _, err = n.loadDraft(tx, row)
	return row, d, err
}

// SignDraft adds a signature, and releases the draft when nothing is missing any more.
func (n *Node) SignDraft(ctx context.Context, id string, x DraftSigning) (v DraftView, err error) {
	if !n.online() {
		return v, n.notRunning()
	}
	act, err := release.ParseAct(x.Act)
	if err != nil {
		return v, err
	}
	var s wire.Signature
	if err := wire.Unmarshal("signature", x.Signature, 2*wire.MaxKeyProof, &s); err != nil {
		return v, err
	}
	n.drafting.Lock()
	defer n.drafting.Unlock()
	var row store.Draft
	var change *draftChange
	err = n.cfg.Store.View(func(r store.Reader) (err error) {
		if row, err = openDraft(r, id); err == nil {
			change, err = n.changing(r, row, x.Who)
		}
		return err
	})
	if err != nil {
		return v, err
	}
	if change.outdated {
		return v, parley.Errorf(parley.CodePolicy, "the roster, the sheet or the edition changed: the draft %s is to be signed again by all", draftName(row.ID)[:8])
	}
	err = change.d.Sign(n.rules.Load(), s, act, x.Who.User)
	if x.Duress {
		n.underDuress(change, s, act, x.Who)
	}
	if err != nil {
		return v, err
	}
	last := change.d.Signed[len(change.d.Signed)-1]
	if err := change.keep("draft-sign", fmt.Sprintf("signed by %s: %s", last.Officer, x.Act)); err != nil {
		return v, storageSentence(err, "the signature was not kept")
	}
	return n.viewDraft(ctx, row.ID)
}

// underDuress raises the silent alarm: it stands where the administrators of the node look, and nowhere in an answer.
func (n *Node) underDuress(c *draftChange, s wire.Signature, act policy.Act, who Who) {
	_, kid, _ := s.Header()
	h, _ := c.d.Roster.Key(kid)
	sentence := fmt.Sprintf("the officer %s signed under duress: %s of the draft %s", h.Officer, release.Word(act), draftName(c.row.ID))
	n.journal(who, duressAction, sentence)
	n.eventUnder(c.t, EventDuress, "", sentence)
}

// DecideDraft binds a draft to a proceeding.
func (n *Node) DecideDraft(ctx context.Context, id, proceeding string, who Who) (v DraftView, err error) {
	if !n.online() {
		return v, n.notRunning()
	}
	of, err := n.proceedingNamed(proceeding)
	if err != nil {
		return v, err
	}
	n.drafting.Lock()
	defer n.drafting.Unlock()
	var row store.Draft
	var change *draftChange
	err = n.cfg.Store.View(func(r store.Reader) (err error) {
		if row, err = openDraft(r, id); err == nil {
			row.Decided = of
			change, err = n.changing(r, row, who)
		}
		return err
	})
	if err != nil {
		return v, err
	}
	if err := change.keep("draft-decided", "decided by the proceeding "+of.String()); err != nil {
		return v, storageSentence(err, "the draft was not bound to its decision")
	}
	return n.viewDraft(ctx, row.ID)
}

// A draftChange is a draft that is about to be kept, or released.
type draftChange struct {
	n        *Node
	t        *table
	row      store.Draft
	d        *release.Draft
	decision *boundTo
	outdated bool
	who      Who
}

func (n *Node) changing(r store.Reader, row store.Draft, who Who) (*draftChange, error) {
	t, d, outdated, err := n.loadDraft(r, row)
	if err != nil {
		return nil, err
	}
	c := &draftChange{n: n, t: t, row: row, d: d, outdated: outdated, who: who, decision: n.decisionOn(row.Decided, d.Payload.Body)}
	d.Decided = c.decision.meets()
	return c, nil
}

// keep stores the draft as it is now, or, when nothing is missing any more, the message that it becomes: either all of that
// is stored in one transaction or nothing.
func (c *draftChange) keep(action, detail string) error {
	c.row.Signed = release.EncodeSigned(c.d.Signed)
	e := c.d.Envelope()
	if c.outdated || c.n.rules.Load().Leave(&c.d.Message, e.Signatures) != nil {
		return c.n.cfg.Store.Update(func(tx store.Tx) error { return c.n.putDraft(tx, &c.row, c.who, action, detail) })
	}
	e, p, err := wire.DecodeEnvelope(e.Encode())
	if err != nil {
		return err
	}
	if v := c.n.judgeNamed(c.t, e, p, c.n.now()); v.verdict != accepted {
		return v.err(p)
	}
	return c.release(e, p, detail)
}

// release enters the message; its draft is closed in the same transaction.
func (c *draftChange) release(e *wire.Envelope, p *wire.Payload, detail string) error {
	if p.Expires != nil && *p.Expires <= c.n.now() {
		return parley.Errorf(parley.CodeExpired, "the message expired at %s", *p.Expires)
	}
	c.decision.close()
	j := c.n.leaveJob(c.t, e, p, c)
	j.entry = &store.Entry{User: c.who.User, Post: c.who.Post, Action: "release",
		Detail: fmt.Sprintf("%s: %s; released as %s, %s", draftName(c.row.ID), detail, e.ID(), strings.Join(signersOf(c.d.Signed), ", "))}
	_, _, err := c.n.recorder.do(j)
	var dup *duplicateError
	if errors.As(err, &dup) {
		return c.n.cfg.Store.Update(func(tx store.Tx) error { return closeDraft(tx, c.row, dup.id, c.n.now()) })
	}
	if errors.Is(err, errUnsigned) { // stored, and goes out by itself
		return nil
	}
	return err
}

// decided says what a message that leaves was decided by; nil where nothing is named.
func (c *draftChange) decided() func(policy.Requirement) error {
	if c == nil {
		return nil
	}
	return c.decision.meets()
}

func signersOf(all []release.Signed) (out []string) {
	for _, s := range all {
		out = append(out, string(s.Officer)+" ("+release.Word(release.ActOf(s.Use))+")")
	}
	return out
}
