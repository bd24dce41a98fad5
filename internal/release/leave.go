package release

import (
	"crypto/ed25519"

	"parley"
	"parley/internal/policy"
	"parley/officer"
	"parley/wire"
)

// A Message is one of this party, and what it is judged by now.
type Message struct {
	Payload   *wire.Payload
	Bytes     []byte // of the payload
	Edition   parley.Hash
	Roster    *officer.Roster     // of the own record; nil, or without an act: it has none yet
	Sheets    []ed25519.PublicKey // operator keys of the own sheets
	Service   bool                // the form is ack, or the charter calls it service
	Automatic bool                // the duty key signed it, in a form that the charter lists as automatic
	Minimum   []officer.Minimum   // what the charter asks for
	Now       parley.Millis
	// Decided says why no proceeding decided on the text of this message as a rule requires; nil: none is named.
	Decided func(policy.Requirement) error
}

// HasOfficers reports whether the record has a roster: from its first act on, officers sign and nobody else.
func (m *Message) HasOfficers() bool { return m.Roster != nil && m.Roster.Number() > 0 }

// Leave reports why a message with these signatures may not leave. It is the one place where that is decided: what a key
// may sign by itself, what the roster and the charter ask for, and what the policy does. Errors: CodePolicy, and
// CodeNotReleased where the other side would refuse it.
func (r *Rules) Leave(m *Message, signatures []wire.Signature) error {
	if m.Automatic {
		return nil
	}
	if err := r.usable(); err != nil {
		return err
	}
	if !m.HasOfficers() {
		if r.Given {
			return parley.Errorf(parley.CodePolicy, "%s asks for officers, and this party has enrolled none under the charter: see parley officer add", policy.FileName)
		}
		return nil
	}
	j := officer.Judge(m.caseOf(signatures))
	if j.Fault != nil {
		return m.sentence(j)
	}
	rules, err := r.counting(m)
	if err != nil {
		return err
	}
	if err := policy.Check(rules, m.said(j)); err != nil {
		return err
	}
	return m.decided(rules)
}

// caseOf puts the message as the other side will judge it, if it is sent now.
func (m *Message) caseOf(signatures []wire.Signature) officer.Case {
	return officer.Case{Envelope: &wire.Envelope{Version: wire.EnvelopeVersion, Payload: m.Bytes, Signatures: signatures}, Payload: m.Payload,
		Edition: m.Edition, Roster: m.Roster, Sheets: m.Sheets, Date: m.Now, Service: m.Service, Minimum: m.Minimum}
}

// sentence says what is wrong, and where a post's key signed, what to do instead.
func (m *Message) sentence(j officer.Judgement) error {
	for _, f := range j.Signatures {
		for _, k := range m.Sheets {
			if parley.KeyIDOf(k) == f.Key {
				return parley.Errorf(parley.CodeNotReleased, "this party has officers, so the key of a post signs nothing more: sign with --as OFFICER and --key or --agent")
			}
		}
	}
	return j.Fault
}

// said returns the good signatures as the policy counts them.
func (m *Message) said(j officer.Judgement) (out []policy.Signature) {
	for _, f := range j.Signatures {
		if f.Fault == nil {
			o, _ := m.Roster.Officer(f.Officer)
			act := ActOf(f.Use)
			out = append(out, policy.Signature{Officer: string(f.Officer), Act: act, Posts: m.posts(o, act)})
		}
	}
	return out
}

// decided holds the message against what rules require to be decided elsewhere first, also by the emergency path: that
// shortens who releases it, and not what was agreed.
func (m *Message) decided(rules []*policy.Rule) error {
	for _, r := range rules {
		if r.Requires == nil {
			continue
		}
		if m.Decided == nil {
			return parley.Errorf(parley.CodePolicy, "the rule %q of the policy asks for a decision under another charter: name its proceeding with --decided", r.Name)
		}
		if err := m.Decided(*r.Requires); err != nil {
			return err
		}
	}
	return nil
}

// uses are what officers sign for each act, in the order of the acts.
var uses = [...]string{wire.UseDraft, wire.UseReview, wire.UseMessage, wire.UseEmergency}

// words name the acts as verbs and views do.
var words = [...]string{"draft", "review", "release", "emergency"}

// ActOf returns the act that a use of package wire says; one that says none is the release.
func ActOf(use string) policy.Act {
	for i, u := range uses {
		if u == use {
			return policy.Act(i)
		}
	}
	return policy.Released
}

// UseOf returns the use that says an act.
func UseOf(act policy.Act) string { return uses[act] }

// Word names an act: draft, review, release or emergency.
func Word(act policy.Act) string { return words[act] }

// ParseAct reads what Word returns. CodeUsage.
func ParseAct(word string) (policy.Act, error) {
	for i, w := range words {
		if w == word {
			return policy.Act(i), nil
		}
	}
	return 0, parley.Errorf(parley.CodeUsage, "officers draft, review, release or release in an emergency, and do not %.20q", word)
}
