package overlap

import (
	"bytes"
	"cmp"
	"slices"

	"parley"
)

// Would returns what a notice would meet if a message of it were put: one that is being written. Its place is after all others.
func (x *Plot) Would(m Message) []Encounter {
	messages := []*Message{&m}
	self := x.lines[tie{m.Party, m.Of}]
	if self != nil {
		messages = append(slices.Clone(self.messages), &m)
	}
	var out []Encounter
	for _, e := range x.nearest(reckon(messages), self) {
		out = append(out, *e)
	}
	SortEncounters(out)
	return out
}

// Encounters returns all that are kept, in order, and how many more were found that are not.
func (x *Plot) Encounters() (all []Encounter, more int) {
	return x.EncountersAmong(func(*Encounter) bool { return true })
}

// EncountersAmong is Encounters of those for which wanted is true.
func (x *Plot) EncountersAmong(wanted func(*Encounter) bool) (all []Encounter, more int) {
	for _, l := range x.numbered {
		for other, e := range l.near {
			if l.number < other.number && wanted(e) {
				all = append(all, *e)
			}
		}
	}
	SortEncounters(all)
	return all, x.more
}

// EncountersOf returns those of one notice, by the id of any of its messages.
func (x *Plot) EncountersOf(party parley.PartyID, message parley.Hash) (out []Encounter) {
	if l := x.lines[tie{party, message}]; l != nil {
		for _, e := range l.near {
			out = append(out, *e)
		}
	}
	SortEncounters(out)
	return out
}

// Notices returns the notices that stand and whose time has something in common with a span, by the beginning of their
// time and then by id.
func (x *Plot) Notices(within Span) (out []Standing) {
	for _, l := range x.numbered {
		if s := l.stands; s != nil && s.Time.From <= within.To && s.Time.To >= within.From {
			out = append(out, *s)
		}
	}
	slices.SortFunc(out, func(a, b Standing) int {
		return cmp.Or(cmp.Compare(a.Time.From, b.Time.From), bytes.Compare(a.Notice[:], b.Notice[:]), cmp.Compare(a.Party, b.Party))
	})
	return out
}

// Messages returns the ids of the messages of a notice in the order of their places, by the id of any of them.
func (x *Plot) Messages(party parley.PartyID, message parley.Hash) (out []parley.Hash) {
	if l := x.lines[tie{party, message}]; l != nil {
		for _, m := range l.messages {
			out = append(out, m.ID)
		}
	}
	return out
}

// Forget drops the notices whose time ended before an instant, in milliseconds.
func (x *Plot) Forget(before int64) {
	for _, l := range x.numbered {
		if l.stands == nil || l.stands.Time.To >= before {
			continue
		}
		for _, m := range l.messages {
			x.release(m)
		}
		for _, t := range l.ties {
			delete(x.lines, t)
		}
		l.messages, l.ties = nil, nil
		x.renew(l)
	}
}

// Left says of how many messages of each party nothing was kept, where that is any.
func (x *Plot) Left() map[parley.PartyID]int {
	out := map[parley.PartyID]int{}
	for party, h := range x.held {
		if h.left > 0 {
			out[party] = h.left
		}
	}
	return out
}
