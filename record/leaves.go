package record

import (
	"fmt"

	"parley"
	"parley/wire"
)

// A DateError is a leaf dated before the leaf before it: with a signed head over both it is evidence against the owner
// [REC-4].
type DateError struct {
	Index  uint64        // place of the leaf whose date goes back
	Before parley.Millis // date of the leaf before it
	Date   parley.Millis // its own
}

// Error returns one plain sentence.
func (e *DateError) Error() string {
	return fmt.Sprintf("leaf %d is dated %s, before the leaf before it, dated %s", e.Index, e.Date, e.Before)
}

// CheckLeaves reads the leaves of a volume from place start on and holds them to what it may hold: each readable [REC-3],
// dates that never go back [REC-4], a sheet at place 0, an adopted edition at place 1 and, in a later volume, its
// statement at place 2 [REC-5], and addressees that are parties of the edition in force, which has that many parties
// [REC-6]. prevDate is the date of the leaf before start, 0 for none; before place 0 of a later volume that is the last
// leaf held of the volume before. last is the date of the last leaf, or of the last good one before an error. The error
// has code bad-record; a date that goes back has a *DateError in its chain.
func CheckLeaves(volume uint64, prevDate parley.Millis, start uint64, leaves [][]byte, parties int) (last parley.Millis, err error) {
	last = prevDate
	for i, b := range leaves {
		l, err := wire.DecodeLeaf(b)
		if err != nil {
			return last, err
		}
		if err := checkLeaf(l, volume, start+uint64(i), last, parties); err != nil {
			return last, err
		}
		last = l.Date
	}
	return last, nil
}

func checkLeaf(l wire.Leaf, volume, index uint64, prev parley.Millis, parties int) error {
	if l.Date < prev {
		e := &DateError{Index: index, Before: prev, Date: l.Date}
		return parley.Wrap(e, parley.CodeBadRecord, "a date in the record goes back")
	}
	if index == 0 && l.Kind != wire.LeafSheet || index == 1 && l.Kind != wire.LeafAdopted {
		return parley.Errorf(parley.CodeBadRecord, "leaf %d of a record is of kind %d: it begins with its sheet and its edition", index, l.Kind)
	}
	if opens := volume > 0 && index == 2; opens != (l.Kind == wire.LeafVolume) {
		return parley.Errorf(parley.CodeBadRecord, "leaf %d of volume %d is of kind %d: a later volume, and no other, names its statement at place 2", index, volume, l.Kind)
	}
	if l.Kind == wire.LeafSent {
		return checkAddressees(l, index, parties)
	}
	return nil
}

func checkAddressees(l wire.Leaf, index uint64, parties int) error {
	if len(l.Addressees) != (parties+7)/8 {
		return parley.Errorf(parley.CodeBadRecord, "the addressees in leaf %d have %d bytes, which %d parties do not need", index, len(l.Addressees), parties)
	}
	for i := parties; i < 8*len(l.Addressees); i++ {
		if l.Addressed(i) {
			return parley.Errorf(parley.CodeBadRecord, "leaf %d is addressed to party %d of %d", index, i, parties)
		}
	}
	return nil
}
