package record

import (
	"errors"
	"fmt"

	"parley"
	"parley/charter"
	"parley/wire"
)

// provedLog is what a file proves of one record: each leaf under a signed head, each page and edition at its place.
type provedLog struct {
	party    parley.PartyID
	volume   uint64
	origin   string
	opened   *Volume // the statement of a later volume
	heads    []SignedHead
	leaves   []placedLeaf
	sheets   []placedSheet
	pages    []placedPage // sheets and roster acts
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
	hash  parley.Hash
	*charter.Sheet
}

type placedEdition struct {
	index uint64
	edition
}

// checkLog checks everything that a file says of one record [REC-20] to [REC-25], except cosignatures, which need the
// mirrors' records too. Dates that go back are an error unless they are what the file is about.
func checkLog(c chain, p *LogProof, datesMayGoBack bool) (*provedLog, error) {
	l := &provedLog{party: p.Party, volume: p.Volume, origin: OriginOf(c.id(), p.Party, p.Volume), heads: p.Heads}
	for _, step := range []func() error{
		func() error { return l.readLeaves(p) },
		func() error { return l.placeEditions(c) },
		func() error { return l.checkStatement(c.id(), p.Statement) },
		func() error { return l.placePages(c, p.Pages) },
		l.checkHeads,
		func() error { return l.checkConsistency(p.Consistency) },
		func() error { return l.checkContents(datesMayGoBack) },
	} {
		if err := step(); err != nil {
			return nil, parley.Wrap(err, parley.CodeOf(err), "in %sthe record of %s", ofVolume(l.volume), p.Party)
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
	if l.volume > 0 && (len(l.leaves) < 3 || l.leaves[2].index != 2) {
		return parley.Errorf(parley.CodeBadRecord, "the leaf that names the statement of the volume is not proved")
	}
	return nil
}

// name says whose record l is, and which volume.
func (l *provedLog) name() string { return volumeName(l.party, l.volume) }

func volumeName(party parley.PartyID, volume uint64) string {
	return fmt.Sprintf("%s%s's record", ofVolume(volume), party)
}

// ofVolume says which volume what follows is of; nothing of the first.
func ofVolume(volume uint64) string {
	if volume == 0 {
		return ""
	}
	return fmt.Sprintf("volume %d of ", volume)
}

// checkStatement holds that a later volume was opened by a statement of the root that the edition in force there names,
// and that leaf 2 names that statement [REC-72] [REC-73].
func (l *provedLog) checkStatement(id parley.Hash, statement *[]byte) error {
	if l.volume == 0 {
		return nil
	}
	v, err := ParseVolume(*statement)
	if err != nil {
		return err
	}
	if leaf := l.leaves[2]; leaf.Kind != wire.LeafVolume || leaf.ID != VolumeHash(*statement) {
		return parley.Errorf(parley.CodeBadRecord, "leaf 2 does not name the statement in the file")
	}
	l.opened = v
	for _, root := range l.rootsAt(2) {
		if err = v.Check(id, l.party, l.volume, root); err == nil {
			return nil
		}
	}
	return err
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
		err := checkLeaf(leaf.Leaf, l.volume, leaf.index, last, len(l.editionAt(leaf.index).charter.Parties))
		var date *DateError
		if errors.As(err, &date) && datesMayGoBack {
			err = checkLeaf(leaf.Leaf, l.volume, leaf.index, 0, len(l.editionAt(leaf.index).charter.Parties))
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
