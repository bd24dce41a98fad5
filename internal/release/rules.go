package release

import (
	"slices"

	"parley"
	"parley/internal/policy"
	"parley/officer"
)

// Rules is what the node knows of its party's policy.
type Rules struct {
	Policy *policy.Policy // nil while Fault is not
	Given  bool           // there is a file; else Policy is policy.Default
	Hash   parley.Hash    // of the file's bytes
	Fault  error          // why the file cannot be used: then nothing leaves
}

// ReadRules takes the bytes of the policy file; given is false where there is none.
func ReadRules(text []byte, given bool) *Rules {
	if !given {
		return &Rules{Policy: policy.Default()}
	}
	p, err := policy.Parse(text)
	return &Rules{Policy: p, Given: true, Hash: parley.Sum(text), Fault: err}
}

// Unreadable is Rules of a file that is there and cannot be read.
func Unreadable(err error) *Rules { return &Rules{Given: true, Fault: err} }

// usable reports why nothing may leave by these rules at all.
func (r *Rules) usable() error {
	if r.Fault == nil {
		return nil
	}
	return parley.Errorf(parley.CodePolicy, "nothing leaves while the policy cannot be read: %s; mend it, then run parley policy check", parley.SentenceOf(r.Fault))
}

// counting returns the rules of the policy that count for a message. Of acknowledgements and service messages, which the
// watch signs, a rule speaks only where it names their form.
func (r *Rules) counting(m *Message) ([]*policy.Rule, error) {
	if err := r.usable(); err != nil {
		return nil, err
	}
	if !m.Service {
		return r.Policy.For(m.Payload)
	}
	named := &policy.Policy{Rules: slices.DeleteFunc(slices.Clone(r.Policy.Rules), func(x policy.Rule) bool {
		return !slices.Contains(x.Forms, m.Payload.Form)
	})}
	if len(named.Rules) == 0 {
		return nil, nil
	}
	named.Rules = append(named.Rules, policy.Rule{Name: "the watch", Release: 1})
	return named.For(m.Payload)
}

// asRules returns what roster and charter ask for, as rules, so that all that is missing is counted in one way.
func (m *Message) asRules() (out []*policy.Rule) {
	if m.Service {
		return []*policy.Rule{{Name: "the watch", Release: 1}}
	}
	for _, x := range m.Minimum {
		if x.Covers(m.Payload) {
			out = append(out, &policy.Rule{Name: "charter", Draft: x.Draft, Review: x.Review, Release: x.Release, Emergency: x.Emergency})
		}
	}
	return out
}

// emergencyGranted reports why a message may not be released by the emergency path.
func (m *Message) emergencyGranted(rules []*policy.Rule) error {
	if m.Service {
		return parley.Errorf(parley.CodePolicy, "a message in the form %s has no emergency path: the watch signs it", m.Payload.Form)
	}
	for _, r := range rules {
		if r.Emergency == 0 {
			return parley.Errorf(parley.CodePolicy, "the rule %q of the policy has no emergency path", r.Name)
		}
	}
	for _, x := range m.Minimum {
		if x.Covers(m.Payload) && x.Emergency == 0 {
			return parley.Errorf(parley.CodePolicy, "the charter grants no emergency path for this message")
		}
	}
	return nil
}

// rightTo is what an officer needs for each act.
var rightTo = map[policy.Act]officer.Rights{
	policy.Drafted: officer.Draft, policy.Reviewed: officer.Review, policy.Released: officer.Release, policy.ReleasedInEmergency: officer.Release,
}

// posts returns the posts at which an officer may do so with the message: draft and review count at any post of the party,
// the release at the post that it comes from [OFF-23].
func (m *Message) posts(o officer.Officer, act policy.Act) (out []parley.PostID) {
	right := rightTo[act]
	if act == policy.Released && m.Service {
		right = officer.Watch
	}
	for _, p := range o.Posts {
		releases := act == policy.Released || act == policy.ReleasedInEmergency
		if p.Rights.Has(right) && (!releases || p.Post == m.Payload.From.Parley().Post) {
			out = append(out, p.Post)
		}
	}
	return out
}
