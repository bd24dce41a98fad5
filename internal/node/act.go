package node

import (
	"slices"

	"parley"
	"parley/charter"
	"parley/internal/store"
	"parley/procedure"
	"parley/wire"
)

// proceedingOf returns the proceeding that a message belongs to: the act that opened it, itself for an opening, and none
// for a text.
func proceedingOf(id parley.Hash, p *wire.Payload) parley.Hash {
	switch {
	case p.Proceeding != nil:
		return *p.Proceeding
	case p.Act != "":
		return id
	}
	return parley.Hash{}
}

// folds reports whether this version reads the procedures of an edition. The messages of one that it does not read are
// texts: they are shown, and nothing is folded.
func folds(c *charter.Charter) bool { return c.Language == charter.Language }

// actContents judges what a message says of itself as an act, by the charter alone, so that everybody judges the same.
// What makes an act void [PROC-7] is no reason to refuse it: it is recorded and shown, and counts for nothing.
func actContents(c *charter.Charter, p *wire.Payload) judgement {
	opens := p.Proceeding == nil && p.Act != ""
	switch {
	case (p.Act != "") != (p.Proceeding != nil || len(p.Participants) > 0), p.Proceeding != nil && len(p.Participants) > 0:
		return judgement{verdict: refused, code: parley.RefusedForm, why: "an act names its proceeding, or opens one and names the participants, and a text neither"}
	case opens && c.Language <= charter.Language && c.Procedure(p.Act) == nil:
		return judgement{verdict: refused, code: parley.RefusedForm, why: "the charter has no procedure " + p.Act}
	}
	for _, id := range p.Participants {
		if c.PartyIndex(id) < 0 {
			return judgement{verdict: refused, code: parley.RefusedAddressees, why: "the participant " + string(id) + " is no party of the charter"}
		}
	}
	return judgement{}
}

// checkOwnAct reports an act of ours that would be void, or that nobody could place: our officer may make it again.
func (n *Node) checkOwnAct(r store.Reader, t *table, id parley.Hash, p *wire.Payload) error {
	switch {
	case proceedingOf(id, p).IsZero():
		return nil
	case p.Expires != nil:
		return parley.Errorf(parley.CodeBadMessage, "an act does not expire: what is entered in a record counts")
	case p.Proceeding == nil:
		if c := t.editionNumbered(p.Edition); c != nil && folds(c.charter) {
			_, err := procedure.CheckOpening(c.charter, &procedure.Body{ID: id, Payload: p})
			return err
		}
		return nil
	}
	o, err := n.openingOf(r, t, *p.Proceeding)
	switch {
	case err != nil:
		return err
	case !slices.Contains(o.ids, n.cfg.Party):
		return parley.Errorf(parley.CodeBadMessage, "this party takes no part in the proceeding %s", p.Proceeding)
	}
	for _, party := range o.ids {
		if party != n.cfg.Party && !addressedTo(p, party) {
			return parley.Errorf(parley.CodeBadMessage, "an act goes to every participant, and this one does not go to %s", party)
		}
	}
	return nil
}

// An openingAct is the act that opened a proceeding, and what follows from it alone.
type openingAct struct {
	row  store.Message
	body procedure.Body
	text []byte           // of the edition in force where it stands, which the proceeding keeps
	c    *charter.Charter // the same, read
	ids  []parley.PartyID // the participants, in the order of c
}

// openingOf reads the act that opened a proceeding. Errors: CodeNotFound while it is not here, CodeBadMessage where it opens
// nothing.
func (n *Node) openingOf(r store.Reader, t *table, id parley.Hash) (*openingAct, error) {
	m, err := r.Message(id)
	if err != nil || m.Charter != t.id || erased(m) {
		return nil, parley.Errorf(parley.CodeNotFound, "the act %s that opens the proceeding is not here", id)
	}
	_, p, err := wire.DecodeEnvelope(m.Envelope)
	if err != nil {
		return nil, err
	}
	o := &openingAct{row: m}
	ed, err := openedUnder(r, t, m, p)
	if err != nil {
		return nil, err
	}
	o.text, o.c = ed.text, ed.charter
	o.body = bodyOf(o.c, m, p)
	if !folds(o.c) {
		return nil, parley.Errorf(parley.CodeBadCharter, "the charter's procedures are written in another edition of their language than this version reads: messages are shown, nothing is folded")
	}
	o.ids, err = procedure.CheckOpening(o.c, &o.body)
	return o, err
}

// openedUnder returns the edition in force where an opening stands in its author's record; before that is known, the one
// that it names.
func openedUnder(r store.Reader, t *table, m store.Message, p *wire.Payload) (*edition, error) {
	st, err := standingOf(r, t, m)
	if err != nil {
		return nil, err
	}
	if st.edition == nil {
		st.edition = t.editionNumbered(p.Edition)
	}
	if st.edition == nil {
		return nil, parley.Errorf(parley.CodeNotFound, "the edition under which the proceeding was opened is not here")
	}
	return st.edition, nil
}

// bodyOf returns a message as the fold takes it. A refused one is void: the reasons are such that everybody refuses it.
func bodyOf(c *charter.Charter, m store.Message, p *wire.Payload) procedure.Body {
	b := procedure.ReadBody(c, m.ID, p)
	if m.Refused >= 0 {
		b.Void = "refused: " + parley.RefusalCode(m.Refused).Reason()
	}
	return b
}
