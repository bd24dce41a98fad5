package release

import (
	"parley"
	"parley/internal/policy"
	"parley/officer"
	"parley/wire"
)

// Signed is one signature on a draft.
type Signed struct {
	_         struct{} `cbor:",toarray"`
	Officer   officer.ID
	Use       string
	Signature wire.Signature
	User      string // local user who handed it over
	At        parley.Millis
}

// maxSigned bounds the signatures of one draft in their encoding, in bytes.
const maxSigned = wire.MaxEnvelope

// EncodeSigned returns the bytes that a store keeps.
func EncodeSigned(all []Signed) []byte {
	if len(all) == 0 {
		return nil
	}
	return wire.Marshal(all)
}

// DecodeSigned reads what EncodeSigned wrote.
func DecodeSigned(b []byte) (all []Signed, err error) {
	if len(b) == 0 {
		return nil, nil
	}
	return all, wire.Unmarshal("signatures of a draft", b, maxSigned, &all)
}

// A Draft is a message with the signatures that it has so far.
type Draft struct {
	Message
	Signed []Signed
}

// signatures returns them as they stand in an envelope.
func signatures(all []Signed) (out []wire.Signature) {
	for _, s := range all {
		out = append(out, s.Signature)
	}
	wire.SortSignatures(out)
	return out
}

// Good returns the signatures that count now: an officer may have been revoked, or his time have ended, since he signed.
func (d *Draft) Good() (out []Signed) {
	if !d.HasOfficers() {
		return nil
	}
	for _, s := range d.Signed {
		j := officer.Judge(d.caseOf([]wire.Signature{s.Signature}))
		if f := j.Signatures[0]; f.Fault == nil && f.Use == s.Use {
			out = append(out, s)
		}
	}
	return out
}

// Envelope returns the message as it would leave: with the signatures that count.
func (d *Draft) Envelope() *wire.Envelope {
	return &wire.Envelope{Version: wire.EnvelopeVersion, Payload: d.Bytes, Signatures: signatures(d.Good())}
}

// saidGood returns the good signatures as the policy counts them.
func (d *Draft) saidGood() []policy.Signature {
	return d.said(officer.Judge(d.caseOf(signatures(d.Good()))))
}

// Sign adds what an officer's key signed. What it says, and whose it is, is found by the roster and not taken from anybody's
// word. Errors: CodeBadSignature, CodePolicy, CodeDuplicate.
func (d *Draft) Sign(r *Rules, s wire.Signature, act policy.Act, user string) error {
	_, kid, err := s.Header()
	if err != nil {
		return err
	}
	h, known := d.Roster.Key(kid)
	if !known {
		return parley.Errorf(parley.CodeBadKey, "the key %s is none of an officer of this party under the charter", kid)
	}
	if err := d.May(r, h.Officer, act, kid); err != nil {
		return err
	}
	if err := h.Key.Verify(s, UseOf(act), d.Edition[:], d.Bytes); err != nil {
		return parley.Wrap(err, parley.CodeBadSignature, "the signature of %s is not one of this draft as it is now: look at it again, and sign again", h.Officer)
	}
	d.Signed = append(d.Good(), Signed{Officer: h.Officer, Use: UseOf(act), Signature: s, User: user, At: d.Now})
	return nil
}

// May reports why an officer may not do that with the draft, with that key. The zero key stands for any of his.
func (d *Draft) May(r *Rules, id officer.ID, act policy.Act, kid parley.KeyID) error {
	rules, err := r.counting(&d.Message)
	if err != nil {
		return err
	}
	o, ok := d.Roster.Officer(id)
	switch {
	case !ok || o.Revoked:
		return parley.Errorf(parley.CodePolicy, "%s is no officer of this party under the charter", id)
	case !o.ValidAt(d.Now):
		return parley.Errorf(parley.CodePolicy, "the officer %s is not enrolled for this time", id)
	case len(d.posts(o, act)) == 0:
		return parley.Errorf(parley.CodePolicy, "the officer %s has not the right to %s", id, d.wanted(act))
	}
	if act == policy.ReleasedInEmergency {
		if err := d.emergencyGranted(rules); err != nil {
			return err
		}
	}
	if h, known := d.Roster.Key(kid); kid != (parley.KeyID{}) && (!known || h.Out || h.Officer != id) {
		return parley.Errorf(parley.CodeBadKey, "the key %s is not one that %s signs with", kid, id)
	}
	good := d.Good()
	for _, s := range good {
		_, used, _ := s.Signature.Header()
		if s.Officer == id && s.Use == UseOf(act) {
			return parley.Errorf(parley.CodeDuplicate, "%s has signed this draft for that already", id)
		}
		if used == kid {
			return parley.Errorf(parley.CodeDuplicate, "%s has signed this draft with that key already (to %s); one key signs a message once", id, Word(ActOf(s.Use)))
		}
	}
	if len(good) >= wire.MaxSignatures {
		return parley.Errorf(parley.CodeLimit, "the draft has %d signatures, as many as a message may have", len(good))
	}
	return nil
}

// wanted names the right that an act asks for.
func (m *Message) wanted(act policy.Act) string {
	switch {
	case act == policy.Released && m.Service:
		return "watch at the post " + string(m.Payload.From.Parley().Post)
	case act == policy.Released || act == policy.ReleasedInEmergency:
		return "release at the post " + string(m.Payload.From.Parley().Post)
	}
	return rightTo[act].String() + " at any post"
}
