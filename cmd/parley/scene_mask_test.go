package main

import (
	"bytes"
	"sync"

	"parley"
	"parley/dictionary"
	"parley/internal/bearer"
	"parley/wire"
)

// A mask is what a node that cheats keeps from the others: what its record has grown by, or messages. It stands between
// the node and the network, so the node itself does what every node does.
type mask struct {
	mu       sync.Mutex
	record   bool // its record, by its place in the charter
	place    uint64
	coming   bool // the messages that it sends from now on
	bodies   map[parley.Hash]bool
	sessions map[*maskedSession]bool
	said     map[string][]byte // all that went to each party, where it is noted
	noted    bool
}

// A maskedSession leaves out what the mask covers, and counts as received what the other end never saw, so that the
// node's line goes on.
type maskedSession struct {
	bearer.Session
	x     *sceneNode
	left  uint64          // bytes left out
	whose map[uint64]bool // numbers of bodies that are left out
}

func (x *sceneNode) masked(conn bearer.Session) bearer.Session {
	s := &maskedSession{Session: conn, x: x, whose: map[uint64]bool{}}
	m := &x.mask
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.sessions == nil {
		m.sessions, m.bodies, m.said = map[*maskedSession]bool{}, map[parley.Hash]bool{}, map[string][]byte{}
	}
	m.sessions[s] = true
	return s
}

type maskedListener struct {
	bearer.Listener
	x *sceneNode
}

func (l maskedListener) Accept() (bearer.Session, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return l.x.masked(conn), nil
}

func (s *maskedSession) Send(frames [][]byte) error {
	m := &s.x.mask
	m.mu.Lock()
	var kept [][]byte
	for _, f := range frames {
		if s.covered(f) {
			s.left += uint64(len(f))
			continue
		}
		kept = append(kept, f)
		if m.noted {
			m.said[s.Address()] = append(append(m.said[s.Address()], f...), plainOf(f)...)
		}
	}
	m.mu.Unlock()
	if len(kept) == 0 {
		return nil
	}
	return s.Session.Send(kept)
}

// covered reports whether a frame is left out. The mask's mutex is held.
func (s *maskedSession) covered(b []byte) bool {
	m := &s.x.mask
	f, err := wire.DecodeFrame(b, wire.MaxFrame)
	if err != nil {
		return false
	}
	switch f := f.(type) {
	case *wire.Leaves:
		return m.record && f.Log.Party == m.place
	case *wire.Head:
		return m.record && f.Log.Party == m.place
	case *wire.Proof:
		return m.record && f.Log.Party == m.place
	case *wire.Entry:
		return m.record && f.Log.Party == m.place
	case *wire.Body:
		return s.coversBody(f.N, f.Open, f.Bytes)
	case *wire.Packed:
		return s.coversBody(f.N, f.Open, plainOf(b))
	}
	return false
}

func (s *maskedSession) coversBody(n uint64, open *wire.Open, text []byte) bool {
	m := &s.x.mask
	if open != nil {
		id := parley.Sum(text)
		if open.ID != nil {
			id = *open.ID
		}
		if m.coming {
			m.bodies[id] = true
		}
		s.whose[n] = m.bodies[id]
	}
	return s.whose[n]
}

// plainOf returns what a packed frame carries, nothing for another.
func plainOf(b []byte) []byte {
	f, err := wire.DecodeFrame(b, wire.MaxFrame)
	if packed, ok := f.(*wire.Packed); ok && err == nil {
		plain, err := packedWith().Unpack(packed.Context%8, packed.Bytes, int(packed.Plain()))
		if err != nil {
			panic(err)
		}
		return plain
	}
	return nil
}

// packedWith is the dictionary that the ready charters name.
var packedWith = sync.OnceValue(func() *dictionary.Dictionary {
	d, err := dictionary.Parse(dictionary.Ready()[0])
	if err != nil {
		panic(err)
	}
	return d
})

func (s *maskedSession) Receive() ([]byte, error) {
	b, err := s.Session.Receive()
	if err != nil || wire.PeekType(b) != wire.TypeAck {
		return b, err
	}
	f, err := wire.DecodeFrame(b, wire.MaxFrame)
	if err != nil {
		return b, nil
	}
	s.x.mask.mu.Lock()
	defer s.x.mask.mu.Unlock()
	f.(*wire.Ack).Bytes += s.left
	return wire.EncodeFrame(f), nil
}

// set changes the mask. What is shown again goes over new sessions, which begin with what each end holds.
func (m *mask) set(change func()) {
	m.mu.Lock()
	change()
	sessions := m.sessions
	if !m.record && !m.coming && len(m.bodies) == 0 {
		m.sessions = map[*maskedSession]bool{}
	} else {
		sessions = nil
	}
	m.mu.Unlock()
	for s := range sessions {
		s.Close()
	}
}

// told reports whether bytes went out to anybody at an address.
func (m *mask) told(address string, what []byte) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return bytes.Contains(m.said[address], what)
}
