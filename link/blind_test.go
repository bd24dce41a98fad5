package link

import (
	"testing"
	"time"
)

// [LINK-75] Where no rate is known a FLASH goes again as LINK-17 says: after three time-outs the time to the next MUST go on
// doubling, up to 15 seconds. A line that is only slow would be filled with copies for ever.
func TestFlashGoesMoreSeldomWhereNoRateIsKnown(t *testing.T) {
	s := newSession(simStart, Up{MaxFrame: 1200}, Config{})
	for backoff, want := range []time.Duration{3, 3, 3, 15, 15} {
		s.loss.backoff = backoff
		if got := s.timeout(&packet{size: 350, urgent: true}); got != want*time.Second {
			t.Errorf("after %d time-outs: %v", backoff, got)
		}
	}
}
