package record

import (
	"errors"

	"parley"
	"parley/charter"
	"parley/wire"
)

// provedLog is what a file proves of one record: each leaf under a signed head, each sheet and edition at its place.
type provedLog struct {
	party    parley.PartyID
	origin   string
	heads    []SignedHead
	leaves   []placedLeaf
	sheets   []placedSheet
	editions []placedEdition
}

type placedLeaf struct {
	index uint64
	head  uint64 // place in heads
	told  bool   // a finding names it
	wire.Leaf
}

type placedSheet struct {
	index uint64
	*charter.Sheet
}

type placedEdition struct {
	index uint64
	edition
}

// checkLog checks everything that a file says of one record [REC-20] to [REC-25], except cosignatures, which need the
// mirrors' records too. Dates that go back are an error unless they are what the file is about.
func checkLog(c chain, p *LogProof, datesMayGoBack bool) (*provedLog, error) {
	l := &provedLog{party: p.Party, origin: Origin(c.id(), p.Party), heads: p.Heads}
	for _, step := range []func() error{
		func() error { return l.readLeaves(p) },
		func() error { return l.placeEditions(c) },
		func() error { return l.placeSheets(p.Sheets) },
		l.checkHeads,
		func() error { return l.checkConsistency(p.Consistency) },
		func() error { return l.checkContents(datesMayGoBack) },
	} {
		if err := step(); err != nil {
			return nil, parley.Wrap(err, parley.CodeOf(err), "in the record of %s", p.Party)
		}
	}
	return l, nil
}

func (l *provedLog) readLeaves(p *LogProof) error {
	for _, leaf := range p.Leaves {
		decoded, err := wire.DecodeLeaf(leaf.Leaf)
		if err != nil {
			return err
		}
		h := l.heads[leaf.Head]
		if err := CheckInclusion(leaf.Leaf, leaf.Index, h.Size, leaf.Path, h.Root); err != nil {
			return err
		}
		l.leaves = append(l.leaves, placedLeaf{index: leaf.Index, head: leaf.Head, Leaf: decoded})
	}
	if len(l.leaves) < 2 || l.leaves[0].index != 0 || l.leaves[1].index != 1 {
		return parley.Errorf(parley.CodeBadRecord, "the first two leaves are not proved")
	}
	return nil
}

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

// checkHeads holds that each head is signed by the log key of the last sheet below it [REC-9].
func (l *provedLog) checkHeads() error {
	for _, h := range l.heads {
		if !VerifyHead(keyOf(l.sheetBelow(h.Size).Log), l.origin, h.Size, h.Root, h.Signature) {
			return parley.Errorf(parley.CodeBadSignature, "the head of size %d is not signed by the log key of the last sheet below it", h.Size)
		}
	}
	return nil
}

func (l *provedLog) checkConsistency(proofs [][]parley.Hash) error {
	for i, path := range proofs {
		a, b := l.heads[i], l.heads[i+1]
		if err := CheckConsistency(a.Size, b.Size, a.Root, b.Root, path); err != nil {
			return err
		}
	}
	return nil
}

// checkContents holds each leaf to what CheckLeaves asks for, by the edition at its place.
func (l *provedLog) checkContents(datesMayGoBack bool) error {
	var last parley.Millis
	for _, leaf := range l.leaves {
		err := checkLeaf(leaf.Leaf, leaf.index, last, len(l.editionAt(leaf.index).charter.Parties))
		var date *DateError
		if errors.As(err, &date) && datesMayGoBack {
			err = checkLeaf(leaf.Leaf, leaf.index, 0, len(l.editionAt(leaf.index).charter.Parties))
		}
		if err != nil {
			return err
		}
		last = leaf.Date
	}
	return nil
}

// find returns the first leaf of one of the kinds that bears id, or nil.
func (l *provedLog) find(id parley.Hash, kinds ...wire.LeafKind) *placedLeaf {
	for i := range l.leaves {
		for _, k := range kinds {
			if l.leaves[i].Kind == k && l.leaves[i].ID == id {
				return &l.leaves[i]
			}
		}
	}
	return nil
}
