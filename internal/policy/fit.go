package policy

import (
	"slices"

	"parley"
	"parley/wire"
)

// For returns the rules that count for a message, each once, in the order of the policy. CodePolicy: no rule fits an
// addressee.
func (p *Policy) For(m *wire.Payload) ([]*Rule, error) {
	counts := make([]bool, len(p.Rules))
	for _, a := range m.Addressees() {
		i := slices.IndexFunc(p.Rules, func(r Rule) bool { return r.fits(m, a) })
		if i < 0 {
			return nil, parley.Errorf(parley.CodePolicy, "the policy of %s has no rule for the form %s to %s from the post %s, so nobody may release it",
				m.From.Party, m.Form, a, m.From.Parley().Post)
		}
		counts[i] = true
	}
	var rules []*Rule
	for i := range p.Rules {
		if counts[i] {
			rules = append(rules, &p.Rules[i])
		}
	}
	return rules, nil
}

// fits reports whether r speaks of a message to one of its addressees.
func (r *Rule) fits(m *wire.Payload, a parley.Address) bool {
	return (len(r.Forms) == 0 || slices.Contains(r.Forms, m.Form)) &&
		m.PrecedenceFor(a.Party) >= r.Precedence &&
		(len(r.Posts) == 0 || slices.Contains(r.Posts, m.From.Parley().Post)) &&
		(len(r.To) == 0 || slices.ContainsFunc(r.To, func(to parley.Address) bool {
			return to.Party == a.Party && (to.Post == "" || to.Post == a.Post)
		}))
}
