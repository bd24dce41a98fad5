package node

import (
	"crypto/ed25519"
	"errors"

	"parley"
	"parley/internal/policy"
	"parley/internal/release"
	"parley/internal/store"
	"parley/record"
	"parley/wire"
)

// leaveJob returns the job that enters a message of ours as sent, lets it leave if it may, and closes its draft. Everything
// that this party says goes through here, whoever says it; what had left before a recovery does not. c is the draft that it
// comes of, or nil.
func (n *Node) leaveJob(t *table, e *wire.Envelope, p *wire.Payload, c *draftChange) *job {
	envelope := e.Encode()
	j := n.sentJob(t, parley.Sum(envelope), parley.Sum(e.Payload), envelope, p)
	check := j.check
	j.check = func(tx store.Tx) error {
		if err := check(tx); err != nil {
			return err
		}
		return n.mayLeave(tx, t, e, p, c.decided())
	}
	write, hold := j.write, j.hold
	j.write = func(tx store.Tx, at uint64, date parley.Millis) error {
		if err := n.closeDraftOf(tx, t, e, c, j.entry, date); err != nil {
			return err
		}
		return write(tx, at, date)
	}
	if hold != nil {
		j.hold = func(tx store.Tx, date parley.Millis) error {
			if err := n.closeDraftOf(tx, t, e, c, j.entry, date); err != nil {
				return err
			}
			return hold(tx, date)
		}
	}
	return j
}

// closeDraftOf closes the draft of a message that leaves: the one that it comes of, or the open one whose message leaves by
// another way, ready signed. A draft that is open can still be cancelled, and what has left cannot.
func (n *Node) closeDraftOf(tx store.Tx, t *table, e *wire.Envelope, c *draftChange, by *store.Entry, at parley.Millis) error {
	if c != nil {
		return closeDraft(tx, c.row, e.ID(), at)
	}
	row, ok, err := openDraftOf(tx, t, parley.Sum(e.Payload))
	if err != nil || !ok {
		return err
	}
	if err := closeDraft(tx, row, e.ID(), at); err != nil {
		return err
	}
	x := store.Entry{Time: at, Action: "release", Detail: draftName(row.ID) + ": left ready signed, as " + e.ID().String()}
	if by != nil {
		x.User, x.Post = by.User, by.Post
	}
	return tx.AddEntry(x)
}

// closeDraft makes a draft one that was released, as a message.
func closeDraft(tx store.Tx, row store.Draft, as parley.Hash, at parley.Millis) error {
	row.State, row.Message, row.Payload, row.Changed = store.DraftReleased, as, nil, at
	return tx.PutDraft(row)
}

// openDraftOf finds the open draft in which a payload stands.
func openDraftOf(r store.Reader, t *table, payload parley.Hash) (row store.Draft, ok bool, err error) {
	all, err := r.OpenDrafts()
	for _, d := range all {
		if d.Charter == t.id && parley.Sum(d.Payload) == payload {
			return d, true, nil
		}
	}
	return row, false, ignoreNotFound(err)
}

// mayLeave reports why a message may not leave by what holds now.
func (n *Node) mayLeave(r store.Reader, t *table, e *wire.Envelope, p *wire.Payload, decided func(policy.Requirement) error) error {
	m, err := n.toLeave(r, t, e.Payload, p)
	if err != nil {
		return err
	}
	ed := t.editionNumbered(p.Edition)
	m.Automatic, m.Decided = byDuty(t.own(), t.own().sheetUnder(p.Roster), ed, e, p), decided
	switch since, err := r.PayloadVoid(parley.Sum(e.Payload)); {
	case err == nil:
		return parley.Errorf(parley.CodePolicy, "this text stood in a draft that was edited or cancelled at %s: it leaves no more", since)
	case !errors.Is(err, store.ErrNotFound):
		return err
	}
	return n.rules.Load().Leave(m, e.Signatures)
}

// toLeave gathers what a message of ours is judged by.
func (n *Node) toLeave(r store.Reader, t *table, payload []byte, p *wire.Payload) (*release.Message, error) {
	ed := t.editionNumbered(p.Edition)
	if ed == nil {
		return nil, parley.Errorf(parley.CodeBadMessage, "the message was made under an edition that is not held here")
	}
	roster, err := rosterNow(r, t, t.own())
	if err != nil {
		return nil, err
	}
	m := &release.Message{Payload: p, Bytes: payload, Edition: ed.id, Roster: roster, Service: ed.charter.IsService(p.Form), Minimum: record.Asked(ed.charter), Now: n.now()}
	for _, sh := range t.own().sheets() {
		for _, op := range sh.Operators {
			m.Sheets = append(m.Sheets, ed25519.PublicKey(op.Key))
		}
	}
	return m, nil
}
