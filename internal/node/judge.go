package node

import (
	"parley"
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
}

func (j judgement) forged() bool { return j.verdict == dropped }

// err is the judgement as the own party's user reads it.
func (j judgement) err(p *wire.Payload) error {
	code := parley.CodeBadMessage
	switch {
	case j.verdict == dropped || j.code == parley.RefusedSignature:
		code = parley.CodeBadSignature
	case j.code == parley.RefusedAddressees:
		code = parley.CodeUnknownParty
	}
	if j.why != "" {
		return parley.Errorf(code, "%s", j.why)
	}
	return parley.Errorf(code, "%s", j.code.Reason())
}

// judge checks an envelope against the edition in force and the sheets held [WIRE-7].
func judge(t *table, e *wire.Envelope, p *wire.Payload) judgement {
	author := t.seat(p.From.Party)
	if author == nil {
		return judgement{verdict: dropped, why: "the originator is no party of the charter"}
	}
	if p.Edition > t.charter.Edition {
		return judgement{verdict: notCheckable, why: "it was made under an edition that is not held here"}
	}
	signed := signatureOf(t, author, e, p)
	if signed.verdict == dropped || signed.verdict == notCheckable {
		return signed
	}
	if p.Edition != t.charter.Edition {
		return refusal(parley.RefusedEdition)
	}
	if signed.verdict != accepted {
		return signed
	}
	return contents(t, p)
}

func refusal(c parley.RefusalCode) judgement { return judgement{verdict: refused, code: c} }

// signatureOf finds who signed: an operator of the post, by the sheet that the message names.
func signatureOf(t *table, author *seat, e *wire.Envelope, p *wire.Payload) judgement {
	newest := author.newest()
	if newest == nil || p.Roster > newest.Number {
		return judgement{verdict: notCheckable, why: "signature not yet checkable: it names a sheet that is not held here"}
	}
	aad := wire.AAD(wire.UseMessage, t.edition[:])
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
					post = post || op.Post == *p.From.Post && sh.Number == p.Roster
				}
			}
			if parley.KeyIDOf(sh.Duty) == kid && t.checked.verify(s, sh.Duty, aad, e.Payload) {
				party = true
				post = post || formAutomatic(t, p.Form) && sh.Number == p.Roster
			}
		}
	}
	switch {
	case !party:
		return judgement{verdict: dropped, why: "no key of " + string(author.id) + " signed it under this charter"}
	case p.Roster < newest.Number:
		return refusal(parley.RefusedRoster)
	case !post:
		return refusal(parley.RefusedSignature)
	}
	return judgement{}
}

// formAutomatic reports whether the charter lists the form as one that a node may sign by itself.
func formAutomatic(t *table, name string) bool {
	for _, f := range t.charter.Forms {
		if f.Name == name {
			return f.Automatic
		}
	}
	return false
}

func contents(t *table, p *wire.Payload) judgement {
	if p.Exercise != t.charter.Exercise && t.charter.Exercise {
		return refusal(parley.RefusedExercise)
	}
	if !t.charter.HasPost(p.From.Parley()) {
		return refusal(parley.RefusedAddressees)
	}
	for _, a := range p.Addressees() {
		if t.seat(a.Party) == nil || a.Post != "" && !t.charter.HasPost(a) {
			j := refusal(parley.RefusedAddressees)
			j.why = "the addressee " + a.String() + " is no party or post of the charter"
			return j
		}
	}
	// An act belongs to a procedure, and no charter of this version has one.
	if !t.charter.HasForm(p.Form) || p.Act != "" || p.Proceeding != nil || len(p.Participants) > 0 {
		return refusal(parley.RefusedForm)
	}
	if p.Handling != "" && !t.charter.HasMarking(p.Handling) {
		return refusal(parley.RefusedHandling)
	}
	return judgement{}
}
