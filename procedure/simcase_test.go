package procedure

import (
	"math/rand/v2"
	"slices"

	"parley"
	"parley/charter"
	"parley/wire"
)

// A lie is how the liars of a case behave.
type lie int

const (
	lieNone lie = iota
	lieWithhold
	lieDelay
	lieBackdate
	liePostdate
	lieUnmarked
	lieSubset
	lieGrind
	lieNoLog
	lieLate
	lieFork
	lieCollude
	lieCount
	lieGrindNot // a liar who does nothing: what grinding is compared with
)

var lieNames = [...]string{"honest", "withholds", "delays recording", "backdates", "postdates", "leaves acts unmarked",
	"acts to a subset", "grinds", "never logs", "logs late", "forks", "two collude"}

// A shape says what a case is made of.
type shape struct {
	parties int
	lie     lie
	clocked bool
	crowded bool // many act at once
	steps   int
}

// drawShape draws what a case is made of, from its number.
func drawShape(rng *rand.Rand, number int) shape {
	s := shape{parties: 2 + rng.IntN(6), steps: 60 + rng.IntN(60)}
	if number%100 == 99 {
		s.parties, s.steps = 31, 70
	}
	s.clocked, s.crowded = rng.IntN(100) < 85, rng.IntN(100) < 50
	switch {
	case number%10 == 7 && number%20 == 7:
		s.lie = lieFork
	case number%10 == 7:
		s.lie, s.parties = lieCollude, max(s.parties, 3)
	case rng.IntN(100) < 50:
		s.lie = 1 + lie(rng.IntN(int(lieFork)-1))
	}
	return s
}

// newWorld makes a case.
func newWorld(rng *rand.Rand, s shape, off offRules, v *verdicts) *world {
	w := &world{rng: rng, off: off, lie: s.lie, ids: partyNames[:s.parties], now: start, forker: -1, verdicts: v,
		byID: map[parley.Hash]int32{}, down: map[int]bool{}}
	for i := range w.nonce {
		w.nonce[i] = byte(rng.Uint32())
	}
	w.c = drawCharter(rng, w.ids, s.clocked)
	for p := range w.ids {
		x := w.addNode(p)
		if rng.IntN(2) == 0 {
			x.skew = minutes(rng.IntN(121) - 60)
		}
	}
	if s.lie != lieNone {
		w.liars = 1 << rng.IntN(s.parties)
		if s.lie == lieCollude {
			for w.liars&(w.liars-1) == 0 {
				w.liars |= 1 << rng.IntN(s.parties)
			}
		}
		if s.lie == lieFork || s.lie == lieCollude && w.chance(50) {
			w.liars.each(func(p int) { w.forker = p })
		}
	}
	opener := w.nodes[rng.IntN(s.parties)]
	opener.enter(wire.LeafSent, opener.clock(), opener.make("proc", true, nil, w.all(), true))
	for _, x := range w.nodes {
		x.k = 1
		for range rng.IntN(3) {
			x.tick()
		}
	}
	return w
}

// drawCharter draws a procedure: two to five states with cycles, acts that need one or all, clocks of both kinds.
func drawCharter(rng *rand.Rand, ids []parley.PartyID, clocked bool) *charter.Charter {
	c := &charter.Charter{Language: charter.Language}
	for _, id := range ids {
		c.Parties = append(c.Parties, charter.Party{ID: id})
	}
	roles := []charter.Role{{Name: "all", Kind: charter.RoleAll}, {Name: "others", Kind: charter.RoleOthers},
		{Name: "opener", Kind: charter.RoleOpener}, {Name: "some", Kind: charter.RoleNamed}}
	for _, id := range ids {
		if rng.IntN(2) == 0 {
			roles[3].Parties = append(roles[3].Parties, string(id))
		}
	}
	p := charter.Procedure{Name: "proc", Form: "f", Roles: roles}
	for _, name := range []string{"a", "b", "c", "d"}[:2+rng.IntN(3)] {
		p.Acts = append(p.Acts, charter.Act{Name: name, Form: "f", Strict: rng.IntN(4) == 0})
	}
	states := []string{"s0", "s1", "s2", "s3", "s4"}[:2+rng.IntN(4)]
	for i, name := range states {
		s := charter.State{Name: name}
		for range 1 + rng.IntN(3) {
			needs := charter.NeedsAny
			if rng.IntN(4) == 0 {
				needs = charter.NeedsAll
			}
			s.Moves = append(s.Moves, charter.Move{Act: p.Acts[rng.IntN(len(p.Acts))].Name, Role: roles[rng.IntN(4)].Name,
				Needs: needs, To: states[rng.IntN(len(states))]})
		}
		if clocked && rng.IntN(3) > 0 {
			s.Clock = &charter.Clock{Silence: rng.IntN(2) == 0, To: states[rng.IntN(len(states))]}
			if rng.IntN(2) == 0 {
				s.Clock.Field = "until"
			} else {
				s.Clock.Minutes = 20 + rng.IntN(150)
			}
		}
		if i == len(states)-1 && rng.IntN(2) == 0 {
			s.End, s.Moves, s.Clock = true, nil, nil
		}
		p.States = append(p.States, s)
	}
	c.Procedures = []charter.Procedure{p}
	return c
}

// run plays a case and then lets everything arrive.
func (w *world) run(s shape) {
	for step := range s.steps {
		w.now += minutes(rng5(w.rng))
		if step == s.steps/3 && w.forker >= 0 {
			w.split()
		}
		w.step(s)
		for _, x := range w.nodes {
			x.fold()
			if w.failed() {
				return
			}
		}
	}
	w.quiesce()
}

func rng5(rng *rand.Rand) int { return rng.IntN(6) }

const maxActs = 23

// step lets one thing happen.
func (w *world) step(s shape) {
	x := w.nodes[w.rng.IntN(len(w.nodes))]
	acts := 12
	if s.crowded {
		acts = 30
	}
	switch r := w.rng.IntN(100); {
	case r < acts && len(w.bodies) < maxActs:
		x.act()
	case r < acts+8:
		x.tick()
	case r < acts+12:
		w.down[w.rng.IntN(len(w.nodes)*len(w.nodes))] = true
	case r < acts+18:
		clear(w.down)
	case r < acts+22 && w.lie == lieLate && w.liars.has(x.party):
		x.belated()
	default:
		for range 1 + len(w.nodes)/4 {
			w.talk(w.rng.IntN(len(w.nodes)), w.rng.IntN(len(w.nodes)))
		}
	}
	for _, y := range w.nodes {
		if y.j != nil && y.j.clock.on && y.j.clock.known && y.j.clock.at <= y.clock() && w.chance(60) {
			y.tick()
		}
	}
}

// talk lets b hear from a, where their line is up.
func (w *world) talk(a, b int) {
	if a == b || w.down[min(a, b)*len(w.nodes)+max(a, b)] || !w.meets(a, b) {
		return
	}
	w.nodes[b].hear(w.nodes[a], false)
}

// meets reports whether the faces a and b speak to each other: each face of a forker to half of the others.
func (w *world) meets(a, b int) bool {
	if len(w.nodes) == len(w.ids) {
		return true
	}
	for range 2 {
		if w.nodes[a].party == w.forker {
			return w.nodes[b].party != w.forker && (w.nodes[b].party+w.side(w.nodes[a].face))%2 == 0
		}
		a, b = b, a
	}
	return true
}

// quiesce lets everything arrive: lines are up, clocks are right, and who lied does so no more.
func (w *world) quiesce() {
	clear(w.down)
	w.now += minutes(2000)
	for _, x := range w.nodes {
		x.skew = 0
	}
	if w.lie == lieLate {
		w.liars.each(func(p int) { w.nodes[p].belated() })
	}
	w.exchange()
	for _, x := range w.nodes {
		x.tick()
	}
	w.exchange()
	for _, x := range w.nodes {
		x.dirty = true
		x.fold()
	}
	if !w.failed() {
		w.final()
	}
}

func (w *world) exchange() {
	hub := w.nodes[w.honest()]
	for range 3 {
		for i, x := range w.nodes {
			if w.meets(hub.face, i) && x != hub {
				hub.hear(x, true)
			}
		}
		for i, x := range w.nodes {
			if w.meets(i, hub.face) && x != hub {
				x.hear(hub, true)
			}
		}
		for a := range w.nodes {
			if w.liars.has(w.nodes[a].party) {
				for b := range w.nodes {
					if a != b && w.meets(a, b) {
						w.nodes[b].hear(w.nodes[a], true)
					}
				}
			}
		}
	}
	for i, x := range w.nodes {
		if w.meets(i, hub.face) && x != hub {
			x.hear(hub, true)
		}
	}
}

// honest returns the first party that does not lie.
func (w *world) honest() int {
	return slices.IndexFunc(w.nodes, func(x *simNode) bool { return !w.liars.has(x.party) })
}
