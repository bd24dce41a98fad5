package node

import (
	"context"
	"time"

	"parley"
)

// Alarming says where a FLASH goes that nobody acknowledges, what posts a screen is to watch, and who is called besides.
type Alarming struct {
	Order   []parley.PostID             // an unacknowledged FLASH goes to the next of these each time the charter's clock has run
	Watched []parley.PostID             // at which a screen is to be open; none: that there is none is no alarm
	Ring    func(context.Context, Bell) // calls somebody; nil: nobody. It ends with its context

	Look   func(context.Context) []Alert // finds what stands outside the node: disks, certificates, the database's standby; nil: nobody looks
	Ending time.Duration                 // how long before an officer's right to sign ends it is said; 0: DefaultEnding
}

// The kinds of bells.
const (
	BellFlash      = "flash"      // a FLASH of another party came, or waits as the node starts
	BellEscalation = "escalation" // nobody acknowledged it in time: it goes to another post
	BellLine       = "line"       // a line does not do what it is for
	BellTest       = "test"       // a line test was not answered by their node, or for too long not read by an officer
	BellScreen     = "screen"     // no screen watches a post
	BellExpiry     = AlertExpiry  // a key or a certificate of this party ends soon
	BellDisk       = AlertDisk    // a disk has little room
	BellStandby    = AlertStandby // a standby of the database is lost or far behind
)

// A Bell is what somebody is called for. It holds no text, subject or name of a form.
type Bell struct {
	Kind     string
	Time     parley.Millis
	Party    parley.PartyID // the other side, or empty
	Post     parley.PostID  // of this party, or empty
	Message  parley.Hash    // or zero
	Exercise bool
}

const (
	maxBells   = 64 // that wait to be rung
	maxRinging = 4  // at once: one that hangs does not silence the next
)

// bells are what waits to be rung.
type bells chan Bell

// ring calls somebody, without waiting for it.
func (n *Node) ring(b Bell) {
	if n.cfg.Alarming.Ring == nil {
		return
	}
	b.Time = n.now()
	select {
	case n.bells <- b:
	default:
		n.cfg.Log.Error("an alarm was not handed to alarm.command: too many wait", "kind", b.Kind)
	}
}

// keepRinging rings until serving ends.
func (n *Node) keepRinging(srv *server) {
	if n.cfg.Alarming.Ring == nil {
		return
	}
	for range maxRinging {
		srv.run(func() {
			for {
				select {
				case b := <-n.bells:
					n.cfg.Alarming.Ring(srv.ctx, b)
				case <-srv.ctx.Done():
					return
				}
			}
		})
	}
}
