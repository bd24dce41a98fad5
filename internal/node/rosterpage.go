package node

import (
	"bytes"
	"cmp"
	"slices"

	"parley"
	"parley/charter"
	"parley/internal/store"
	"parley/officer"
	"parley/wire"
)

// An actPage is a roster act with its bytes.
type actPage struct {
	*officer.Act
	bytes []byte
}

// A heldPage is a sheet or a roster act of a seat: one of the two is not nil.
type heldPage struct {
	number uint64
	hash   parley.Hash
	bytes  []byte
	sheet  *charter.Sheet
	act    *officer.Act
}

// parseAct checks every signature of an act but those of root and administrators.
var parseAct = officer.Parse

// acts returns the roster acts held of the party under this charter, in ascending number. Which of them are in force, the
// leaves of its record say.
func (s *seat) acts() []actPage {
	if p := s.rosterActs.Load(); p != nil {
		return *p
	}
	return nil
}

// addAct takes a roster act that is not held, which is put in the order of the numbers.
func (s *seat) addAct(a *officer.Act, b []byte) {
	if s.actNamed(a.Hash()) != nil {
		return
	}
	all := append(slices.Clone(s.acts()), actPage{a, bytes.Clone(b)})
	slices.SortStableFunc(all, func(a, b actPage) int { return cmp.Compare(a.Number, b.Number) })
	s.rosterActs.Store(&all)
}

// dropAct forgets a roster act that was not entered.
func (s *seat) dropAct(hash parley.Hash) {
	all := slices.DeleteFunc(slices.Clone(s.acts()), func(a actPage) bool { return a.Hash() == hash })
	s.rosterActs.Store(&all)
}

// actNamed returns the roster act held with a hash; nil for none.
func (s *seat) actNamed(hash parley.Hash) *actPage {
	for _, a := range s.acts() {
		if a.Hash() == hash {
			return &a
		}
	}
	return nil
}

// pages returns the sheets and roster acts held, in ascending number.
func (s *seat) pages() []heldPage {
	sheets, acts := s.sheets(), s.acts()
	out := make([]heldPage, 0, len(sheets)+len(acts))
	for _, p := range sheets {
		out = append(out, heldPage{number: p.Number, hash: charter.SheetHash(p.bytes), bytes: p.bytes, sheet: p.Sheet})
	}
	for _, a := range acts {
		out = append(out, heldPage{number: a.Number, hash: a.Hash(), bytes: a.bytes, act: a.Act})
	}
	if len(acts) > 0 {
		slices.SortStableFunc(out, func(a, b heldPage) int { return cmp.Compare(a.number, b.number) })
	}
	return out
}

// pageNow returns the number of the page in force for the next leaf of the own record: what is written now names it.
func (n *Node) pageNow(t *table) (number uint64, err error) {
	err = n.cfg.Store.View(func(r store.Reader) error {
		st, err := standingNow(r, t)
		number = st.page.number
		return err
	})
	return number, err
}

// rawPages returns the bytes of the pages held.
func (s *seat) rawPages() (out [][]byte) {
	for _, p := range s.pages() {
		out = append(out, p.bytes)
	}
	return out
}

// newestPage returns the number of the newest page held; 0 where none is held.
func (s *seat) newestPage() (number uint64) {
	if all := s.sheets(); len(all) > 0 {
		number = all[len(all)-1].Number
	}
	if all := s.acts(); len(all) > 0 {
		number = max(number, all[len(all)-1].Number)
	}
	return number
}

// holdsPage reports whether a page with that number is held. One with a higher number may have come before it.
func (s *seat) holdsPage(number uint64) bool {
	return slices.ContainsFunc(s.pages(), func(p heldPage) bool { return p.number == number })
}

// sheetUnder returns the number of the sheet in force where a page is: the last one with no higher number.
func (s *seat) sheetUnder(page uint64) (number uint64) {
	for _, p := range s.sheets() {
		if p.Number <= page {
			number = p.Number
		}
	}
	return number
}

// pageAt returns the page in force at a place of a party's record, among the leaves held: a message that stands there
// names its number. It is zero where no sheet is held.
func (s *seat) pageAt(r store.Reader, at uint64) (heldPage, error) {
	all := s.pages()
	first := slices.IndexFunc(all, func(p heldPage) bool { return p.sheet != nil })
	for i := len(all) - 1; i >= 0; i-- {
		if i == first { // a record begins with a sheet
			break
		}
		leaf, ok, err := leafOf(r, s.log, all[i].hash, wire.LeafSheet)
		if err != nil {
			return heldPage{}, err
		}
		if ok && leaf.Index < at {
			return all[i], nil
		}
	}
	if first < 0 {
		return heldPage{}, nil
	}
	return all[first], nil
}

// readActs takes the roster acts that are stored. Its error is that of the first that cannot be read; the others are
// taken.
func (t *table) readActs(r store.Reader) (bad error) {
	rows, err := r.RosterActs(t.id)
	if err != nil {
		return ignoreNotFound(err)
	}
	for _, row := range rows {
		s := t.seat(row.Party)
		if s == nil || s.actNamed(row.Hash) != nil {
			continue
		}
		a, err := parseAct(row.Bytes)
		if err == nil {
			s.addAct(a, row.Bytes)
		} else if bad == nil {
			bad = err
		}
	}
	return bad
}
