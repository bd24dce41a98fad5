package overlap

import (
	"bytes"
	"slices"

	"parley"
)

// An Index holds notices and finds what meets one. What it holds and finds is a function of the notices that came, whatever
// their order [OVL-10]. It is not safe for use by several goroutines at once.
type Index struct {
	margins Margins
	tree    *tree
	places  map[parley.Hash]int32
	notices []Notice
	asked   []uint32 // the last question in which the notice was looked at
	asking  uint32
	indexed []bool  // it is in the tree
	waiting []int32 // places that are to go into the tree before the next question
}

// New returns an index without notices. The margins are ones that Check took.
func New(m Margins) *Index {
	return &Index{margins: m, tree: newTree(), places: map[parley.Hash]int32{}}
}

// Put takes a notice, an amendment or a cancellation, which Check took, and returns what the notice met as it stood before and
// what it meets now, each by id. A version that is not above the one held changes nothing, so that versions may come in
// any order; of two of one version the later by its bytes stands.
func (x *Index) Put(n Notice) (was, now []Conflict) {
	place, known := x.places[n.ID]
	if known && !n.after(&x.notices[place]) {
		return nil, nil
	}
	if known && !x.notices[place].Cancelled {
		was = x.Near(&x.notices[place])
	}
	if x.Load(n); !n.Cancelled {
		now = x.Near(&n)
	}
	return was, now
}

// Load takes a notice as Put does and looks for nothing: to begin with what a record holds.
func (x *Index) Load(n Notice) {
	place, known := x.places[n.ID]
	switch {
	case !known:
		place = int32(len(x.notices))
		x.notices, x.asked, x.indexed = append(x.notices, n), append(x.asked, 0), append(x.indexed, false)
		x.places[n.ID] = place
	case !n.after(&x.notices[place]):
		return
	case x.indexed[place]:
		for _, b := range x.notices[place].boxes() {
			x.tree.remove(b, place)
		}
		x.indexed[place] = false
		fallthrough
	default:
		x.notices[place] = n
	}
	if !n.Cancelled {
		x.waiting = append(x.waiting, place)
	}
}

// settle puts into the tree what waits: one by one, or all anew where that is most of what there is.
func (x *Index) settle() {
	if len(x.waiting) > len(x.notices)/2 && len(x.waiting) > fan {
		x.repack()
	}
	for _, place := range x.waiting {
		if n := &x.notices[place]; !x.indexed[place] && !n.Cancelled {
			for _, b := range n.boxes() {
				x.tree.add(b, place)
			}
			x.indexed[place] = true
		}
	}
	x.waiting = x.waiting[:0]
}

// repack makes a new tree of all notices.
func (x *Index) repack() {
	var all []entry
	for i := range x.notices {
		x.indexed[i] = !x.notices[i].Cancelled
		if x.indexed[i] {
			for _, b := range x.notices[i].boxes() {
				all = append(all, entry{b, int32(i)})
			}
		}
	}
	x.tree, x.waiting = pack(all), nil
}

// Get returns the notice of an id as it stands; false where there is none, or it is cancelled.
func (x *Index) Get(id parley.Hash) (Notice, bool) {
	place, ok := x.places[id]
	if !ok || x.notices[place].Cancelled {
		return Notice{}, false
	}
	return x.notices[place], true
}

// Near returns the notices other than n that meet n or are nearer to it than the margins, by id. n need not be held.
func (x *Index) Near(n *Notice) []Conflict {
	return x.NearAmong(n, func(parley.Hash) bool { return true })
}

// NearAmong is Near among those notices for whose id wanted is true: others are not compared, which would take time.
func (x *Index) NearAmong(n *Notice, wanted func(id parley.Hash) bool) []Conflict {
	var out []Conflict
	x.settle()
	x.asking++
	if x.asking == 0 { // the marks of four thousand million questions ago would count again
		clear(x.asked)
		x.asking = 1
	}
	for _, b := range n.boxes() {
		wide := b.widened(chord(2*int64(x.margins.Metres)), x.margins.Time)
		x.tree.search(&wide, func(place int32) {
			if x.asked[place] == x.asking {
				return
			}
			x.asked[place] = x.asking
			if other := &x.notices[place]; other.ID != n.ID && wanted(other.ID) {
				if c, ok := Compare(n, other, x.margins); ok {
					out = append(out, c)
				}
			}
		})
	}
	slices.SortFunc(out, func(a, b Conflict) int { return bytes.Compare(a.Other[:], b.Other[:]) })
	return out
}

// Len is how many notices stand, cancelled ones not counted.
func (x *Index) Len() int {
	n := 0
	for i := range x.notices {
		if !x.notices[i].Cancelled {
			n++
		}
	}
	return n
}
