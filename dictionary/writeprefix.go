package dictionary

import "slices"

// writePrefix returns a beginning that ends with a byte: empty blocks of the fixed codes, 10 bits each, before the head
// of a block with these codes.
func writePrefix(lit, dist []uint8) []byte {
	for spare := 0; ; spare++ {
		for empty := range 4 {
			var w bitWriter
			for range empty {
				w.write(1<<1, 10)
			}
			writeHead(&w, lit, dist, spare)
			if w.held == 0 {
				return w.bytes()
			}
		}
	}
}

// writeHead writes the head of a block (RFC 1951, 3.2.7). Runs of equal lengths are not joined for the first spare
// symbols, which is how the number of bits is changed.
func writeHead(w *bitWriter, lit, dist []uint8, spare int) {
	runs := joinRuns(append(slices.Clone(lit), dist...), spare)
	weights := make([]int, 19)
	for i := range weights {
		weights[i] = 1
	}
	for _, r := range runs {
		weights[r.symbol] += 8
	}
	c := newCode(huffman(weights, 7))
	w.write(2<<1, 3)
	w.write(uint64(len(lit)-257), 5)
	w.write(uint64(len(dist)-1), 5)
	w.write(19-4, 4)
	for _, i := range order {
		w.write(uint64(c.length[i]), 3)
	}
	for _, r := range runs {
		w.write(uint64(c.bits[r.symbol]), int(c.length[r.symbol]))
		w.write(uint64(r.more), r.bits)
	}
}

// A run is a code length, or 16 for 3 to 6 times the one before, with its extra bits.
type run struct{ symbol, more, bits int }

func joinRuns(all []uint8, spare int) (out []run) {
	for i := 0; i < len(all); {
		n := 0
		for i > spare && n < 6 && i+n < len(all) && all[i+n] == all[i-1] {
			n++
		}
		if n >= 3 {
			out = append(out, run{16, n - 3, 2})
			i += n
			continue
		}
		out = append(out, run{int(all[i]), 0, 0})
		i++
	}
	return out
}
