package overlap

import "math/bits"

// earth is the radius of the sphere in centimetres [OVL-1].
const earth = 637_100_880

// Angles and their sines here are whole numbers of 2^-61.
const (
	piFixed  = 7_244_019_458_077_122_842 // pi
	quarter  = 9_000_000                 // 90 degrees in 0.00001 degrees
	fraction = 61
)

// sine is that of an angle of 0 to pi/2, right to 2^-55: its Taylor series.
func sine(x uint64) uint64 {
	square, term, sum := times(x, x), x, x
	for k := uint64(2); term != 0; k += 4 {
		term = times(term, square) / (k * (k + 1))
		sum -= term
		term = times(term, square) / ((k + 2) * (k + 3))
		sum += term
	}
	return sum
}

// times is the product of two fixed-point numbers, below 8.
func times(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi<<(64-fraction) | lo>>fraction
}

// sin31 is the whole number nearest to 2^31 times the sine of n hundred-thousandths of a degree, 0 to 9,000,000 [OVL-1].
func sin31(n int) int64 {
	return int64((sine(angleOfDegrees(n)) + 1<<29) >> 30)
}

func angleOfDegrees(n int) uint64 {
	hi, lo := bits.Mul64(uint64(n), piFixed)
	angle, _ := bits.Div64(hi, lo, 2*quarter)
	return angle
}

// half is how many half metres reach beyond a quarter of the earth's circumference, that is, chords from there on are the
// diameter.
const half = 40_030_229

// chord is the straight distance in centimetres between two points that are u half metres apart on the sphere: the
// whole number nearest to 2R sin(25u/R) [OVL-4]. From half on it is beyond every other.
func chord(u int64) int64 {
	if u >= half {
		return 2*earth + 8
	}
	hi, lo := bits.Mul64(sine(angleOfChord(u)), 2*earth)
	lo, carry := bits.Add64(lo, 1<<(fraction-1), 0)
	return int64((hi+carry)<<(64-fraction) | lo>>fraction)
}

func angleOfChord(u int64) uint64 {
	hi, lo := bits.Mul64(uint64(u)*25, 1<<fraction)
	angle, _ := bits.Div64(hi, lo, earth)
	return angle
}
