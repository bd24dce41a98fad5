package narrow

// replayWindow is how far behind the newest packet an old one may come [NAR-9].
const replayWindow = 1024

// A window knows which of the last counters came.
type window struct {
	next uint64 // one more than the highest that came; 0: none
	came [replayWindow / 64]uint64
}

// full returns the counter whose last 16 bits are low, and which is nearest to the one expected.
func (w *window) full(low uint16) uint64 {
	const half, all = 1 << 15, 1 << 16
	c := w.next&^(all-1) | uint64(low)
	switch {
	case c+half < w.next:
		c += all
	case c > w.next+half && c >= all:
		c -= all
	}
	return c
}

// fresh reports whether a counter may still come.
func (w *window) fresh(c uint64) bool {
	switch {
	case c >= w.next:
		return true
	case w.next-c > replayWindow:
		return false
	}
	return w.came[c/64%uint64(len(w.came))]&(1<<(c%64)) == 0
}

// take notes that a counter came.
func (w *window) take(c uint64) {
	if c >= w.next {
		if c-w.next >= replayWindow {
			w.came = [replayWindow / 64]uint64{}
		} else {
			for x := w.next; x < c; x++ {
				w.came[x/64%uint64(len(w.came))] &^= 1 << (x % 64)
			}
		}
		w.next = c + 1
	}
	w.came[c/64%uint64(len(w.came))] |= 1 << (c % 64)
}
