package policy

import (
	"slices"

	"parley"
)

// An Act is what an officer did with a message.
type Act uint8

// The acts, in the order in which they are done.
const (
	Drafted Act = iota
	Reviewed
	Released
	ReleasedInEmergency
)

var actWords = [...]string{"drafted it", "reviewed it", "released it", "released it by the emergency path"}

// String returns what an officer has done, as in "reviewed it".
func (a Act) String() string { return actWords[a] }

// A Signature is one good signature of an officer on a message.
type Signature struct {
	Officer string
	Act     Act
	Posts   []parley.PostID // at which the officer has the right to it
}

// A place is one officer whom a rule asks for.
type place struct {
	act   Act
	posts []parley.PostID
}

func (p place) takes(s Signature) bool {
	return p.act == s.Act && (len(p.posts) == 0 || slices.ContainsFunc(p.posts, func(post parley.PostID) bool {
		return slices.Contains(s.Posts, post)
	}))
}

// Check reports what is missing before a message with these signatures may leave under the rules. CodePolicy.
func Check(rules []*Rule, signed []Signature) error {
	emergency := hasEmergency(signed)
	for _, r := range rules {
		if emergency && r.Emergency == 0 {
			return parley.Errorf(parley.CodePolicy, "the rule %q of the policy has no emergency path", r.Name)
		}
		if p, missing := unfilled(r.places(emergency), signed); missing {
			return r.missing(p, emergency)
		}
	}
	return nil
}

func hasEmergency(signed []Signature) bool {
	return slices.ContainsFunc(signed, func(s Signature) bool { return s.Act == ReleasedInEmergency })
}

// places returns the officers that the rule asks for.
func (r *Rule) places(emergency bool) (all []place) {
	add := func(n int, p place) {
		for range n {
			all = append(all, p)
		}
	}
	if emergency {
		add(r.Emergency, place{ReleasedInEmergency, r.ReleasePosts})
		return all
	}
	add(r.Draft, place{act: Drafted})
	add(r.Review, place{Reviewed, r.ReviewPosts})
	add(r.Release, place{Released, r.ReleasePosts})
	return all
}

// unfilled gives each place an officer of its own, as far as that goes, and returns the first place that gets none.
func unfilled(places []place, signed []Signature) (place, bool) {
	holds := map[string]int{} // which place each officer has
	for i, p := range places {
		if !seat(places, signed, holds, i, map[string]bool{}) {
			return p, true
		}
	}
	return place{}, false
}

// seat finds an officer for a place, if need be by giving another place to one who has one already.
func seat(places []place, signed []Signature, holds map[string]int, i int, tried map[string]bool) bool {
	for _, s := range signed {
		if tried[s.Officer] || !places[i].takes(s) {
			continue
		}
		tried[s.Officer] = true
		other, has := holds[s.Officer]
		if !has || seat(places, signed, holds, other, tried) {
			holds[s.Officer] = i
			return true
		}
	}
	return false
}

func (r *Rule) missing(p place, emergency bool) error {
	where := ""
	for i, post := range p.posts {
		where += [...]string{" of the post ", " or "}[min(i, 1)] + string(post)
	}
	n := 0
	for _, q := range r.places(emergency) {
		if q.act == p.act {
			n++
		}
	}
	return parley.Errorf(parley.CodePolicy, "the rule %q of the policy asks for %d %s%s who %s and %s for nothing else", r.Name, n,
		officers(n), where, p.act, counts(n))
}

func counts(n int) string {
	if n == 1 {
		return "counts"
	}
	return "count"
}

func officers(n int) string {
	if n == 1 {
		return "officer"
	}
	return "officers"
}
