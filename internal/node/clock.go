package node

import (
	"time"

	"parley"
)

// ownClock gives the date for the next leaf. It never runs more than 10 minutes ahead of the last date plus the
// monotonic time since: one leaf dated 2099 would make every later act late.
type ownClock struct {
	n    *Node
	base parley.Millis // last trusted date
	at   time.Time     // monotonic time of base
}

const maxLeap = 10 * 60 * 1000

func newOwnClock(n *Node) ownClock { return ownClock{n: n, base: n.now(), at: time.Now()} }

func (c *ownClock) read() parley.Millis {
	now := c.n.now()
	expected := c.base + parley.Millis(time.Since(c.at).Milliseconds())
	switch {
	case now > expected+maxLeap:
		c.n.event(EventClock, "", "the clock leapt ahead; entries are dated without the leap", "clock", now.String(), "expected", expected.String())
		return expected
	case now < expected-maxLeap:
		c.n.event(EventClock, "", "the clock went back; entries keep the last date", "clock", now.String(), "expected", expected.String())
	}
	return now
}

func (c *ownClock) wrote(date parley.Millis) {
	if date > c.base {
		c.base, c.at = date, time.Now()
	}
}
