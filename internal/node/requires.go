package node

import (
	"slices"

	"parley"
	"parley/internal/policy"
	"parley/internal/store"
	"parley/procedure"
)

// A boundTo is the proceeding that a draft is bound to. It remembers what it was asked before the transaction in which the
// message leaves, and folds nothing within that: what is final does not change.
type boundTo struct {
	n      *Node
	of     parley.Hash
	text   parley.Hash
	known  map[policy.Requirement]error
	closed bool
}

// decisionOn returns what a draft with that body is bound to; nil for nothing.
func (n *Node) decisionOn(bound parley.Hash, body []byte) *boundTo {
	if bound.IsZero() {
		return nil
	}
	return &boundTo{n: n, of: bound, text: parley.Sum(body), known: map[policy.Requirement]error{}}
}

// meets returns the function that says why the decision is not what a rule requires; nil where there is none.
func (d *boundTo) meets() func(policy.Requirement) error {
	if d == nil {
		return nil
	}
	return func(q policy.Requirement) error {
		err, asked := d.known[q]
		switch {
		case asked:
			return err
		case d.closed:
			return parley.Errorf(parley.CodePolicy, "the policy was changed meanwhile; try again")
		}
		d.known[q] = d.n.decided(q, d.of, d.text)
		return d.known[q]
	}
}

func (d *boundTo) close() {
	if d != nil {
		d.closed = true
	}
}

// decided holds one proceeding against a requirement: it is of that charter and procedure, stands in that state, settled and
// final, and is about that text and no other. A text is named by its SHA-256 in the list of texts of the act that opened the
// proceeding, and no act that is in effect names another one.
func (n *Node) decided(q policy.Requirement, of, text parley.Hash) error {
	t := n.table(q.Charter)
	if t == nil {
		return parley.Errorf(parley.CodePolicy, "the policy requires a decision under charter %s, which this node has not", q.Charter.String()[:8])
	}
	n.acts.mu.Lock()
	defer n.acts.mu.Unlock()
	return n.cfg.Store.View(func(r store.Reader) error {
		m, err := r.Message(of)
		if err != nil || m.Charter != q.Charter || m.Proceeding != of {
			return parley.Errorf(parley.CodePolicy, "the decision named is no proceeding under charter %s", q.Charter.String()[:8])
		}
		k, _, res, err := n.fold(r, t, of, n.now())
		if err != nil {
			return err
		}
		switch {
		case res.Procedure.Name != q.Procedure:
			return parley.Errorf(parley.CodePolicy, "the policy requires a decision by the procedure %s, and the proceeding named is one of %s", q.Procedure, res.Procedure.Name)
		case res.State != q.Outcome || !res.Settled || !res.Final || res.Proof == procedure.ProofDisputed:
			return parley.Errorf(parley.CodePolicy, "the policy requires the outcome %s of the decision, settled and final; it stands at %s", q.Outcome, res.State)
		case !k.about(res, text):
			return parley.Errorf(parley.CodePolicy, "the decision is not about this text: its opening does not name %s alone", text.String()[:12])
		}
		return nil
	})
}

// about reports whether a proceeding is about one text and no other.
func (k *tracker) about(res *procedure.Result, text parley.Hash) bool {
	named := false
	for _, e := range res.Entries {
		a := k.acts[e.Act]
		if a == nil || e.Standing != procedure.InEffect {
			continue
		}
		texts := a.body.Payload.Texts
		named = named || e.Act == k.id && slices.Contains(texts, text)
		if slices.ContainsFunc(texts, func(h parley.Hash) bool { return h != text && h != k.id }) {
			return false
		}
	}
	return named
}
