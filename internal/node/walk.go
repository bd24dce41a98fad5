package node

import (
	"parley"
	"parley/internal/store"
	"parley/officer"
	"parley/record"
	"parley/wire"
)

// A walk holds the leaves of one record, in order, to the rules of chapter 3: dates, addressees by the edition in force,
// and that each sheet and edition may follow the one before it [REC-4] to [REC-6], [REC-21], [REC-22].
type walk struct {
	t       *table
	s       *seat
	at      uint64 // place of the next leaf
	last    parley.Millis
	edition *edition // nil before leaf 1
	sheet   uint64
	page    heldPage        // in force
	roster  *officer.Roster // nil before the first roster act
	again   uint64          // roster acts of the volume before that stand behind the beginning of this one

	r       store.Reader
	entered map[parley.Hash]bool // pages, editions and statements that the leaves taken name
}

// walkFrom begins at a place; the leaves before it are held and were checked.
func walkFrom(r store.Reader, t *table, s *seat, at uint64) (*walk, error) {
	w := &walk{t: t, s: s, at: at, r: r, entered: map[parley.Hash]bool{}}
	if at == 0 {
		var err error
		w.last, err = lastDate(r, s.log, 0)
		return w, err
	}
	st, err := standingAt(r, t, s, at)
	if err != nil {
		return nil, err
	}
	w.sheet, w.page = st.sheet, st.page
	if w.roster, err = rosterAt(r, t, s, at); err != nil {
		return nil, err
	}
	if w.again, err = actsAgain(r, s, at); err != nil {
		return nil, err
	}
	if at > 1 {
		w.edition = st.edition
	}
	w.last, err = lastDate(r, s.log, at)
	return w, err
}

// take checks leaves from the place reached on. The edition that an adopted leaf names counts from the leaf after it.
func (w *walk) take(leaves [][]byte) error {
	for len(leaves) > 0 {
		n := untilPage(leaves)
		parties := wire.MaxParties // before the first edition no leaf has addressees
		if w.edition != nil {
			parties = len(w.edition.charter.Parties)
		}
		last, err := record.CheckLeaves(w.s.log.Volume, w.last, w.at, leaves[:n], parties)
		if err != nil {
			return err
		}
		w.last, w.at = last, w.at+uint64(n)
		if err := w.turn(leaves[n-1]); err != nil {
			return err
		}
		leaves = leaves[n:]
	}
	return nil
}

// untilPage counts the leaves up to the first that names a page, which is included.
func untilPage(leaves [][]byte) int {
	for i, b := range leaves {
		if namesPage(b) {
			return i + 1
		}
	}
	return len(leaves)
}

// turn takes the page or the edition that a leaf names into force.
func (w *walk) turn(b []byte) error {
	l, err := wire.DecodeLeaf(b)
	if err != nil {
		return err
	}
	bad := func(what string) error {
		return parley.Errorf(parley.CodeBadRecord, "leaf %d names %s", w.at-1, what)
	}
	switch l.Kind {
	case wire.LeafAdopted:
		e := w.t.editionNamed(l.ID)
		if e == nil || e.charter.PartyIndex(w.s.id) < 0 {
			return bad("an edition that is not held, or to which its owner is no party")
		}
		if w.edition != nil && e.number() <= w.edition.number() {
			return bad("an edition that is no later than the one before")
		}
		w.edition, w.entered[l.ID] = e, true
	case wire.LeafSheet:
		if err := w.turnPage(l.ID); err != nil {
			return parley.Wrap(err, parley.CodeBadRecord, "leaf %d names a page that cannot stand there: %s", w.at-1, parley.SentenceOf(err))
		}
		w.entered[l.ID] = true
	case wire.LeafStatement:
		if st := w.t.statementNamed(l.ID); st == nil || st.party != w.s.id {
			return bad("a statement that is not held, or is of another party")
		}
		w.entered[l.ID] = true
	}
	return nil
}
