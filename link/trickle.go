package link

import (
	"math/bits"
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

// inOrder reports whether all that is missing of x goes in its order, on one session, though some of it is waited for.
func (x *outLog) inOrder(s *session, p parley.Precedence) bool {
	return p > parley.Routine && p < parley.Flash && x.backlog(s) && x.brief(s, p)
}

// brief reports whether what is missing of x may go in its order at p: it takes no longer than briefGap, or no more bytes than a proof
// for each leaf that is waited for at p would, or about as many are waited for there as are remembered.
func (x *outLog) brief(s *session, p parley.Precedence) bool {
	gap, waiting := x.need.size()*leafCost, 0
	for _, n := range x.notable {
		if n.Precedence == p && x.unmet(n) {
			waiting++
		}
	}
	return float64(gap) <= s.share.bound(s.expected())*briefGap.Seconds() || gap <= uint64(waiting*x.proofCost()) || waiting >= maxNotable*3/4
}

// proofCost is about how many bytes a proof under the newest head takes.
func (x *outLog) proofCost() int { return leafCost + (bits.Len64(x.head.Size)+1)*hashCost }

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
