package link

import (
	"bytes"
	"time"

	"parley"
	"parley/wire"
)

// arrivals are the numbers of BODY and BLOB that the peer uses in one session.
type arrivals struct {
	open   map[uint64]parley.Hash
	closed rangeSet // numbers of bodies that are whole or were not taken
}

// An unfinished body is held here in part.
type unfinished struct {
	Partial
	ranges   rangeSet
	progress time.Time // when it last got bytes; zero: since before this machine began
}

const (
	maxBodyRanges   = 1024 // runs of bytes of one body
	maxOpenArrivals = 256  // numbers in use in one session
)

// onBody takes in a piece of a body. It reports whether the frame could be used: one that names a log or a number that
// is not known may come before the frame that makes it known.
func (m *Machine) onBody(s *session, f *wire.Body) (used bool, err error) {
	if s.arrivals.closed.contains(f.N) {
		return true, nil
	}
	if f.Open != nil && f.Open.ID == nil {
		return m.onWhole(s, f)
	}
	id, known := s.arrivals.open[f.N]
	if !known {
		if f.Open == nil {
			return false, nil
		}
		log, ok := m.log(s, f.Open.Log)
		if !ok {
			return false, nil
		}
		id = *f.Open.ID
		if taken, err := m.openBody(s, f, log.first()); err != nil || !taken {
			return true, err
		}
	}
	return true, m.fill(s, m.bodies[id], f)
}

// onWhole takes in a message that is one frame [LINK-19].
func (m *Machine) onWhole(s *session, f *wire.Body) (used bool, err error) {
	log, ok := m.log(s, f.Open.Log)
	if !ok {
		return false, nil
	}
	if err := s.arrivals.close(f.N); err != nil {
		return true, err
	}
	id := parley.Sum(f.Bytes)
	if m.done.of[id] == nil {
		delete(m.bodies, id)
		m.deliverBody(s.id, id, false, log.first(), f.Open.Size, f.Open.Precedence, f.Bytes)
	}
	return true, nil
}

// deliverBody delivers a whole body.
func (m *Machine) deliverBody(session int, id parley.Hash, blob bool, log LogKey, size uint64, p parley.Precedence, b []byte) {
	m.done.add(id, size, p)
	m.deliver = append(m.deliver, BodyIn{session, id, blob, log, size, p, b})
}

// openBody ties f.N to a body, which it begins if nothing of it is held. It is not taken if it is whole, and then the
// peer is told so, or if too many are unfinished [LINK-21].
func (m *Machine) openBody(s *session, f *wire.Body, log LogKey) (taken bool, err error) {
	o, blob := f.Open, f.Type == wire.TypeBlob
	if m.done.of[*o.ID] != nil {
		s.sayHeld(*o.ID, o.Size, o.Precedence)
		return false, s.arrivals.close(f.N)
	}
	b := m.bodies[*o.ID]
	begun := Partial{ID: *o.ID, Blob: blob, Log: log, Size: o.Size, Precedence: o.Precedence}
	switch {
	case b != nil && (b.Size != o.Size || b.Blob != blob):
		return false, parley.Errorf(parley.CodeBadEncoding, "the peer gives a body another size or kind than before")
	case b == nil && (len(m.bodies) >= m.cfg.MaxUnfinished || m.cfg.Takes != nil && !m.cfg.Takes(begun)):
		m.dropped++
		m.giveUp()
		return false, s.arrivals.close(f.N)
	case len(s.arrivals.open) >= maxOpenArrivals:
		return false, parley.Errorf(parley.CodeLimit, "the peer opens more than %d bodies at once", maxOpenArrivals)
	case b == nil:
		m.bodies[*o.ID] = &unfinished{Partial: begun, progress: m.now}
	}
	if s.arrivals.open == nil {
		s.arrivals.open = map[uint64]parley.Hash{}
	}
	s.arrivals.open[f.N] = *o.ID
	return true, nil
}

// sayHeld tells the peer that a body is here whole. A peer that opens such bodies faster than it takes the answers gets
// fewer.
func (s *session) sayHeld(id parley.Hash, size uint64, p parley.Precedence) {
	if s.controls.length() < maxControls {
		s.controls.add(newControl(wire.EncodeFrame(&wire.Have{Items: []wire.Held{held(id, size)}}), int(p)))
	}
}

// recorded forgets what is held in part of a body that the node has whole, and remembers that it has.
func (m *Machine) recorded(id parley.Hash) {
	if b := m.bodies[id]; b != nil {
		delete(m.bodies, id)
		m.done.add(id, b.Size, b.Precedence)
		for _, s := range m.sessions {
			for _, open := range s.arrivals.open {
				if open == id {
					s.sayHeld(id, b.Size, b.Precedence)
					break
				}
			}
		}
	}
	m.done.recorded(id)
}

// close says that nothing more is wanted under number n.
func (a *arrivals) close(n uint64) error {
	delete(a.open, n)
	if n == 1<<64-1 {
		return parley.Errorf(parley.CodeBadEncoding, "a body has a number that no body has")
	}
	a.closed.add(n, n+1)
	if len(a.closed) > maxClosed {
		return parley.Errorf(parley.CodeLimit, "the peer leaves out too many numbers")
	}
	return nil
}

// fill takes over the bytes that are not held yet [LINK-20].
func (m *Machine) fill(s *session, b *unfinished, f *wire.Body) error {
	if b == nil {
		return s.arrivals.close(f.N)
	}
	end := f.Offset + uint64(len(f.Bytes))
	if end > b.Size || (f.Type == wire.TypeBlob) != b.Blob {
		return parley.Errorf(parley.CodeBadEncoding, "a frame carries bytes outside its body")
	}
	for _, r := range b.ranges.missing(f.Offset, end) {
		m.persistChunk(b, r.From, f.Bytes[r.From-f.Offset:r.To-f.Offset])
	}
	b.ranges.add(f.Offset, end)
	b.progress = m.now
	if len(b.ranges) > maxBodyRanges {
		return parley.Errorf(parley.CodeLimit, "the peer cuts a body into too many pieces")
	}
	if !b.ranges.covers(0, b.Size) {
		return nil
	}
	delete(m.bodies, b.ID)
	m.deliverBody(s.id, b.ID, b.Blob, b.Log, b.Size, b.Precedence, nil)
	return s.arrivals.close(f.N)
}

// persistChunk adds to what must be durable, joined to the last chunk where it goes on.
func (m *Machine) persistChunk(b *unfinished, offset uint64, p []byte) {
	if n := len(m.persist); n > 0 {
		if c := &m.persist[n-1]; c.ID == b.ID && c.Offset+uint64(len(c.Bytes)) == offset {
			c.Bytes = append(bytes.Clone(c.Bytes), p...)
			return
		}
	}
	m.persist = append(m.persist, Chunk{b.ID, b.Blob, b.Log, b.Size, b.Precedence, offset, p})
}

// hold takes over what the node holds in part. What is whole counts as delivered: HAVE names it, and it is not
// delivered again.
func (m *Machine) hold(ps []Partial) {
	for _, p := range ps {
		var set rangeSet
		for _, r := range p.Ranges {
			set.add(r.From, min(r.To, p.Size))
		}
		switch {
		case m.bodies[p.ID] != nil || m.done.of[p.ID] != nil:
		case set.covers(0, p.Size):
			m.done.add(p.ID, p.Size, p.Precedence)
		default:
			m.bodies[p.ID] = &unfinished{Partial: p, ranges: set}
		}
	}
}
