package overlap

// holds reports whether p, which lies on no edge, lies within the ring: the way from p to the first corner arrives there from
// the left of the ring's edges after an even number of crossings, or from the right after an odd number [OVL-6]. A
// corner that lies on that way counts as being to its left. Where p is opposite to the first corner, the way is the one
// through the second.
func (a *Area) holds(p vec) bool {
	n := len(a.core)
	corner, before, after := a.core[0], a.core[n-1], a.core[1]
	way := p.cross(corner)
	if way == (normal{}) {
		way = after.cross(corner)
	}
	left := func(v vec) bool { return way.dot(v).hi >= 0 }
	inside := a.arrives(before, corner, after, left)
	for i := 1; i < n-1; i++ {
		from, to := a.core[i], a.core[i+1]
		if side := left(from); side != left(to) && acrossWay(from, to, p, corner, side) {
			inside = !inside
		}
	}
	return inside
}

// arrives reports whether the way comes to the corner from within the angle that the ring holds there.
func (a *Area) arrives(before, corner, after vec, left func(vec) bool) bool {
	ofNext, ofLast := left(after), !left(before)
	if before.cross(corner).dot(after).sign() > 0 {
		return ofNext && ofLast
	}
	return ofNext || ofLast
}

// acrossWay reports whether the edge, whose beginning is to the left of the way and its end to the right, or the other
// way round, crosses it between p and the corner and not on the other side of the earth.
func acrossWay(from, to, p, corner vec, fromLeft bool) bool {
	n := from.cross(to)
	ofP, ofCorner := n.dot(p).sign(), n.dot(corner).sign()
	if fromLeft {
		return ofP < 0 && ofCorner > 0
	}
	return ofP > 0 && ofCorner < 0
}
