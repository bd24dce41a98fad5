package overlap

import "parley/charter"

// A vec is a point of the sphere: centimetres from its centre, towards 0 N 0 E, 0 N 90 E and the north pole.
type vec struct{ x, y, z int32 }

// vectorOf returns the vector of a point [OVL-1].
func vectorOf(p charter.Point) vec {
	level := cos31(p.Lat)
	return vec{
		int32(scaled(scaled(level*cos31(p.Lon)) * earth)),
		int32(scaled(scaled(level*signedSin31(p.Lon)) * earth)),
		int32(scaled(signedSin31(p.Lat) * earth)),
	}
}

// scaled divides by 2^31 to the nearest, a half upwards.
func scaled(n int64) int64 { return (n + 1<<30) >> 31 }

// signedSin31 is the sine of -180 to 180 degrees.
func signedSin31(n int) int64 {
	switch {
	case n < 0:
		return -signedSin31(-n)
	case n > quarter:
		return sin31(2*quarter - n)
	}
	return sin31(n)
}

// cos31 is the cosine of -180 to 180 degrees.
func cos31(n int) int64 { return signedSin31(quarter - max(n, -n)) }

func (a vec) dot(b vec) int64 {
	return int64(a.x)*int64(b.x) + int64(a.y)*int64(b.y) + int64(a.z)*int64(b.z)
}

// squared is the square of the straight distance.
func (a vec) squared(b vec) int64 {
	x, y, z := int64(a.x)-int64(b.x), int64(a.y)-int64(b.y), int64(a.z)-int64(b.z)
	return x*x + y*y + z*z
}

func (a vec) opposite() vec { return vec{-a.x, -a.y, -a.z} }

// A normal is the vector product of two vecs: square centimetres.
type normal struct{ x, y, z int64 }

func (a vec) cross(b vec) normal {
	return normal{
		int64(a.y)*int64(b.z) - int64(a.z)*int64(b.y),
		int64(a.z)*int64(b.x) - int64(a.x)*int64(b.z),
		int64(a.x)*int64(b.y) - int64(a.y)*int64(b.x),
	}
}

// dot is positive where c lies to the left of the way from a to b, n being a.cross(b).
func (n normal) dot(c vec) wide {
	return mul(n.x, int64(c.x)).plus(mul(n.y, int64(c.y))).plus(mul(n.z, int64(c.z)))
}
