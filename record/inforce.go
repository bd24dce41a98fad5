package record

import (
	"bytes"
	"crypto/ed25519"
	"slices"

	"parley"
	"parley/charter"
	"parley/officer"
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

// rootsAt returns the roots under which a sheet of the owner may stand at a place: the one that the edition in force there
// names, and those that have replaced it by a statement that is proved below the place.
func (l *provedLog) rootsAt(index uint64) (out []ed25519.PublicKey) {
	e := l.editionAt(index)
	if p := e.charter.Party(l.party); p != nil {
		out = append(out, p.Root)
	}
	for _, x := range e.changes {
		leaf := l.find(charter.StatementHash(x.Encode()), wire.LeafStatement)
		if x.Party == l.party && (l.volume > 0 || leaf != nil && leaf.index < index) { // a later volume begins with what stands before it
			out = append(out, x.Root)
		}
	}
	return out
}

// entered returns the statements that replaced the owner's root under an edition and stand below a place. What was entered
// in the volumes before stands below all of a later one.
func (l *provedLog) entered(e edition, index uint64) (out []*charter.RootChange) {
	for _, x := range e.changes {
		leaf := l.find(charter.StatementHash(x.Encode()), wire.LeafStatement)
		if x.Party == l.party && (leaf != nil && leaf.index < index || leaf == nil && l.volume > 0) {
			out = append(out, x)
		}
	}
	return out
}

// rootAt returns the root in force at a place: that of the edition, or the last that has replaced it.
func (l *provedLog) rootAt(index uint64) ed25519.PublicKey {
	e := l.editionAt(index)
	root := e.charter.Party(l.party).Root
	for _, x := range l.entered(e, index) {
		root = x.Root
	}
	return root
}

// reservedAt returns the hashes of the keys that no officer may have whom an act at a place enrols: root and recovery by
// the editions adopted and the statements entered below it, and those of the sheets below it [REC-92].
func (l *provedLog) reservedAt(index uint64) officer.Reserved {
	out := officer.Reserved{}
	for _, e := range l.editions {
		if e.index >= index {
			break
		}
		p := e.charter.Party(l.party)
		out[parley.Sum(p.Root)], out[p.Recovery] = true, true
		for _, x := range l.entered(e.edition, index) {
			out[parley.Sum(x.Root)], out[x.Recovery] = true, true
		}
	}
	for _, s := range l.sheets {
		for _, k := range s.Keys() {
			out[parley.Sum(k)] = true
		}
	}
	return out
}

// mayReplace reports why a sheet cannot stand after another of its party: none goes back to a root that was replaced.
func (c chain) mayReplace(s, old *charter.Sheet, oldHash parley.Hash) error {
	if s.Party != old.Party || bytes.Equal(s.Root, old.Root) {
		return s.Replaces(old, oldHash)
	}
	roots := c.roots(s.Party)
	place := func(root []byte) int {
		return slices.IndexFunc(roots, func(k ed25519.PublicKey) bool { return bytes.Equal(k, root) })
	}
	if place(s.Root) < place(old.Root) {
		return parley.Errorf(parley.CodeBadSheet, "sheet %d of %s is signed by a root that was replaced", s.Number, s.Party)
	}
	return s.Follows(old, oldHash)
}

// checkSheet reads a sheet and holds that it is the party's, under one of its roots.
func checkSheet(b []byte, party parley.PartyID, roots []ed25519.PublicKey) (*charter.Sheet, error) {
	s, err := charter.ParseSheet(b)
	if err != nil {
		return nil, err
	}
	if s.Party != party || !slices.ContainsFunc(roots, func(k ed25519.PublicKey) bool { return k.Equal(keyOf(s.Root)) }) {
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
