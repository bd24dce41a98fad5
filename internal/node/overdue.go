package node

import (
	"fmt"
	"strings"
	"time"

	"parley"
	"parley/internal/store"
)

// maxRaised bounds how many clocks are looked at together.
const maxRaised = 256

// raiseOverdue raises each clock that has run out, once for each message and party, also across restarts.
func (n *Node) raiseOverdue() {
	type alarm struct {
		t *table
		c store.AckClock
		m store.Message
	}
	if at, ok := n.nextClock(); !ok || at > n.now() {
		return
	}
	var alarms []alarm
	err := n.cfg.Store.Update(func(tx store.Tx) error {
		alarms = nil
		due, err := tx.RunningClocks(n.now(), maxRaised)
		for _, c := range due {
			m, err := tx.Message(c.Message)
			if ignoreNotFound(err) != nil {
				return err
			}
			c.Raised = true
			if err := tx.PutAckClock(c); err != nil {
				return err
			}
			alarms = append(alarms, alarm{n.table(c.Charter), c, m})
		}
		return err
	})
	if err != nil {
		n.event(EventStorage, "", "that messages are overdue could not be stored", "error", err)
		return
	}
	for _, a := range alarms {
		kind := EventOwed
		if a.c.Own {
			kind = EventOverdue
		}
		n.eventUnder(a.t, kind, a.c.Peer, overdueSentence(a.c, a.m))
		if a.t != nil && a.c.Message == a.c.Charter {
			n.ring(Bell{Kind: BellTest, Party: a.c.Peer, Exercise: a.t.charter().Exercise})
		}
		n.watch.changed(a.c.Message)
	}
}

// overdueSentence says what is overdue, and since when; it holds nothing of the text.
func overdueSentence(c store.AckClock, m store.Message) string {
	limit := time.Duration(c.Due-c.Since) * time.Millisecond
	what := fmt.Sprintf("%s of %s (%.12s)", strings.ToUpper(c.Precedence.String()), m.Time.DTG(), m.ID)
	switch {
	case c.Message == c.Charter:
		return fmt.Sprintf("%s records our line tests, and no officer there has written or acknowledged anything for %s", c.Peer, InWords(limit))
	case !c.Own:
		return fmt.Sprintf("we have not acknowledged the %s from %s within %s", what, c.Peer, InWords(limit))
	case c.Recorded:
		return fmt.Sprintf("%s recorded our %s, and no officer acknowledged it within %s", c.Peer, what, InWords(limit))
	}
	return fmt.Sprintf("%s has not recorded our %s within %s", c.Peer, what, InWords(limit))
}

// InWords writes a span for people: "3 h 12 min".
func InWords(d time.Duration) string {
	m := int(d / time.Minute)
	switch days := m / (24 * 60); {
	case days > 0 && m%(24*60) == 0:
		return fmt.Sprintf("%d d", days)
	case days > 0:
		return fmt.Sprintf("%d d %d h", days, m/60%24)
	case m >= 60 && m%60 == 0:
		return fmt.Sprintf("%d h", m/60)
	case m >= 60:
		return fmt.Sprintf("%d h %d min", m/60, m%60)
	}
	return fmt.Sprintf("%d min", m)
}

// overdueMarks are the warnings that stand beside a message whose clock has run out.
func overdueMarks(r store.Reader, m store.Message, peers []parley.PartyID) (out []string, err error) {
	if !m.Own {
		peers = []parley.PartyID{m.Author}
	}
	for _, p := range peers {
		c, err := r.AckClock(m.ID, p)
		if err != nil || !c.Raised {
			if ignoreNotFound(err) != nil {
				return nil, err
			}
			continue
		}
		out = append(out, markOverdue+c.Due.String()+": "+map[bool]string{
			true: "not acknowledged by " + acknowledger(c), false: "not recorded by " + string(p),
		}[c.Recorded])
	}
	return out, nil
}

func acknowledger(c store.AckClock) string {
	if c.Own {
		return string(c.Peer)
	}
	return "us"
}
