package release

import (
	"slices"

	"parley"
	"parley/internal/policy"
	"parley/officer"
)

// Waiting is what a draft lacks before it leaves, and who can give it.
type Waiting struct {
	Missing  []string                // sentences; none: nothing is lacking
	Officers map[string][]officer.ID // by draft, review, release and emergency: who could sign so, and would help
}

// Waits says what a draft lacks.
func (d *Draft) Waits(r *Rules) Waiting {
	w := Waiting{Officers: map[string][]officer.ID{}}
	add := func(err error) {
		if err != nil && !slices.Contains(w.Missing, parley.SentenceOf(err)) {
			w.Missing = append(w.Missing, parley.SentenceOf(err))
		}
	}
	if !d.HasOfficers() {
		add(parley.Errorf(parley.CodePolicy, "this party has enrolled no officers under the charter: see parley officer add"))
		return w
	}
	rules, err := r.counting(&d.Message)
	if err != nil {
		add(err)
		return w
	}
	said := d.saidGood()
	for _, x := range rules {
		add(policy.Check([]*policy.Rule{x}, said))
	}
	add(d.byCharter())
	add(d.decided(rules))
	all := append(rules, d.asRules()...)
	for _, act := range []policy.Act{policy.Drafted, policy.Reviewed, policy.Released, policy.ReleasedInEmergency} {
		if act == policy.ReleasedInEmergency && !slices.ContainsFunc(said, func(s policy.Signature) bool { return s.Act == act }) {
			continue // it is one way to release, which somebody has to begin
		}
		for _, o := range d.Roster.Officers() {
			if d.helps(r, all, said, o, act) {
				w.Officers[Word(act)] = append(w.Officers[Word(act)], o.ID)
			}
		}
	}
	return w
}

// byCharter reports why the other side would refuse the message as it is.
func (d *Draft) byCharter() error {
	j := officer.Judge(d.caseOf(signatures(d.Good())))
	return j.Fault
}

// helps reports whether less would be lacking if the officer did that.
func (d *Draft) helps(r *Rules, all []*policy.Rule, said []policy.Signature, o officer.Officer, act policy.Act) bool {
	if d.May(r, o.ID, act, parley.KeyID{}) != nil || !d.hasFreeKey(o.ID) {
		return false
	}
	more := append(slices.Clone(said), policy.Signature{Officer: string(o.ID), Act: act, Posts: d.posts(o, act)})
	return policy.Missing(all, more) < policy.Missing(all, said)
}

// hasFreeKey reports whether an officer has a key that has not signed yet.
func (d *Draft) hasFreeKey(id officer.ID) bool { return len(d.FreeKeys(id)) > 0 }

// FreeKeys returns the keys in force of an officer that have not signed the draft yet.
func (d *Draft) FreeKeys(id officer.ID) (out []officer.Key) {
	good := d.Good()
	for _, h := range d.Roster.KeysOf(id) {
		used := slices.ContainsFunc(good, func(s Signed) bool {
			_, kid, _ := s.Signature.Header()
			return kid == h.Key.ID()
		})
		if !h.Out && !used {
			out = append(out, h.Key)
		}
	}
	return out
}

// Next returns what whoever makes a message signs it with first: the release where that is all that it lacks, else as who
// drafted it where that is asked for, else one of its releases. ok is false where none of them helps.
func (d *Draft) Next(r *Rules, id officer.ID) (act policy.Act, ok bool) {
	o, there := d.Roster.Officer(id)
	rules, err := r.counting(&d.Message)
	if !there || err != nil {
		return 0, false
	}
	all, said := append(rules, d.asRules()...), d.saidGood()
	if len(all) == 0 {
		all = []*policy.Rule{{Name: "the roster", Release: 1}}
	}
	alone := append(slices.Clone(said), policy.Signature{Officer: string(id), Act: policy.Released, Posts: d.posts(o, policy.Released)})
	if policy.Missing(all, alone) == 0 && d.helps(r, all, said, o, policy.Released) {
		return policy.Released, true
	}
	for _, act := range []policy.Act{policy.Drafted, policy.Released} {
		if d.helps(r, all, said, o, act) {
			return act, true
		}
	}
	return 0, false
}
