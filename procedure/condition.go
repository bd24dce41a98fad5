package procedure

import (
	"slices"

	"parley"
	"parley/charter"
)

// Met says how a condition stands.
type Met uint8

// How a condition can stand.
const (
	ConditionUnnamed Met = iota + 1 // the opening names no proceeding
	ConditionUnheld                 // what it names is no proceeding of that procedure that is held here
	ConditionAhead                  // not met so far
	ConditionMet
	ConditionBroken // met before, and not any more
)

// A Condition is how a condition of the charter stands in one proceeding. It changes nothing of either [PROC-32].
type Condition struct {
	Rule       *charter.Condition
	Proceeding parley.Hash   // that it names; zero where it names none
	Status     Met           //
	State      string        // where the other proceeding stands; empty where it is not held
	Since      parley.Millis // when the status began, by the other proceeding; 0 where that is not held
	Proof      Proof         // what stands behind the state of the other proceeding
	Unmet      []parley.Hash // acts in effect that wait for it and were dated while it was not met
}

// Conditions says how the conditions of a proceeding stand. opening is its opening; other returns the proceeding with
// that id under the same charter, or nil [PROC-30].
func Conditions(r *Result, opening Body, other func(id parley.Hash) *Result) (out []Condition) {
	for i := range r.Procedure.Conditions {
		rule := &r.Procedure.Conditions[i]
		n := Condition{Rule: rule, Status: ConditionUnnamed}
		if id, ok := opening.reference(rule.Field); ok {
			n.Proceeding, n.Status = id, ConditionUnheld
			if q := other(id); q != nil && q.Procedure.Name == rule.Procedure && q.State != "" {
				n.look(r, q)
			}
		}
		out = append(out, n)
	}
	return out
}

// look reads the order of the proceeding that a condition names [PROC-31].
func (n *Condition) look(r, q *Result) {
	n.State, n.Proof, n.Status = q.State, q.Proof, ConditionAhead
	for i, e := range q.Entries {
		met := slices.Contains(n.Rule.States, e.To)
		switch {
		case i == 0:
			n.Since = e.Date
			if met {
				n.Status = ConditionMet
			}
		case met && n.Status != ConditionMet:
			n.Status, n.Since = ConditionMet, e.Date
		case !met && n.Status == ConditionMet:
			n.Status, n.Since = ConditionBroken, e.Date
		}
	}
	for _, e := range r.Entries {
		if e.Standing == InEffect && !e.Lapse && slices.Contains(n.Rule.Acts, e.Name) && !metAt(n.Rule, q, e.Date) {
			n.Unmet = append(n.Unmet, e.Act)
		}
	}
}

// metAt reports whether the condition was met by what the other proceeding had come to up to that date, in its order.
func metAt(rule *charter.Condition, q *Result, date parley.Millis) (met bool) {
	for _, e := range q.Entries {
		if e.Date <= date {
			met = slices.Contains(rule.States, e.To)
		}
	}
	return met
}

func (b *Body) reference(field string) (parley.Hash, bool) {
	if b.Fields == nil {
		return parley.Hash{}, false
	}
	return b.Fields.Reference(field)
}
