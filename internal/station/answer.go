package station

import (
	"time"

	"parley"
	"parley/narrow"
)

// holdBack is how long an answer waits for what this end has to say, so that it goes in the same packet.
const holdBack = 50 * time.Millisecond

// greet takes a beginning, if its MAC is right and its counter new.
func (s *Station) greet(head narrow.Beginning, from string) {
	for _, held := range s.ring.Named(head.Key) {
		if !head.Authentic(held.Secret) || !s.ring.New(held, head.Counter) {
			continue
		}
		if err := s.welcome(held, head, from); err != nil {
			s.log.Debug("a beginning was not answered", "address", from, "error", err)
		}
		return
	}
}

// welcome takes the frames of a beginning. One of a dial that this end has answered, but of which nothing came since, belongs
// to the same session: the answer was lost, or the other end had more to say [NAR-14].
func (s *Station) welcome(held Held, head narrow.Beginning, from string) error {
	end, err := s.endOf(held)
	if err != nil {
		return err
	}
	taken, frames, err := narrow.Take(end, head, s.random)
	if err != nil {
		return err
	}
	if err := s.fresh(held, head.Counter); err != nil {
		return err
	}
	if x := s.again(held, head.Sender()); x != nil && x.retake(taken, from) {
		x.put(frames)
		return nil
	}
	x, err := s.open(held.Peer, from, false)
	if err != nil {
		return err
	}
	x.sender = head.Sender()
	x.retake(taken, from)
	x.put(frames)
	select {
	case s.ready <- x:
		return nil
	default:
		x.end()
		return parley.Errorf(parley.CodeLimit, "%d sessions wait to be taken up", backlog)
	}
}

// again returns the session of a dial that began before.
func (s *Station) again(held Held, sender uint16) *session {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range s.sessions {
		if !x.dialled && x.sender == sender && x.peer.Equal(held.Peer) {
			return x
		}
	}
	return nil
}

// retake has a session answer a beginning soon. It reports false for one whose other end has an answer.
func (x *session) retake(taken *narrow.Taken, from string) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.over || x.heard {
		return false
	}
	if x.taken == nil {
		time.AfterFunc(holdBack, func() { x.reply() })
	}
	x.taken, x.address = taken, from
	return true
}

// reply answers the beginning with the frames that wait, as many as fit; the others go in packets of their own.
func (x *session) reply() error {
	x.mu.Lock()
	if x.over || x.taken == nil {
		x.mu.Unlock()
		return nil
	}
	n := fitting(x.waiting, x.station.medium.Most()-narrow.AnswerOverhead, 0)
	a, packet, err := x.taken.Answer(x.own, x.waiting[:n])
	if err == nil {
		x.waiting = x.waiting[n:]
		x.use(a)
	}
	x.taken = nil
	to := x.address
	x.mu.Unlock()
	if err == nil {
		err = x.station.medium.Send(packet, to)
	}
	if err != nil {
		x.station.log.Debug("a beginning was not answered", "address", to, "error", err)
		x.end()
		return err
	}
	return x.flush()
}

// full reports whether an answer would hold no more than what waits. The mutex is held.
func (x *session) full() bool {
	return fitting(x.waiting, x.station.medium.Most()-narrow.AnswerOverhead, 0) < len(x.waiting)
}

func (s *Station) fresh(held Held, counter uint64) error {
	switch fresh, err := s.ring.Take(held, counter); {
	case err != nil:
		return err
	case !fresh:
		return parley.Errorf(parley.CodeBadEncoding, "a beginning that came before")
	}
	return nil
}
