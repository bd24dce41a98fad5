package node

import (
	"sync"
	"time"

	"parley"
	"parley/internal/store"
)

// ownClock gives the date for the next leaf. It never runs more than 10 minutes ahead of the last date plus the
// monotonic time since: one leaf dated 2099 would make every later act late. How much time passed while the node did not
// run, no monotonic clock tells: then a peer's clock that agrees with ours does, or an officer. Until then entries are
// dated by the last date and the time that has passed since the start: too early, which harms nobody's deadline but our
// own.
type ownClock struct {
	n *Node

	mu    sync.Mutex
	base  parley.Millis // last trusted date
	at    time.Time     // monotonic time of base
	start bool          // nothing has confirmed the clock since the start
}

// maxLeap is how far ahead of the time that has passed the clock is followed, and how far a peer's may differ from it to
// confirm it, in milliseconds.
const maxLeap = 10 * 60 * 1000

// newOwnClock begins at the last date in any own record. Before the first one there is nothing to compare with.
func newOwnClock(n *Node) *ownClock {
	c := &ownClock{n: n, base: n.now(), at: time.Now()}
	last, err := n.lastOwnDate()
	if err != nil {
		n.event(EventStorage, "", "the last date of our records could not be read", "error", err)
	}
	if last > 0 {
		c.start = c.base > last+maxLeap
		c.base = last
	}
	return c
}

// lastOwnDate returns the last date in any own record; 0: there is none.
func (n *Node) lastOwnDate() (last parley.Millis, err error) {
	err = n.cfg.Store.View(func(r store.Reader) error {
		for _, t := range n.tables() {
			size, err := r.LogSize(t.own().log)
			if err != nil {
				return err
			}
			date, err := lastDate(r, t.own().log, size)
			if err != nil {
				return err
			}
			last = max(last, date)
		}
		return nil
	})
	return last, err
}

// expected is the last date plus the time that has passed since. The mutex is held.
func (c *ownClock) expected() parley.Millis {
	return c.base + parley.Millis(time.Since(c.at).Milliseconds())
}

func (c *ownClock) read() parley.Millis {
	c.mu.Lock()
	defer c.mu.Unlock()
	now, expected := c.n.now(), c.expected()
	switch {
	case now > expected+maxLeap && c.start:
		c.n.event(EventClock, "", "since the start no other party's clock has confirmed ours, which is far ahead of the last entry; entries are dated by the time that has passed since, until one does or an officer accepts the clock: parley clock accept", "clock", now.String(), "expected", expected.String())
		return expected
	case now > expected+maxLeap:
		c.n.event(EventClock, "", "the clock leapt ahead; entries are dated without the leap, until an officer accepts it: parley clock accept", "clock", now.String(), "expected", expected.String())
		return expected
	case now < expected-maxLeap:
		c.n.event(EventClock, "", "the clock went back; entries keep the last date", "clock", now.String(), "expected", expected.String())
	}
	return now
}

// wrote notes the date of an entry.
func (c *ownClock) wrote(date parley.Millis) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if date > c.base {
		c.base, c.at = date, time.Now()
	}
}

// heard takes what a peer's clock says less ours: at the start, the first one that agrees confirms ours.
func (c *ownClock) heard(offset time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.start && offset.Abs() <= maxLeap*time.Millisecond {
		c.base, c.at, c.start = c.n.now(), time.Now(), false
	}
}

// accept takes the clock as it is for right.
func (c *ownClock) accept() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.base, c.at, c.start = c.n.now(), time.Now(), false
}

// follows reports what the next entry would be dated, and whether that is what the clock says.
func (c *ownClock) follows() (now, next parley.Millis, confirmed bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now, next = c.n.now(), c.expected()
	if now <= next+maxLeap {
		next = now
	}
	return now, next, !c.start
}
