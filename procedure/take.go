package procedure

import (
	"parley"
	"parley/charter"
)

// take gives act x its place and its effect [F8].
func (c *course) take(x int32) {
	a := &c.acts[x]
	always := c.isEverywhere(a.rank)
	c.taken[x], c.next[a.author] = true, none
	s := step{act: x, date: a.date, from: c.state, to: c.state, standing: InEffect, open: c.clock.on && !c.clock.known, start: c.start}
	if a.unseen < 0 {
		a.unseen = c.unsighted(x, nil)
	}
	s.unseen = a.unseen
	s.mover = c.movers[c.state].has(a.author) && !always
	if always {
		s.standing, s.why = c.everywhere(x, a.body.Payload.Act)
	} else {
		c.move(x, &s)
	}
	c.steps = append(c.steps, s)
}

// everywhere does what any participant may do in any state.
func (c *course) everywhere(x int32, name string) (Standing, string) {
	a := &c.acts[x]
	form := "text"
	if i := c.proc.ActIndex(name); i >= 0 {
		form = c.proc.Acts[i].Form
	}
	switch {
	case a.body.Payload.Form != form:
		return Crossed, "it has not the form of this act"
	case name == charter.ActHold:
		c.holding |= 1 << a.author
	case name == charter.ActContest:
		c.contest |= 1 << a.author
	case !c.corrects(a):
		return Crossed, "it corrects nothing that its author said in this proceeding"
	}
	return InEffect, ""
}

// corrects reports whether a names an earlier message of its author in this proceeding.
func (c *course) corrects(a *act) bool {
	id := a.body.Payload.Refers.Corrects
	if id == nil {
		return false
	}
	y := c.actOf(*id)
	return y >= 0 && c.acts[y].author == a.author && c.acts[y].ord > 0 && c.acts[y].ord < a.ord
}

// moveOf returns the move that lets a be done in the state, by its place in the state's list.
func (c *course) moveOf(state int, a *act) int {
	for i := range c.moves[state] {
		if m := &c.moves[state][i]; m.rank == a.rank && m.who.has(a.author) {
			return i
		}
	}
	return -1
}

// move does an act of the procedure's own list.
func (c *course) move(x int32, s *step) {
	a := &c.acts[x]
	i, k := c.moveOf(c.state, a), a.rank
	switch {
	case k >= len(c.proc.Acts):
		s.cross("the procedure has no such act")
	case c.proc.Acts[k].Form != a.body.Payload.Form:
		s.cross("it has not the form of this act")
	case i < 0 && c.tooLate(a):
		s.standing, s.why = Late, "it is dated at or after the deadline that lapsed"
	case i < 0:
		s.cross("where the proceeding stood, its author could not do this")
	case c.proc.Acts[k].Agrees && len(a.body.Payload.Texts) == 0:
		s.cross("it names no text that it agrees to")
	case c.proc.Acts[k].Strict && s.unseen > 0 && !c.off.seen:
		s.standing, s.why = Unsighted, "its officer signed without sight of what stands before it"
	case c.proc.Acts[k].Agrees && !c.saw(a, s.start) && !c.off.seen:
		s.standing, s.why = Unsighted, "its officer had not seen the act that began the state, with what it agrees to"
	default:
		c.effect(x, i, &c.proc.Acts[k], s)
	}
}

func (s *step) cross(why string) { s.standing, s.why = Crossed, why }

// tooLate reports whether a would have been allowed before the last deadline that lapsed.
func (c *course) tooLate(a *act) bool {
	if c.lapsed < 0 {
		return false
	}
	l := &c.steps[c.lapsed]
	return a.date >= l.date && c.moveOf(l.from, a) >= 0
}

// effect carries out move i of the state.
func (c *course) effect(x int32, i int, k *charter.Act, s *step) {
	a := &c.acts[x]
	m := &c.moves[c.state][i]
	if m.all {
		if c.done[i].has(a.author) && sameTexts(a, &c.acts[c.voice(i)[a.author]]) {
			s.cross("its author has done this already")
			return
		}
		s.instead = c.speak(i, x)
		if c.done[i] != m.who || c.agreed(i) == 0 {
			return
		}
	}
	s.to = m.to
	if k.Certifies != "" {
		if id, ok := a.body.party(k.Certifies); ok {
			c.served |= c.set([]parley.PartyID{id})
		}
		if s.to == c.state {
			return // a certificate of service starts no clock anew
		}
	}
	if k.Stays {
		return
	}
	c.led = -1
	if k.Keeps {
		c.enter(s.to, c.start, a.date)
		return
	}
	c.base = 0
	c.enter(s.to, x, a.date)
}

// numberOf returns the author and the number of the act with that id, and 0 where it does not stand in past. Mostly it is
// the last one of its author there, and those that an officer names stand in the order of their authors, from next on.
func (c *course) numberOf(past []int32, next *int, id *parley.Hash) (author int, ord int32) {
	for q := *next; q < len(past); q++ {
		if k := past[q]; k > 0 && c.hashes[c.order[q][k-1]] == *id {
			*next = q + 1
			return q, k
		}
	}
	if y := c.actOf(*id); y >= 0 && c.acts[y].ord <= past[c.acts[y].author] {
		return c.acts[y].author, c.acts[y].ord
	}
	return 0, 0
}

// unsighted returns how many acts that stand before x its officer had not seen, and calls f for each, if given. An act
// that the officer saw covers what stands before it; one that does not itself stand before x covers nothing, so that
// the answer does not depend on what else has arrived.
func (c *course) unsighted(x int32, f func(y int32)) (n int) {
	a := &c.acts[x]
	var room [maxParties]int32
	sight := room[:len(a.past)]
	c.sight(a, sight, false)
	if !covers(sight, a.past) {
		c.sight(a, sight, true)
	}
	for q, k := range a.past {
		n += int(max(0, k-sight[q]))
		for i := sight[q]; f != nil && i < k; i++ {
			f(c.order[q][i])
		}
	}
	return n
}

// sight raises, for each author, the number up to which the officer of a had seen its acts: those that he names, and with
// pasts also what stands before these.
func (c *course) sight(a *act, sight []int32, pasts bool) {
	next := 0
	var joined []int32
	for i := range a.body.Payload.Seen {
		q, k := c.numberOf(a.past, &next, &a.body.Payload.Seen[i])
		if k == 0 {
			continue // not among what stands before it
		}
		sight[q] = max(sight[q], k)
		if !pasts {
			continue
		}
		if past := c.acts[c.order[q][k-1]].past; joined == nil || &past[0] != &joined[0] {
			join(sight, past)
			joined = past
		}
	}
}

// covers reports whether no number of past is above that of sight.
func covers(sight, past []int32) bool {
	for q, k := range past {
		if sight[q] < k {
			return false
		}
	}
	return true
}
