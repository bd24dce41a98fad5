package node

import (
	"parley"
	"parley/charter"
	"parley/officer"
	"parley/wire"
)

type verdict uint8

const (
	accepted     verdict = iota
	refused              // stored and shown, no effect: the code says why
	notCheckable         // stored and shown, no receipt yet: it names a sheet or edition that is not held
	dropped              // nobody of that party ever signed it, or it is not for us: counted, not stored
)

// A judgement is what a node makes of an envelope under one charter. P7: everything that a key of the party signed is
// shown; a verdict is about effect.
type judgement struct {
	verdict verdict
	code    parley.RefusalCode
	why     string
	release *officer.Judgement // who drafted, reviewed and released it; nil where no roster says so
	roster  *officer.Roster    // that says so
}

func (j judgement) forged() bool { return j.verdict == dropped }

// err is the judgement as the own party's user reads it.
func (j judgement) err(p *wire.Payload) error {
	code := parley.CodeBadMessage
	switch {
	case j.verdict == dropped || j.code == parley.RefusedSignature:
		code = parley.CodeBadSignature
	case j.code == parley.RefusedNotReleased:
		code = parley.CodeNotReleased
	case j.code == parley.RefusedAddressees, j.code == parley.RefusedWithdrawn:
		code = parley.CodeUnknownParty
	}
	if j.why != "" {
		return parley.Errorf(code, "%s", j.why)
	}
	return parley.Errorf(code, "%s", j.code.Reason())
}

// judge checks an envelope by the edition and the sheet that it names, which must be those in force where it stands
// [WIRE-7].
func judge(t *table, e *wire.Envelope, p *wire.Payload, st standing) judgement {
	author := t.seat(p.From.Party)
	if author == nil {
		return judgement{verdict: dropped, why: "the originator is no party of the charter"}
	}
	ed := t.editionNumbered(p.Edition)
	if ed == nil {
		return judgement{verdict: notCheckable, why: "it was made under an edition that is not held here"}
	}
	signed := signatureOf(t, author, ed, e, p, st)
	if signed.verdict == dropped || signed.verdict == notCheckable {
		return signed
	}
	j := signed
	if code, out := st.outOfForce(p); out {
		j = refusal(code)
	} else if ed.number() < t.edition().number() && t.charter().PartyIndex(author.id) < 0 { // a later edition has it no more
		j = refusal(parley.RefusedEdition)
	} else if signed.verdict == accepted {
		if d := t.whoLeft(ed, p, st.date); d != nil {
			j = d.judgement(t)
		} else {
			j = contents(ed.charter, p)
		}
	}
	j.release, j.roster = signed.release, signed.roster
	return j
}

func refusal(c parley.RefusalCode) judgement { return judgement{verdict: refused, code: c} }

// signatureOf finds who signed: officers, where a roster is in force; else an operator of the post, by the sheet that the
// message names. The duty key goes by the sheet in either case.
func signatureOf(t *table, author *seat, ed *edition, e *wire.Envelope, p *wire.Payload, st standing) judgement {
	if author.newest() == nil || p.Roster > author.newestPage() || (st.open || st.edition == nil) && !author.holdsPage(p.Roster) {
		return judgement{verdict: notCheckable, why: "signature not yet checkable: it names a sheet or roster act that is not held here"}
	}
	if st.notRead(author, p) {
		return judgement{verdict: notCheckable, why: "signature not yet checkable: the record up to the roster act that it names is not here yet"}
	}
	sheet := author.sheetUnder(p.Roster)
	if st.roster != nil && !byDuty(author, sheet, ed, e, p) {
		return releaseOf(t, author, ed, e, p, st)
	}
	aad := wire.AAD(wire.UseMessage, ed.id[:])
	party, post := false, false
	for _, s := range e.Signatures {
		_, kid, err := s.Header()
		if err != nil {
			continue
		}
		for _, sh := range author.sheets() {
			for _, op := range sh.Operators {
				if parley.KeyIDOf(op.Key) == kid && t.checked.verify(s, op.Key, aad, e.Payload) {
					party = true
					post = post || op.Post == *p.From.Post && sh.Number == sheet
				}
			}
			if parley.KeyIDOf(sh.Duty) == kid && t.checked.verify(s, sh.Duty, aad, e.Payload) {
				party = true
				post = post || formAutomatic(ed.charter, p.Form) && sh.Number == sheet
			}
		}
	}
	switch {
	case !party:
		return judgement{verdict: dropped, why: "no key of " + string(author.id) + " signed it under this charter"}
	case !post:
		return refusal(parley.RefusedSignature)
	}
	return judgement{}
}

// formAutomatic reports whether the charter lists the form as one that a node may sign by itself.
func formAutomatic(c *charter.Charter, name string) bool {
	for _, f := range c.Forms {
		if f.Name == name {
			return f.Automatic
		}
	}
	return false
}

func contents(c *charter.Charter, p *wire.Payload) judgement {
	if p.Exercise != c.Exercise && c.Exercise {
		return refusal(parley.RefusedExercise)
	}
	if !c.HasPost(p.From.Parley()) {
		return refusal(parley.RefusedAddressees)
	}
	for _, a := range p.Addressees() {
		if c.PartyIndex(a.Party) < 0 || a.Post != "" && !c.HasPost(a) {
			j := refusal(parley.RefusedAddressees)
			j.why = "the addressee " + a.String() + " is no party or post of the charter"
			return j
		}
	}
	if !c.HasForm(p.Form) {
		return refusal(parley.RefusedForm)
	}
	if j := actContents(c, p); j.verdict != accepted {
		return j
	}
	if p.Handling != "" && !c.HasMarking(p.Handling) {
		return refusal(parley.RefusedHandling)
	}
	return judgement{}
}
