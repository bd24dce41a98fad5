package link

import (
	"time"

	"parley"
)

// On a slow line the growth of a record leaves a quarter of it free, so that it is soon past when a FLASH comes [LINK-100]:
// nobody waits for it, and the other way has its acknowledgements to carry.
const (
	trickleGain  = 0.75
	trickleFrame = 100 * time.Millisecond // that a frame takes on a slow line
	trickleRuns  = 32                     // one in so many follows at once, so that a line that got faster shows it
	trickleMost  = 64                     // leaves that are missing, or have gone, before the newest goes ahead of the others
)

// backlog reports whether more leaves of x are missing than two frames hold.
func (x *outLog) backlog(s *session) bool { return x.need.size()*leafCost > uint64(2*s.frameSize()) }

// briefGap is how long what is missing of a record may take to go in its order at the precedence of a leaf that is waited for.
const briefGap = time.Second

// brief reports whether all that is missing of x is through sooner than one proof for each leaf that is waited for would have it.
func (x *outLog) brief(s *session) bool {
	return float64(x.need.size()*leafCost) <= s.share.bound(s.expected())*briefGap.Seconds()
}

// trickle returns the next leaves of a backlog, or nil where they have to wait.
func (m *Machine) trickle(s *session, x *outLog) ([]byte, carried) {
	if !s.slow() {
		return m.leavesFrame(s, x, x.need[0], parley.Routine)
	}
	if x.tail == x.head.Size && x.shown < x.tail {
		return x.showHead(m)
	}
	if s.tooEarly(m.now) {
		s.rate.starved(s.flight.bytes)
		return nil, nil
	}
	if x.tail == 0 && x.need.size() > trickleMost && !x.onRequest || x.trickled > trickleMost && x.head.Size > x.tail {
		return m.aheadFrame(s, x, x.head.Size-1, parley.Routine)
	}
	frame, what := m.leavesFrame(s, x, x.need[0], parley.Routine)
	if l, ok := what.(leavesPiece); ok {
		x.trickled += int(l.to - l.from)
	}
	if s.pace.runs++; s.pace.runs%trickleRuns != 0 {
		s.pace.piece(m.now, len(frame), trickleGain*s.share.bound(s.expected()))
	}
	return frame, what
}

// slow reports whether a frame takes long on the line of s.
func (s *session) slow() bool { return s.lineTime(s.frameSize()) >= trickleFrame }

// proves reports whether leaves or a head are to go that prove or receipt a FLASH: they follow what stands before them in the
// same breath [LINK-101].
func (m *Machine) proves(s *session, p parley.Precedence) bool {
	w := s.windowSize()
	return p == parley.Flash && s.flight.bytes <= min(2*w, w+firstFrame) && m.nextBody(s, p) == nil && m.nextLog(s, p) != nil
}
