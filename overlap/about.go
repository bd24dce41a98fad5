package overlap

import (
	"bytes"
	"cmp"
	"slices"

	"parley"
	"parley/charter"
	"parley/form"
)

// Bounds of what a plot keeps of openings, and of the messages by which one may name a notice [OVL-18].
const (
	MaxOpenings = 10_000 // of one party; more are left out, and counted
	namedBy     = 64     // the last messages of a notice, beside its first
)

// An Opening is the opening of a proceeding about two notices.
type Opening struct {
	ID    parley.Hash
	Party parley.PartyID // its author
	Time  parley.Millis  // of its author's client
	Names [2]string      // the two, as its fields name them: by an id or a human reference
}

// PairOf returns the two fields by which the opening of a procedure names two notices; false where it does not [OVL-18].
func PairOf(c *charter.Charter, proc *charter.Procedure) (fields [2]string, ok bool) {
	s := c.Schema(proc.Form)
	if s == nil || s.Notice != nil {
		return fields, false
	}
	n := 0
	for i := range s.Fields {
		if f := &s.Fields[i]; f.Kind == charter.KindReference && f.Required {
			if n++; n > len(fields) {
				return fields, false
			}
			fields[n-1] = f.Name
		}
	}
	return fields, n == len(fields)
}

// ReadOpening returns what an act that opens a proceeding by a procedure says of two notices, by the edition that it names; false where
// it names no two.
func ReadOpening(c *charter.Charter, procedure string, n form.Notice) (Opening, bool) {
	proc := c.Procedure(procedure)
	if proc == nil {
		return Opening{}, false
	}
	fields, ok := PairOf(c, proc)
	o := Opening{ID: n.ID, Party: n.Party, Time: n.Time}
	for i, name := range fields {
		cited, _ := form.Get[form.Citation](n.Body.Fields, name)
		o.Names[i] = cited.String()
	}
	return o, ok
}

// PutOpening takes the opening of a proceeding about two notices, whether they are here or not. One that is here already changes
// nothing.
func (x *Plot) PutOpening(o Opening) {
	if _, here := x.opened[o.ID]; here {
		return
	}
	h := x.holdingOf(o.Party)
	if h.openings >= MaxOpenings {
		h.left++
		return
	}
	h.openings++
	x.opened[o.ID] = o
	x.name(o.Names[0], o.Names[1], o.ID)
	x.name(o.Names[1], o.Names[0], o.ID)
}

// dropOpening takes an opening out: its body is not here any more.
func (x *Plot) dropOpening(id parley.Hash) {
	if o, here := x.opened[id]; here {
		delete(x.opened, id)
		x.held[o.Party].openings--
	}
}

// name has two names lead to an opening.
func (x *Plot) name(one, other string, id parley.Hash) {
	if x.about[one] == nil {
		x.about[one] = map[string][]parley.Hash{}
	}
	if !slices.Contains(x.about[one][other], id) {
		x.about[one][other] = append(x.about[one][other], id)
	}
}

// Openings returns the openings of proceedings about the two notices of an encounter, the first one first [OVL-18].
func (x *Plot) Openings(e *Encounter) (out []Opening) {
	var others []string
	for _, one := range x.namesOf(e.One) {
		by := x.about[one]
		if len(by) == 0 {
			continue
		}
		if others == nil {
			others = x.namesOf(e.Other)
		}
		for _, other := range others {
			for _, id := range by[other] {
				if o, here := x.opened[id]; here {
					out = append(out, o)
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b Opening) int { return cmp.Or(cmp.Compare(a.Time, b.Time), bytes.Compare(a.ID[:], b.ID[:])) })
	return slices.CompactFunc(out, func(a, b Opening) bool { return a.ID == b.ID })
}

// namesOf is what a notice may be named by: its first message and its last ones, by their ids and by the human references that they
// carry in their author's name.
func (x *Plot) namesOf(s *Standing) (out []string) {
	l := x.lines[tie{s.Party, s.Message}]
	if l == nil || len(x.about) == 0 {
		return nil
	}
	for i, m := range l.messages {
		if i > 0 && i < len(l.messages)-namedBy {
			continue
		}
		if out = append(out, m.ID.String()); m.Reference != "" {
			out = append(out, m.Reference)
		}
	}
	return out
}
