package node

import (
	"context"
	"slices"
	"time"

	"parley"
	"parley/link"
)

// A way is one bearer of a line. The peer's mutex guards it.
type way struct {
	bearer       *Bearer
	session      *session   // the one in use, or nil
	spare        *session   // one of two that the other end is to close; or nil
	state        link.State // no-path, no-node, refused, up
	since        parley.Millis
	dialling     string             // address being dialled, or empty
	giveUp       context.CancelFunc // ends that dialling
	heard        time.Time          // monotonic time of the last frame
	rate         float64            // bytes per second that a session was last seen to carry; 0: none was
	answered     parley.Millis      // when the peer's node last answered a PING over it, or 0
	rtt          time.Duration      // of that answer
	tested       parley.Millis      // when it was last tested, or 0
	testAnswered parley.Millis      // when that test was answered, or 0
	reach        bool               // there is an address to dial
	rest         time.Time          // before which no session is begun after the last one
	lasted       time.Duration      // how long the last session was there; 0: the last dial made none
	failures     int                // dials in a row, and sessions, to which nobody answered
	changed      chan struct{}      // woken when a session ends, or when something waits for one
	urgent       chan struct{}      // woken when something more of FLASH or IMMEDIATE waits
}

// wake has whoever dials look again.
func (w *way) wake() { rouse(w.changed) }

func rouse(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// shortSession is a session after whose end the next is not begun at once.
const shortSession = 3 * time.Second

// over takes a session that ended out of use, and reports whether none is left. The mutex is held.
func (w *way) over(s *session) (last bool) {
	switch s {
	case w.session:
		w.session, w.spare = w.spare, nil
		w.lasted = time.Since(s.begun)
		if s.conn.Reliable() || time.Since(s.begun) < shortSession { // else it had fallen silent, and there is no time to lose
			w.rest = time.Now().Add(firstRetry)
		}
		return w.session == nil
	case w.spare:
		w.spare = nil
	}
	return false
}

// close closes the sessions that which chooses. The mutex is held.
func (w *way) close(which func(*session) bool) {
	for _, s := range []*session{w.session, w.spare} {
		if s != nil && which(s) {
			s.conn.Close()
		}
	}
}

func always(*session) bool { return true }

// begin forgets the sessions of an earlier time of serving and makes the line's ways.
func (p *peer) begin(bearers []*Bearer) {
	surmise := p.n.jitter(surmiseWaits)
	if !p.first() {
		surmise *= 2
	}
	var reach []bool
	for _, b := range bearers {
		reach = append(reach, len(p.addresses(b)) > 0)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.alive, p.ways, p.surmise = 0, nil, time.Now().Add(surmise)
	for i, b := range bearers {
		p.ways = append(p.ways, &way{bearer: b, reach: reach[i], state: link.StateNoPath, since: p.since, changed: make(chan struct{}, 1), urgent: make(chan struct{}, 1)})
	}
}

// way returns the way over a bearer. The mutex is held.
func (p *peer) way(b *Bearer) *way {
	i := slices.IndexFunc(p.ways, func(w *way) bool { return w.bearer == b })
	if i < 0 {
		return nil
	}
	return p.ways[i]
}

// best returns the session over the cheapest bearer whose other end has answered, or nil. The mutex is held.
func (p *peer) best() *session {
	for _, w := range p.ways {
		if w.session != nil && w.session.answered {
			return w.session
		}
	}
	return nil
}

// open returns the session of that number, if it is in use. The mutex is held.
func (p *peer) open(number int) *session {
	for _, w := range p.ways {
		for _, s := range []*session{w.session, w.spare} {
			if s != nil && s.number == number {
				return s
			}
		}
	}
	return nil
}

// bestStats returns what the machine measured of the session over the cheapest bearer that has one. The mutex is held.
func (p *peer) bestStats() (st link.SessionStats, ok bool) {
	s := p.best()
	for _, x := range p.stats.Sessions {
		if s != nil && x.Session == s.number {
			return x, true
		}
	}
	return st, false
}

// noteRates keeps what sessions were seen to carry. The mutex is held.
func (p *peer) noteRates(st link.Stats) {
	for _, x := range st.Sessions {
		if s := p.open(x.Session); s != nil && x.Measured {
			s.way.rate = x.Rate
		}
	}
}

// noteAnswer notes that the peer's node answered over a session.
func (p *peer) noteAnswer(session int, rtt time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if s := p.open(session); s != nil {
		w := s.way
		w.answered, w.rtt = p.n.now(), rtt
		if w.tested != 0 && w.testAnswered < w.tested {
			w.testAnswered = w.answered
		}
	}
}

// setWay sets the state of a way, and by it that of the line's path: the best of those of its ways.
func (p *peer) setWay(w *way, state link.State) {
	p.mu.Lock()
	changed := w.state != state
	if changed {
		w.state, w.since = state, p.n.now()
	}
	p.followWays()
	for _, x := range p.ways { // one that costs more may be wanted now, or no more
		x.wake()
	}
	p.mu.Unlock()
	if changed {
		p.n.lookAt(p)
	}
}

// paths are the states of a path, the best first.
var paths = []link.State{link.StateUp, link.StateRefused, link.StateNoNode, link.StateNoPath}

// followWays brings the state of the path up to date with the line's ways. The mutex is held.
func (p *peer) followWays() {
	best := len(paths) - 1
	for _, w := range p.ways {
		best = min(best, slices.Index(paths, w.state))
	}
	if p.state != string(paths[best]) {
		p.state, p.since = string(paths[best]), p.n.now()
	}
}
