package dictionary

// An index finds where three bytes stood before: chains of the places that share a hash, the nearest first.
type index struct {
	head []int32 // by hash: the last place, and 1 more; 0: none
	prev []int32 // by place: the one before
}

const (
	windowBits = 13
	pieceBits  = 11
)

func newIndex(bits int, n int) *index { return &index{make([]int32, 1<<bits), make([]int32, n)} }

func (x *index) hash(b []byte) uint32 {
	h := (uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16) * 0x9E3779B1
	return h >> 8 & uint32(len(x.head)-1)
}

// enter puts place i, where b stands, at the front of its chain.
func (x *index) enter(i int, b []byte) {
	h := x.hash(b)
	x.prev[i], x.head[h] = x.head[h], int32(i)+1
}

func indexWindow(w []byte) *index {
	x := newIndex(windowBits, len(w))
	for i := 0; i+minMatch <= len(w); i++ {
		x.enter(i, w[i:])
	}
	return x
}

// A finder finds what stood before a place in a piece, in the piece and in the window before it.
type finder struct {
	window, piece *index
	all           []byte // window and piece
	start         int    // length of the window
	next          int    // first place of the piece that is not entered
	tries         int
	best          int
}

func newFinder(c *context, piece []byte) *finder {
	all := append(append(make([]byte, 0, len(c.Window)+len(piece)), c.Window...), piece...)
	return &finder{window: c.index, piece: newIndex(pieceBits, len(piece)), all: all, start: len(c.Window)}
}

// matches gives the matches at place i of the piece that are longer than all nearer ones, each with the length of the
// longest of these, and returns the longest.
func (f *finder) matches(i int, give func(m match, beyond int)) int {
	at := f.start + i
	for ; f.next < i && f.start+f.next+minMatch <= len(f.all); f.next++ {
		f.piece.enter(f.next, f.all[f.start+f.next:])
	}
	f.tries, f.best = maxTries, minMatch-1
	if at+minMatch <= len(f.all) {
		f.follow(f.piece, f.start, at, give)
		f.follow(f.window, 0, at, give)
	}
	return f.best
}

// follow goes along a chain of places that count from base.
func (f *finder) follow(x *index, base, at int, give func(match, int)) {
	for j := int(x.head[x.hash(f.all[at:])]) - 1; j >= 0 && f.tries > 0 && at-base-j <= MaxWindow && f.best < enough; j = int(x.prev[j]) - 1 {
		f.tries--
		if n := f.same(base+j, at); n > f.best {
			give(match{n, at - base - j}, f.best)
			f.best = n
		}
	}
}

// same returns how many bytes at i stand at j too, at most maxMatch; or 0 if they are no more than the best so far.
func (f *finder) same(j, i int) int {
	if i+f.best >= len(f.all) || f.all[j+f.best] != f.all[i+f.best] {
		return 0
	}
	n := 0
	for n < maxMatch && i+n < len(f.all) && f.all[j+n] == f.all[i+n] {
		n++
	}
	return n
}
