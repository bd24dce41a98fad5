package node

import (
	"crypto/ed25519"

	"parley"
	"parley/internal/bearer"
)

// A tappedSession shows the world each frame that a node sends and each that it receives.
type tappedSession struct {
	bearer.Session
	w  *world
	at parley.PartyID
}

func (s tappedSession) Send(frames [][]byte) error {
	if s.w.fails != nil {
		if err := s.w.fails(s.at); err != nil {
			return err
		}
	}
	if tap := s.w.tap; tap != nil {
		for _, f := range frames {
			tap(s.at, s.Peer(), f)
		}
	}
	if edit := s.w.edit; edit != nil {
		var left [][]byte
		for _, f := range frames {
			if f = edit(s.at, s.Peer(), f, true); f != nil {
				left = append(left, f)
			}
		}
		frames = left
	}
	return s.Session.Send(frames)
}

func (s tappedSession) Receive() ([]byte, error) {
	b, err := s.Session.Receive()
	if err == nil && s.w.heard != nil {
		s.w.heard(s.at, s.Peer(), b)
	}
	if edit := s.w.edit; edit != nil && err == nil {
		b = edit(s.at, s.Peer(), b, false)
	}
	return b, err
}

// tapped wraps a session, which may be nil.
func (w *world) tapped(at parley.PartyID, conn bearer.Session) bearer.Session {
	if conn == nil {
		return nil
	}
	return tappedSession{conn, w, at}
}

type tappedListener struct {
	bearer.Listener
	w  *world
	at parley.PartyID
}

func (l tappedListener) Accept() (bearer.Session, error) {
	conn, err := l.Listener.Accept()
	return l.w.tapped(l.at, conn), err
}

// stationOf returns the station with the link key.
func (w *world) stationOf(link ed25519.PublicKey) parley.PartyID {
	for id, s := range w.stations {
		if ed25519.PublicKey(s.keys["link"].Public()).Equal(link) {
			return id
		}
	}
	return ""
}
