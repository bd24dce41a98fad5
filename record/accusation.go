package record

import (
	"parley"
	"parley/charter"
)

// fork judges evidence of a fork: two heads of one record, each under a log key of the owner, of which neither continues
// the other [REC-30].
func (v *verification) fork() error {
	p := &v.file.Logs[0]
	sheets, err := v.forkSheets(p)
	if err != nil {
		return err
	}
	origin := OriginOf(v.chain.id(), p.Party, p.Volume)
	used := map[*charter.Sheet]bool{}
	var by [2]*charter.Sheet
	for i, h := range p.Heads {
		if by[i] = signerOf(sheets, origin, h); by[i] == nil {
			return parley.Errorf(parley.CodeBadSignature, "the head of size %d is not signed by a log key of %s", h.Size, p.Party)
		}
		used[by[i]] = true
	}
	if len(used) != len(sheets) {
		return badFile("the evidence file has a sheet of %s that signs neither head", p.Party)
	}
	a, b, fork := p.Heads[0], p.Heads[1], v.file.Fork
	if err := checkContradiction(a, b, fork); err != nil {
		return err
	}
	v.describeFork(p, a, b, by)
	return nil
}

// checkContradiction holds that b continues a tree of a's size whose root is not a's.
func checkContradiction(a, b SignedHead, f *Contradiction) error {
	if f.Root == a.Root {
		return parley.Errorf(parley.CodeBadRecord, "the two heads do not contradict each other")
	}
	return CheckConsistency(a.Size, b.Size, f.Root, b.Root, f.Path)
}

// forkSheets reads the owner's sheets, each under the root of an edition of the chain.
func (v *verification) forkSheets(p *LogProof) ([]*charter.Sheet, error) {
	var out []*charter.Sheet
	for i, b := range p.Pages {
		s, err := v.sheetOfAnyEdition(b, p.Party)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			if err := v.chain.mayReplace(s, out[i-1], charter.SheetHash(p.Pages[i-1])); err != nil {
				return nil, err
			}
		}
		out = append(out, s)
	}
	return out, nil
}

func (v *verification) sheetOfAnyEdition(b []byte, party parley.PartyID) (*charter.Sheet, error) {
	return checkSheet(b, party, v.chain.roots(party))
}

func signerOf(sheets []*charter.Sheet, origin string, h SignedHead) *charter.Sheet {
	for _, s := range sheets {
		if VerifyHead(keyOf(s.Log), origin, h.Size, h.Root, h.Signature) {
			return s
		}
	}
	return nil
}

func (v *verification) describeFork(p *LogProof, a, b SignedHead, by [2]*charter.Sheet) {
	party, own := p.Party, ownRecord(p.Volume)
	v.found("%s signed, with the log key of its sheet %d, a head of %s of size %d with root %s", party, by[0].Number, own, a.Size, a.Root)
	v.found("%s signed, with the log key of its sheet %d, a head of %s of size %d with root %s", party, by[1].Number, own, b.Size, b.Root)
	if a.Size == b.Size {
		v.found("these are two contents of the same %d leaves: %s showed one record to some and another to others, or rewrote it", a.Size, party)
	} else {
		v.found("the record with the larger head had another root at size %d: %s showed one record to some and another to others, or rewrote it", a.Size, party)
	}
	v.notProvedOfAccusation(party)
	v.notProved("which of the two records %s regards as its own, and which leaves differ", party)
}

// ownRecord says "its record", and which volume of it.
func ownRecord(volume uint64) string { return ofVolume(volume) + "its record" }

// dateGoesBack judges evidence of a record whose dates go back [REC-31].
func (v *verification) dateGoesBack() error {
	if err := v.checkLogs(); err != nil {
		return err
	}
	l := v.logs[0]
	before, after := l.dateGoingBack()
	if after == nil {
		return parley.Errorf(parley.CodeBadRecord, "no date of the record of %s in the file goes back", l.party)
	}
	v.describeVolumes()
	v.foundLeaf(l, before)
	v.foundLeaf(l, after)
	v.found("leaf %d of %s stands after leaf %d and is dated before it", after.index, l.name(), before.index)
	v.describeOtherLeaves()
	v.notProvedOfAccusation(l.party)
	return nil
}

// dateGoingBack returns the first two proved leaves, one after the other in the file, of which the later has the
// earlier date.
func (l *provedLog) dateGoingBack() (before, after *placedLeaf) {
	for i := 1; i < len(l.leaves); i++ {
		if l.leaves[i].Date < l.leaves[i-1].Date {
			return &l.leaves[i-1], &l.leaves[i]
		}
	}
	return nil, nil
}

func (v *verification) notProvedOfAccusation(party parley.PartyID) {
	v.notProved("why it happened: a fault, a restored copy of an old disk or a stolen key of %s leave the same proof as intent", party)
	v.notProved("to whom %s showed the heads, and when", party)
}
