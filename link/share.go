package link

import (
	"time"

	"parley"
)

// shareState is what a session may use of an uplink that it shares.
type shareState struct {
	budget Budget // nil: the uplink is its own
	Share
	again time.Time // when to ask again; zero: when something happens
}

// shareRetry is after how long a session that may send nothing asks again.
const shareRetry = 50 * time.Millisecond

// claim asks for a share for what waits at a precedence.
func (s *session) claim(now time.Time, p parley.Precedence, waits bool) {
	h := &s.share
	if h.budget == nil {
		return
	}
	c := Claim{Waits: waits, Precedence: p, Sent: s.flight.sent - uint64(s.flight.bytes), Rate: s.rate.best(), RTT: s.rtt.smoothed}
	h.Share = h.budget.Share(now, c)
	if h.again = (time.Time{}); h.None {
		h.again = now.Add(shareRetry)
	}
}

// bound returns a rate as far as the share allows it.
func (h *shareState) bound(rate float64) float64 {
	if h.Rate > 0 {
		return min(rate, h.Rate)
	}
	return rate
}

// leave ends the session's part in the uplink.
func (h *shareState) leave() {
	if h.budget != nil {
		h.budget.Leave()
	}
}
