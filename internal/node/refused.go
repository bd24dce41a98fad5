package node

import (
	"sync"
	"time"

	"parley"
)

// quietTime is how long the log says nothing more of one kind of nuisance that anybody can repeat: whoever finds the
// port must not be able to fill the disk.
const quietTime = time.Minute

// A limitedLog keeps such a nuisance to one line in quietTime.
type limitedLog struct {
	mu     sync.Mutex
	last   time.Time
	unsaid int
}

// next reports whether the log says this one, and how many were left out since it last did.
func (l *limitedLog) next(now time.Time) (say bool, unsaid int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.last.IsZero() && now.Sub(l.last) < quietTime {
		l.unsaid++
		return false, 0
	}
	unsaid = l.unsaid
	l.last, l.unsaid = now, 0
	return true, unsaid
}

// Refused notes a connection that did not become a session, as bearer.Limits tells of it. Each one is counted, and the
// log says the first in a minute.
func (n *Node) Refused(address string, err error) {
	n.metrics.refused.Inc()
	n.nuisance(&n.refused, "a connection was refused", address, "", err)
}

// turnedAway notes a session whose key no sheet explained.
func (n *Node) turnedAway(address string, key parley.KeyID, err error) {
	n.metrics.strangers.Inc()
	n.nuisance(&n.strange, "a stranger was turned away", address, key.String(), err)
}

func (n *Node) nuisance(l *limitedLog, what, address, key string, err error) {
	say, unsaid := l.next(time.Now())
	if !say {
		return
	}
	attrs := []any{"address", address, "error", err}
	if key != "" {
		attrs = append(attrs, "key", key)
	}
	if unsaid > 0 {
		attrs = append(attrs, "unsaid", unsaid)
	}
	n.cfg.Log.Warn(what, attrs...)
}

// stray notes that a peer sent what it should not have sent. The log says the first in a minute: the peer may send any
// number.
func (p *peer) stray(what string, err error) {
	if say, unsaid := p.strays.next(time.Now()); say {
		p.n.cfg.Log.Warn(what, "party", string(p.name()), "error", err, "unsaid", unsaid)
	}
}
