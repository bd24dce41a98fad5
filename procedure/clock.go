package procedure

import (
	"parley"
	"parley/charter"
)

// A deadline is the clock of the state that was reached.
type deadline struct {
	on    bool // the state has a clock, and it was not found that a mover had not been served
	known bool
	at    parley.Millis
}

const minute = 60_000 // milliseconds

// enter begins a state.
func (c *course) enter(state int, start int32, since parley.Millis) {
	c.state, c.start, c.since = state, start, since
	s := &c.proc.States[state]
	c.done = append(c.done[:0], make([]parties, len(s.Moves))...)
	c.voices = append(c.voices[:0], make([][]int32, len(s.Moves))...)
	c.served, c.contest, c.holding = 0, 0, 0
	c.clock = deadline{}
	if s.Clock != nil && !s.End {
		c.clock = c.deadlineOf(s.Clock)
	}
}

// deadlineOf returns T: an instant of the starting act, or a duration after all movers have that act on record, or after
// the lapse that led here [F7]. A starting act that names no instant, or after a lapse none beyond it, starts no clock.
func (c *course) deadlineOf(k *charter.Clock) deadline {
	if k.Field != "" {
		t, ok := c.acts[c.start].body.time(k.Field)
		return deadline{on: ok && t > c.base, known: true, at: t}
	}
	d := parley.Millis(k.Minutes) * minute
	if k.Constant != "" {
		d = c.constant(k.Constant) * minute
	}
	if d <= 0 {
		return deadline{}
	}
	if c.base > 0 {
		return deadline{on: true, known: true, at: c.base + d}
	}
	if c.off.instant {
		return deadline{on: true, known: true, at: c.acts[c.start].date + d}
	}
	t, ok := c.latestIn(c.movers[c.state], c.start)
	return deadline{on: c.movers[c.state] != 0, known: ok, at: t + d}
}

func (c *course) constant(name string) parley.Millis {
	if k := c.charter.Constant(name); k != nil {
		return parley.Millis(k.Value)
	}
	return 0
}

// elapsed reports whether the deadline of the state lies behind: by the reader's clock, or by the records of all movers.
func (c *course) elapsed() bool {
	return c.clock.on && c.clock.known && (c.now >= c.clock.at || c.movers[c.state] != 0 && c.quiet(c.state, c.clock.at))
}

// quiet reports whether no mover of the state can act before t any more: each has a leaf dated t or later on record, and
// everything before it is in hand [F10]. Where nobody can act, nothing has to be shown.
func (c *course) quiet(state int, t parley.Millis) bool {
	ok := true
	c.movers[state].each(func(p int) { ok = ok && c.passedBy(p, t) })
	return ok
}

// takeLapse lets the deadline lapse when no act dated before it is left. Where it counts silence, it counts for nothing
// unless every mover had the starting act on record before it, or is certified to have been served [F6]: then the state
// stays, without a clock.
func (c *course) takeLapse() {
	s, t := &c.proc.States[c.state], c.clock.at
	l := step{act: none, date: t, from: c.state, to: c.state, standing: InEffect, start: c.start}
	if s.Clock.Silence && !c.off.served {
		l.absent = c.unserved(t)
	}
	c.led, c.lapsed = len(c.steps), len(c.steps)
	if l.absent != 0 {
		l.standing, l.why = Crossed, "a party that could have acted had not been served"
		c.clock = deadline{}
		c.steps = append(c.steps, l)
		return
	}
	l.to = c.states[s.Clock.To]
	c.steps = append(c.steps, l)
	c.base = t
	c.enter(l.to, c.start, t)
}

// unserved returns the movers of the state that have not the starting act on record before t.
func (c *course) unserved(t parley.Millis) (out parties) {
	(c.movers[c.state] &^ c.served).each(func(p int) {
		if d, ok := c.dateOf(p, c.start); !ok || d >= t {
			out |= 1 << p
		}
	})
	return out
}
