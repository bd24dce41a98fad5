package node

import (
	"parley"
	"parley/charter"
	"parley/internal/store"
	"parley/officer"
	"parley/wire"
)

// A ground is a place of a party's record at which a roster act is taken.
type ground struct {
	r       store.Reader
	t       *table
	s       *seat
	edition *edition // in force there
	at      uint64
	staged  map[parley.Hash]bool // what leaves name that stand below and are not stored yet
}

// take returns the roster after an act: under the root in force there, or, of an act that a later volume brings along,
// under any that the party has had [REC-92] [REC-93].
func (g ground) take(before *officer.Roster, a *officer.Act, again bool) (after *officer.Roster, err error) {
	if before == nil {
		before = officer.New(g.s.id, g.t.id)
	}
	reserved, err := g.reserved()
	if err != nil {
		return nil, err
	}
	root, err := g.root()
	if err != nil {
		return nil, err
	}
	roots := []rootKey{root}
	if again {
		roots = g.t.rootsOf(g.s)
	}
	for _, k := range roots {
		if after, err = before.Take(a, k[:], reserved); err == nil {
			return after, nil
		}
	}
	return nil, err
}

// stands reports whether a leaf of this volume below the place names something.
func (g ground) stands(id parley.Hash, kind wire.LeafKind) (bool, error) {
	if g.staged[id] {
		return true, nil
	}
	leaf, ok, err := leafOf(g.r, g.s.log, id, kind)
	return ok && leaf.Index < g.at, err
}

// root returns the root in force: that of the edition, or the last that replaced it by a statement below the place.
func (g ground) root() (root rootKey, err error) {
	if g.edition == nil || g.edition.charter.Party(g.s.id) == nil {
		return root, parley.Errorf(parley.CodeBadRecord, "%s is no party of the edition in force at leaf %d of its record", g.s.id, g.at)
	}
	root = rootKey(g.edition.charter.Party(g.s.id).Root)
	err = g.replaced(g.edition, func(x *charter.RootChange) { root = rootKey(x.Root) })
	return root, err
}

// replaced calls fn for each root that replaced that of an edition by a statement that stands below the place; those in
// the volumes before do.
func (g ground) replaced(e *edition, fn func(*charter.RootChange)) error {
	for _, x := range g.t.changesOf(g.s.id) {
		if x.Edition != e.id {
			continue
		}
		hash := charter.StatementHash(x.Encode())
		in, leaf, ok, err := leafEver(g.r, g.s.log, hash, wire.LeafStatement)
		if err != nil {
			return err
		}
		if g.staged[hash] || ok && (in != g.s.log || leaf.Index < g.at) {
			fn(x)
		}
	}
	return nil
}

// reserved returns the hashes of the keys that no officer may have whom an act here enrols [REC-92].
func (g ground) reserved() (officer.Reserved, error) {
	out := officer.Reserved{}
	for _, e := range g.t.editions() {
		ok, err := g.stands(e.id, wire.LeafAdopted)
		if err != nil {
			return nil, err
		}
		p := e.charter.Party(g.s.id)
		if !ok || p == nil {
			continue
		}
		out[parley.Sum(p.Root)], out[p.Recovery] = true, true
		err = g.replaced(e, func(x *charter.RootChange) { out[parley.Sum(x.Root)], out[x.Recovery] = true, true })
		if err != nil {
			return nil, err
		}
	}
	for _, sh := range g.s.sheets() {
		ok, err := g.stands(charter.SheetHash(sh.bytes), wire.LeafSheet)
		if err != nil {
			return nil, err
		}
		for _, k := range sh.Keys() {
			if ok {
				out[parley.Sum(k)] = true
			}
		}
	}
	return out, nil
}
