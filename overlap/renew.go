package overlap

import (
	"parley"
)

// renew reckons anew what a line says and what it meets.
func (x *Plot) renew(l *line) (was, now []Encounter) {
	was = x.part(l)
	l.stands = reckon(l.messages)
	parts := 0
	if l.stands != nil && l.stands.Comparable() {
		parts = len(l.stands.Areas)
	}
	x.version++
	for i := range max(parts, l.parts) {
		n := Notice{ID: l.partID(i), Version: x.version, Cancelled: i >= parts}
		if i < parts {
			n = l.stands.part(n, i)
		}
		x.index.Load(n)
	}
	l.parts = parts
	return was, x.meet(l)
}

// part takes a line out of all its encounters.
func (x *Plot) part(l *line) (was []Encounter) {
	for other, e := range l.near {
		was = append(was, *e)
		x.between[e.parties()]--
		delete(other.near, l)
	}
	clear(l.near)
	SortEncounters(was)
	return was
}

// meet enters what a line meets.
func (x *Plot) meet(l *line) (now []Encounter) {
	for other, e := range x.nearest(l.stands, l) {
		now = append(now, *e)
		if x.between[e.parties()] >= MaxEncounters {
			x.more++
			continue
		}
		x.between[e.parties()]++
		l.near[other], other.near[l] = e, e
	}
	SortEncounters(now)
	return now
}

func (e *Encounter) parties() [2]parley.PartyID { return [2]parley.PartyID{e.One.Party, e.Other.Party} }

// nearest finds which lines a notice meets, and of several areas the two that come nearest [OVL-15]. self is its own line,
// or nil.
func (x *Plot) nearest(s *Standing, self *line) map[*line]*Encounter {
	if s == nil || !s.Comparable() {
		return nil
	}
	out := map[*line]*Encounter{}
	wanted := func(id parley.Hash) bool {
		l := x.lineOf(id)
		return l != self && l.stands != nil && l.stands.Party != s.Party && x.pairs.Compares(s.Form, l.stands.Form)
	}
	for i := range s.Areas {
		n := s.part(Notice{ID: parley.Hash{31: 1}}, i)
		for _, c := range x.index.NearAmong(&n, wanted) {
			l := x.lineOf(c.Other)
			if known := out[l]; known == nil || c.Metres < known.Metres {
				out[l] = encounter(s, l.stands, c)
			}
		}
	}
	return out
}

// part is one area of a notice, as n is called.
func (s *Standing) part(n Notice, i int) Notice {
	n.Party, n.Area, n.Height, n.Time = s.Party, s.Areas[i], s.Height, s.Time
	return n
}
