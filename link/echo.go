package link

import (
	"slices"
	"time"

	"parley"
)

// An echo is an urgent frame that goes again at once, because the path loses much [LINK-74].
type echo struct {
	outgoing
	at   time.Time // when it goes
	left int       // how many times more
}

// echoPause keeps the copies of a frame in packets of their own.
const echoPause = 20 * time.Millisecond

// echo notes that out goes again, if it is urgent, and the path loses so much and answers.
func (s *session) echo(now time.Time, out outgoing) {
	n := s.loss.copies()
	if s.reliable || n == 0 || s.loss.backoff > promptTries || out.level < int(parley.Immediate) || len(out.frame) > firstFrame {
		return
	}
	if _, ok := out.what.(settler); ok {
		out.again = true
		i := 0
		for i < len(s.echoes) && s.echoes[i].level >= out.level {
			i++
		}
		s.echoes = slices.Insert(s.echoes, i, echo{out, now.Add(echoPause), n})
	}
}

// nextEcho returns the copy that goes now before a frame of the level; waits says that nothing of the level goes before one
// that is due soon.
func (s *session) nextEcho(now time.Time, level int) (out outgoing, waits bool) {

	for len(s.echoes) > 0 {
		e := &s.echoes[0]
		switch {
		case e.left == 0 && !now.Before(e.at) || e.what.(settler).settled(): // the last copy goes alone, too
			s.echoes = s.echoes[1:]
			continue
		case level > e.level || s.flight.bytes > 2*s.windowSize():
			return outgoing{}, false
		case now.Before(e.at):
			s.echoWaits = true
			return outgoing{}, true
		}
		e.left--
		e.at = now.Add(echoPause)
		return e.outgoing, false
	}
	return outgoing{}, false
}
