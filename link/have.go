package link

import (
	"cmp"
	"slices"
	"time"

	"parley"
	"parley/wire"
)

// maxHave is the number of ranges in one HAVE: it saves bytes, so it must not cost many.
const maxHave = 16

// haveFrame returns what is held here in part, or whole and not yet recorded: the more urgent and the longer first.
func (m *Machine) haveFrame() *wire.Have {
	type candidate struct {
		wire.Held
		precedence parley.Precedence
	}
	var all []candidate
	for id, b := range m.bodies {
		all = append(all, candidate{wire.Held{ID: id, Size: b.Size, Ranges: b.ranges}, b.Precedence})
	}
	for id, d := range m.done.of {
		if !d.recorded {
			all = append(all, candidate{held(id, d.size), d.precedence})
		}
	}
	slices.SortFunc(all, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.precedence, a.precedence),
			cmp.Compare(rangeSet(b.Ranges).size(), rangeSet(a.Ranges).size()), slices.Compare(a.ID[:], b.ID[:]))
	})
	h := &wire.Have{}
	left := maxHave
	for _, c := range all {
		if n := min(left, len(c.Ranges)); n > 0 {
			c.Ranges = slices.Clone(c.Ranges[:n])
			h.Items = append(h.Items, c.Held)
			left -= n
		}
	}
	return h
}

// held names a whole body.
func held(id parley.Hash, size uint64) wire.Held {
	return wire.Held{ID: id, Size: size, Ranges: []wire.Range{{To: size}}}
}

// onHave takes in what the peer holds. The first in a session says all of it: what it does not name is sent again,
// whatever earlier sessions had acknowledged, except what is under way. Later ones only add [LINK-22].
func (m *Machine) onHave(s *session, f *wire.Have) {
	if !s.have {
		s.have = true
		m.forgetAcknowledged()
		for _, p := range s.early {
			p.e.has.add(p.from, p.to)
			p.e.need.remove(p.from, p.to)
			m.queue.update(p.e)
		}
		s.early = nil
	}
	for _, h := range f.Items {
		e := m.queue.entries[h.ID]
		if e == nil || e.Size != h.Size {
			continue
		}
		for _, r := range h.Ranges {
			if len(e.need) > maxBodyRanges || len(e.has) > maxBodyRanges {
				break
			}
			e.need.remove(r.From, r.To)
			e.has.add(r.From, r.To)
		}
		m.queue.update(e)
	}
}

// forgetAcknowledged makes every entry wanted whole, except what is in flight on any session.
func (m *Machine) forgetAcknowledged() {
	for _, e := range m.queue.entries {
		e.forget()
		e.arrivedAt = time.Time{}
	}
	for _, p := range m.inFlight() {
		if b, ok := p.what.(bodyPiece); ok {
			b.e.need.remove(b.from, b.to)
		}
	}
	for _, e := range m.queue.entries {
		m.queue.update(e)
	}
}
