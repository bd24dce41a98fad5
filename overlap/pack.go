package overlap

import (
	"cmp"
	"slices"
)

// An entry is a box with its place, or with the node that it is the bounds of.
type entry struct {
	box   box
	below int32
}

// packed is how many boxes a node of a new tree gets: some room is left.
const packed = fan * 3 / 4

// pack makes a tree of many boxes at once: neighbours stand in one node, and neighbouring nodes in one node above.
func pack(all []entry) *tree {
	if len(all) == 0 {
		return newTree()
	}
	t := &tree{}
	for leaf := true; leaf || len(all) > 1; leaf = false {
		gather(all)
		above := all[:0]
		for part := range slices.Chunk(all, packed) {
			at := t.fresh(leaf)
			for _, e := range part {
				t.append(at, e.box, e.below)
			}
			above = append(above, entry{t.bounds(at), at})
		}
		all = above
	}
	t.top = all[0].below
	return t
}

// gather orders boxes so that those which stand together in the order lie together: by halves along the axis on which their
// middles are farthest apart, down to what fits one node.
func gather(all []entry) {
	for len(all) > packed {
		axis := widest(all)
		half := (len(all)/2 + packed - 1) / packed * packed
		partition(all, half, axis)
		gather(all[:half])
		all = all[half:]
	}
}

func widest(all []entry) int {
	best, most := 0, int64(-1)
	for axis := range axes {
		low, high := all[0].box.middle(axis), all[0].box.middle(axis)
		for i := range all {
			low, high = min(low, all[i].box.middle(axis)), max(high, all[i].box.middle(axis))
		}
		if spread := weighed(axis, high-low); spread > most {
			best, most = axis, spread
		}
	}
	return best
}

// partition brings the n entries with the least middles to the front.
func partition(all []entry, n, axis int) {
	for len(all) > 32 && n > 0 && n < len(all) {
		lower, upper := around(all, axis)
		switch {
		case n <= lower:
			all = all[:lower]
		case n >= upper:
			all, n = all[upper:], n-upper
		default:
			return
		}
	}
	slices.SortFunc(all, func(a, b entry) int { return cmp.Compare(a.box.middle(axis), b.box.middle(axis)) })
}

// around puts what is below some entry's middle before what is alike, and that before what is above.
func around(all []entry, axis int) (lower, upper int) {
	pivot := median(all[0].box.middle(axis), all[len(all)/2].box.middle(axis), all[len(all)-1].box.middle(axis))
	upper = len(all)
	for i := 0; i < upper; {
		switch m := all[i].box.middle(axis); {
		case m < pivot:
			all[i], all[lower] = all[lower], all[i]
			lower++
			i++
		case m > pivot:
			upper--
			all[i], all[upper] = all[upper], all[i]
		default:
			i++
		}
	}
	return lower, upper
}

func median(a, b, c int64) int64 { return max(min(a, b), min(max(a, b), c)) }
