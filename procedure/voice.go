package procedure

import "slices"

// What a move needs all of a role for adds up only where it is the same: acts that agree name texts, and those that name
// different ones do not add up. Who has agreed to one text may agree to another; the later word counts.

// voice returns, by participant, with which act each did move i of the state.
func (c *course) voice(i int) []int32 {
	if c.voices[i] == nil {
		c.voices[i] = make([]int32, len(c.ids))
	}
	return c.voices[i]
}

// speak enters act x towards move i, and returns in whose stead, plus one.
func (c *course) speak(i int, x int32) (instead int32) {
	author := c.acts[x].author
	v := c.voice(i)
	if c.done[i].has(author) {
		instead = v[author] + 1
	}
	c.done[i] |= 1 << author
	v[author] = x
	return instead
}

// agreed returns those who did move i, where they all did the same; else nobody.
func (c *course) agreed(i int) parties {
	var first *act
	same := true
	c.done[i].each(func(p int) {
		a := &c.acts[c.voices[i][p]]
		same = same && (first == nil || sameTexts(a, first))
		first = a
	})
	if !same {
		return 0
	}
	return c.done[i]
}

// sameTexts reports whether two acts name the same texts, in whichever order.
func sameTexts(a, b *act) bool {
	of, and := a.body.Payload.Texts, b.body.Payload.Texts
	for _, t := range of {
		if !slices.Contains(and, t) {
			return false
		}
	}
	for _, t := range and {
		if !slices.Contains(of, t) {
			return false
		}
	}
	return true
}

// saw reports whether the officer of a had seen act y: named it, or one that stands behind it.
func (c *course) saw(a *act, y int32) bool {
	author, ord := c.acts[y].author, c.acts[y].ord
	if a.past[author] < ord {
		return false
	}
	if a.unseen == 0 {
		return true
	}
	var room [maxParties]int32
	sight := room[:len(a.past)]
	c.sight(a, sight, true)
	return sight[author] >= ord
}
