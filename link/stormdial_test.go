package link

import (
	"maps"
	"slices"
	"time"

	"parley"
)

// dies has the node die here, if it is to.
func (n *stormNode) dies(brings bool, here stormDoom) bool {
	if !brings || n.doom != here {
		return false
	}
	n.w.tally[stormBefore+stormKind(here)-stormKind(beforeStoring)]++
	n.die()
	return true
}

// die ends the node at once; it lives again some time later.
func (n *stormNode) die() {
	w := n.w
	w.say("%s dies", n.name)
	n.dead, n.doom = true, alive
	for _, b := range w.bearers {
		for _, c := range append([]*stormConn(nil), b.conns...) {
			c.end(n.i)
		}
		b.side[n.i] = stormSide{}
	}
	m := n.m
	w.after(w.between(10*time.Millisecond, 2*time.Second), func() {
		if n.m == m {
			w.say("%s lives", n.name)
			n.start()
			n.pump()
		}
	})
}

// fails has the disk refuse r: what the node promises then is in the comment of Ready.
func (n *stormNode) fails(r Ready) bool {
	var lost []parley.Hash
	for _, c := range r.Persist {
		lost = append(lost, c.ID)
	}
	for _, d := range r.Deliver {
		if b, ok := d.(BodyIn); ok {
			lost = append(lost, b.ID)
		}
	}
	if len(lost) == 0 {
		return false
	}
	n.w.tally[stormDiskFault]++
	n.w.say("the disk of %s fails", n.name)
	if n.disk == diskLies {
		for _, c := range r.Persist {
			n.persist(c)
		}
	}
	for _, id := range lost {
		if n.redone[id] = true; n.disk == diskFails {
			delete(n.chunks, id)
		}
		delete(n.fresh, id)
		n.step(Dropped{id})
	}
	n.disk, n.busy = diskGood, true
	for _, id := range slices.Sorted(maps.Keys(n.sessions)) {
		n.sessions[id].end(n.i)
	}
	n.busy = false
	n.m.Advance(r)
	return true
}

func (n *stormNode) schedule() {
	at, ok := n.m.Deadline()
	if !ok || at.Equal(n.tick) {
		return
	}
	n.tick = at
	m := n.m
	n.w.after(max(0, at.Sub(n.w.now)), func() {
		if n.m == m && !n.dead && n.tick.Equal(at) {
			n.tick = time.Time{}
			n.eye.spins(n)
			n.step(Tick{})
			n.pump()
		}
	})
}

// look dials what is wanted.
func (n *stormNode) look() {
	for _, b := range n.w.bearers {
		if x := &b.side[n.i]; n.wants(b) && !x.dialling {
			x.dialling = true
			pause := n.w.between(0, 50*time.Millisecond)
			if x.failures > 0 {
				pause += 500 * time.Millisecond << min(x.failures-1, 4)
			} else if n.i == 1 && !b.demand {
				pause += time.Second
			}
			n.w.after(pause, func() {
				if b.side[n.i].dialling = false; n.wants(b) {
					b.dial(n.i)
				}
			})
		}
	}
}

// wants reports whether a session over b is to be begun, as the node decides it.
func (n *stormNode) wants(b *stormBearer) bool {
	if n.dead || !b.open || b.dead && n.w.calm || b.side[n.i].cur != nil {
		return false
	}
	highest, any := n.m.Wanted()
	if !b.demand || any && highest >= parley.Immediate {
		return true
	}
	for _, o := range n.w.bearers {
		if any = any && (o.cost >= b.cost || !n.carries(o)); !any {
			return false
		}
	}
	return true
}

func (n *stormNode) carries(b *stormBearer) bool {
	c := b.side[n.i].cur
	if c == nil {
		return b.open && b.side[n.i].failures == 0 && !(b.dead && n.w.calm)
	}
	s := n.m.sessions[c.ends[n.i]]
	return (b.reliable || c.answered || c.dialler != n.i) && s != nil && !s.suspect
}
