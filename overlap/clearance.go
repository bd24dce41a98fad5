package overlap

import "math/bits"

// clearance is the square of the straight distance in centimetres between two cores, 0 where they have a point in
// common [OVL-5, OVL-6].
func clearance(a, b *Area) int64 {
	least := a.core[0].squared(b.core[0])
	for i := 0; i < len(a.core) && least > 0; i++ {
		for j := 0; j < len(b.core); j++ {
			least = min(least, a.core[i].squared(b.core[j]))
		}
	}
	least = a.toEdges(b, least)
	least = b.toEdges(a, least)
	if least == 0 || a.crosses(b) || a.ring && a.holds(b.core[0]) || b.ring && b.holds(a.core[0]) {
		return 0
	}
	return least
}

// slack is how many centimetres rounding can come to, and more.
const slack = 20

// toEdges is the least of what is given and the squares of the distances from the points of a to edges of b. A point that is
// farther from the beginning of an edge than the edge is long is farther from all of it by what is left.
func (a *Area) toEdges(b *Area, least int64) int64 {
	for j := 0; j < b.edges() && least > 0; j++ {
		from, to := b.edge(j)
		far := distant(from.squared(to), least)
		for _, p := range a.core {
			if from.squared(p) > far {
				continue
			}
			if q, ok := foot(from, to, p); ok && q < least {
				least = q
			}
		}
	}
	return least
}

// distant is the square of the sum of two lengths, given by their squares, and of slack.
func distant(one, other int64) int64 {
	sum := int64(root(uint64(one))+root(uint64(other))) + slack
	return sum * sum
}

// foot is the square of the distance from p to the point of the edge from a to b that lies straight beside it; false
// where that point lies beyond the ends, so that one of them is nearest [OVL-5].
func foot(a, b, p vec) (int64, bool) {
	if !beside(a, b, p) {
		return 0, false
	}
	n := a.cross(b)
	length := rootWide(mul(n.x, n.x).plus(mul(n.y, n.y)).plus(mul(n.z, n.z)))
	hi, lo := n.dot(p).absolute()
	h, _ := bits.Div64(hi, lo, length)
	h = min(h, earth)
	t := h * h / (earth + root(earth*earth-h*h))
	return int64(h*h + t*t), true
}

// beside reports whether the point of the great circle through a and b that is nearest to p lies between them: (a x b) . (a x p)
// and (b x a) . (b x p) are not negative.
func beside(a, b, p vec) bool {
	ab, ap, bp := a.dot(b), a.dot(p), b.dot(p)
	return !mul(a.dot(a), bp).less(mul(ap, ab)) && !mul(b.dot(b), ap).less(mul(bp, ab))
}

// crosses reports whether an edge of a and one of b cross between their ends. Edges whose beginnings are farther apart than
// both are long do not.
func (a *Area) crosses(b *Area) bool {
	longest := b.longest()
	for i := range a.edges() {
		from, to := a.edge(i)
		n, far := from.cross(to), distant(from.squared(to), longest)
		for j := range b.edges() {
			c, d := b.edge(j)
			if from.squared(c) > far {
				continue
			}
			left, right := n.dot(c).sign(), n.dot(d).sign()
			if left*right >= 0 {
				continue
			}
			m := c.cross(d)
			if m.dot(from).sign() == right && m.dot(to).sign() == left {
				return true
			}
		}
	}
	return false
}

// longest is the square of the straight length of the longest edge.
func (a *Area) longest() int64 {
	most := int64(0)
	for i := range a.edges() {
		from, to := a.edge(i)
		most = max(most, from.squared(to))
	}
	return most
}
