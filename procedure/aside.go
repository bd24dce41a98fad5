package procedure

import (
	"parley"
	"parley/wire"
)

// aside returns what has no place in the order: acts that wait for a deadline, that are not in hand, that are void, and
// that a fork cut off.
func (j *judge) aside() (out []Entry) {
	for x := range j.acts {
		if !j.taken[x] {
			if e, ok := j.apart(int32(x)); ok {
				out = append(out, e)
			}
		}
	}
	told := map[parley.Hash]bool{}
	for _, s := range j.strays {
		if !told[s.id] && j.actOf(s.id) == none {
			told[s.id] = true
			out = append(out, Entry{Act: s.id, Author: j.ids[s.author], Standing: Incomplete, Why: "its author's record is not here that far"})
		}
	}
	cut := j.cutOff()
	for i := range j.messages {
		m := &j.messages[i]
		if j.known[i] == none && j.ours(m) && !told[m.ID] {
			out = append(out, j.leafless(m, cut))
		}
	}
	return out
}

// apart says how act x, which has no place, stands; false where it is none of this proceeding's.
func (j *judge) apart(x int32) (Entry, bool) {
	a := &j.acts[x]
	e := Entry{Act: a.id, Author: j.ids[a.author], Date: a.date, Standing: Incomplete}
	if a.body != nil {
		e.Name = a.body.Payload.Act
	}
	switch {
	case a.void != "":
		e.Standing, e.Why = Void, a.void
		return e, a.marked || a.body != nil && j.ours(a.body)
	case a.body == nil:
		e.Why = "its body is not here"
	case !j.passed[x]:
		e.Why = "something that stands before it is not here"
	case j.state < 0:
		e.Why = "the opening is not in hand"
	default:
		e.Standing, e.Why = Waiting, "it is dated at or after the deadline, which has not lapsed"
	}
	return e, true
}

// leafless says how a body stands whose sent leaf is not among those that count.
func (j *judge) leafless(m *Body, cut map[parley.Hash]parley.Millis) Entry {
	e := Entry{Act: m.ID, Author: m.Payload.From.Party, Name: m.Payload.Act, Standing: Incomplete,
		Why: "its author's record is not here that far"}
	p := j.index(e.Author)
	if p < 0 {
		e.Standing, e.Why = Void, "its author does not take part"
		return e
	}
	if j.forked.has(p) {
		e.Standing, e.Why, e.Date = CutOff, "its author's record forked, and it does not stand in what counts of it", cut[m.ID]
	}
	return e
}

// cutOff returns the sent leaves held that do not count because of a fork, with their dates.
func (j *judge) cutOff() map[parley.Hash]parley.Millis {
	out := map[parley.Hash]parley.Millis{}
	j.forked.each(func(p int) {
		for v, vol := range j.logs[p].Volumes {
			for _, l := range vol.Leaves {
				if l.Kind == wire.LeafSent && l.Index >= j.cut[p][v] && l.Index < vol.Held {
					out[l.ID] = l.Date
				}
			}
		}
	})
	return out
}

// absent returns what leaves held name and that is not here.
func (j *judge) absent() (out []Missing) {
	for x := range j.acts {
		if a := &j.acts[x]; a.body == nil && a.void == "" {
			out = append(out, Missing{j.ids[a.author], a.id, true})
		}
	}
	told := map[parley.Hash]bool{}
	for _, s := range j.strays {
		if !told[s.id] {
			told[s.id] = true
			out = append(out, Missing{j.ids[s.author], s.id, false})
		}
	}
	return out
}

// sight returns the acts in hand that no other act in hand stands behind. Of each author only the last can be one.
func (j *judge) sight() (out []parley.Hash) {
	for p := range j.ids {
		last := int32(len(j.order[p]))
		behind := last == 0
		for q := range j.ids {
			if n := len(j.order[q]); q != p && n > 0 {
				behind = behind || j.acts[j.order[q][n-1]].past[p] >= last
			}
		}
		if !behind {
			out = append(out, j.acts[j.order[p][last-1]].id)
		}
	}
	return out
}
