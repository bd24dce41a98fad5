package overlap

import "math"

// The axes of a box: three of the vectors and one of time, in units of 2^13 milliseconds. The tree knows nothing of
// latitude and longitude, nor of heights.
const (
	axes     = 4
	timeAxis = 3
	timeUnit = 13
)

// A box holds all of a piece of a notice. It may be too large, never too small: what lies in it is compared exactly.
type box struct{ low, high [axes]int32 }

func (b *box) meets(o *box) bool {
	for i := range axes {
		if b.low[i] > o.high[i] || o.low[i] > b.high[i] {
			return false
		}
	}
	return true
}

func (b *box) grow(o *box) {
	for i := range axes {
		b.low[i], b.high[i] = min(b.low[i], o.low[i]), max(b.high[i], o.high[i])
	}
}

func (b *box) covers(o *box) bool {
	for i := range axes {
		if o.low[i] < b.low[i] || o.high[i] > b.high[i] {
			return false
		}
	}
	return true
}

// clamped keeps the order, so that boxes that met still do.
func clamped(n int64) int32 { return int32(max(math.MinInt32, min(n, math.MaxInt32))) }

// widened is the box with so many centimetres and milliseconds on every side.
func (b box) widened(centimetres, millis int64) box {
	for i := range timeAxis {
		b.low[i], b.high[i] = clamped(int64(b.low[i])-centimetres), clamped(int64(b.high[i])+centimetres)
	}
	units := millis>>timeUnit + 1
	b.low[timeAxis], b.high[timeAxis] = clamped(int64(b.low[timeAxis])-units), clamped(int64(b.high[timeAxis])+units)
	return b
}

// everywhere is the box of the whole sphere.
var everywhere = box{low: [axes]int32{-earth - 8, -earth - 8, -earth - 8}, high: [axes]int32{earth + 8, earth + 8, earth + 8}}

// boxes returns the boxes of a notice: one, but for a line one for each part of it.
func (n *Notice) boxes() []box {
	var out []box
	if n.Area.ring || len(n.Area.core) == 1 {
		out = append(out, n.Area.whole())
	} else {
		for i := range n.Area.edges() {
			from, to := n.Area.edge(i)
			out = parts(out, from, to)
		}
	}
	for i := range out {
		out[i].low[timeAxis], out[i].high[timeAxis] = clamped(n.Time.From>>timeUnit), clamped(n.Time.To>>timeUnit)
		out[i] = out[i].widened(chord(n.Area.reach), 0)
	}
	return out
}

// long is the straight length in centimetres of the longest edge that is one part.
const long = 50_000_000

// parts appends the boxes of an edge. The half of a long one is right to some metres, which hull allows for.
func parts(out []box, a, b vec) []box {
	x, y, z := int64(a.x)+int64(b.x), int64(a.y)+int64(b.y), int64(a.z)+int64(b.z)
	length := int64(root(uint64(x*x + y*y + z*z)))
	switch {
	case length < earth/8:
		return append(out, everywhere)
	case a.squared(b) <= long*long:
		return append(out, hull([]vec{a, b}, a.squared(b)))
	}
	mid := vec{int32(x * earth / length), int32(y * earth / length), int32(z * earth / length)}
	return parts(parts(out, a, mid), mid, b)
}

// hull is the box of all that lies on the sphere between points which lie within a cap whose radius, squared, is given: the
// sphere rises above their chords by no more than half that square over its own radius. A hundred metres are added
// for what was rounded.
func hull(points []vec, squared int64) box {
	low, high := points[0], points[0]
	for _, p := range points[1:] {
		low = vec{min(low.x, p.x), min(low.y, p.y), min(low.z, p.z)}
		high = vec{max(high.x, p.x), max(high.y, p.y), max(high.z, p.z)}
	}
	b := box{low: [axes]int32{low.x, low.y, low.z}, high: [axes]int32{high.x, high.y, high.z}}
	rise := squared/(2*earth) + 10_000
	for i := range timeAxis {
		b.low[i], b.high[i] = clamped(int64(b.low[i])-rise), clamped(int64(b.high[i])+rise)
	}
	return b
}

// whole is the box of a point or of a ring. A ring lies in a cap around the middle of its corners where that is less than
// half of the sphere and the ring does not hold the opposite of the middle.
func (a *Area) whole() box {
	if !a.ring {
		return hull(a.core, 0)
	}
	var x, y, z int64
	for _, p := range a.core {
		x, y, z = x+int64(p.x), y+int64(p.y), z+int64(p.z)
	}
	n := int64(len(a.core))
	x, y, z = x/n, y/n, z/n
	length := int64(root(uint64(x*x + y*y + z*z)))
	if length < earth/8 {
		return everywhere
	}
	mid := vec{int32(x * earth / length), int32(y * earth / length), int32(z * earth / length)}
	squared := int64(0)
	for _, p := range a.core {
		squared = max(squared, mid.squared(p))
	}
	if squared > earth*earth || a.holds(mid.opposite()) {
		return everywhere
	}
	return hull(a.core, squared)
}
