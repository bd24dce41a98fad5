package node

import (
	"slices"

	"parley"
	"parley/internal/store"
	"parley/wire"
)

// A departure is a withdrawal that its party has entered in its record. It holds under the edition that it names and
// those before; a later one that names the party undoes it [CHR-53].
type departure struct {
	party     parley.PartyID
	edition   uint64
	from      parley.Millis // when it takes effect
	statement parley.Hash
	log       store.LogID // the volume of the party's record in which it stands
	at        uint64      // and its place there
}

// departures returns the withdrawals entered in the records held, the earliest to take effect first.
func (t *table) departures() []departure {
	if p := t.gone.Load(); p != nil {
		return *p
	}
	return nil
}

// readDepartures finds the leaves of the withdrawals that are held.
func (t *table) readDepartures(r store.Reader) error {
	var out []departure
	for _, st := range t.statements() {
		s := t.seat(st.party)
		if s == nil || st.withdrawal == nil {
			continue
		}
		log, row, ok, err := leafEver(r, s.log, st.hash, wire.LeafStatement)
		if err != nil {
			return err
		}
		e := t.editionNamed(st.withdrawal.Edition)
		if !ok || e == nil {
			continue
		}
		root, err := t.rootBelow(r, s, log, row.Index)
		if err != nil {
			return err
		}
		if st.withdrawal.Check(t.id, root[:]) != nil { // signed by a root that was not in force there
			continue
		}
		l, err := wire.DecodeLeaf(row.Bytes)
		if err != nil {
			return err
		}
		from := st.withdrawal.Effect(l.Date, e.charter.WithdrawalDays)
		out = append(out, departure{st.party, e.number(), from, st.hash, log, row.Index})
	}
	slices.SortStableFunc(out, func(a, b departure) int { return int(a.from - b.from) })
	t.gone.Store(&out)
	return nil
}

// departure returns the withdrawal of a party that takes effect first under an edition; nil where there is none.
func (t *table) departure(party parley.PartyID, e *edition) *departure {
	for _, d := range t.departures() {
		if d.party == party && e.number() <= d.edition {
			return &d
		}
	}
	return nil
}

// left returns the withdrawal of a party that has taken effect by a time, under the edition in force here; nil where there
// is none.
func (t *table) left(party parley.PartyID, at parley.Millis) *departure {
	if d := t.departure(party, t.edition()); d != nil && d.from <= at {
		return d
	}
	return nil
}

// whoLeft returns the party of a message that has left by the date of its sent leaf, its originator first [CHR-54]; 0 is
// no date.
func (t *table) whoLeft(e *edition, p *wire.Payload, date parley.Millis) *departure {
	parties := []parley.PartyID{p.From.Party}
	for _, a := range p.Addressees() {
		parties = append(parties, a.Party)
	}
	for _, party := range parties {
		if d := t.departure(party, e); d != nil && date != 0 && d.from <= date {
			return d
		}
	}
	return nil
}

// judgement is that of a message after the end.
func (d *departure) judgement(t *table) judgement {
	return judgement{verdict: refused, code: parley.RefusedWithdrawn, why: d.sentence(t.own().id)}
}

// sentence says a departure to an officer.
func (d *departure) sentence(own parley.PartyID) string {
	if d.party == own {
		return "this party has withdrawn from the charter: since " + d.from.DTG() + " it sends and receives nothing under it"
	}
	return string(d.party) + " has withdrawn from the charter: since " + d.from.DTG() + " nothing is sent to it, or taken from it, under it"
}
