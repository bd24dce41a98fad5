package node

import (
	"time"

	"parley"
	"parley/internal/bearer"
)

var errManySessions = parley.Errorf(parley.CodeLimit, "the peer opens more sessions than the charter grants it")

// mayOpen reports whether one more session with the peer may begin: no more of them at once than the charter grants,
// those counted that ended and whose frames the line still has before it, and of those that the peer opens no more than
// sessionsRate in a second. The mutex is held.
func (p *peer) mayOpen(conn bearer.Session) bool {
	if p.alive >= p.granted().Sessions {
		return false
	}
	if conn.Dialled() {
		return true
	}
	if p.opening.take(time.Now(), 1) > 0 {
		p.opening.left++
		return false
	}
	return true
}

// sessionOver notes that the line has done with a session.
func (p *peer) sessionOver() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.alive--
}
