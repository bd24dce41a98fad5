package procedure

import (
	"slices"

	"parley"
	"parley/charter"
)

// result says what j found in the words of a screen.
func (j *judge) result() *Result {
	r := &Result{Opening: j.plan.opening.ID, Procedure: j.proc, Participants: j.ids}
	r.Entries = make([]Entry, len(j.steps))
	for i := range j.steps {
		j.entry(i, &r.Entries[i])
	}
	r.Aside = j.aside()
	r.Missing = j.absent()
	if j.disputed {
		r.Disputed = j.names(j.forked)
		r.Proof = ProofDisputed
	}
	if j.state < 0 {
		return r
	}
	r.Waits = j.waits()
	j.standing(r)
	j.clockOf(r)
	j.proof(r)
	r.Turn = j.turn()
	r.Allowed = j.allowed()
	r.Seen = j.sight()
	j.said(r)
	return r
}

func (j *judge) entry(i int, e *Entry) {
	s := &j.steps[i]
	e.Date, e.Standing, e.Why, e.To = s.date, s.standing, s.why, j.proc.States[s.to].Name
	e.Mover, e.Settled, e.Confirmed = s.mover, s.settled, j.sure[i]
	if s.from >= 0 {
		e.From = j.proc.States[s.from].Name
	}
	if s.act == none {
		e.Lapse, e.NotServed = true, j.names(s.absent)
		return
	}
	a := &j.acts[s.act]
	e.Act, e.Author, e.Name, e.UnseenCount = a.id, j.ids[a.author], a.body.Payload.Act, s.unseen
	if s.unseen > 0 {
		j.unsighted(s.act, func(y int32) {
			if len(e.Unseen) < 16 {
				e.Unseen = append(e.Unseen, j.acts[y].id)
			}
		})
	}
	k := j.proc.ActIndex(e.Name)
	e.ByRule = k >= 0 && s.from >= 0 && s.standing == InEffect && j.proc.Acts[k].ByRule
}

// standing says where the proceeding stands and since when.
func (j *judge) standing(r *Result) {
	s := &j.proc.States[j.state]
	r.State, r.End, r.Since = s.Name, s.End, j.since
	r.Contested, r.Holding = j.names(j.contest), j.names(j.holding)
}

// clockOf says how the deadline stands.
func (j *judge) clockOf(r *Result) {
	switch {
	case j.clock.on && !j.clock.known:
		r.Lapse = LapseUnknown
	case j.clock.on:
		r.Lapse, r.Until = LapseRunning, j.clock.at
		r.Next = j.clock.at
	case j.led >= 0:
		l := &j.steps[j.led]
		r.Until, r.NotServed = l.date, j.names(l.absent)
		switch {
		case !j.final(j.led):
			r.Lapse = LapseElapsed
		case l.absent != 0:
			r.Lapse = LapseNotServed
		default:
			r.Lapse = LapseFinal
		}
	}
}

// proof says what stands behind the state. What is by rule is not final by that act alone.
func (j *judge) proof(r *Result) {
	r.Settled, r.Confirmed, r.ByRule = j.settled, j.confirmed, j.byRule(len(j.steps))
	r.Ground = j.ground(func(i int) bool { return j.steps[i].settled })
	r.Vouched = j.ground(func(i int) bool { return j.sure[i] })
	r.Final = r.Settled && r.End && !r.ByRule && !j.disputed && j.allFinal()
	switch {
	case j.disputed:
	case r.ByRule:
		r.Proof = ProofByRule
	case r.Confirmed:
		r.Proof = ProofConfirmed
	case r.Settled:
		r.Proof = ProofSettled
	}
}

// ground returns the state up to which all that can change anything stands fast.
func (j *judge) ground(fast func(i int) bool) (g Ground) {
	for i := range j.steps {
		s := &j.steps[i]
		if !s.mover && s.act != none {
			continue
		}
		if !fast(i) {
			break
		}
		g.Entries = i + 1
	}
	if g.Entries > 0 {
		s := &j.proc.States[j.steps[g.Entries-1].to]
		g.State, g.End, g.ByRule = s.Name, s.End, j.byRule(g.Entries)
	}
	return g
}

// byRule reports whether the state after n steps rests on an act that needs no proof: the last act or lapse that led to a state, or
// one before it that is not settled.
func (j *judge) byRule(n int) bool {
	for i := n - 1; i >= 0; i-- {
		s := &j.steps[i]
		if s.act == none && s.standing == InEffect || s.act != none && s.from != s.to {
			rule := s.act != none && s.from >= 0 && j.proc.Acts[j.proc.ActIndex(j.acts[s.act].body.Payload.Act)].ByRule
			if rule || s.settled {
				return rule
			}
		}
	}
	return false
}

// turn returns whose move it is: the holders of the roles that the state awaits; where an act needs all of a role, those
// who have not done it.
func (j *judge) turn() []parley.PartyID {
	s := &j.proc.States[j.state]
	var out parties
	for _, role := range s.Awaits {
		wait := j.roles[role]
		for i, m := range s.Moves {
			if m.Role == role && m.Needs == charter.NeedsAll {
				wait &^= j.agreed(i)
			}
		}
		out |= wait
	}
	return j.names(out)
}

// allowed returns what each participant may do now.
func (j *judge) allowed() []Permission {
	s := &j.proc.States[j.state]
	out := make([]Permission, len(j.ids))
	for p, id := range j.ids {
		var acts []string
		for i, m := range s.Moves {
			if j.roles[m.Role].has(p) && !(m.Needs == charter.NeedsAll && j.agreed(i).has(p)) && !slices.Contains(acts, m.Act) {
				acts = append(acts, m.Act)
			}
		}
		slices.SortStableFunc(acts, func(a, b string) int { return j.rankOf(a) - j.rankOf(b) })
		out[p] = Permission{id, append(acts, everywhere...)}
	}
	return out
}
