package procedure

import (
	"encoding/binary"

	"parley"
	"parley/wire"
)

// MarkAhead is how far the number in a mark may run ahead of the last one of that author in the same record. A party
// that had to begin a new volume may have lost numbers on the way.
const MarkAhead = 64

// Marks tells which leaves of a record belong to a proceeding. Whoever holds the opening can tell; nobody else can.
type Marks struct {
	nonce  [16]byte
	ids    []parley.PartyID
	opener int
	made   []uint32           // for each participant: numbers below it are in known
	known  map[uint64]markRef // by the mark
	marks  [][]uint64         // for each participant: by the number
	high   [][]uint32         // in the record of p: the highest number of q so far, plus one; 0: none
	last   []int              // in each record: the author that the last leaf named
	after  [][]int32          // in the record of p: the author that came after q the last time
}

type markRef struct {
	author int32
	k      uint32
}

// NewMarks returns the marks of the proceeding that b opens among ids, which are in the charter's order. Each record is
// then shown to it once, leaf by leaf, from its beginning.
func NewMarks(b *Body, ids []parley.PartyID) *Marks {
	m := &Marks{nonce: b.Payload.Nonce, ids: ids, made: make([]uint32, len(ids)), known: make(map[uint64]markRef, 4*len(ids))}
	m.marks, m.last = make([][]uint64, len(ids)), make([]int, len(ids))
	m.high, m.after = make([][]uint32, len(ids)), make([][]int32, len(ids))
	high, after := make([]uint32, len(ids)*len(ids)), make([]int32, len(ids)*len(ids))
	for p := range ids {
		m.high[p], m.after[p] = high[p*len(ids):(p+1)*len(ids)], after[p*len(ids):(p+1)*len(ids)]
		if ids[p] == b.Payload.From.Party {
			m.opener = p
		}
	}
	for q := range ids {
		m.makeTo(q, 2)
	}
	return m
}

// makeTo makes the marks of participant q with numbers below n. Number 0 is the opener's alone.
func (m *Marks) makeTo(q int, n uint32) {
	for k := m.made[q]; k < n; k++ {
		number := uint64(0)
		if k > 0 || q == m.opener {
			mark := wire.ActMark(m.nonce, m.ids[q], k)
			number = binary.BigEndian.Uint64(mark[:])
			m.known[number] = markRef{int32(q), k}
		}
		m.marks[q] = append(m.marks[q], number)
	}
	m.made[q] = max(m.made[q], n)
}

// Bears reports whether the next leaf of participant p's record belongs to the proceeding, and whose act of which number
// it names. In each record the opening comes first, a participant's own numbers rise, and no number runs more than
// MarkAhead ahead; a leaf that breaks this bears no mark of the proceeding. The same leaf may stand again in a later
// volume.
func (m *Marks) Bears(p int, l *Leaf) (author int, k uint32, ok bool) {
	if l.Kind != wire.LeafSent && l.Kind != wire.LeafReceived && l.Kind != wire.LeafRefused {
		return 0, 0, false
	}
	high := m.high[p]
	mark := binary.BigEndian.Uint64(l.Mark[:])
	r, ok := m.likely(p, mark)
	if !ok {
		r, ok = m.find(mark, high)
	}
	if !ok || (l.Kind == wire.LeafSent) != (int(r.author) == p) {
		return 0, 0, false
	}
	if high[m.opener] == 0 && r.k != 0 {
		return 0, 0, false
	}
	if r.k+1 > high[r.author] {
		high[r.author] = r.k + 1
		m.makeTo(int(r.author), r.k+2)
	}
	m.after[p][m.last[p]], m.last[p] = r.author, int(r.author)
	return int(r.author), r.k, true
}

// likely holds a mark against the one that comes next if the authors go on to speak in turn.
func (m *Marks) likely(p int, mark uint64) (markRef, bool) {
	q := m.after[p][m.last[p]]
	k := m.high[p][q]
	if k == 0 && int(q) != m.opener || int(k) >= len(m.marks[q]) || m.marks[q][k] != mark {
		return markRef{}, false
	}
	return markRef{q, k}, true
}

// find looks a mark up among those that may stand in a record next, making more of them only for a mark that is not
// one of the likely ones.
func (m *Marks) find(mark uint64, high []uint32) (markRef, bool) {
	r, ok := m.known[mark]
	if !ok {
		for q := range m.ids {
			m.makeTo(q, max(high[q], 1)+MarkAhead)
		}
		if r, ok = m.known[mark]; !ok {
			return markRef{}, false
		}
	}
	return r, r.k < max(high[r.author], 1)+MarkAhead
}
