package link

import (
	"slices"
	"time"

	"parley"
	"parley/wire"
)

// A Machine is the state of one line to one peer, over one or more sessions. It is not safe for use by several
// goroutines: the node's loop for the line owns it.
type Machine struct {
	cfg Config
	now time.Time // of the last Step or Ready

	charters charters
	version  int  // of our HELLO, from 1
	plain    bool // the peer's last HELLO said that it does not read what is packed
	hellos   int  // sessions that the peer opened with a HELLO
	sessions map[int]*session
	order    []int    // of the sessions, ascending
	main     *session // carries what goes once; nil without sessions
	bearers  map[string]*bearer
	gates    map[parley.Hash]gate
	doubts   time.Time // when what arrived is looked at next; zero: nothing is

	queue    queue
	logs     logs
	controls controls // of no session yet
	seq      uint64   // of the last one

	bodies map[parley.Hash]*unfinished
	done   doneSet

	persist []Chunk
	deliver []Delivery
	closing []int
	gaveUp  []Partial
	pending *Ready // given out and not yet advanced
	dropped uint64
}

// New returns a machine without sessions.
func New(cfg Config) *Machine {
	if cfg.MaxUnfinished == 0 {
		cfg.MaxUnfinished = defaultMaxUnfinished
	}
	m := &Machine{cfg: cfg, version: 1, sessions: map[int]*session{}, gates: map[parley.Hash]gate{}, bodies: map[parley.Hash]*unfinished{},
		bearers: map[string]*bearer{}}
	m.charters.merge(cfg.Charters)
	m.hold(cfg.Partials)
	return m
}

// Step takes in one event at the instant now, which never goes back. An error on Received means that the peer broke
// the protocol in a way that ends that session: the node closes it and steps Down. On other events it means that the
// event was not taken, because it makes no sense (code bad-message) or because a limit is reached (code limit).
func (m *Machine) Step(now time.Time, ev Event) error {
	m.tick(now)
	switch ev := ev.(type) {
	case Up:
		return m.up(now, ev)
	case Down:
		m.down(now, ev.Session)
	case Received:
		return m.receive(now, ev)
	case Offer:
		return m.offer(ev.Item)
	case Withdraw:
		m.withdraw(ev.ID)
	case LogState:
		m.logs.grown(ev)
		m.openGates(now)
	case Answer:
		m.logs.answer(ev)
	case Local:
		if m.charters.merge(ev.Charters) {
			m.version++
			m.recall()
		}
		m.hold(ev.Partials)
	case Control:
		return m.control(ev)
	case Probe:
		m.probe()
	case Recorded:
		m.recorded(ev.ID)
	case Dropped:
		delete(m.bodies, ev.ID)
		m.done.drop(ev.ID)
	}
	return nil
}

// wall is what our clock says at the instant now.
func (m *Machine) wall(now time.Time) time.Time {
	if m.cfg.Wall == nil {
		return now
	}
	return m.cfg.Wall(now)
}

// tick does what time calls for.
func (m *Machine) tick(now time.Time) {
	m.now = now
	m.openGates(now)
	for _, id := range m.order {
		s := m.sessions[id]
		if s.broken {
			continue
		}
		if s.tick(now) || s.dead(now) {
			s.broken = true
			m.closing = append(m.closing, id)
		}
		m.relieve(s)
		m.listen(now, s)
	}
	m.choose(now)
	m.doubt(now)
}

func (m *Machine) up(now time.Time, ev Up) error {
	if m.sessions[ev.Session] != nil {
		return parley.Errorf(parley.CodeBadMessage, "session %d is open already", ev.Session)
	}
	if ev.MaxFrame < leastFrame {
		return parley.Errorf(parley.CodeBadMessage, "a bearer with frames of %d bytes is too narrow", ev.MaxFrame)
	}
	s := newSession(now, ev, m.cfg)
	m.sessions[ev.Session] = s
	m.bearer(s).recall(s)
	m.order = append(m.order, ev.Session)
	slices.Sort(m.order)
	m.choose(now)
	return nil
}

// down gives back what was not acknowledged [LINK-16], and the controls that any session may carry.
func (m *Machine) down(now time.Time, id int) {
	s := m.sessions[id]
	if s == nil {
		return
	}
	delete(m.sessions, id)
	m.bearer(s).remember(s)
	m.order = slices.DeleteFunc(m.order, func(x int) bool { return x == id })
	if !s.flight.idle() && !s.suspect {
		m.bearer(s).flapped(now)
	}
	s.share.leave()
	s.lose(s.flight.packets)
	m.release(s, func(c *control) { c.what.lost() })
	m.choose(now)
	m.underWay()
}

// release gives the controls of s that any session may carry to the others, and tells each that it is so.
func (m *Machine) release(s *session, tell func(*control)) {
	for level, list := range s.controls {
		var again []*control
		for _, c := range list {
			if c.done() {
				continue
			}
			tell(c)
			if c.any && !c.moved {
				c.moved = true
				again = append(again, c.anew())
			}
		}
		m.controls[level] = append(again, m.controls[level]...)
	}
}

func (m *Machine) offer(it Item) error {
	most := uint64(wire.MaxEnvelope)
	if it.Blob {
		most = wire.MaxBlob
	}
	if it.Size == 0 || it.Size > most || !it.Precedence.Valid() {
		return parley.Errorf(parley.CodeBadMessage, "an item of %d bytes and precedence %d cannot be sent", it.Size, it.Precedence)
	}
	m.queue.offer(it, m.hellos)
	return nil
}

func (m *Machine) withdraw(id parley.Hash) {
	m.queue.withdraw(id)
	for _, s := range m.sessions {
		delete(s.numbers.of, id)
	}
}

// maxControls is how many of the node's own frames wait at once.
const maxControls = 1024

func (m *Machine) control(ev Control) error {
	switch ev.Frame.(type) {
	case *wire.SheetFrame, *wire.EditionFrame, *wire.Head, *wire.Cosig, *wire.Fork, *wire.VolumeFrame, *wire.Ask, *wire.Bye:
	default:
		return parley.Errorf(parley.CodeBadMessage, "a frame that the line makes itself, or none")
	}
	frame := wire.EncodeFrame(ev.Frame)
	if len(frame) > maxPartFrame || !ev.Precedence.Valid() {
		return parley.Errorf(parley.CodeTooLarge, "a frame of %d bytes cannot be sent", len(frame))
	}
	q := &m.controls
	if ev.Session >= 0 {
		s := m.sessions[ev.Session]
		if s == nil {
			return nil
		}
		q = &s.controls
	}
	if q.length() >= maxControls {
		return parley.Errorf(parley.CodeLimit, "more than %d frames wait already", maxControls)
	}
	c := newControl(frame, int(ev.Precedence))
	m.seq++
	c.any, c.seq = ev.Session < 0, m.seq
	q.add(c)
	return nil
}

// Ready returns what to do now, and the same again until Advance.
func (m *Machine) Ready(now time.Time) Ready {
	if m.pending != nil {
		return *m.pending
	}
	m.now = now
	m.choose(now)
	r := Ready{Persist: m.persist, Deliver: m.deliver, Close: m.closing, GaveUp: m.given()}
	m.persist, m.deliver, m.closing = nil, nil, nil
	for _, id := range m.order {
		r.Send = append(r.Send, m.send(now, m.sessions[id])...)
	}
	if !r.Empty() {
		m.pending = &r
	}
	return r
}

// Advance says that r, the last Ready, is done.
func (m *Machine) Advance(Ready) { m.pending = nil }

// Deadline returns when Step(at, Tick{}) is next wanted, if ever; it is to be asked after Ready and Advance.
func (m *Machine) Deadline() (at time.Time, ok bool) {
	for _, s := range m.sessions {
		if t, is := s.deadline(); is && !s.broken && (!ok || t.Before(at)) {
			at, ok = t, true
		}
	}
	if !m.doubts.IsZero() && (!ok || m.doubts.Before(at)) {
		at, ok = m.doubts, true
	}
	for _, g := range m.gates {
		if !ok || g.until.Before(at) {
			at, ok = g.until, true
		}
	}
	return at, ok
}

// WireLog returns the name of a log in our frames, for those that the node makes; false for a log under no charter of
// our HELLO.
func (m *Machine) WireLog(k LogKey) (wire.Log, bool) { return m.charters.wireLog(k) }

// inFlight returns the packets in flight on the sessions that are not silent, and on the one that carries all else.
func (m *Machine) inFlight() []*packet {
	var out []*packet
	for _, id := range m.order {
		if s := m.sessions[id]; s == m.main || !s.suspect {
			out = append(out, s.flight.packets...)
		}
	}
	return out
}
