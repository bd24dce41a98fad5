package link

import (
	"cmp"
	"slices"
	"time"
)

// What the peer is said to have, it may have lost since: the HAVE of a session that it has given up may come later than that of
// the next one, over another bearer, and nothing would ever be sent again. So what it has whole and does not record is doubted,
// and offered anew [LINK-106].
const (
	leastDoubt = 2 * time.Minute  // until an entry is doubted for the first time; each time is twice as long
	mostDoubt  = 64 * time.Minute // and never longer
	doubtEvery = time.Minute      // between two looks at all entries
)

// doubt looks at all entries now and then while there is a session; without one the next HAVE says what is held.
func (m *Machine) doubt(now time.Time) {
	switch {
	case m.main == nil || len(m.queue.entries) == 0:
		m.doubts = time.Time{}
		return
	case m.doubts.IsZero():
		m.doubts = now.Add(doubtEvery)
		return
	case now.Before(m.doubts):
		return
	}
	m.doubts = now.Add(doubtEvery)
	var due []*entry
	for _, e := range m.queue.entries {
		if e.doubtful(now) {
			due = append(due, e)
		}
	}
	slices.SortFunc(due, func(a, b *entry) int { return cmp.Compare(a.seq, b.seq) })
	for _, e := range due {
		m.offerAnew(e)
	}
}

// doubtful notes since when the peer is said to have all of e, and reports whether that is too long.
func (e *entry) doubtful(now time.Time) bool {
	switch {
	case !e.arrived() || e.held || e.blocked:
		e.arrivedAt = time.Time{}
	case e.arrivedAt.IsZero():
		e.arrivedAt = now
	}
	return !e.arrivedAt.IsZero() && now.Sub(e.arrivedAt) >= max(e.patience, leastDoubt)
}

// offerAnew has e go as if nothing of it had come, under a number of its own: a peer that holds it whole then says so.
func (m *Machine) offerAnew(e *entry) {
	e.patience = min(2*max(e.patience, leastDoubt), mostDoubt)
	e.arrivedAt = time.Time{}
	e.forget()
	for _, s := range m.sessions {
		delete(s.numbers.of, e.ID)
	}
	m.queue.update(e)
}

// forget makes e wanted whole.
func (e *entry) forget() { e.need, e.has = rangeSet{{To: e.Size}}, nil }
