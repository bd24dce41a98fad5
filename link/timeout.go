package link

import "time"

// flashPause is the least time between a FLASH that is not acknowledged and the same again; it is longer where the line
// is so slow that they would take more than a tenth of it [LINK-75].
const flashPause = 750 * time.Millisecond

// promptTries is how many times a FLASH goes again as soon as an answer is missing: on a path that loses much the line need
// not be down.
const promptTries = 2

// answerSize is about how many bytes come with the acknowledgement of a FLASH: its receipt.
const answerSize = 150

// answerTime is how long the acknowledgement of the last of so many bytes in flight takes, by what was measured or is
// expected.
func (s *session) answerTime(ahead int) time.Duration {
	if s.rtt.smoothed == 0 {
		return firstTimeout + s.lineTime(ahead)
	}
	t := s.rtt.smoothed + min(4*s.rtt.variation, s.rtt.smoothed)
	if own := s.lineTime(ahead); own > 0 {
		t = max(t, (s.rtt.delay(s.expected())+own)*9/8)
	}
	return max(leastTimeout, t+ackDelay)
}

// lineTime is how long so many bytes take on the line, 0 while nothing is known of its rate.
func (s *session) lineTime(size int) time.Duration {
	rate := s.expected()
	if rate <= 0 {
		return 0
	}
	return time.Duration(float64(size) / rate * float64(time.Second))
}

// expected returns the rate that was measured, or was on this bearer before, or that the operator expects.
func (s *session) expected() float64 {
	if rate := s.rate.best(); rate > 0 && s.window.known {
		return rate
	}
	return s.window.hint
}

// timeout returns how long after it was sent a packet is taken as lost when nothing was acknowledged.
func (s *session) timeout(p *packet) time.Duration {
	base := s.answerTime(p.ahead)
	switch {
	case !p.urgent || s.loss.backoff > promptTries && s.expected() <= 0:
		return min(base<<min(s.loss.backoff, 10), max(mostTimeout, base))
	case s.loss.backoff > promptTries:
		return s.flashEvery(p.size)
	case s.rtt.least > 0 && s.lineTime(p.ahead) > 0: // a copy too many is better than one too late
		delay := max(s.rtt.delay(s.expected())+s.lineTime(answerSize), s.rtt.shortest())
		return min(base, max(leastTimeout, (delay+s.lineTime(p.ahead))*5/4+ackDelay))
	}
	return base
}

// flashEvery is how often a FLASH of size bytes goes while it is not acknowledged, on a path whose rate is known.
func (s *session) flashEvery(size int) time.Duration {
	return max(flashPause, 10*s.lineTime(size))
}

// lossDue returns when the next packet will be taken as lost.
func (s *session) lossDue() (at time.Time, ok bool) {
	for _, p := range s.flight.packets {
		due := p.at.Add(s.timeout(p))
		if p.number < s.loss.largest {
			due = p.at.Add(s.loss.trip + s.loss.window())
		} else if p.copied {
			continue
		}
		if !ok || due.Before(at) {
			at, ok = due, true
		}
	}
	return at, ok
}

// expired takes out of the flight what was lost by now: what later packets overtook, or else, as a probe, the oldest whose
// time-out has passed and what was sent with it.
func (s *session) expired(now time.Time) []*packet {
	if len(s.flight.packets) == 0 {
		return nil
	}
	if lost := s.loss.overtaken(now, &s.flight); len(lost) > 0 {
		return lost
	}
	var first *packet
	for _, p := range s.flight.packets {
		if !p.copied && !now.Before(p.at.Add(s.timeout(p))) {
			first = p
			break
		}
	}
	if first == nil {
		return nil
	}
	lost := s.flight.take(func(_ int, p *packet) bool { return p.at.Equal(first.at) || p.copied && p.of == first.of })
	if len(lost) > 0 {
		s.loss.backoff++
	}
	return s.loss.forget(lost, false)
}
