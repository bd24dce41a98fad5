package rows

import "parley/internal/store"

// leavesByMark finds leaves by marks.
const leavesByMark = `SELECT l.charter, l.party, l.volume, f.place, f.kind, f.id, f.mark, f.bytes
	FROM leaf f INDEXED BY leaf_mark JOIN log l ON l.no = f.log WHERE f.kind <= 3 AND f.mark IN %s`

// MarkedLeaves returns the leaves that bear one of marks; see store.Reader.
func (r *Reader) MarkedLeaves(marks [][8]byte) ([]store.MarkedLeaf, error) {
	if len(marks) == 0 {
		return nil, nil
	}
	query, args := anyOf(leavesByMark, len(marks), func(i int) any { return marks[i][:] })
	return List(r, scanMarked, query, args...)
}

func scanMarked(r Row, l *store.MarkedLeaf) error {
	err := r.Scan(Fixed(l.Log.Charter[:]), &l.Log.Party, &l.Log.Volume, &l.Index, &l.Kind, Fixed(l.ID[:]), Fixed(l.Mark[:]), &l.Bytes)
	return damaged(err, "leaf: entry %d of %s", l.Index, l.Log.Party)
}
