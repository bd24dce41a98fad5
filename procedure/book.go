package procedure

import (
	"cmp"
	"slices"

	"parley"
)

// A book is what the records of a proceeding say of it.
type book struct {
	*plan
	off    rules
	logs   []*Log     // by participant; never nil
	cut    [][]uint64 // for each volume: number of leaves that count (F12)
	sworn  [][]uint64 // for each volume: number of leaves that every other participant cosigned (F11)
	forked parties    // whose record is cut

	acts     []act
	hashes   []parley.Hash         // their ids
	numbers  [][]int32             // for each author: act by its number, -1
	odd      map[parley.Hash]int32 // acts whose leaf does not bear the mark that it should
	refs     [][]ref
	first    [][]int32       // for each participant and act: the place in refs behind its leaf; 0: it has none
	holders  []parties       // for each act: whose records name it
	latest   []parley.Millis // for each act: the latest of the dates that it has there
	strays   []strayRef
	bodies   map[parley.Hash]int32 // place in messages
	messages []Body
	known    []int32 // for each of messages: the act that it is the body of, -1
	opening  int32   // -1: its leaf is not held
}

func newBook(in *Input, pl *plan, forks bool) *book {
	b := &book{plan: pl, off: in.off, opening: -1, odd: map[parley.Hash]int32{}}
	b.messages, b.known = in.Bodies, slices.Repeat([]int32{none}, len(in.Bodies))
	b.bodies = make(map[parley.Hash]int32, len(in.Bodies))
	for i := range in.Bodies {
		b.bodies[in.Bodies[i].ID] = int32(i)
	}
	b.logs = make([]*Log, len(pl.ids))
	for i := range in.Logs {
		if p := pl.index(in.Logs[i].Party); p >= 0 {
			b.logs[p] = &in.Logs[i]
		}
	}
	for p := range b.logs {
		if b.logs[p] == nil {
			b.logs[p] = &Log{Party: pl.ids[p]}
		}
	}
	for p := range b.logs {
		b.measure(p, forks)
	}
	b.acts, b.hashes = make([]act, 0, len(in.Bodies)), make([]parley.Hash, 0, len(in.Bodies))
	b.scan(NewMarks(pl.opening, pl.ids))
	return b
}

// vouchers returns the participants that vouch for p's record: every other, those apart that are proved to have forked
// their own. Without any nobody does.
func (b *book) vouchers(p int) (out []parley.PartyID) {
	for q, id := range b.ids {
		forked := slices.ContainsFunc(b.logs[q].Volumes, func(v Volume) bool { return v.Fork != nil })
		if q != p && !forked {
			out = append(out, id)
		}
	}
	return out
}

// swornTo returns how many leaves of a volume all of some parties cosigned.
func (v *Volume) swornTo(vouchers []parley.PartyID) uint64 {
	if len(vouchers) == 0 {
		return 0
	}
	s := v.Held
	for _, id := range vouchers {
		i := slices.IndexFunc(v.Cosigned, func(c Cosigned) bool { return c.Mirror == id })
		if i < 0 {
			return 0
		}
		s = min(s, v.Cosigned[i].Size)
	}
	return s
}

// measure finds how much of each volume of p counts [F12], and how much of it every other participant vouches for [F11].
func (b *book) measure(p int, forks bool) {
	var cut, sworn []uint64
	vouchers := b.vouchers(p)
	for i := range b.logs[p].Volumes {
		v := &b.logs[p].Volumes[i]
		s, n := v.swornTo(vouchers), v.Held
		if v.Fork != nil && forks {
			n = min(n, max(*v.Fork, s))
			b.forked |= 1 << p
		}
		cut, sworn = append(cut, n), append(sworn, s)
	}
	b.cut, b.sworn = append(b.cut, cut), append(b.sworn, sworn)
}

// firstDated returns the place of the first leaf of p's record that counts and is dated t or later.
func (b *book) firstDated(p int, t parley.Millis) (place, bool) {
	for v, vol := range b.logs[p].Volumes {
		i, ok := vol.dated(t)
		if ok && i < b.cut[p][v] {
			return placeOf(v, i), true
		}
	}
	return 0, false
}

func (v *Volume) dated(t parley.Millis) (uint64, bool) {
	if v.First != nil {
		return v.First(t)
	}
	i, _ := slices.BinarySearchFunc(v.Leaves, t, func(l Leaf, t parley.Millis) int { return cmp.Compare(l.Date, t) })
	if i == len(v.Leaves) {
		return 0, false
	}
	return v.Leaves[i].Index, true
}
