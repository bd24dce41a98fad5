package procedure

import (
	"slices"

	"parley"
)

// A Showing is what an outsider has to be shown of one volume of a record: every leaf from From up to To, To excluded,
// under a head of at least that size. Leaves of other messages among them show their kind, date and hash, and no more.
type Showing struct {
	Party    parley.PartyID
	Volume   int // as in Volume.Number
	From, To uint64
}

// Needs is what proves the settled part of a proceeding to somebody who holds nothing of it.
type Needs struct {
	Records []Showing     // in the order of the participants, the volumes of each in theirs
	Bodies  []parley.Hash // the opening first
}

// Show returns what proves that in has come as far as it is settled: of each record all leaves from the first of the
// proceeding to the last that counts, for a silence the first dated at or after the deadline, and the bodies of the acts
// that stand there. CheckOutcome comes to the same from these alone. The proofs of forks in in belong to it.
func Show(in Input) (*Needs, error) {
	pl, err := newPlan(&in)
	if err != nil {
		return nil, err
	}
	j := newJudge(&in, pl)
	n := &needs{judge: j, to: make([]place, len(j.ids))}
	for i := range j.steps {
		n.step(&j.steps[i])
	}
	n.close()
	return n.result(), nil
}

// needs gathers, for each participant, the place up to which its record has to be shown.
type needs struct {
	*judge
	to []place // one beyond the last leaf; 0: nothing
}

func (n *needs) upTo(p int, at place) { n.to[p] = max(n.to[p], at+1) }

// step adds what settles s.
func (n *needs) step(s *step) {
	if !s.settled {
		return
	}
	if s.from >= 0 && (s.mover || s.act == none) {
		n.movers[s.from].each(func(p int) { n.leaf(p, s.start, n.seen[p]) }) // from which a duration runs, and whether it was served
	}
	if s.act == none {
		n.movers[s.from].each(func(p int) {
			at, _ := n.firstDated(p, s.date)
			n.upTo(p, at)
		})
		return
	}
	if s.mover {
		who := n.all
		if s.from >= 0 {
			who = n.movers[s.from] | 1<<n.acts[s.act].author
		}
		who.each(func(p int) { n.act(p, s.act) })
	}
}

// act adds the leaf of act x in p's record, where it stands there in hand.
func (n *needs) act(p int, x int32) { n.leaf(p, x, n.held[p]) }

// leaf adds the leaf of act x in p's record, where it stands among the first of those that bear a mark.
func (n *needs) leaf(p int, x int32, first int) {
	if next := int(n.first[p][x]); next > 0 && next <= first {
		n.upTo(p, n.placeOf(p, &n.refs[p][next-1]))
	}
}

// close adds the sent leaves of all acts that the leaves shown name, and what stands before them.
func (n *needs) close() {
	done := make([]int, len(n.ids))
	for again := true; again; {
		again = false
		for p := range n.ids {
			for ; done[p] < n.held[p] && n.placeOf(p, &n.refs[p][done[p]]) < n.to[p]; done[p]++ {
				x := n.refs[p][done[p]].act
				n.act(n.acts[x].author, x)
				again = true
			}
		}
	}
}

func (n *needs) result() *Needs {
	out := &Needs{}
	for p, id := range n.ids {
		if n.to[p] == 0 {
			continue
		}
		from := n.placeOf(p, &n.refs[p][0])
		for v, vol := range n.logs[p].Volumes {
			s := Showing{Party: id, Volume: vol.Number, To: n.cut[p][v]}
			if placeOf(v, 0) > n.to[p] || placeOf(v+1, 0) <= from {
				continue
			}
			if placeOf(v, s.To) > n.to[p] {
				s.To = uint64(n.to[p] - placeOf(v, 0))
			}
			if placeOf(v, 0) < from {
				s.From = uint64(from - placeOf(v, 0))
			}
			if s.From < s.To {
				out.Records = append(out.Records, s)
			}
		}
		for i := range n.refs[p] {
			r := &n.refs[p][i]
			if a := &n.acts[max(r.act, 0)]; r.sent && n.placeOf(p, r) < n.to[p] && a.body != nil && a.marked {
				out.Bodies = append(out.Bodies, a.id)
			}
		}
	}
	if i := slices.Index(out.Bodies, n.plan.opening.ID); i > 0 {
		out.Bodies[0], out.Bodies[i] = out.Bodies[i], out.Bodies[0]
	}
	return out
}
