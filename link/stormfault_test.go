package link

import (
	"math/rand/v2"
	"slices"
	"time"
)

func (b *stormBearer) up() bool { return len(b.conns) > 0 && !b.dead }

// cut ends the sessions at one end now, and at the other when it hears of it.
func (b *stormBearer) cut(at int) {
	for _, c := range slices.Clone(b.conns) {
		if c.ends[0] != 0 && c.ends[1] != 0 {
			b.w.tally[stormCut]++
		}
		c.down(at)
		b.w.after(b.w.between(0, 2*time.Second), func() { c.down(1 - at) })
	}
}

// fallSilent has the sessions pass nothing, in both directions or one, and nobody is told. The kernel ends a reliable one
// some time later.
func (b *stormBearer) fallSilent(kind stormKind, from int, r *rand.Rand) {
	for _, c := range b.conns {
		if !c.lively() {
			continue
		}
		b.w.tally[kind]++
		c.mute = kind == stormSilence
		c.deaf[from] = true
		switch {
		case b.reliable:
			b.w.after(b.w.between(2*time.Second, 20*time.Second), func() { c.down(0); c.down(1) })
		case kind == stormDeaf && r.IntN(2) == 0:
			b.w.after(b.w.between(time.Second, 20*time.Second), func() { c.deaf[from] = false })
		}
	}
}

// flap ends the sessions several times, and they begin anew at once.
func (b *stormBearer) flap(times int) {
	for i := range times {
		b.w.after(time.Duration(i)*700*time.Millisecond, func() {
			if b.w.calm {
				return
			}
			b.w.tally[stormFlap] += b.endAll()
			for i, n := range b.w.nodes {
				b.side[i].failures = 0
				n.look()
			}
		})
	}
}

// shut ends the contact for a while.
func (b *stormBearer) shut(kind stormKind) {
	if b.w.calm || !b.open {
		return
	}
	if b.endAll() > 0 {
		b.w.tally[kind]++
	}
	b.open = false
	b.w.after(b.w.between(500*time.Millisecond, 4*time.Second), b.revive)
}

// die lets nothing pass for a while.
func (b *stormBearer) die(r *rand.Rand) {
	if b.dead {
		return
	}
	if b.up() && slices.ContainsFunc(b.w.bearers, func(o *stormBearer) bool { return o != b && o.up() }) {
		b.w.tally[stormDeath]++
	}
	b.dead = true
	for _, c := range b.conns {
		if b.reliable { // what is lost of it never comes: the kernel ends it
			c.mute = true
			b.w.after(b.w.between(0, 10*time.Second), func() { c.down(0); c.down(1) })
		}
	}
	b.w.after(time.Second+time.Duration(r.Int64N(int64(9*time.Second))), b.revive)
}

// revive has a bearer live within its hours.
func (b *stormBearer) revive() {
	if b.w.calm && b.dead && b.open {
		return
	}
	b.open, b.dead, b.closing = true, false, false
	for _, c := range b.conns {
		if b.w.calm && b.reliable && !c.lively() {
			b.w.after(0, func() { c.down(0); c.down(1) })
		}
	}
	for i, n := range b.w.nodes {
		if b.side[i].failures > 2 {
			b.side[i].failures = 2
		}
		n.look()
	}
}

func (b *stormBearer) change(kind stormKind, r *rand.Rand) {
	if b.up() {
		b.w.tally[kind]++
	}
	if kind == stormRate {
		b.rate = b.usual * []float64{0.5, 1, 2, 4, 8}[r.IntN(5)]
	} else {
		b.delay = time.Duration(1+r.IntN(1000)) * time.Millisecond
	}
}

// beginBoth has both nodes dial at the same instant.
func (b *stormBearer) beginBoth() {
	if !b.usable(0) || !b.usable(1) {
		return
	}
	b.endAll()
	b.w.tally[stormBoth]++
	b.dial(0)
	if b.side[1].cur == nil {
		b.dial(1)
	}
}
