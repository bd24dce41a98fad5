package dictionary

import "math/bits"

// The alphabets of RFC 1951, 3.2.5: literals, the end of a block and lengths; distances.
const (
	literals   = 286
	distances  = 30
	endOfBlock = 256
)

// A step is where the lengths or distances of one symbol begin, and how many extra bits say which of them is meant.
type step struct{ from, extra int }

var lengthSteps = func() []step {
	s := steps(28, 3, 4)
	return append(s, step{258, 0})
}()

var distanceSteps = steps(30, 1, 2)

// steps returns n symbols from first on: per extra-bit count there are as many as group, after twice as many without.
func steps(n, first, group int) []step {
	out := make([]step, n)
	for i := range out {
		extra := max(0, i/group-1)
		out[i] = step{first, extra}
		first += 1 << extra
	}
	return out
}

// symbolOf returns the place of the step that x lies in.
func symbolOf(s []step, x int) int {
	i := len(s) - 1
	for s[i].from > x {
		i--
	}
	return i
}

// A code is a canonical Huffman code (RFC 1951, 3.2.2): for each symbol its length in bits, 0 for none, and its bits,
// the first one lowest.
type code struct {
	length []uint8
	bits   []uint16
}

func newCode(length []uint8) code {
	c := code{length, make([]uint16, len(length))}
	next := uint16(0)
	for n := uint8(1); n <= 15; n++ {
		next <<= 1
		for i, l := range length {
			if l == n {
				c.bits[i] = bits.Reverse16(next) >> (16 - n)
				next++
			}
		}
	}
	return c
}

// complete reports whether every run of bits is a code or begins one.
func complete(length []uint8) bool {
	sum := 0
	for _, l := range length {
		if l > 0 {
			sum += 1 << (15 - l)
		}
	}
	return sum == 1<<15
}
