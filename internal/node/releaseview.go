package node

import (
	"strings"

	"parley"
	"parley/internal/store"
	"parley/officer"
	"parley/wire"
)

// ReleaseView says who drafted, reviewed and released a message, by the roster of its party that was in force where it was
// sent, or, while its place is not known, by the one that it names.
type ReleaseView struct {
	Drafted     []SignerView `json:"drafted"`
	Reviewed    []SignerView `json:"reviewed"`
	Released    []SignerView `json:"released"`    // of an acknowledgement and a form of service: who had the watch
	Emergency   []SignerView `json:"emergency"`   // who released it by the emergency path
	Compromised []SignerView `json:"compromised"` // whose key was declared, by now, to have been in other hands then
	Agreed      bool         `json:"agreed"`      // as the roster and the charter ask
	Reason      *string      `json:"reason"`      // why not
}

// SignerView is an officer who signed as the other side sees him: the id in the roster, and a name where the roster gives one.
type SignerView struct {
	ID   string  `json:"id"`
	Name *string `json:"name"`
}

// judgeShown judges a message that is held by what is known by now: at its place, or, before that is known, by what it
// names. A message of ours is judged only where a roster says who released it.
func judgeShown(r store.Reader, t *table, m store.Message, e *wire.Envelope, p *wire.Payload) (judgement, error) {
	if m.Own && len(t.own().acts()) == 0 {
		return judgement{}, nil
	}
	st, err := standingOf(r, t, m)
	if err == nil && st.edition == nil {
		st, err = standingNamed(r, t, p)
	}
	if err != nil {
		return judgement{}, err
	}
	return judge(t, e, p, st), nil
}

// reasonOf returns the plain sentence for a refusal, with what this node finds itself where it comes to the same.
func (j judgement) reasonOf(code parley.RefusalCode) string {
	if code == parley.RefusedNotReleased && j.release != nil && j.release.Fault != nil {
		return code.Reason() + ": " + parley.SentenceOf(j.release.Fault)
	}
	return code.Reason()
}

// releaseView shows who released a message; nil where no roster says so.
func releaseView(j judgement) *ReleaseView {
	if j.release == nil {
		return nil
	}
	v := &ReleaseView{Drafted: j.officers(j.release.Drafted), Reviewed: j.officers(j.release.Reviewed), Released: j.officers(j.release.Released),
		Emergency: j.officers(j.release.Emergency), Agreed: j.release.Fault == nil}
	var compromised []officer.ID
	for _, f := range j.release.Signatures {
		if f.Compromised {
			compromised = append(compromised, f.Officer)
		}
	}
	v.Compromised = j.officers(compromised)
	if j.release.Fault != nil {
		v.Reason = textOrNull(parley.SentenceOf(j.release.Fault))
	}
	return v
}

func (j judgement) officers(ids []officer.ID) []SignerView {
	out := []SignerView{}
	for _, id := range ids {
		o, _ := j.roster.Officer(id)
		out = append(out, SignerView{string(id), textOrNull(o.Name)})
	}
	return out
}

// releaseMarks are the warnings about a release, the same on both sides.
func releaseMarks(v *ReleaseView) (out []string) {
	if v == nil {
		return nil
	}
	if len(v.Emergency) > 0 {
		out = append(out, markEmergency+"released by the emergency path, by "+Signers(v.Emergency))
	}
	if len(v.Compromised) > 0 {
		out = append(out, markCompromised+" for that time, of "+Signers(v.Compromised)+"; that undoes nothing")
	}
	return out
}

// Signers returns officers as a reader sees them, joined by commas.
func Signers(all []SignerView) string {
	var words []string
	for _, o := range all {
		s := o.ID
		if o.Name != nil {
			s += " (" + *o.Name + ")"
		}
		words = append(words, s)
	}
	return strings.Join(words, ", ")
}
