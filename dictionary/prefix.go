package dictionary

import "parley"

// order is that in which a block's head gives the lengths of the code of its code lengths (RFC 1951, 3.2.7).
var order = [19]int{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

// readPrefix returns the two codes of a beginning: empty blocks with the fixed codes, then the head of one block with
// codes of its own, up to the end of a byte [LINK-87]. Every symbol but those that DEFLATE does not use has a code.
func readPrefix(p []byte) (lit, dist code, err error) {
	r := &bitReader{in: p}
	bad := func(why string) (code, code, error) {
		return code{}, code{}, parley.Errorf(parley.CodeBadEncoding, "the beginning of a dictionary %s", why)
	}
	last, kind := r.read(1), r.read(2)
	for ; kind == 1 && !r.over; last, kind = r.read(1), r.read(2) {
		if r.read(7) != 0 || last == 1 {
			return bad("holds more than empty blocks, or ends")
		}
	}
	if kind != 2 {
		return bad("has no block with codes of its own")
	}
	nlit, ndist, n := 257+r.read(5), 1+r.read(5), 4+r.read(4)
	if nlit != literals || ndist != distances {
		return bad("gives no code to some symbols")
	}
	var first [19]uint8
	for _, i := range order[:n] {
		first[i] = uint8(r.read(3))
	}
	if !complete(first[:]) {
		return bad("holds a code of lengths that is not complete")
	}
	all, ok := readLengths(r, newCode(first[:]), nlit+ndist)
	if !ok || r.over || r.at != 8*len(p) {
		return bad("is not whole, or goes on behind the head of its block")
	}
	for _, l := range all {
		if l == 0 {
			return bad("gives no code to some symbols")
		}
	}
	if !complete(all[:nlit]) || !complete(all[nlit:]) {
		return bad("holds a code that is not complete")
	}
	return newCode(all[:nlit]), newCode(all[nlit:]), nil
}

// readLengths reads n code lengths in the run-length form of RFC 1951, 3.2.7.
func readLengths(r *bitReader, c code, n int) (all []uint8, ok bool) {
	for len(all) < n {
		s := c.next(r)
		repeat, value := 1, uint8(0)
		switch {
		case s < 0 || s == 16 && len(all) == 0:
			return nil, false
		case s < 16:
			value = uint8(s)
		case s == 16:
			repeat, value = 3+r.read(2), all[len(all)-1]
		case s == 17:
			repeat = 3 + r.read(3)
		default:
			repeat = 11 + r.read(7)
		}
		for range repeat {
			all = append(all, value)
		}
	}
	return all, len(all) == n
}

// next reads one symbol; -1 is none.
func (c code) next(r *bitReader) int {
	v := uint16(0)
	for n := uint8(1); n <= 15 && !r.over; n++ {
		v |= uint16(r.read(1)) << (n - 1)
		for i, l := range c.length {
			if l == n && c.bits[i] == v {
				return i
			}
		}
	}
	return -1
}
