package node

import (
	"context"
	"fmt"
	"strings"

	"parley"
	"parley/internal/policy"
	"parley/internal/release"
)

// readPolicy reads the policy file, and has it count from now on.
func (n *Node) readPolicy() *release.Rules {
	rules := release.ReadRules(nil, false)
	if n.cfg.Policy != nil {
		text, given, err := n.cfg.Policy()
		if rules = release.ReadRules(text, given); err != nil {
			rules = release.Unreadable(err)
		}
	}
	n.rules.Store(rules)
	if rules.Fault != nil {
		n.cfg.Log.Error("nothing leaves: the policy cannot be read", "error", rules.Fault)
	}
	return rules
}

// Policy returns the policy by which messages leave now.
func (n *Node) Policy(ctx context.Context) (PolicyView, error) {
	return policyView(n.rules.Load()), nil
}

// TakePolicy reads the policy file again.
func (n *Node) TakePolicy(ctx context.Context, who Who) (PolicyView, error) {
	v := policyView(n.readPolicy())
	detail := "no file"
	if v.Hash != nil {
		detail = *v.Hash
	}
	if v.Fault != nil {
		detail += ", which cannot be read"
	}
	n.journal(who, "policy", detail)
	return v, nil
}

func policyView(r *release.Rules) PolicyView {
	v := PolicyView{Given: r.Given, Rules: []string{}}
	if r.Given && !r.Hash.IsZero() {
		v.Hash = textOrNull(r.Hash.String())
	}
	if r.Fault != nil {
		v.Fault = textOrNull(parley.SentenceOf(r.Fault))
		return v
	}
	for i := range r.Policy.Rules {
		v.Rules = append(v.Rules, RuleSentence(&r.Policy.Rules[i]))
	}
	return v
}

// RuleSentence says in one line what a rule asks for, and of what.
func RuleSentence(r *policy.Rule) string {
	var of []string
	if len(r.Forms) > 0 {
		of = append(of, "form "+strings.Join(r.Forms, " or "))
	}
	if r.Precedence > parley.Routine {
		of = append(of, "from "+r.Precedence.String()+" on")
	}
	if len(r.To) > 0 {
		of = append(of, "to "+joined(r.To))
	}
	if len(r.Posts) > 0 {
		of = append(of, "from the post "+joined(r.Posts))
	}
	if len(of) == 0 {
		of = []string{"every message"}
	}
	var asks []string
	for _, x := range []struct {
		n     int
		word  string
		posts []parley.PostID
	}{{r.Draft, "draft", nil}, {r.Review, "review", r.ReviewPosts}, {r.Release, "release", r.ReleasePosts}} {
		if x.n > 0 {
			said := fmt.Sprintf("%d to %s", x.n, x.word)
			if len(x.posts) > 0 {
				said += " at " + joined(x.posts)
			}
			asks = append(asks, said)
		}
	}
	if r.Emergency > 0 {
		asks = append(asks, fmt.Sprintf("or %d by the emergency path", r.Emergency))
	}
	if r.Requires != nil {
		asks = append(asks, fmt.Sprintf("and %s %s under charter %s", r.Requires.Procedure, r.Requires.Outcome, r.Requires.Charter.String()[:8]))
	}
	return fmt.Sprintf("%s: %s: %s", r.Name, strings.Join(of, ", "), strings.Join(asks, ", "))
}

func joined[T any](all []T) string {
	var words []string
	for _, x := range all {
		words = append(words, fmt.Sprint(x))
	}
	return strings.Join(words, " or ")
}
