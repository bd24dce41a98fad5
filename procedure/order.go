package procedure

import (
	"bytes"

	"parley"
)

// A course is the walk along the fixed order [F4]: which act comes next, what it does to the state, and which deadlines
// lapse on the way.
type course struct {
	*view
	now parley.Millis

	state   int
	start   int32         // the act that started the clock; kept by a state that a lapse led to [F6]
	since   parley.Millis // when the state began
	base    parley.Millis // the deadline that led here, from which the next clock runs; 0: an act led here [F7]
	clock   deadline
	done    []parties // for each move of the state: who did it, where it needs all
	voices  [][]int32 // for each of these, by participant: with which act; empty until somebody did
	served  parties   // certified to be served by another channel
	contest parties
	holding parties
	led     int // place in steps of the lapse that led to the state, or stopped its clock; -1
	lapsed  int // place in steps of the last lapse; -1

	steps []step
	taken []bool

	at     []int           // for each participant: its refs before it are taken, or late
	keep   []int           // where at goes back to when the deadline moves; -1: where it is
	least  []parley.Millis // the least date that was passed by as late
	next   []int32
	late   []uint32 // epoch in which an act was found late with all before it taken
	epoch  uint32
	rising parley.Millis // the deadline by which acts were passed by as late; 0: none
}

// A step is an entry of the order while it is being found.
type step struct {
	act      int32 // -1: a lapse
	date     parley.Millis
	from, to int
	standing Standing
	why      string
	unseen   int
	absent   parties // of a lapse: movers that were not served
	mover    bool
	open     bool // the deadline of from was not known
	settled  bool
	start    int32 // the act that started the clock of from
	instead  int32 // place of an act of its author plus one in whose stead it agrees to other texts; 0: none
}

const none = int32(-1)

// walk takes one act or lapse after the other until none is left that may be taken.
func (v *view) walk(now parley.Millis) *course {
	n := len(v.ids)
	c := &course{view: v, now: now, state: -1, led: -1, lapsed: -1, steps: make([]step, 0, len(v.acts)), taken: make([]bool, len(v.acts)),
		at: make([]int, n), keep: make([]int, n), least: make([]parley.Millis, n), next: make([]int32, n), late: make([]uint32, len(v.acts)), epoch: 1}
	for p := range n {
		c.keep[p], c.next[p] = -1, none
	}
	if v.opening < 0 || !v.passed[v.opening] || v.acts[v.opening].void != "" {
		return c
	}
	c.taken[v.opening] = true
	c.steps = append(c.steps, step{act: v.opening, date: v.acts[v.opening].date, from: -1, to: 0, standing: InEffect, mover: true})
	c.enter(0, v.opening, v.acts[v.opening].date)
	for {
		c.look()
		x := c.choose()
		switch {
		case x != none && !(c.off.deadline && c.clock.on && c.clock.known && c.acts[x].date >= c.clock.at):
			c.take(x)
		case x != none || c.elapsed():
			c.takeLapse()
		default:
			return c
		}
	}
}

// look finds for each record the act that may be taken next: the first that is not taken, unless something before it has
// to be taken first. Acts at or after the deadline are passed by, and do not hold back others [F5].
func (c *course) look() {
	var t parley.Millis
	if c.clock.on && c.clock.known && !c.off.deadline {
		t = c.clock.at
	}
	if t != c.rising {
		if c.wakes(t) {
			c.goBack()
		}
		c.rising = t
		for p := range c.next {
			c.next[p] = none
		}
	}
	for moved := true; moved; {
		moved = false
		for p := range c.at {
			if c.next[p] == none && c.lookIn(p) {
				moved = true
			}
		}
	}
}

// wakes reports whether an act that was passed by as late is not late for the deadline t.
func (c *course) wakes(t parley.Millis) bool {
	for p := range c.keep {
		if c.keep[p] >= 0 && (t == 0 || c.least[p] < t) {
			return true
		}
	}
	return false
}

// goBack looks again at all that was passed by as late.
func (c *course) goBack() {
	c.epoch++
	for p := range c.keep {
		if c.keep[p] >= 0 {
			c.at[p], c.keep[p] = c.keep[p], -1
		}
	}
}

// lookIn reads on in p's record, and reports whether it came further.
func (c *course) lookIn(p int) (moved bool) {
	for refs := c.refs[p][:c.held[p]]; c.at[p] < len(refs); c.at[p]++ {
		r := &refs[c.at[p]]
		a := &c.acts[r.act]
		if !c.taken[r.act] && a.void == "" && !(c.off.past && !r.sent) {
			if c.rising == 0 || a.date < c.rising {
				if r.sent {
					c.next[p] = r.act
				}
				return moved
			}
			if r.sent {
				c.late[r.act] = c.epoch
			} else if c.late[r.act] != c.epoch {
				return moved
			}
			if c.keep[p] < 0 {
				c.keep[p], c.least[p] = c.at[p], a.date
			}
			c.least[p] = min(c.least[p], a.date)
		}
		moved = true
	}
	return moved
}

// choose returns the act that comes next: the one that stands first in the procedure's list, and of these the one whose
// author stands first in the charter [F4].
func (c *course) choose() int32 {
	best := none
	for _, x := range c.next {
		if x == none {
			continue
		}
		if best == none || c.acts[x].rank < c.acts[best].rank && !c.off.order ||
			c.off.order && bytes.Compare(c.acts[x].id[:], c.acts[best].id[:]) < 0 {
			best = x
		}
	}
	return best
}
