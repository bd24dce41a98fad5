package node

import (
	"cmp"
	"math"
	"slices"
	"sync"

	"parley"
	"parley/internal/store"
	"parley/officer"
	"parley/wire"
)

// rosters remembers what the acts of records make, behind each act: a record's leaves do not change.
type rosters struct {
	mu   sync.Mutex
	held map[rosterKey]*officer.Roster
}

type rosterKey struct {
	log store.LogID
	act parley.Hash
}

func (x *rosters) get(log store.LogID, act parley.Hash) *officer.Roster {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.held[rosterKey{log, act}]
}

func (x *rosters) put(log store.LogID, act parley.Hash, r *officer.Roster) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.held == nil {
		x.held = map[rosterKey]*officer.Roster{}
	}
	x.held[rosterKey{log, act}] = r
}

// rosterAt returns the roster in force at a place of a party's record, by the leaves held; nil where no roster act stands
// before it, and the operators of its sheet sign [REC-92].
func rosterAt(r store.Reader, t *table, s *seat, at uint64) (*officer.Roster, error) {
	all := s.acts()
	for i := len(all) - 1; i >= 0; i-- {
		leaf, ok, err := leafOf(r, s.log, all[i].Hash(), wire.LeafSheet)
		if err != nil {
			return nil, err
		}
		if !ok || leaf.Index >= at {
			continue
		}
		if held := t.rosters.get(s.log, all[i].Hash()); held != nil {
			return held, nil
		}
		return foldActs(r, t, s, leaf.Index+1)
	}
	return nil, nil
}

// rosterNow returns the roster of a party as it is known by now; nil where its record holds no roster act.
func rosterNow(r store.Reader, t *table, s *seat) (*officer.Roster, error) {
	return rosterAt(r, t, s, math.MaxUint64)
}

// An enteredAct is a roster act with its place in its party's record.
type enteredAct struct {
	actPage
	at uint64
}

// enteredActs returns the roster acts held that stand in a volume below a place, in the order of their places.
func enteredActs(r store.Reader, s *seat, below uint64) (out []enteredAct, err error) {
	for _, a := range s.acts() {
		leaf, ok, err := leafOf(r, s.log, a.Hash(), wire.LeafSheet)
		if err != nil {
			return nil, err
		}
		if ok && leaf.Index < below {
			out = append(out, enteredAct{a, leaf.Index})
		}
	}
	slices.SortFunc(out, func(a, b enteredAct) int { return cmp.Compare(a.at, b.at) })
	return out, nil
}

// foldActs makes the roster of the acts below a place, and remembers it behind each of them.
func foldActs(r store.Reader, t *table, s *seat, below uint64) (roster *officer.Roster, err error) {
	acts, err := enteredActs(r, s, below)
	for i, a := range acts {
		if err != nil {
			return nil, err
		}
		e, bad := t.editionAt(r, s, a.at)
		if bad != nil {
			return nil, bad
		}
		g := ground{r: r, t: t, s: s, edition: e, at: a.at}
		roster, err = g.take(roster, a.Act, s.again(a.at, uint64(i)))
		if err == nil {
			t.rosters.put(s.log, a.Hash(), roster)
		}
	}
	return roster, err
}

// again reports whether the act at a place, with so many acts before it in this volume, is one that the volume brings along
// from the one before: they stand right behind its beginning [REC-93].
func (s *seat) again(at, before uint64) bool { return s.log.Volume > 0 && at == volumeStart+before }
