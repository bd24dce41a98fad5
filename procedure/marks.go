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
	high   [][]uint32         // in the record of p: the highest number of q so far, plus one; 0: none
}

type markRef struct {
	author int32
	k      uint32
}

// NewMarks returns the marks of the proceeding that b opens among ids, which are in the charter's order. Each record is
// then shown to it once, leaf by leaf, from its beginning.
func NewMarks(b *Body, ids []parley.PartyID) *Marks {
	m := &Marks{nonce: b.Payload.Nonce, ids: ids, made: make([]uint32, len(ids)), known: make(map[uint64]markRef, 4*len(ids))}
	m.high = make([][]uint32, len(ids))
	flat := make([]uint32, len(ids)*len(ids))
	for p := range ids {
		m.high[p] = flat[p*len(ids) : (p+1)*len(ids)]
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
		if k > 0 || q == m.opener {
			mark := wire.ActMark(m.nonce, m.ids[q], k)
			m.known[binary.BigEndian.Uint64(mark[:])] = markRef{int32(q), k}
		}
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
	r, ok := m.find(binary.BigEndian.Uint64(l.Mark[:]), high)
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
	return int(r.author), r.k, true
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
