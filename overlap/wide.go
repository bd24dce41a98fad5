package overlap

import (
	"math"
	"math/bits"
)

// A wide is a whole number of 128 bits, two's complement.
type wide struct {
	hi int64
	lo uint64
}

func mul(a, b int64) wide {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	return wide{int64(hi) - a>>63&b - b>>63&a, lo}
}

func (a wide) plus(b wide) wide {
	lo, carry := bits.Add64(a.lo, b.lo, 0)
	return wide{a.hi + b.hi + int64(carry), lo}
}

func (a wide) less(b wide) bool { return a.hi < b.hi || a.hi == b.hi && a.lo < b.lo }

func (a wide) sign() int {
	switch {
	case a.hi < 0:
		return -1
	case a == wide{}:
		return 0
	}
	return 1
}

// absolute returns the high and low half of the magnitude.
func (a wide) absolute() (hi, lo uint64) {
	if a.hi >= 0 {
		return uint64(a.hi), a.lo
	}
	lo, borrow := bits.Sub64(0, a.lo, 0)
	hi, _ = bits.Sub64(0, uint64(a.hi), borrow)
	return hi, lo
}

// root is the whole part of the square root of n. What floating point guesses is put right, so that it has no say.
func root(n uint64) uint64 {
	s := min(uint64(math.Sqrt(float64(n))), 1<<32-1)
	for s*s > n {
		s--
	}
	for s < 1<<32-1 && (s+1)*(s+1) <= n {
		s++
	}
	return s
}

// rootWide is the whole part of the square root of a wide, which is above 0 and below 2^124.
func rootWide(a wide) uint64 {
	s := uint64(math.Sqrt(float64(a.hi)*(1<<64) + float64(a.lo)))
	next, _ := bits.Div64(uint64(a.hi), a.lo, s)
	s = (s + next) / 2
	for a.less(mul(int64(s), int64(s))) {
		s--
	}
	for !a.less(mul(int64(s+1), int64(s+1))) {
		s++
	}
	return s
}
