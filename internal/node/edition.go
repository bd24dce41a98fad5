package node

import (
	"slices"
	"sync"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/internal/store"
	"parley/wire"
)

// An edition is one edition of a charter, signed by all its roots.
type edition struct {
	id      parley.Hash
	text    []byte
	lines   []string // signatures
	charter *charter.Charter

	once     sync.Once // of rules
	rules    *form.Rules
	rulesErr error
}

// number is the edition's number, from 1.
func (e *edition) number() uint64 { return e.charter.Edition }

// bitmap returns the addressees of a sent leaf under the edition; parties that it does not have are left out.
func (e *edition) bitmap(parties []parley.PartyID) []byte {
	var places []int
	for _, id := range parties {
		if i := e.charter.PartyIndex(id); i >= 0 {
			places = append(places, i)
		}
	}
	return wire.Bitmap(len(e.charter.Parties), places)
}

// addresses reports whether a sent leaf that stands where the edition is in force names the party.
func (e *edition) addresses(l wire.Leaf, party parley.PartyID) bool {
	i := e.charter.PartyIndex(party)
	return i >= 0 && l.Addressed(i)
}

// editions returns the editions held, in ascending number.
func (t *table) editions() []*edition {
	if p := t.known.Load(); p != nil {
		return *p
	}
	return nil
}

// edition returns the one that is in force for this party: that which it adopted last.
func (t *table) edition() *edition { return t.force.Load() }

// charter returns the text in force for this party.
func (t *table) charter() *charter.Charter { return t.edition().charter }

// editionNumbered returns an edition held; nil for none.
func (t *table) editionNumbered(number uint64) *edition {
	if all := t.editions(); number >= 1 && number <= uint64(len(all)) {
		return all[number-1]
	}
	return nil
}

// editionNamed returns the edition held with an id; nil for none.
func (t *table) editionNamed(id parley.Hash) *edition {
	for _, e := range t.editions() {
		if e.id == id {
			return e
		}
	}
	return nil
}

// newestEdition returns the last edition held, adopted by this party or not.
func (t *table) newestEdition() *edition {
	all := t.editions()
	return all[len(all)-1]
}

func (t *table) addEdition(e *edition) {
	all := append(slices.Clone(t.editions()), e)
	t.known.Store(&all)
}

// readForce finds the edition that the own record adopted last. Before its first leaves are stored it is the first.
func (t *table) readForce(r store.Reader) error {
	size, err := r.LogSize(t.own().log)
	if err != nil {
		return err
	}
	e, err := t.editionAt(r, t.own(), size)
	if err != nil {
		return err
	}
	t.force.Store(e)
	return nil
}

// editionAt returns the edition in force at a place of a party's record, among the leaves held [REC-6].
func (t *table) editionAt(r store.Reader, s *seat, at uint64) (*edition, error) {
	all := t.editions()
	for i := len(all) - 1; i > 0; i-- {
		leaf, ok, err := leafOf(r, s.log, all[i].id, wire.LeafAdopted)
		if err != nil {
			return nil, err
		}
		if ok && leaf.Index < at {
			return all[i], nil
		}
	}
	if len(all) == 1 {
		return all[0], nil
	}
	return t.firstEdition(r, s)
}

// firstEdition returns the edition that a party's record begins with: one that joined later begins with a later one.
func (t *table) firstEdition(r store.Reader, s *seat) (*edition, error) {
	rows, err := r.Leaves(s.log, 1, 2)
	if err != nil || len(rows) != 1 {
		return t.editions()[0], ignoreNotFound(err)
	}
	if e := t.editionNamed(rows[0].ID); e != nil {
		return e, nil
	}
	return t.editions()[0], nil
}
