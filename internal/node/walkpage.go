package node

import (
	"parley"
	"parley/charter"
	"parley/internal/store"
	"parley/officer"
)

// turnPage takes the sheet or the roster act that the leaf before w.at names into force [REC-92].
func (w *walk) turnPage(hash parley.Hash) error {
	if a := w.s.actNamed(hash); a != nil {
		return w.turnAct(*a)
	}
	sh := w.s.sheetNamed(hash)
	switch {
	case sh == nil:
		return parley.Errorf(parley.CodeBadRecord, "it is not held")
	case sh.Number <= w.page.number:
		return parley.Errorf(parley.CodeBadSheet, "sheet %d is no newer than the page before, which has number %d", sh.Number, w.page.number)
	}
	if err := w.mayStand(*sh); err != nil {
		return err
	}
	if err := noOfficersKey(sh.Sheet, w.roster); err != nil {
		return err
	}
	w.sheet, w.page = sh.Number, heldPage{number: sh.Number, hash: hash, bytes: sh.bytes, sheet: sh.Sheet}
	return nil
}

// turnAct takes a roster act into the roster.
func (w *walk) turnAct(a actPage) error {
	at := w.at - 1
	again := w.s.again(at, w.again)
	if at == 0 {
		return parley.Errorf(parley.CodeBadRecord, "a record begins with a sheet")
	}
	if !again {
		if err := a.Follows(w.page.number, w.page.hash); err != nil {
			return err
		}
	}
	g := ground{r: w.r, t: w.t, s: w.s, edition: w.edition, at: at, staged: w.entered}
	roster, err := g.take(w.roster, a.Act, again)
	if err != nil {
		return err
	}
	w.roster = roster
	if again {
		w.again++
	}
	if a.Number >= w.page.number { // else it stood in the volume before, below the sheet of leaf 0
		w.page = heldPage{number: a.Number, hash: a.Hash(), bytes: a.bytes, act: a.Act}
	}
	return nil
}

// actsAgain returns how many roster acts of the volume before stand behind the beginning of this one, as far as they reach
// up to a place.
func actsAgain(r store.Reader, s *seat, at uint64) (n uint64, err error) {
	if s.log.Volume == 0 || at <= volumeStart || at-volumeStart > uint64(len(s.acts())) {
		return 0, nil
	}
	acts, err := enteredActs(r, s, at)
	for n < uint64(len(acts)) && s.again(acts[n].at, n) {
		n++
	}
	return n, err
}

// noOfficersKey reports why a sheet cannot stand under a roster: one of its keys is one that an officer has or had.
func noOfficersKey(sh *charter.Sheet, r *officer.Roster) error {
	if r == nil {
		return nil
	}
	for _, k := range sh.Keys() {
		if id, held := r.Holder(parley.Sum(k)); held {
			return parley.Errorf(parley.CodeBadSheet, "sheet %d of %s names a key of the officer %s", sh.Number, sh.Party, id)
		}
	}
	return nil
}
