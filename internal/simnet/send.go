package simnet

import (
	"net"
	"slices"
	"time"
)

const (
	retryTime = 200 * time.Millisecond // beyond a round trip, before a lost frame of a reliable session goes again
	maxTries  = 8                      // of one frame of a reliable session; the last one always arrives
	leastLate = 20 * time.Millisecond  // an overtaken frame is held back by this or the path's delay, times 0.5 to 1.5
)

// Send carries frames one after the other. Where the path has a Queue, a reliable session waits for room in it.
func (s *session) Send(frames [][]byte) error {
	for _, frame := range frames {
		if err := s.check(frame); err != nil {
			return err
		}
	}
	select {
	case s.sending <- struct{}{}:
	case <-s.closed:
		return net.ErrClosed
	}
	defer func() { <-s.sending }()
	for _, frame := range frames {
		if err := s.sendOne(frame); err != nil {
			s.Close()
			return err
		}
	}
	return nil
}

func (s *session) sendOne(frame []byte) error {
	for {
		wait, restored, err := s.offer(time.Now(), frame)
		if err != nil || wait == 0 {
			return err
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-restored:
		case <-s.closed:
		}
		timer.Stop()
	}
}

// offer carries the frame if there is room for it, or returns how long to wait, also for the restoring of a cut link.
func (s *session) offer(now time.Time, frame []byte) (wait time.Duration, restored <-chan struct{}, err error) {
	s.network.mu.Lock()
	defer s.network.mu.Unlock()
	if s.isClosed() {
		return 0, nil, net.ErrClosed
	}
	if s.broken(now) {
		return 0, nil, s.brokenError()
	}
	if wait = s.full(now, len(frame)); wait > 0 {
		if s.link.cut {
			restored = s.link.restored
		}
		return wait, restored, nil
	}
	s.carry(now, arrival{frame: slices.Clone(frame)})
	return 0, nil, nil
}

// full returns how long a reliable session waits until n bytes fit into the queue. A frame longer than the queue fits
// into an empty one.
func (s *session) full(now time.Time, n int) time.Duration {
	path := s.link.path
	if !s.reliable || path.Queue <= 0 {
		return 0
	}
	if s.link.cut {
		if held := s.peer.heldBytes(); held > 0 && held+n > path.Queue {
			return s.breakAt.Sub(now)
		}
		return 0
	}
	waiting := s.out.waiting(now, path.Rate)
	if waiting == 0 || waiting+n <= path.Queue {
		return 0
	}
	return sendTime(min(waiting, waiting+n-path.Queue)+1, path.Rate)
}

func (s *session) heldBytes() (n int) {
	for _, a := range s.held {
		n += len(a.frame)
	}
	return n
}

// carry sends a towards the peer.
func (s *session) carry(now time.Time, a arrival) {
	s.out.fates.Frames++
	switch {
	case s.peer.isClosed():
	case s.link.cut && s.reliable:
		s.out.fates.Cut++
		s.peer.held = append(s.peer.held, a)
	case s.link.cut:
		s.out.fates.Cut++
	case s.reliable:
		s.carryInOrder(now, a)
	default:
		s.carryPacket(now, a)
	}
}

// carryInOrder delays what is lost by the time in which TCP would notice and send it again, and all behind it.
func (s *session) carryInOrder(now time.Time, a arrival) {
	path := s.link.path
	sent := s.out.send(now, len(a.frame), path.Rate)
	retry := retryTime + 2*path.Delay
	for try := 1; s.out.draw(path).lost && try < maxTries; try++ {
		s.out.fates.Lost++
		s.out.send(now, len(a.frame), path.Rate)
		sent = sent.Add(retry)
		retry *= 2
	}
	a.at = sent.Add(path.Delay)
	if a.at.Before(s.peer.last) {
		a.at = s.peer.last
	}
	s.peer.last = a.at
	s.peer.arrive(a)
}

// carryPacket loses, repeats and reorders.
func (s *session) carryPacket(now time.Time, a arrival) {
	path := s.link.path
	if path.Queue > 0 && s.out.waiting(now, path.Rate)+len(a.frame) > path.Queue {
		return
	}
	a.at = s.out.send(now, len(a.frame), path.Rate).Add(path.Delay)
	fate := s.out.draw(path)
	if fate.lost {
		s.out.fates.Lost++
		return
	}
	late := float64(max(path.Delay, leastLate))
	if fate.overtaken {
		s.out.fates.Reordered++
		a.at = a.at.Add(time.Duration(late * (0.5 + fate.late)))
	}
	s.peer.arrive(a)
	if fate.repeated {
		s.out.fates.Repeated++
		again := arrival{at: a.at.Add(time.Duration(late * fate.later)), frame: slices.Clone(a.frame)}
		s.peer.arrive(again)
	}
}

func (s *session) arrive(a arrival) {
	s.inbox.push(a)
	s.wake()
}

// cut loses or holds what is under way to s.
func (s *session) cut(now time.Time) {
	arrived, under := s.inbox.split(now)
	s.inbox = arrived
	s.peer.out.fates.Cut += int64(len(under))
	if s.reliable && s.breakAt.IsZero() {
		s.held = append(s.held, under...)
		s.breakAt = now.Add(BreakTime)
	}
	s.wake()
}

// restore sends what was held again.
func (s *session) restore(now time.Time) {
	if !s.reliable || s.broken(now) {
		return
	}
	s.breakAt, s.last = time.Time{}, now
	held := s.held
	s.held = nil
	for _, a := range held {
		s.peer.carry(now, a)
	}
	s.wake()
}
