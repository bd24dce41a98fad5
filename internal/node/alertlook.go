package node

import (
	"context"
	"fmt"
	"time"

	"parley"
	"parley/internal/store"
)

const (
	lookAroundPause               = 5 * time.Second // between two looks at what lies outside the node
	lookAroundRest  parley.Millis = 15_000          // what was not found for as long is over
)

// DefaultEnding is how long before a key or certificate ends it is said, where the configuration says nothing.
const DefaultEnding = 30 * 24 * time.Hour

const (
	sourceOutside = "outside"
	sourceKeys    = "keys"
)

// watchOutside has what lies outside the node looked at until serving ends.
func (n *Node) watchOutside(srv *server) {
	if n.cfg.Alarming.Look == nil {
		return
	}
	for goOn := true; goOn; goOn = sleep(srv.ctx, lookAroundPause) {
		if found := n.cfg.Alarming.Look(srv.ctx); srv.ctx.Err() == nil {
			n.raiseAlerts(n.settleAlerts(sourceOutside, found, lookAroundRest))
		}
	}
}

// raiseAlerts tells, once, of alerts that have begun.
func (n *Node) raiseAlerts(begun []Alert) {
	for _, a := range begun {
		t := n.table(a.Charter)
		n.eventUnder(t, a.Kind, a.Party, a.Sentence)
		n.ring(Bell{Kind: a.Kind, Party: a.Party, Exercise: t != nil && t.charter().Exercise})
	}
}

// lookAtKeys raises the officers of this party whose right to sign ends soon.
func (n *Node) lookAtKeys() {
	found, err := n.endingOfficers()
	if err != nil {
		n.event(EventStorage, "", "until when the officers of this party serve could not be read", "error", err)
		return
	}
	n.raiseAlerts(n.settleAlerts(sourceKeys, found, 0))
}

// endingOfficers finds the officers of this party whose right to sign ends soon, and has not ended.
func (n *Node) endingOfficers() (found []Alert, err error) {
	now, notice := n.now(), n.cfg.Alarming.Ending
	if notice == 0 {
		notice = DefaultEnding
	}
	err = n.cfg.Store.View(func(r store.Reader) error {
		found = nil
		for _, t := range n.tables() {
			roster, err := rosterNow(r, t, t.own())
			if err != nil {
				return err
			}
			if roster == nil {
				continue
			}
			for _, o := range roster.Officers() {
				if o.Revoked || o.Until == nil || !o.ValidAt(now) || *o.Until > now+parley.Millis(notice.Milliseconds()) {
					continue
				}
				found = append(found, Alert{Kind: AlertExpiry, Charter: t.id, Name: string(o.ID),
					Sentence: fmt.Sprintf("what the officer %s signs counts until %s, and no longer", o.ID, o.Until.DTG())})
			}
		}
		return nil
	})
	return found, err
}

// checkupAlerts lists what stands now; where the node does not serve, what can be seen without lines.
func (n *Node) checkupAlerts(ctx context.Context) ([]AlertView, error) {
	if n.online() {
		return n.Alerts(), nil
	}
	out := []AlertView{}
	found, err := n.endingOfficers()
	for _, a := range found {
		a.Since = n.now()
		out = append(out, a.View())
	}
	return out, err
}
