package node

import (
	"sync"

	"parley"
	"parley/form"
	"parley/internal/store"
	"parley/overlap"
	"parley/wire"
)

// A plotted is the plot of one charter, reckoned by the edition in force. It is made of the messages held when it is first
// asked for, and follows each one that comes. It is never stored.
type plotted struct {
	mu     sync.Mutex
	by     *edition
	plot   *overlap.Plot // nil: not made yet, or to be made anew
	looked parley.Millis // when the past was last left out
}

// plotKept is how long a notice is kept after its end.
const plotKept = parley.Millis(400 * 24 * 3600 * 1000)

// plotOf returns the plot of a charter, locked, made anew where another edition is in force; unlocked and nil where the edition
// compares nothing and has no notices.
func (n *Node) plotOf(t *table) (*plotted, error) {
	x := &t.plotted
	x.mu.Lock()
	ed := t.edition()
	if x.plot == nil || x.by != ed {
		if err := n.makePlot(t, x, ed); err != nil {
			x.plot = nil
			x.mu.Unlock()
			return nil, err
		}
	}
	if now := n.now(); now-x.looked > 24*3600*1000 {
		x.plot.Forget(int64(now - plotKept))
		x.looked = now
	}
	return x, nil
}

// makePlot reads all messages that are held.
func (n *Node) makePlot(t *table, x *plotted, ed *edition) error {
	margins, _ := overlap.MarginsOf(ed.charter)
	if err := margins.Check(); err != nil {
		return err
	}
	x.plot, x.by, x.looked = overlap.NewPlot(ed.charter.Conflicts, margins), ed, 0
	if !t.hasNotices() {
		return nil
	}
	f := store.MessageFilter{Charter: t.id, Limit: listPiece}
	for {
		var ms []store.Message
		err := n.cfg.Store.View(func(r store.Reader) (err error) { ms, err = r.Messages(f); return err })
		if err != nil || len(ms) == 0 {
			return err
		}
		for _, m := range ms {
			if f.After = m.Seq; !mayPlot(m.Form) {
				continue
			}
			if m.SentAt < 0 || m.RecordedAt < 0 {
				n.plots.note(touched{messages: []store.Message{m}})
			}
			if said, ok := t.saysWhere(m); ok {
				x.plot.Put(said)
			} else if o, ok := t.opensAbout(m); ok {
				x.plot.PutOpening(o)
			}
		}
	}
}

// hasNotices reports whether an edition held has a form of notices.
func (t *table) hasNotices() bool {
	for _, e := range t.editions() {
		for i := range e.charter.Schemas {
			if e.charter.Schemas[i].Notice != nil {
				return true
			}
		}
	}
	return false
}

// saysWhere returns what a message says of a notice; false where it says nothing, its place in its author's record is not known,
// or it was refused [OVL-12].
func (t *table) saysWhere(m store.Message) (overlap.Message, bool) {
	if erased(m) || m.SentAt < 0 || m.Refused >= 0 {
		return overlap.Message{}, false
	}
	_, p, err := wire.DecodeEnvelope(m.Envelope)
	if err != nil {
		return overlap.Message{}, false
	}
	return t.saysIn(m.ID, p, m.SentAt, m.Proceeding)
}

// saysIn is saysWhere of a payload.
func (t *table) saysIn(id parley.Hash, p *wire.Payload, at int64, proceeding parley.Hash) (overlap.Message, bool) {
	ed := t.editionNumbered(p.Edition)
	if ed == nil || ed.charter.Schema(p.Form) == nil || ed.charter.Schema(p.Form).Notice == nil {
		return overlap.Message{}, false
	}
	said, err := form.Of(ed.charter, p.Form).Notice(id, p)
	if err != nil {
		return overlap.Message{}, false
	}
	return overlap.Read(ed.charter, p.Form, said, at, proceeding)
}

// notePlot takes what a transaction changed, and has it looked at.
func (n *Node) notePlot(x touched) {
	srv := n.server()
	if srv == nil {
		n.forgetPlots()
		return
	}
	if !n.plots.note(x) {
		return
	}
	n.plots.mu.Lock()
	defer n.plots.mu.Unlock()
	if !n.plots.running {
		n.plots.running = srv.run(n.followPlots)
	}
}

// startPlots makes the plots of all charters.
func (n *Node) startPlots() {
	for _, t := range n.tables() {
		if n.server() == nil || !t.hasNotices() {
			continue
		}
		x, err := n.plotOf(t)
		if err != nil {
			n.tryAgain(err, "who will be where could not be read", n.startPlots)
			return
		}
		x.mu.Unlock()
	}
}

// forgetPlots has the plots made anew: places in records have changed.
func (n *Node) forgetPlots() {
	for _, t := range n.tables() {
		t.plotted.mu.Lock()
		t.plotted.plot = nil
		t.plotted.mu.Unlock()
	}
}
