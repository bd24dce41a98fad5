package procedure

import (
	"encoding/binary"
	"fmt"

	"parley"
	"parley/wire"
)

// verdicts is what a run of cases found.
type verdicts struct {
	folds, settled, lapses, crossed, acts, served int
	pairs, first                                  int // crossed pairs of acts of a liar and another, and where the liar's stands first
	faults                                        []string
	number                                        int

	line  told                 // what is settled, as whichever node saw it first
	order map[uint64]uint64    // by acts, deadlines and lapses: the order and the states
	never map[parley.Hash]bool // settled as crossed
}

// told is what one node has called settled, in order.
type told []fact

// A fact is an act with effect or a lapse, at its place.
type fact struct {
	act      parley.Hash
	from, to int
	date     parley.Millis
	standing Standing
}

func (v *verdicts) begin(number int) {
	v.number, v.line, v.order, v.never = number, nil, map[uint64]uint64{}, map[parley.Hash]bool{}
	v.faults = nil
}

func (v *verdicts) failed() bool { return len(v.faults) > 0 }

func (v *verdicts) fault(format string, args ...any) {
	v.faults = append(v.faults, fmt.Sprintf(format, args...))
}

// judge holds the invariants over what node x found.
func (w *world) judge(x *simNode) {
	j := x.j
	w.same(x)
	facts := x.facts(func(i int) bool { return j.steps[i].settled })
	if !extends(facts, x.told) {
		if !j.disputed {
			w.fault("I2 node %d: what it called settled has changed\n%v\n%v", x.face, x.told, facts)
		}
	}
	x.told = facts
	if w.forker >= 0 {
		facts = x.facts(func(i int) bool { return j.sure[i] })
		if len(w.ids) == 2 {
			return
		}
	}
	n := min(len(facts), len(w.line))
	for i := range n {
		if facts[i] != w.line[i] {
			which := "I2"
			if facts[i].act == (parley.Hash{}) || w.line[i].act == (parley.Hash{}) {
				which = "I3"
			}
			w.fault("%s node %d: place %d is %v, another node has %v", which, x.face, i, facts[i], w.line[i])
			return
		}
	}
	if len(facts) > len(w.line) {
		w.line = append(told(nil), facts...)
	}
	w.crossings(x)
}

func extends(a, b told) bool {
	if len(a) < len(b) {
		return false
	}
	for i := range b {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// facts returns the acts with effect and the lapses that stand fast, up to the first that does not.
func (x *simNode) facts(fast func(i int) bool) (out told) {
	for i := range x.j.steps {
		s := &x.j.steps[i]
		if !s.mover && s.act != none {
			continue
		}
		if !fast(i) {
			return out
		}
		f := fact{from: s.from, to: s.to, standing: s.standing, date: s.date}
		if s.act != none {
			if s.standing != InEffect {
				continue
			}
			f.act = x.j.acts[s.act].id
		}
		out = append(out, f)
	}
	return out
}

// crossings holds that an act settled without effect never takes effect.
func (w *world) crossings(x *simNode) {
	if w.forker >= 0 {
		return
	}
	for i := range x.j.steps {
		s := &x.j.steps[i]
		if s.act == none || !s.mover {
			continue
		}
		id := x.j.acts[s.act].id
		if s.settled && s.standing != InEffect {
			w.never[id] = true
		}
		if s.standing == InEffect && w.never[id] && s.settled {
			w.fault("I2 node %d: an act settled as crossed took effect", x.face)
		}
	}
}

// same holds that the same acts, deadlines and lapses give the same order and states (I1).
func (w *world) same(x *simNode) {
	var key, value uint64
	mix := func(h, v uint64) uint64 { return (h ^ v) * 0x9e3779b97f4a7c15 >> 1 }
	for i := range x.j.steps {
		s := &x.j.steps[i]
		h := uint64(s.date)
		if s.act != none {
			h = binary.BigEndian.Uint64(x.j.acts[s.act].id[:8])
		} else {
			h = mix(h, uint64(s.from)<<8|uint64(s.standing))
		}
		if s.open {
			h = mix(h, 77)
		}
		key += mix(h, 1)
		value = mix(mix(value, h), uint64(s.to)<<8|uint64(s.standing)) + 1
	}
	if old, ok := w.order[key]; ok && old != value {
		w.fault("I1 node %d: the same acts and deadlines in another order", x.face)
	}
	w.order[key] = value
}

// final holds that everything became settled and that all nodes agree (I4), and the properties of single rules.
func (w *world) final() {
	ref := w.nodes[w.honest()]
	for _, x := range w.nodes[:len(w.ids)] {
		if w.liars.has(x.party) || x.j == nil {
			continue
		}
		if w.forker < 0 {
			if !x.j.settled && w.lie != lieCollude {
				w.fault("I4 node %d: not all is settled: %v", x.face, x.j.waits())
			}
			for _, e := range x.j.aside() {
				if p := x.j.index(e.Author); e.Standing == Incomplete && p >= 0 && !w.liars.has(p) {
					w.fault("I4 node %d: an act of an honest party is not on record", x.face)
				}
			}
		}
		if !sameEnd(ref.j, x.j) {
			w.fault("I4 nodes %d and %d end differently", ref.face, x.face)
		}
	}
	w.properties(ref)
	w.outsider(ref)
	w.tally(ref)
}

func sameEnd(a, b *judge) bool {
	if len(a.steps) != len(b.steps) || a.state != b.state {
		return false
	}
	for i := range a.steps {
		s, o := &a.steps[i], &b.steps[i]
		if (s.act == none) != (o.act == none) || s.act != none && a.acts[s.act].id != b.acts[o.act].id ||
			s.standing != o.standing || s.from != o.from || s.to != o.to || s.date != o.date {
			return false
		}
	}
	return true
}

// properties holds what single rules are for, by the true records.
func (w *world) properties(x *simNode) {
	if w.forker >= 0 {
		return
	}
	start, led := none, false
	for i := range x.j.steps {
		s := &x.j.steps[i]
		if s.act == none {
			w.served += w.lapsed(x, s, start, led)
			led = led || s.standing == InEffect
			continue
		}
		if s.standing == InEffect && s.from >= 0 && s.mover {
			name := x.j.acts[s.act].body.Payload.Act
			if x.j.proc.Acts[x.j.proc.ActIndex(name)].Strict && x.j.unsighted(s.act, nil) > 0 {
				w.fault("F8: a strict act with an uncovered past has effect")
			}
		}
		if s.standing == InEffect && s.mover && (s.from < 0 || x.j.moved(s)) {
			start, led = s.act, false
		}
	}
	for _, y := range w.nodes {
		if !w.liars.has(y.party) {
			w.inOrder(y)
		}
	}
}

// moved reports whether s led to a state, which may be the same again.
func (j *judge) moved(s *step) bool {
	m := j.proc.States[s.from].Moves[j.moveOf(s.from, &j.acts[s.act])]
	if s.from != s.to {
		return true
	}
	if m.To != j.proc.States[s.from].Name {
		return false
	}
	if m.Needs != "all" {
		return true
	}
	return j.roles[m.Role]&(j.roles[m.Role]-1) == 0
}

// lapsed holds that no silence counts against a mover who was not served (F6), and that a duration from receipt gives
// each mover that duration (F7).
func (w *world) lapsed(x *simNode, s *step, start int32, led bool) int {
	k := x.j.proc.States[s.from].Clock
	if !k.Silence || s.standing != InEffect || start == none {
		return 0
	}
	x.j.movers[s.from].each(func(p int) {
		if d, ok := x.j.dateOf(p, start); !ok || d >= s.date {
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
