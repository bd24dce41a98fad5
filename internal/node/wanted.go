package node

import (
	"time"

	"parley"
	"parley/link"
)

// wanted is what a line has to carry, as far as it decides which bearers are dialled.
type wanted struct {
	any     bool
	surmise bool // the peer may hold it all
	urgent  int  // messages of FLASH and IMMEDIATE that are not wholly there
	highest parley.Precedence
	suspect map[int]bool // sessions on which the peer is silent
}

// wantedBy reads it out of a machine.
func wantedBy(m *link.Machine, st link.Stats) (x wanted) {
	x.highest, x.any = m.Wanted()
	x.surmise = m.Surmised()
	x.urgent = st.Waiting[parley.Flash] + st.Waiting[parley.Immediate]
	for _, s := range st.Sessions {
		if s.Suspect {
			if x.suspect == nil {
				x.suspect = map[int]bool{}
			}
			x.suspect[s.Session] = true
		}
	}
	return x
}

// want takes in what the machine says now, and has whoever dials look at what changed.
func (p *peer) want(st link.Stats, now wanted) {
	p.mu.Lock()
	defer p.mu.Unlock()
	old := p.wanted
	p.stats, p.wanted = st, now
	p.noteRates(st)
	more := now.urgent > old.urgent
	if !more && now.any == old.any && now.surmise == old.surmise && now.highest == old.highest && len(now.suspect) == len(old.suspect) {
		return
	}
	for _, w := range p.ways {
		w.wake()
		if more {
			rouse(w.urgent)
		}
	}
}

// After a start a node leaves it for so long to the other one, and to what is submitted, to begin on a bearer that is dialled on
// demand, where it only may have something to show; the second party for twice as long [LINK-104].
const surmiseWaits = 15 * time.Second

// wants reports whether a session over a bearer is to be begun: always, or for what is urgent, or for what no cheaper bearer
// carries, or for a line test. The mutex is held.
func (p *peer) wants(w *way, now time.Time) bool {
	switch x := p.wanted; {
	case !w.bearer.Demand || w.testing(now):
		return true
	case !x.any || x.surmise && time.Until(p.surmise) > 0:
		return false
	case x.highest >= parley.Immediate:
		return true
	}
	for _, other := range p.ways {
		if other.bearer.Cost < w.bearer.Cost && p.carries(other, now) {
			return false
		}
	}
	return true
}

// renews reports whether another session is to be begun beside the one in use: something urgent waits, and on a reliable bearer the
// peer is silent, so that the kernel asks more and more seldom [LINK-105]. The mutex is held.
func (p *peer) renews(w *way) bool { return p.mayRenew(w) && !w.session.renewable().After(time.Now()) }

// mayRenew is renews without regard to how lately the session began. The mutex is held.
func (p *peer) mayRenew(w *way) bool {
	s := w.session
	return s != nil && s.conn.Reliable() && p.wanted.urgent > 0 && p.wanted.suspect[s.number]
}

// carries reports whether a bearer carries what waits, or may soon. The mutex is held.
func (p *peer) carries(w *way, now time.Time) bool {
	if open, _ := w.bearer.open(now); !open {
		return false
	}
	if s := w.session; s != nil && s.answered {
		return !p.wanted.suspect[s.number]
	}
	return w.failures == 0 && w.reach
}
