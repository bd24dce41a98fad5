package node

import (
	"sync"
	"time"
)

// A share bounds what a peer takes of the log-writer's time while others have work for it too: half. A peer that takes
// more is read from more slowly, and so waits in its own kernel; nothing of it gathers here. One that is alone is not
// held up.
type share struct {
	mu   sync.Mutex
	time bucket // seconds of the log-writer
	owed time.Duration
}

const (
	shareRate  = 0.5              // seconds of the log-writer in a second
	shareBurst = 0.25             // seconds at once
	shareMost  = time.Second      // for which a session is left alone at a time
	shareQuiet = 10 * time.Second // who asked for nothing for so long does not count
)

func newShare() share { return share{time: newBucket(shareRate, shareBurst)} }

// used notes what a peer took of the log-writer's time.
func (s *share) used(now time.Time, took time.Duration, alone bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	wait := s.time.take(now, took.Seconds())
	if alone && wait > 0 {
		wait, s.time.left = 0, 0
	}
	s.owed = min(wait, shareMost)
}

// rest returns for how long the peer's session is to be left alone, once.
func (s *share) rest() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	owed := s.owed
	s.owed = 0
	return owed
}

// A ledger says who asked the log-writer to store something of late. It belongs to the log-writer.
type ledger map[*peer]time.Time

// charge shares the time that a group took out to those whose jobs stood in it, by what they store.
func (l ledger) charge(group []*job, now time.Time, took time.Duration) {
	bytes, of := 0, map[*peer]int{}
	for _, j := range group {
		if j.size > 0 {
			bytes += j.size
			of[j.from] += j.size
			l[j.from] = now
		}
	}
	for from, at := range l {
		if now.Sub(at) > shareQuiet {
			delete(l, from)
		}
	}
	for from, n := range of {
		if from != nil {
			from.share.used(now, time.Duration(float64(took)*float64(n)/float64(bytes)), len(l) == 1)
		}
	}
}
