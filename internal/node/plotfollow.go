package node

import (
	"errors"
	"fmt"

	"parley"
	"parley/internal/store"
	"parley/overlap"
)

// followPlots looks at what waits, one message after the other, until there is none. It is not the log-writer that does it: a
// peer's notices may take time here and hold up nothing else.
func (n *Node) followPlots() {
	for n.online() {
		by, id, ok := n.plots.take()
		if !ok {
			return
		}
		if t := n.table(by.charter); t != nil && t.hasNotices() {
			if err := n.plotMessage(t, by, id); err != nil {
				n.tryAgain(err, "a notice could not be held against the others", func() {
					n.notePlot(touched{messages: []store.Message{{ID: id, Charter: by.charter, Author: by.party}}})
				})
			}
		}
	}
	n.plots.mu.Lock()
	n.plots.running = false
	n.plots.mu.Unlock()
}

// plotMessage enters what is known of one message.
func (n *Node) plotMessage(t *table, by authorOn, id parley.Hash) error {
	var m store.Message
	err := n.cfg.Store.View(func(r store.Reader) (err error) { m, err = r.Message(id); return err })
	if errors.Is(err, store.ErrNotFound) {
		n.plots.done(id)
		return nil
	}
	if err != nil {
		return err
	}
	if m.SentAt >= 0 && m.RecordedAt >= 0 || erased(m) {
		n.plots.done(id)
	}
	if opens, err := n.plotOpening(t, m); opens {
		return err
	}
	said, ok := t.saysWhere(m)
	x, err := n.plotOf(t)
	if err != nil {
		return err
	}
	var was, now []overlap.Encounter
	if ok {
		was, now = x.plot.Put(said)
	} else {
		was, now = x.plot.Drop(by.party, id)
	}
	x.mu.Unlock()
	n.tellPlot(t, was, now)
	return nil
}

// tellPlot tells the screens that watch one of the notices, and raises what a notice of ours meets that it did not meet before.
// Nothing is raised under a restricted charter: alarms are read by others than its readers [OVL-17].
func (n *Node) tellPlot(t *table, was, now []overlap.Encounter) {
	before := map[[2]parley.Hash]bool{}
	for _, e := range was {
		before[[2]parley.Hash{e.One.Notice, e.Other.Notice}] = e.Meets()
		n.watch.changed(e.One.Message)
		n.watch.changed(e.Other.Message)
	}
	for _, e := range now {
		n.watch.changed(e.One.Message)
		n.watch.changed(e.Other.Message)
		met, there := before[[2]parley.Hash{e.One.Notice, e.Other.Notice}]
		if e.Of(n.cfg.Party) && (!there || e.Meets() && !met) && t.charter().Restricted == nil {
			n.raiseConflict(t, &e)
		}
	}
}

func (n *Node) raiseConflict(t *table, e *overlap.Encounter) {
	other := e.One.Party
	if other == n.cfg.Party {
		other = e.Other.Party
	}
	what := fmt.Sprintf("a notice of %s comes nearer to one of ours than the charter's margins", other)
	if e.Meets() {
		what = fmt.Sprintf("a notice of %s meets one of ours in area, height and time", other)
	}
	n.eventUnder(t, EventConflict, other, what)
}
