package node

import (
	"parley"
	"parley/internal/store"
	"parley/link"
)

// deliver hands on what arrived. Nothing in it has been verified beyond its encoding.
func (l *line) deliver(d link.Delivery) {
	var err error
	switch d := d.(type) {
	case link.HelloIn:
		l.n.takeHello(l.p, d)
	case link.BodyIn:
		err = l.body(d)
	case link.LeavesIn:
		err = l.n.takeLog(l.p, d.Log, func(m *mirror) error { return l.leaves(m, d) })
	case link.HeadIn:
		err = l.n.takeLog(l.p, d.Log, func(m *mirror) error { m.keepHead(*d.Head); return l.settle(m, d.Log) })
	case link.ProofIn:
		err = l.n.takeLog(l.p, d.Log, func(m *mirror) error { m.keepProof(*d.Proof); return l.settle(m, d.Log) })
	case link.CosigIn:
		if ps, ok := l.p.seatIn(d.Log.Charter); ok && ps.t.seat(d.Log.Party) != nil {
			l.n.takeCosignature(ps.t, ps.t.seat(d.Log.Party), d.Mirror, d.Cosig)
		}
	case link.SheetIn:
		if err := l.n.learnSheet(d.Sheet); err != nil {
			l.n.cfg.Log.Debug("a sheet was not taken", "party", string(l.p.name()), "error", err)
		}
	case link.AskIn:
		l.answer(d)
	}
	l.unused(err)
}

// unused tells what the peer did wrong from what failed here: after a failure of the store the sessions end, and what
// was not stored comes again.
func (l *line) unused(err error) {
	switch parley.CodeOf(err) {
	case parley.CodeBadRecord, parley.CodeLimit:
		l.n.cfg.Log.Warn("what came over the line was not used", "party", string(l.p.name()), "error", err)
	default:
		if err != nil {
			l.n.event(EventStorage, l.p.name(), "what came over the line could not be stored", "error", err)
			l.endSessions()
		}
	}
}

func (l *line) leaves(m *mirror, d link.LeavesIn) error {
	missing, err := l.n.takeLeaves(m, d.Leaves)
	if err != nil {
		return err
	}
	if missing {
		l.askMissing(m)
		return nil
	}
	return l.settle(m, d.Log)
}

func (l *line) settle(m *mirror, log link.LogKey) error {
	l.p.mu.Lock()
	l.p.lastHead = l.n.now()
	l.p.mu.Unlock()
	ask, err := l.n.settle(m, l.p.name())
	if ask != nil {
		l.ask(m, *ask)
	}
	return err
}

// body takes over a whole message or attachment, so that the machine may forget it.
func (l *line) body(d link.BodyIn) error {
	if d.Blob {
		if err := l.n.receiveBlob(d.ID); err != nil {
			l.machine(link.Dropped{ID: d.ID})
			return err
		}
		l.machine(link.Recorded{ID: d.ID})
		return nil
	}
	b := d.Bytes
	if b == nil {
		err := l.n.cfg.Store.View(func(r store.Reader) (err error) {
			b, err = r.ReadBody(d.ID, 0, int(d.Size))
			return err
		})
		if err != nil {
			l.machine(link.Dropped{ID: d.ID})
			return ignoreNotFound(err) // not found: it stood under the id of something else
		}
	}
	if err := l.n.receiveMessage(d.ID, b); err != nil {
		l.machine(link.Dropped{ID: d.ID})
		return err
	}
	l.machine(link.Recorded{ID: d.ID})
	return nil
}
