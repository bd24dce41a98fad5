package procedure

import "parley/wire"

// properties holds what single rules are for, by the true records.
func (w *world) properties(x *simNode) {
	if w.forker >= 0 {
		return
	}
	led := false
	for i := range x.j.steps {
		s := &x.j.steps[i]
		if s.act == none {
			w.served += w.lapsed(x, s, led)
			led = led || s.standing == InEffect
			continue
		}
		if s.standing == InEffect && s.from >= 0 && s.mover {
			name := x.j.acts[s.act].body.Payload.Act
			if x.j.proc.Acts[x.j.proc.ActIndex(name)].Strict && x.j.unsighted(s.act, nil) > 0 {
				w.fault("F8: a strict act with an uncovered past has effect")
			}
		}
		led = led && x.j.last(i) == s.start
	}
	for _, y := range w.nodes {
		if !w.liars.has(y.party) {
			w.inOrder(y)
		}
	}
}

// last returns the act that started the clock of the state after step i.
func (j *judge) last(i int) int32 {
	if i+1 < len(j.steps) {
		return j.steps[i+1].start
	}
	return j.start
}

// lapsed holds that no silence counts against a mover who was not served (F6), and that a duration from receipt gives
// each mover that duration (F7).
func (w *world) lapsed(x *simNode, s *step, led bool) int {
	k := x.j.proc.States[s.from].Clock
	if !k.Silence || s.standing != InEffect {
		return 0
	}
	x.j.movers[s.from].each(func(p int) {
		if d, ok := x.j.dateOf(p, s.start); !ok || d >= s.date {
			w.fault("F6: a silence counts against a mover that had not been served")
		} else if k.Minutes > 0 && !led && s.date-d < minutes(k.Minutes) {
			w.fault("F7: a mover had less than the duration since it was served")
		}
	})
	return 1
}

// inOrder holds that in an honest record each act stands behind all that stands before it in its author's (R5).
func (w *world) inOrder(y *simNode) {
	had := map[int32]bool{}
	for i, body := range w.names[y.face] {
		if body < 0 {
			continue
		}
		if l := &w.logs[y.face][i]; l.Kind == wire.LeafReceived {
			b := &w.bodies[body]
			at := b.place[0]
			if at < 0 {
				continue
			}
			for _, before := range w.names[b.author][:at] {
				if b.marked && before >= 0 && w.bodies[before].marked && !had[before] {
					w.fault("R5: recorded before what stands before it")
					return
				}
			}
		}
		had[body] = true
	}
}

// tally counts what the case had.
func (w *world) tally(x *simNode) {
	lapsed, crossed := false, false
	for i := range x.j.steps {
		s := &x.j.steps[i]
		lapsed = lapsed || s.act == none
		w.acts++
		crossed = crossed || s.act != none && s.standing == Crossed && w.overtaken(x.j, i)
	}
	if w.lie == lieGrind || w.lie == lieGrindNot {
		w.precede(x.j)
	}
	if lapsed {
		w.lapses++
	}
	if crossed {
		w.crossed++
	}
}

// overtaken reports whether step i has no effect because an act that it crossed moved the proceeding on.
func (w *world) overtaken(j *judge, i int) bool {
	a := &j.acts[j.steps[i].act]
	for k := range j.steps[:i] {
		s := &j.steps[k]
		if s.act == none || s.from < 0 || s.standing != InEffect || s.from == s.to {
			continue
		}
		if b := &j.acts[s.act]; a.past[b.author] < b.ord && j.moveOf(s.from, a) >= 0 {
			return true
		}
	}
	return false
}

// precede counts where a liar's act stands before an act that it crossed.
func (w *world) precede(j *judge) {
	for i := range j.steps {
		for k := range j.steps[:i] {
			if j.steps[i].act == none || j.steps[k].act == none {
				continue
			}
			late, early := &j.acts[j.steps[i].act], &j.acts[j.steps[k].act]
			if late.past[early.author] >= early.ord || w.liars.has(late.author) == w.liars.has(early.author) {
				continue
			}
			w.pairs++
			if w.liars.has(early.author) {
				w.first++
			}
		}
	}
}
