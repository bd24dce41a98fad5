package procedure

import (
	"encoding/binary"
	"fmt"

	"parley"
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
	if !extends(facts, x.told) && !j.disputed {
		w.fault("I2 node %d: what it called settled has changed\n%v\n%v", x.face, x.told, facts)
	}
	x.told = x.facts(j.final)
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
	mix := func(h, v uint64) uint64 {
		h = (h ^ v*0x9e3779b97f4a7c15) * 0xbf58476d1ce4e5b9
		h = (h ^ h>>29) * 0x94d049bb133111eb
		return h ^ h>>32
	}
	for i := range x.j.steps {
		s := &x.j.steps[i]
		h := uint64(s.date)
		if s.act != none {
			h = binary.BigEndian.Uint64(x.j.acts[s.act].id[:8])
		} else {
			h = mix(h, uint64(s.from)<<8|uint64(s.standing))
		}
		if s.open { // the deadline of this state was not known
			h = mix(mix(h, 77), binary.BigEndian.Uint64(x.j.acts[s.start].id[:8]))
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
