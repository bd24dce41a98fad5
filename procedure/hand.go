package procedure

import (
	"slices"

	"parley"
)

// A view is what of a book is in hand [F1] when only some of each record is looked at.
type view struct {
	*book
	seen     []int   // for each participant: number of its refs that are looked at
	held     []int   // for each participant: number of its refs that are in hand; they are the first ones
	end      []place // for each participant: places from here on are not looked at; nil: all that counts is looked at
	passed   []bool  // for each act: the records in hand show it, void or not
	recorded []parties
	order    [][]int32 // for each author: the acts that count, in its record's order
	wanted   []parties // for each act: records that wait for it to be in hand
	ords     []int32   // of the acts that count; 0 for others
	common   []int32   // the past that was found last
}

// newView finds what is in hand up to end. Without an end it also finds what stands before each act [F3]; that is the
// same in every view in which the act counts.
func newView(b *book, end []place) *view {
	n := len(b.ids)
	v := &view{book: b, end: end, seen: make([]int, n), held: make([]int, n), order: make([][]int32, n)}
	v.passed, v.recorded, v.wanted = make([]bool, len(b.acts)), make([]parties, len(b.acts)), make([]parties, len(b.acts))
	v.ords = make([]int32, len(b.acts))
	var before []*history
	for p := range n {
		v.seen[p] = len(b.refs[p])
		if end != nil {
			v.seen[p], _ = slices.BinarySearchFunc(b.refs[p], end[p], func(r ref, e place) int {
				if b.placeOf(p, &r) < e {
					return -1
				}
				return 1
			})
		}
		before = append(before, &history{last: make([]int32, n)})
	}
	for todo := b.all; todo != 0; {
		todo.each(func(p int) { todo |= v.advance(p, before[p], end == nil); todo &^= 1 << p })
	}
	return v
}

// advance reads on in p's record as far as it is in hand, and returns the records that waited for what it found.
func (v *view) advance(p int, h *history, past bool) (wake parties) {
	for refs := v.refs[p][:v.seen[p]]; v.held[p] < len(refs); v.held[p]++ {
		r := &refs[v.held[p]]
		x := r.act
		if x < 0 {
			return wake
		}
		if r.sent {
			if a := &v.acts[x]; a.marked && a.body == nil {
				return wake
			}
			v.count(x, h, past)
			wake |= v.wanted[x]
		} else if !v.passed[x] {
			v.wanted[x] |= 1 << p
			return wake
		} else if past {
			h.note(int(r.author), v.ords[x])
		}
		v.recorded[x] |= 1 << p
	}
	return wake
}

// count takes act x of its author, whose record is in hand up to it.
func (v *view) count(x int32, h *history, past bool) {
	a := &v.acts[x]
	v.passed[x] = true
	if a.void != "" {
		return
	}
	v.order[a.author] = append(v.order[a.author], x)
	if past {
		a.ord = int32(len(v.order[a.author]))
		v.ords[x] = a.ord
		a.past = v.closed(h)
		h.last[a.author] = a.ord
	}
}

// A history is what stands so far in one record: for each author the number of its last act there.
type history struct {
	last  []int32
	fresh parties // authors whose acts came since the pasts were last joined
}

func (h *history) note(author int, ord int32) {
	if ord > h.last[author] {
		h.last[author] = ord
		h.fresh |= 1 << author
	}
}

// closed returns h together with the pasts of all that it names. Acts that crossed mostly have one past, which they share.
func (v *view) closed(h *history) []int32 {
	var joined []int32
	h.fresh.each(func(q int) {
		if past := v.acts[v.order[q][h.last[q]-1]].past; joined == nil || &past[0] != &joined[0] {
			join(h.last, past)
			joined = past
		}
	})
	h.fresh = 0
	if !slices.Equal(v.common, h.last) {
		v.common = slices.Clone(h.last)
	}
	return v.common
}

// join raises each number of a to that of b.
func join(a, b []int32) {
	b = b[:len(a)]
	for i := range a {
		a[i] = max(a[i], b[i])
	}
}

// shows reports whether the records in hand have act x in p's.
func (v *view) shows(p int, x int32) bool { return v.recorded[x].has(p) }

// dateOf returns the date of act x in p's record, in hand or not; false when it is not there as far as looked at.
func (v *view) dateOf(p int, x int32) (parley.Millis, bool) {
	next := int(v.first[p][x])
	if next == 0 || next > v.seen[p] {
		return 0, false
	}
	return v.leafOf(p, &v.refs[p][next-1]).Date, true
}

// latestIn returns the latest date that act x has in the records of who; false unless it is in all of them.
func (v *view) latestIn(who parties, x int32) (t parley.Millis, ok bool) {
	if v.end == nil && v.holders[x] == who {
		return v.latest[x], true
	}
	ok = true
	who.each(func(p int) {
		date, there := v.dateOf(p, x)
		t, ok = max(t, date), ok && there
	})
	return t, ok
}

// passedBy reports whether p's record has a leaf dated t or later, with everything of the proceeding before it in hand.
func (v *view) passedBy(p int, t parley.Millis) bool {
	at, ok := v.firstDated(p, t)
	if !ok || v.end != nil && at >= v.end[p] {
		return false
	}
	return v.held[p] == v.seen[p] || v.placeOf(p, &v.refs[p][v.held[p]]) >= at
}

// whole returns for each participant the end of what counts.
func (b *book) whole() []place {
	out := make([]place, len(b.ids))
	for p, sizes := range b.cut {
		for v, n := range sizes {
			if n > 0 {
				out[p] = placeOf(v, n)
			}
		}
	}
	return out
}

// vouched returns for each participant the end of what every other participant cosigned [F11].
func (b *book) vouched() []place {
	out := make([]place, len(b.ids))
	for p, sizes := range b.sworn {
		for v, n := range sizes {
			if n > 0 {
				out[p] = placeOf(v, min(n, b.cut[p][v]))
			}
		}
	}
	return out
}
