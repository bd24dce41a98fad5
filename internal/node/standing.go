package node

import (
	"parley"
	"parley/charter"
	"parley/internal/store"
	"parley/officer"
	"parley/wire"
)

// A standing is what is in force at a place of a party's record: a message is judged by it, and not by what is newest
// when it comes. The zero standing is that of a message whose place is not known.
type standing struct {
	edition *edition
	page    heldPage      // sheet or roster act, whose number messages name
	sheet   uint64        // number of the sheet
	open    bool          // leaves before the place are not held: a later edition or page may stand among them
	date    parley.Millis // of the sent leaf; 0 where that is not known

	roster *officer.Roster // that was in force; nil: the operators of its sheet sign
	later  *officer.Roster // as it is known by now
	unread bool            // of a message whose place is not known: it names a page that no leaf held here names
}

// standingAt returns what is in force at a place, among the leaves held.
func standingAt(r store.Reader, t *table, s *seat, at uint64) (st standing, err error) {
	held, err := r.LogSize(s.log)
	if err != nil {
		return st, err
	}
	if st.edition, err = t.editionAt(r, s, at); err != nil {
		return st, err
	}
	st.open = at > held
	if st.page, err = s.pageAt(r, at); err != nil {
		return st, err
	}
	st.sheet = st.page.number
	if st.page.act != nil {
		if st.sheet, err = s.sheetAt(r, at); err != nil {
			return st, err
		}
	}
	if st.roster, err = rosterAt(r, t, s, at); err == nil {
		st.later, err = rosterNow(r, t, t.seat(s.id))
	}
	return st, err
}

// standingNamed returns by whom a message may be signed whose place is not known: the roster behind the last roster act that
// has no higher number than the page that it names.
func standingNamed(r store.Reader, t *table, p *wire.Payload) (st standing, err error) {
	s := t.seat(p.From.Party)
	if s == nil || len(s.acts()) == 0 {
		return st, nil
	}
	if st.later, err = rosterNow(r, t, s); err != nil {
		return st, err
	}
	for _, a := range s.acts() {
		if a.Number > p.Roster {
			break
		}
		leaf, ok, err := leafOf(r, s.log, a.Hash(), wire.LeafSheet)
		if err != nil {
			return st, err
		}
		if st.unread = !ok; !ok {
			continue
		}
		if st.roster, err = rosterAt(r, t, s, leaf.Index+1); err != nil {
			return st, err
		}
	}
	return st, nil
}

// notRead reports whether it is not known yet who may sign a message, because leaves are missing that say so: roster acts
// may stand among them.
func (st standing) notRead(author *seat, p *wire.Payload) bool {
	return st.unread || st.edition != nil && st.open && p.Roster > st.page.number && len(author.acts()) > 0
}

// standingNow returns what is in force for the next leaf of the own record.
func standingNow(r store.Reader, t *table) (standing, error) {
	size, err := r.LogSize(t.own().log)
	if err != nil {
		return standing{}, err
	}
	return standingAt(r, t, t.own(), size)
}

// sheetAt returns the number of the sheet in force at a place of a party's record.
func (s *seat) sheetAt(r store.Reader, at uint64) (uint64, error) {
	all := s.sheets()
	for i := len(all) - 1; i > 0; i-- {
		leaf, ok, err := leafOf(r, s.log, charter.SheetHash(all[i].bytes), wire.LeafSheet)
		if err != nil {
			return 0, err
		}
		if ok && leaf.Index < at {
			return all[i].Number, nil
		}
	}
	if len(all) == 0 {
		return 0, nil
	}
	return all[0].Number, nil
}

// outOfForce reports the refusal of a message that names another edition or page than those in force at its place.
func (st standing) outOfForce(p *wire.Payload) (parley.RefusalCode, bool) {
	switch {
	case st.edition == nil:
		return 0, false
	case p.Edition < st.edition.number() || p.Edition > st.edition.number() && !st.open:
		return parley.RefusedEdition, true
	case p.Roster < st.page.number || p.Roster > st.page.number && !st.open:
		return parley.RefusedRoster, true
	}
	return 0, false
}

// standingOf returns what is in force where a message stands, as far as that is known.
func standingOf(r store.Reader, t *table, m store.Message) (standing, error) {
	if m.SentAt < 0 || t.seat(m.Author) == nil {
		return standing{}, nil
	}
	log, at := placed(t.seat(m.Author), m.SentAt)
	st, err := standingAt(r, t, t.seat(m.Author).volume(log), at)
	if err == nil {
		st.date, err = dateAt(r, t.seat(m.Author), m.SentAt)
	}
	return st, err
}
