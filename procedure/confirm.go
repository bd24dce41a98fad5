package procedure

import "slices"

// judge is the walk of one reader together with what of it is proved.
type judge struct {
	*course
	settled   bool // all of it
	confirmed bool
	sure      []bool // for each step: confirmed
	disputed  bool
	firm      int // so many of the first steps are settled likewise without the proof of a fork
}

// newJudge walks what is held, and again what every other participant vouches for [F11]: what is settled there is
// confirmed, if it stands here as it stands there. Between two participants settled is enough.
func newJudge(in *Input, pl *plan) *judge {
	b := newBook(in, pl, !in.off.fork)
	j := &judge{course: newView(b, nil).walk(in.Now)}
	j.settled = j.settle()
	j.confirm()
	if b.forked != 0 {
		j.disputed = !j.keeps(in)
	}
	return j
}

func (j *judge) confirm() {
	j.sure = make([]bool, len(j.steps))
	if len(j.ids) == 2 || j.off.confirmed {
		for i := range j.steps {
			j.sure[i] = j.steps[i].settled
		}
		j.confirmed = j.settled
		return
	}
	end := j.vouched()
	if slices.Equal(end, j.whole()) { // the walk would be the same again
		for i := range j.steps {
			j.sure[i] = j.steps[i].settled
		}
		j.confirmed = j.settled
		return
	}
	v := newView(j.book, end).walk(j.now)
	v.settle()
	j.confirmed = agree(j.steps, v.steps, func(i int, same bool) { j.sure[i] = same }) && j.settled
}

// final reports whether step i stands, or is disputed, for good. Where a record is proved to have forked, what is settled
// with the proof alone may change once more, when cosignatures make more of that record count [F12]; not so what is
// confirmed.
func (j *judge) final(i int) bool {
	return j.steps[i].settled && (j.forked == 0 || j.sure[i] || i < j.firm)
}

// allFinal reports whether all is final that can change anything.
func (j *judge) allFinal() bool {
	for i := range j.steps {
		if s := &j.steps[i]; (s.mover || s.act == none) && !j.final(i) {
			return false
		}
	}
	return true
}

// agree marks the steps of a that are settled in a and in b and stand there alike, and reports whether these are all
// that can change anything.
func agree(a, b []step, mark func(i int, same bool)) bool {
	type stand struct {
		from, to int
		standing Standing
	}
	acts := make(map[int32]stand, len(b))
	lapses := 0
	var quiet []step
	for _, s := range b {
		if !s.settled {
			continue
		}
		if s.act == none {
			quiet = append(quiet, s)
		} else {
			acts[s.act] = stand{s.from, s.to, s.standing}
		}
	}
	ok := len(a) > 0
	for i, s := range a {
		same := false
		if s.act != none {
			o, there := acts[s.act]
			same = there && o == stand{s.from, s.to, s.standing}
		} else if lapses < len(quiet) {
			o := quiet[lapses]
			lapses++
			same = o.from == s.from && o.to == s.to && o.date == s.date && o.standing == s.standing
		}
		same = same && s.settled
		mark(i, same)
		if s.mover || s.act == none {
			ok = ok && same
		}
	}
	return ok
}

// keeps reports whether all that would be settled without the proof of a fork, and can change anything, is settled with it
// too, at the same place among its like, and counts in firm how far that is.
func (j *judge) keeps(in *Input) bool {
	o := newView(newBook(in, j.plan, false), nil).walk(in.Now)
	o.settle()
	i := 0
	for _, s := range o.steps {
		if !s.settled || !s.mover && s.act != none {
			continue
		}
		for i < len(j.steps) && !j.steps[i].mover && j.steps[i].act != none {
			i++
		}
		if i == len(j.steps) {
			return false
		}
		m := &j.steps[i]
		i++
		if !m.settled || m.from != s.from || m.to != s.to || m.date != s.date || m.standing != s.standing || (m.act == none) != (s.act == none) ||
			m.act != none && j.acts[m.act].id != o.acts[s.act].id {
			return false
		}
	}
	j.firm = i
	return true
}
