package node

import (
	"parley"
	"parley/overlap"
	"parley/wire"
)

// versionsLooked is how many messages of a notice, the last ones, are looked for in another record.
const versionsLooked = 16

// An encountered is an encounter with the last messages of both notices, the newest last, and the openings of proceedings about them.
type encountered struct {
	overlap.Encounter
	ofOne, ofOther []parley.Hash
	openings       []overlap.Opening
}

// encountered looks up the messages of the notices of encounters, and what is about them.
func (x *plotted) encountered(all []overlap.Encounter) (out []encountered) {
	last := func(s *overlap.Standing) []parley.Hash {
		ids := x.plot.Messages(s.Party, s.Message)
		return ids[max(0, len(ids)-versionsLooked):]
	}
	for _, e := range all {
		out = append(out, encountered{e, last(e.One), last(e.Other), x.plot.Openings(&e)})
	}
	return out
}

// sight adds what the author of the later of two notices had on record of the earlier one, by the records held [OVL-16].
func (w *plotWriter) sight(e *encountered, v *ConflictView) error {
	if w.drafted != nil {
		return nil
	}
	one, err := w.side(e.One, e.ofOther)
	if err != nil {
		return err
	}
	other, err := w.side(e.Other, e.ofOne)
	if err != nil {
		return err
	}
	s := overlap.Seen(one, other)
	if !s.Known {
		return nil
	}
	had := e.ofOther
	if s.Later == e.Other.Party {
		had = e.ofOne
	}
	v.Later, v.Sight = textOrNull(string(s.Later)), SightNot
	if s.Had >= 0 {
		v.Had, v.Sight = textOrNull(had[s.Had].String()), SightEarlier
	}
	if s.All {
		v.Sight = SightOnRecord
	}
	return nil
}

// side is what a notice's author's record shows of the messages of another notice.
func (w *plotWriter) side(s *overlap.Standing, others []parley.Hash) (overlap.Side, error) {
	out := overlap.Side{Party: s.Party, Had: make([]bool, len(others))}
	seat := w.t.seat(s.Party)
	if seat == nil {
		return out, nil
	}
	log, index := placed(seat, s.At)
	size, err := w.r.LogSize(log)
	if err != nil {
		return out, err
	}
	out.Held = size > index
	if out.Date, err = dateAt(w.r, seat, s.At); err != nil {
		return out, err
	}
	for i, id := range others {
		at, leaf, ok, err := leafEver(w.r, seat.log, id, wire.LeafReceived)
		if err != nil {
			return out, err
		}
		out.Had[i] = ok && placeAt(at, leaf.Index) < s.At
	}
	return out, nil
}
