package record

import (
	"crypto/ed25519"

	"parley"
	"parley/charter"
	"parley/officer"
	"parley/wire"
)

// A placedPage is a sheet or a roster act at its place, and the roster from the next leaf on.
type placedPage struct {
	index  uint64
	number uint64
	hash   parley.Hash
	act    *officer.Act    // nil: a sheet
	roster *officer.Roster // nil: no roster act stands up to here, and the operators of the sheet sign
}

// placePages ties each page to the sheet leaf that names it, one to one and in order, and holds each to what stands
// before it [REC-21] [REC-92].
func (l *provedLog) placePages(c chain, pages [][]byte) error {
	for _, leaf := range l.leaves {
		if leaf.Kind != wire.LeafSheet {
			continue
		}
		n := len(l.pages)
		if n >= len(pages) || parley.Sum(pages[n]) != leaf.ID {
			return parley.Errorf(parley.CodeBadRecord, "the sheet of leaf %d is not in the file, nor is it a roster act there", leaf.index)
		}
		place := l.placeSheet
		if officer.IsAct(pages[n]) {
			place = l.placeAct
		}
		if err := place(c, leaf.index, pages[n]); err != nil {
			return err
		}
	}
	if len(l.pages) != len(pages) || l.pages[0].index != 0 {
		return parley.Errorf(parley.CodeBadRecord, "leaf 0 is no sheet, or a sheet in the file stands in no leaf")
	}
	return nil
}

// placeSheet holds a sheet to the root at its place, to the sheet and the page before it, and to the roster: none of its
// keys is one that an officer has or had.
func (l *provedLog) placeSheet(c chain, index uint64, b []byte) error {
	s, err := checkSheet(b, l.party, l.rootsAt(index))
	if err != nil {
		return err
	}
	if n := len(l.sheets); n > 0 {
		old := l.sheets[n-1]
		if err := c.mayReplace(s, old.Sheet, old.hash); err != nil {
			return err
		}
	}
	page := placedPage{index: index, number: s.Number, hash: parley.Sum(b)}
	if old := l.pageBelow(index); old != nil {
		page.roster = old.roster
		if s.Number <= old.number {
			return parley.Errorf(parley.CodeBadSheet, "the sheet of %s has number %d, and page %d is in force", s.Party, s.Number, old.number)
		}
	}
	if err := noOfficersKey(s, page.roster); err != nil {
		return err
	}
	l.sheets, l.pages = append(l.sheets, placedSheet{index, page.hash, s}), append(l.pages, page)
	return nil
}

func noOfficersKey(s *charter.Sheet, r *officer.Roster) error {
	if r == nil {
		return nil
	}
	for _, k := range s.Keys() {
		if id, held := r.Holder(parley.Sum(k)); held {
			return parley.Errorf(parley.CodeBadSheet, "sheet %d of %s names a key of the officer %s", s.Number, s.Party, id)
		}
	}
	return nil
}

// placeAct holds a roster act to the page in force, and to the roster and the root there. The acts that a later volume
// brings along from the one before stand right behind its beginning: no place is asked of them, and they may be under a
// root that was replaced [REC-93].
func (l *provedLog) placeAct(c chain, index uint64, b []byte) error {
	a, err := officer.Parse(b)
	if err != nil {
		return err
	}
	old := l.pageBelow(index)
	if old == nil {
		return parley.Errorf(parley.CodeBadRecord, "leaf 0 is no sheet, but a roster act")
	}
	page, roots := placedPage{index: index, number: a.Number, hash: a.Hash(), act: a}, []ed25519.PublicKey{l.rootAt(index)}
	if l.volume == 0 || index != 2+uint64(len(l.pages)) || len(l.sheets) != 1 {
		err = a.Follows(old.number, old.hash)
	} else {
		roots = c.roots(l.party)
	}
	if err != nil {
		return err
	}
	if a.Number < old.number { // it stood in the volume before, below the sheet of leaf 0
		page.number, page.hash = old.number, old.hash
	}
	if page.roster, err = l.takeUnder(roots, old.roster, page, c.id()); err != nil {
		return err
	}
	l.pages = append(l.pages, page)
	return nil
}

// takeUnder returns the roster after an act that one of the roots, or officers, have signed.
func (l *provedLog) takeUnder(roots []ed25519.PublicKey, before *officer.Roster, page placedPage, id parley.Hash) (after *officer.Roster, err error) {
	if before == nil {
		before = officer.New(l.party, id)
	}
	for _, root := range roots {
		if after, err = before.Take(page.act, root, l.reservedAt(page.index)); err == nil {
			return after, nil
		}
	}
	return nil, err
}

// pageBelow returns the page in force at a place, or nil: the last one below it.
func (l *provedLog) pageBelow(index uint64) (last *placedPage) {
	for i := range l.pages {
		if l.pages[i].index < index {
			last = &l.pages[i]
		}
	}
	return last
}
