package overlap

import (
	"cmp"
	"math"
	"slices"
)

// timeWeight is how many centimetres a unit of time counts for in the shape of the tree: a day for some 105 kilometres.
const timeWeight = 1000

// weighed is a length along an axis in comparable units.
func weighed(axis int, length int64) int64 {
	if axis == timeAxis {
		return length * timeWeight
	}
	return length
}

// grown is by how much a box's sides would get longer to hold another.
func grown(b box, o *box) int64 {
	sum := int64(0)
	for i := range axes {
		longer := max(0, int64(b.low[i])-int64(o.low[i])) + max(0, int64(o.high[i])-int64(b.high[i]))
		sum += weighed(i, longer)
	}
	return sum
}

func sides(b *box) int64 {
	sum := int64(0)
	for i := range axes {
		sum += weighed(i, int64(b.high[i])-int64(b.low[i]))
	}
	return sum
}

// nearest is the box that grows least to hold b, and of several the smallest.
func (n *node) nearest(b *box) int32 {
	best, least, size := int32(0), int64(math.MaxInt64), int64(0)
	for i := range n.count {
		switch g := grown(n.boxes[i], b); {
		case g < least:
			best, least, size = i, g, sides(&n.boxes[i])
		case g == least:
			if s := sides(&n.boxes[i]); s < size {
				best, size = i, s
			}
		}
	}
	return best
}

// split moves half of a full node to a new one: those whose middle lies beyond the others' on the axis along which the
// middles are farthest apart.
func (t *tree) split(at int32) int32 {
	other := t.fresh(t.nodes[at].leaf)
	n, o := &t.nodes[at], &t.nodes[other]
	axis := n.widest()
	var order [fan]int32
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order[:], func(a, b int32) int { return cmp.Compare(n.boxes[a].middle(axis), n.boxes[b].middle(axis)) })
	old := *n
	*n = node{leaf: old.leaf}
	for i, from := range order {
		into := n
		if i >= fan/2 {
			into = o
		}
		into.boxes[into.count], into.below[into.count] = old.boxes[from], old.below[from]
		into.count++
	}
	return other
}

// middle is twice the middle of a box along an axis.
func (b *box) middle(axis int) int64 { return int64(b.low[axis]) + int64(b.high[axis]) }

func (n *node) widest() int {
	best, most := 0, int64(-1)
	for axis := range axes {
		low, high := n.boxes[0].middle(axis), n.boxes[0].middle(axis)
		for i := int32(1); i < n.count; i++ {
			low, high = min(low, n.boxes[i].middle(axis)), max(high, n.boxes[i].middle(axis))
		}
		if spread := weighed(axis, high-low); spread > most {
			best, most = axis, spread
		}
	}
	return best
}
