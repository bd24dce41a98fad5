package node

import "time"

// A peer that is silent on one session after the other is slow, not cut off: its disk, or its machine, does not keep up. Each new session
// costs it what the one before had under way, so the next ones are given more time [LINK-105].
const (
	firstRenewal  = 5 * time.Second  // least time of a session that was begun beside a silent one, before another is
	lastRenewal   = 20 * time.Second // and at most: each time it is twice as long
	renewalMemory = 5 * time.Minute  // a session that was there for so long counts for nothing
)

// renewing notes that s takes the place of old, which is still there. The mutex is held.
func (s *session) renewing(old *session) {
	if old != nil && s.conn.Reliable() && time.Since(old.begun) < renewalMemory {
		s.renewals = old.renewals + 1
	}
}

// renewable is when another may be begun beside s, where that is silent.
func (s *session) renewable() time.Time {
	if s.renewals == 0 {
		return s.begun
	}
	return s.begun.Add(min(firstRenewal<<min(s.renewals-1, 10), lastRenewal))
}
