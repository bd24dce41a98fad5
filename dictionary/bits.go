package dictionary

// bitWriter writes bits, the lowest first (RFC 1951, 3.1.1).
type bitWriter struct {
	out  []byte
	acc  uint64
	held int
}

func (w *bitWriter) write(v uint64, n int) {
	w.acc |= v << w.held
	for w.held += n; w.held >= 8; w.held -= 8 {
		w.out = append(w.out, byte(w.acc))
		w.acc >>= 8
	}
}

// bytes returns what was written, filled up with zeros.
func (w *bitWriter) bytes() []byte {
	if w.held > 0 {
		return append(w.out, byte(w.acc))
	}
	return w.out
}

// bitReader reads them again. Beyond the end it reads zeros, and says so in over.
type bitReader struct {
	in   []byte
	at   int // in bits
	over bool
}

func (r *bitReader) read(n int) int {
	v := 0
	for i := range n {
		if r.at/8 >= len(r.in) {
			r.over = true
			return 0
		}
		v |= int(r.in[r.at/8]>>(r.at%8)&1) << i
		r.at++
	}
	return v
}
