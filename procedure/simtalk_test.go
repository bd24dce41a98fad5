package procedure

import (
	"slices"

	"parley/wire"
)

// hear lets x learn from y: records (of any party, in part), bodies, cosignatures and proofs of forks (R6).
func (x *simNode) hear(y *simNode, all bool) {
	w := x.w
	for q := range w.ids {
		if q != x.party {
			x.hearLog(y, q, all)
		}
	}
	for i := range w.bodies {
		if y.have[i] && !x.have[i] && (all || w.chance(60)) && y.gives(int32(i), x, all) {
			x.take(int32(i))
		}
	}
	for q := range w.ids {
		if y.fork[q] && !x.fork[q] && q != x.party {
			x.fork[q], x.dirty = true, true
		}
		for m := range w.ids {
			for s := range 2 {
				if y.cos[q][m][s] > x.cos[q][m][s] {
					x.cos[q][m][s], x.dirty = y.cos[q][m][s], true
				}
			}
		}
	}
	x.record(all)
}

// gives reports whether y hands body i to x. An act leaves only once it is on record (R3), unless its author lies.
func (y *simNode) gives(i int32, x *simNode, all bool) bool {
	b := &y.w.bodies[i]
	if b.author == y.face && (b.place[y.w.side(y.face)] < 0 && !b.told || b.hidden) {
		return false
	}
	return all || !(y.w.liars.has(y.party) && y.w.lie == lieWithhold && y.w.chance(80))
}

func (x *simNode) hearLog(y *simNode, q int, all bool) {
	w := x.w
	if y.held[q] == 0 || y.closed && q == y.party || !all && w.liars.has(y.party) && q == y.party && (w.lie == lieWithhold || w.lie == lieCollude) && w.chance(85) {
		return
	}
	if x.branch[q] != y.branch[q] && x.held[q] <= w.common {
		x.branch[q] = y.branch[q]
	}
	if x.branch[q] != y.branch[q] {
		if y.held[q] > w.common && !x.fork[q] {
			x.fork[q], x.dirty = true, true
		}
		return
	}
	if n := y.held[q] - x.held[q]; n > 0 && !(x.fork[q] && x.held[q] >= w.common) {
		if !all {
			n = 1 + w.rng.IntN(n)
		}
		x.held[q] += n
		x.dirty = true
	}
	if side := w.side(x.branch[q]); !x.fork[q] && x.cos[q][x.party][side] < x.held[q] {
		x.cos[q][x.party][side] = x.held[q]
	}
	if w.lie == lieCollude && w.liars.has(x.party) {
		x.cos[q][x.party] = cosize{len(w.logs[q]), len(w.logs[len(w.logs)-1])}
	}
}

// record enters what may be entered: the author has it on record (R4), and all that stands before it there is recorded
// here (R5).
func (x *simNode) record(all bool) {
	w := x.w
	lies := w.liars.has(x.party)
	for again := true; again; {
		again = false
		for i := range w.bodies {
			b := &w.bodies[i]
			if x.noted[i] || !x.have[i] || w.nodes[b.author].party == x.party {
				continue
			}
			if lies && !all && (w.lie == lieDelay || w.lie == lieCollude) && w.chance(90) {
				continue
			}
			if !w.recordable(x, int32(i), lies) {
				continue
			}
			x.noted[i] = true
			x.enter(wire.LeafReceived, x.clock(), int32(i))
			again = true
		}
	}
}

func (w *world) recordable(x *simNode, i int32, lies bool) bool {
	b := &w.bodies[i]
	if lies && w.lie == lieCollude {
		return true
	}
	q := w.nodes[b.author].party
	at := b.place[w.side(x.branch[q])]
	if at < 0 || at >= x.held[q] {
		return w.off.r4
	}
	if x.fork[q] && at >= w.common {
		return false
	}
	if w.off.r5 || !b.marked {
		return true
	}
	for _, before := range w.names[x.branch[q]][:at] {
		if before >= 0 && w.bodies[before].marked && !x.noted[before] && w.nodes[w.bodies[before].author].party != x.party {
			return false
		}
	}
	return true
}

// act lets an officer of x do something: mostly what is allowed, by what the node has in hand.
func (x *simNode) act() {
	w := x.w
	if x.j == nil || x.j.state < 0 || x.j.acts == nil {
		return
	}
	name := w.c.Procedures[0].Acts[w.rng.IntN(len(w.c.Procedures[0].Acts))].Name
	if w.chance(5) {
		name = everywhere[w.rng.IntN(2)]
	} else if may := x.j.allowed()[x.party].Acts; w.chance(75) && len(may) > len(everywhere) {
		name = may[w.rng.IntN(len(may)-len(everywhere))]
	}
	seen := x.j.sight()
	if w.chance(10) {
		seen = seen[:w.rng.IntN(len(seen)+1)]
	}
	lies := w.liars.has(x.party)
	to, marked := x.w.all(), true
	if lies && w.lie == lieUnmarked && w.chance(50) {
		marked = false
	}
	if lies && w.lie == lieSubset && w.chance(50) {
		to = parties(w.rng.Uint64()) & x.w.all()
	}
	i := x.make(name, false, slices.Clone(seen), to, marked)
	b := &w.bodies[i]
	date := x.clock()
	switch {
	case w.off.r3 && w.chance(10):
		b.told = true // it left, and a crash lost the leaf
		x.k--
		return
	case lies && w.lie == lieNoLog && w.chance(40), lies && w.lie == lieCollude && w.chance(40):
		b.told = true
		x.k--
		return
	case lies && w.lie == lieLate && w.chance(60):
		b.told = true // it goes on record later, if at all
		return
	case lies && w.lie == lieBackdate:
		date = 0
		if w.off.r1 {
			date = x.clock() - minutes(100)
		}
	case lies && w.lie == liePostdate && w.chance(50):
		date += minutes(w.rng.IntN(200))
	}
	x.enter(wire.LeafSent, date, i)
}

func (w *world) all() parties { return 1<<len(w.ids) - 1 }

// belated enters what a liar handed out before.
func (x *simNode) belated() {
	w := x.w
	for i := range w.bodies {
		b := &w.bodies[i]
		if b.author == x.face && b.told && b.place[w.side(x.face)] < 0 && w.lie == lieLate {
			x.enter(wire.LeafSent, x.clock(), int32(i))
		}
	}
}

// fold folds what x holds, if it has changed, and has it judged.
func (x *simNode) fold() {
	if !x.dirty && (x.j == nil || !x.j.clock.on || !x.j.clock.known || x.j.clock.at > x.clock()) {
		return
	}
	x.dirty = false
	w := x.w
	if len(x.have) == 0 || !x.have[0] {
		return
	}
	in := x.input()
	pl, err := newPlan(&in)
	if err != nil {
		panic(err)
	}
	x.j = newJudge(&in, pl)
	w.folds++
	if !w.liars.has(x.party) {
		w.judge(x)
	}
}

// tick writes a clock leaf (R2).
func (x *simNode) tick() {
	if !x.w.off.r2 {
		x.enter(wire.LeafClock, x.clock(), -1)
	}
}

// split gives the forker a second face with the same past. From here on each face speaks to other parties.
func (w *world) split() {
	x := w.nodes[w.forker]
	y := w.addNode(x.party)
	y.skew, y.k = x.skew, x.k
	w.common = len(w.logs[x.face])
	w.logs[y.face] = slices.Clone(w.logs[x.face])
	w.names[y.face] = slices.Clone(w.names[x.face])
	copy(y.held, x.held)
	copy(y.branch, x.branch)
	y.branch[y.party] = y.face
	for q := range x.cos {
		copy(y.cos[q], x.cos[q])
	}
	y.have, y.noted, y.bodies = slices.Clone(x.have), slices.Clone(x.noted), slices.Clone(x.bodies)
	for i := range w.bodies {
		w.bodies[i].place[1] = -1
		if w.nodes[w.bodies[i].author].party == w.forker {
			w.bodies[i].place[1] = w.bodies[i].place[0]
		}
	}
	y.dirty = true
}
