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
	dialled      int                // attempts that failed since the last session
	changed      chan struct{}      // woken when a session ends, or when something waits for one
}

// wake has whoever dials look again.
func (w *way) wake() {
	select {
	case w.changed <- struct{}{}:
	default:
	}
}

// begin forgets the sessions of an earlier time of serving and makes the line's ways.
func (p *peer) begin(bearers []*Bearer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.alive, p.ways = 0, nil
	for _, b := range bearers {
		p.ways = append(p.ways, &way{bearer: b, state: link.StateNoPath, since: p.since, changed: make(chan struct{}, 1)})
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

// best returns the session over the cheapest bearer that has one, or nil. The mutex is held.
func (p *peer) best() *session {
	for _, w := range p.ways {
		if w.session != nil {
			return w.session
		}
	}
	return nil
}

// open returns the session of that number, if it is in use. The mutex is held.
func (p *peer) open(number int) *session {
	for _, w := range p.ways {
		if w.session != nil && w.session.number == number {
			return w.session
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
	if state == link.StateUp {
		w.dialled = 0
	}
	p.followWays()
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
