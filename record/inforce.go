package record

import (
	"parley"
	"parley/charter"
	"parley/wire"
)

// placeEditions reads the adopted leaves; each names an edition of the chain to which the owner is a party.
func (l *provedLog) placeEditions(c chain) error {
	for _, leaf := range l.leaves {
		if leaf.Kind != wire.LeafAdopted {
			continue
		}
		i := c.place(leaf.ID)
		if i < 0 || c[i].charter.PartyIndex(l.party) < 0 {
			return parley.Errorf(parley.CodeBadRecord, "leaf %d adopts an edition that is not in the file, or not the owner's", leaf.index)
		}
		if n := len(l.editions); n > 0 && l.editions[n-1].charter.Edition >= c[i].charter.Edition {
			return parley.Errorf(parley.CodeBadRecord, "leaf %d adopts an edition older than the one before", leaf.index)
		}
		l.editions = append(l.editions, placedEdition{index: leaf.index, edition: c[i]})
	}
	if len(l.editions) == 0 || l.editions[0].index != 1 {
		return parley.Errorf(parley.CodeBadRecord, "leaf 1 adopts no edition")
	}
	return nil
}

// editionAt returns the last proved edition adopted below a place, or the first one for the two leaves before any.
func (l *provedLog) editionAt(index uint64) edition {
	last := l.editions[0].edition
	for _, e := range l.editions {
		if e.index < index {
			last = e.edition
		}
	}
	return last
}

// placeSheets ties each sheet to the sheet leaf that names it, one to one and in order, and its root to the edition at
// that place.
func (l *provedLog) placeSheets(sheets [][]byte) error {
	for _, leaf := range l.leaves {
		if leaf.Kind != wire.LeafSheet {
			continue
		}
		n := len(l.sheets)
		if n >= len(sheets) || charter.SheetHash(sheets[n]) != leaf.ID {
			return parley.Errorf(parley.CodeBadRecord, "the sheet of leaf %d is not in the file", leaf.index)
		}
		s, err := checkSheet(sheets[n], l.party, l.editionAt(leaf.index).charter)
		if err != nil {
			return err
		}
		if n > 0 {
			if err := s.Replaces(l.sheets[n-1].Sheet, charter.SheetHash(sheets[n-1])); err != nil {
				return err
			}
		}
		l.sheets = append(l.sheets, placedSheet{index: leaf.index, Sheet: s})
	}
	if len(l.sheets) != len(sheets) || l.sheets[0].index != 0 {
		return parley.Errorf(parley.CodeBadRecord, "leaf 0 is no sheet, or a sheet in the file stands in no leaf")
	}
	return nil
}

// checkSheet reads a sheet and holds that it is the party's, under the root key that an edition names.
func checkSheet(b []byte, party parley.PartyID, c *charter.Charter) (*charter.Sheet, error) {
	s, err := charter.ParseSheet(b)
	if err != nil {
		return nil, err
	}
	p := c.Party(party)
	if p == nil || s.Party != party || !p.Root.Equal(keyOf(s.Root)) {
		return nil, parley.Errorf(parley.CodeBadSheet, "sheet %d is not signed by the root key that the charter names for %s", s.Number, party)
	}
	return s, nil
}

// sheetBelow returns the last proved sheet that stands below a place.
func (l *provedLog) sheetBelow(index uint64) *charter.Sheet {
	var last *charter.Sheet
	for _, s := range l.sheets {
		if s.index < index {
			last = s.Sheet
		}
	}
	return last
}
