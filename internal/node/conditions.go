package node

import (
	"slices"

	"parley"
	"parley/internal/store"
	"parley/procedure"
)

var metWords = map[procedure.Met]string{procedure.ConditionUnnamed: "unnamed", procedure.ConditionUnheld: "unheld", procedure.ConditionAhead: "ahead",
	procedure.ConditionMet: "met", procedure.ConditionBroken: "broken"}

// foundViews are what the parties find on the questions, side by side.
func foundViews(r *procedure.Result) []FoundView {
	out := []FoundView{}
	for _, f := range r.Found {
		v := FoundView{Question: f.Question, Act: f.Act, Words: []WordView{}, Common: f.Common}
		for _, w := range f.Words {
			v.Words = append(v.Words, WordView{string(w.Party), w.Says, w.Act.String(), w.Earlier})
		}
		out = append(out, v)
	}
	return out
}

// addConditions puts into a story the conditions of its proceeding and those of other proceedings that name it: a
// condition is shown with both [PROC-32]. acts.mu is held.
func (n *Node) addConditions(r store.Reader, k *tracker, res *procedure.Result, v *ProceedingStory) error {
	v.Conditions, v.ConditionFor = n.conditionViews(r, k, res), []ConditionView{}
	rows, err := r.Proceedings(k.t.id)
	if ignoreNotFound(err) != nil {
		return err
	}
	for i := range rows {
		view, ok := decodeView(&rows[i])
		if !ok || rows[i].ID == k.id {
			continue
		}
		o, err := n.openingOf(r, k.t, rows[i].ID)
		if err != nil || !waitsFor(o, view.Procedure, res.Procedure.Name, k.id) {
			continue
		}
		other, _, of, err := n.fold(r, k.t, rows[i].ID, n.now())
		if err != nil {
			continue
		}
		for _, c := range n.conditionViews(r, other, of) {
			if c.Proceeding != nil && *c.Proceeding == v.ID {
				v.ConditionFor = append(v.ConditionFor, c)
			}
		}
	}
	return nil
}

// waitsFor reports whether the opening of a proceeding names another one as a condition.
func waitsFor(o *openingAct, name, of string, id parley.Hash) bool {
	p := o.c.Procedure(name)
	if p == nil || o.body.Fields == nil {
		return false
	}
	for _, c := range p.Conditions {
		if named, ok := o.body.Fields.Reference(c.Field); ok && c.Procedure == of && named == id {
			return true
		}
	}
	return false
}

// conditionViews says how the conditions of one proceeding stand.
func (n *Node) conditionViews(r store.Reader, k *tracker, res *procedure.Result) []ConditionView {
	out := []ConditionView{}
	other := func(id parley.Hash) *procedure.Result {
		_, _, q, err := n.fold(r, k.t, id, n.now())
		if err != nil {
			return nil
		}
		return q
	}
	for _, c := range procedure.Conditions(res, k.o.body, other) {
		v := ConditionView{Name: c.Rule.Name, Title: titled(k.o.c, c.Rule.Title), Of: k.id.String(), Proceeding: hexOrNull(c.Proceeding), Procedure: c.Rule.Procedure,
			Status: metWords[c.Status], State: c.State, Since: timeOrNull(c.Since), Proof: proofWords[c.Proof], Acts: slices.Clone(c.Rule.Acts), Unmet: hexes(c.Unmet)}
		if p := k.o.c.Procedure(c.Rule.Procedure); p != nil && p.State(c.State) != nil {
			v.StateTitle = titled(k.o.c, p.State(c.State).Title)
		}
		out = append(out, v)
	}
	return out
}
