package policy

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"parley"
)

func signed(all ...string) (out []Signature) {
	acts := map[byte]Act{'d': Drafted, 'v': Reviewed, 'r': Released, 'e': ReleasedInEmergency}
	for _, s := range all { // "v ann legal": ann reviewed it, and may at the post legal
		words := strings.Fields(s)
		x := Signature{Officer: words[1], Act: acts[words[0][0]]}
		for _, post := range words[2:] {
			x.Posts = append(x.Posts, parley.PostID(post))
		}
		out = append(out, x)
	}
	return out
}

// Draft, review and release are acts of different people where the policy says so; never the same person twice, whatever the
// number of keys; an emergency path exists only if the policy grants it.
func TestCheck(t *testing.T) {
	three := Rule{Name: "three", Draft: 1, Review: 1, Release: 1, ReviewPosts: []parley.PostID{"legal"}}
	two := Rule{Name: "two", Release: 2}
	urgent := Rule{Name: "urgent", Release: 2, Emergency: 1, ReleasePosts: []parley.PostID{"duty"}}
	for _, c := range []struct {
		rules  []*Rule
		signed []Signature
		says   string
	}{
		{[]*Rule{&three}, signed("d ann", "v bob legal", "r cid"), ""},
		{[]*Rule{&three}, signed("d ann", "v bob duty", "r cid"), "1 officer of the post legal who reviewed it"},
		{[]*Rule{&three}, signed("d ann", "v bob legal", "r bob"), "released it"},
		{[]*Rule{&three}, signed("d ann", "v bob legal", "r ann"), "released it"},
		{[]*Rule{&three}, signed("d ann", "d bob", "v bob legal", "r ann"), "released it"},
		{[]*Rule{&three}, signed("d ann", "d bob", "v bob legal", "v cid legal", "r cid"), ""},
		{[]*Rule{&three}, signed("v bob legal", "r cid"), "drafted it"},
		{[]*Rule{&three}, signed("e ann", "e bob"), "no emergency path"},
		{[]*Rule{&two}, signed("r ann", "r ann"), "2 officers who released it"},
		{[]*Rule{&two}, signed("r ann", "v bob"), "2 officers who released it"},
		{[]*Rule{&two}, signed("r ann", "r bob"), ""},
		{[]*Rule{&two, &three}, signed("r ann", "r bob"), `"three"`},
		{[]*Rule{&urgent}, signed("e ann duty"), ""},
		{[]*Rule{&urgent}, signed("e ann staff"), "of the post duty who released it by the emergency path"},
		{[]*Rule{&urgent}, nil, "of the post duty who released it"},
		{[]*Rule{&urgent, &two}, signed("e ann duty"), `"two"`},
	} {
		err := Check(c.rules, c.signed)
		if (err == nil) != (c.says == "") || err != nil && (parley.CodeOf(err) != parley.CodePolicy || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%v: %v, not %q", c.signed, err, c.says)
		}
	}
}

// Never the same person twice: Check lets through what some choice of one officer for each place fills, and nothing else.
func TestCheckAgainstEveryChoice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		few := rapid.IntRange(0, 2)
		r := Rule{Name: "any", Draft: few.Draw(t, "draft"), Review: few.Draw(t, "review"), Release: 1 + few.Draw(t, "release")}
		if rapid.Bool().Draw(t, "from a post") {
			r.ReviewPosts = []parley.PostID{"p"}
		}
		var all []Signature
		for range rapid.IntRange(0, 8).Draw(t, "signatures") {
			s := Signature{Officer: fmt.Sprint(rapid.IntRange(0, 4).Draw(t, "officer")), Act: Act(rapid.IntRange(0, 2).Draw(t, "act"))}
			if rapid.Bool().Draw(t, "post") {
				s.Posts = []parley.PostID{"p"}
			}
			all = append(all, s)
		}
		got := Check([]*Rule{&r}, all) == nil
		if want := someChoice(r.places(false), all, map[string]bool{}); got != want {
			t.Fatalf("%+v with %+v: %v, not %v", r, all, got, want)
		}
	})
}

// someChoice tries every officer at the first place, and so on.
func someChoice(places []place, signed []Signature, busy map[string]bool) bool {
	if len(places) == 0 {
		return true
	}
	for _, s := range signed {
		if busy[s.Officer] || !places[0].takes(s) {
			continue
		}
		busy[s.Officer] = true
		if someChoice(places[1:], signed, busy) {
			return true
		}
		delete(busy, s.Officer)
	}
	return false
}
