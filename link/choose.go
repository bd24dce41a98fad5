package link

import (
	"slices"
	"time"

	"parley"
	"parley/wire"
)

// everywhere reports whether e goes on every session: a FLASH or an IMMEDIATE message. An attachment goes once, at
// whatever precedence [LINK-70].
func (e *entry) everywhere() bool { return !e.Blob && e.Precedence >= parley.Immediate }

// mine reports whether s has something of e to send.
func (m *Machine) mine(s *session, e *entry) bool {
	if e.everywhere() {
		return s.runOf(e).To > 0
	}
	return s == m.main
}

// runOf returns what s sends next of e: of what goes everywhere, what is neither at the peer nor in flight on s.
func (s *session) runOf(e *entry) wire.Range {
	if !e.everywhere() {
		return e.need[0]
	}
	for _, r := range e.has.missing(0, e.Size) {
		if lacks := s.under[e].missing(r.From, r.To); len(lacks) > 0 {
			return lacks[0]
		}
	}
	return wire.Range{}
}

// launched and landed keep count of what is in flight on s of what goes everywhere.
func (s *session) launched(e *entry, run wire.Range) {
	if !e.everywhere() {
		return
	}
	if s.under == nil {
		s.under = map[*entry]rangeSet{}
	}
	set := s.under[e]
	set.add(run.From, run.To)
	s.under[e] = set
}

func (s *session) landed(e *entry) {
	if s.under[e] == nil {
		return
	}
	delete(s.under, e)
	for _, p := range s.flight.packets {
		if b, ok := p.what.(bodyPiece); ok && b.e == e {
			s.launched(e, wire.Range{From: b.from, To: b.to})
		}
	}
}

// choose finds the session that carries what goes once: of those that may, the one of the bearer that costs least
// [LINK-70].
func (m *Machine) choose(now time.Time) {
	var best *session
	for _, id := range m.order {
		if s := m.sessions[id]; best == nil || m.rank(now, s) < m.rank(now, best) ||
			m.rank(now, s) == m.rank(now, best) && s.cost < best.cost {
			best = s
		}
	}
	for _, s := range m.sessions {
		s.beside = m.hasBeside(now, s)
	}
	if best != m.main {
		m.main = best
		m.underWay()
	}
}

// hasBeside reports whether another session than s can carry what s does.
func (m *Machine) hasBeside(now time.Time, s *session) bool {
	return slices.ContainsFunc(m.order, func(id int) bool { return id != s.id && m.rank(now, m.sessions[id]) < 2 })
}

// rank says how fit s is to carry what goes once, 0 being the best.
func (m *Machine) rank(now time.Time, s *session) int {
	switch {
	case s.broken:
		return 4
	case !s.hello || !s.have:
		return 3
	case s.suspect:
		return 2
	case !m.trusts(now, s):
		return 1
	}
	return 0
}

// relieve leaves to the other sessions what they carry already of what s lost.
func (m *Machine) relieve(s *session) {
	if s.lost != s.relieved { // by other sessions, or by a copy
		s.relieved = s.lost
		m.underWay()
	}
}

// underWay takes out of what is to be sent what is in flight on a session that is not silent.
func (m *Machine) underWay() {
	for _, p := range m.inFlight() {
		underWay(p.what)
	}
}

// spread gives a frame that proves or receipts a message, which s is about to send, to the other sessions [LINK-70].
func (m *Machine) spread(s *session, frame []byte, what carried, p parley.Precedence) {
	if p < parley.Immediate || frame == nil {
		return
	}
	if c, part := what.(controlPiece); part {
		frame, what = c.c.frame, c.c.what
	}
	for _, id := range m.order {
		o := m.sessions[id]
		if o == s || o.broken || !o.hello && p != parley.Flash || !m.carries(o, keyOf(what)) || o.controls.length() >= maxControls {
			continue
		}
		switch w := what.(type) {
		case headPiece:
			if w.root && o.rooted[w.x.key] == w.size { // it is there
				continue
			}
			if w.root {
				o.rooted[w.x.key] = w.size
			}
		case proofPiece:
			m.rootFirst(o, w, p)
		}
		c := newControl(frame, int(p))
		c.what = what
		o.controls.add(c)
	}
}

// keyOf returns the log of which a packet carries something.
func keyOf(what carried) LogKey {
	switch p := what.(type) {
	case leavesPiece:
		return p.x.key
	case entryPiece:
		return p.x.key
	case headPiece:
		return p.x.key
	case proofPiece:
		return p.x.key
	}
	return LogKey{}
}

// rootFirst has the head with its root go on o before a proof under it, if it has not [LINK-24].
func (m *Machine) rootFirst(o *session, proof proofPiece, p parley.Precedence) {
	x := proof.x
	if o.rooted[x.key] == proof.size || x.head.Size != proof.size {
		return
	}
	o.rooted[x.key] = proof.size
	frame, what := x.headFrame(m, true)
	c := newControl(frame, int(p))
	c.what = what
	o.controls.add(c)
}
