package node

import (
	"parley"
	"parley/link"
	"parley/wire"
)

// What came together of one record is used together. A busy peer shows a head with every leaf or two, and each would be a transaction
// of its own: a node on a server that had fallen behind would take seconds for what came in one.

// maxHeadRun is how many heads are used together.
const maxHeadRun = 64

// oneRecord returns what comes first of what came that is of one record, as much of it as may wait together.
func oneRecord(all []link.Delivery) []link.Delivery {
	heads, proofs := 0, 0
	for i, d := range all {
		switch d.(type) {
		case link.HeadIn:
			heads++
		case link.ProofIn:
			proofs++
		}
		if logOf(d) != logOf(all[0]) || heads > maxHeadRun || proofs > maxProofRun {
			return all[:i]
		}
	}
	return all
}

// logOf returns the record of which leaves, a head or a proof came.
func logOf(d link.Delivery) link.LogKey {
	switch d := d.(type) {
	case link.LeavesIn:
		return d.Log
	case link.HeadIn:
		return d.Log
	case link.ProofIn:
		return d.Log
	}
	return link.LogKey{}
}

// record uses a run of what came of one record: of our own, as a peer holds it, or of another's.
func (l *line) record(run []link.Delivery) error {
	log := logOf(run[0])
	if t := l.ownTable(log); t != nil {
		for _, d := range run {
			l.unused(l.ownRecord(t, d))
		}
		return nil
	}
	if t, s, ok := l.p.third(log); ok {
		for _, d := range run {
			if h, is := d.(link.HeadIn); is && h.Head.Root != nil {
				if err := l.n.takeThirdHead(l.p, t, s, *h.Head); err != nil {
					return err
				}
			}
		}
	}
	return l.n.takeLog(l.p, log, func(m *mirror) error { return l.mirrored(m, run) })
}

func (l *line) ownRecord(t *table, d link.Delivery) error {
	switch d := d.(type) {
	case link.LeavesIn:
		return l.n.takeOwnLeaves(l.p, t, d.Leaves)
	case link.HeadIn:
		return l.n.takeOwnHead(l.p, t, d.Head)
	}
	return nil
}

// mirrored keeps what came, and settles it at the end. Leaves that do not go on from those here may take the place of what came before
// them: then that is settled first.
func (l *line) mirrored(m *mirror, run []link.Delivery) error {
	missing := false
	for i, d := range run {
		switch d := d.(type) {
		case link.LeavesIn:
			if i > 0 && !m.goesOn(d.Leaves) {
				if err := l.settle(m); err != nil {
					return err
				}
			}
			miss, err := l.n.takeLeaves(m, d.Leaves)
			if err != nil {
				return err
			}
			missing = missing || miss
		case link.HeadIn:
			m.keepHead(*d.Head)
		case link.ProofIn:
			m.keepProof(*d.Proof)
		}
	}
	if missing {
		l.askMissing(m)
	}
	return l.settle(m)
}

// goesOn reports whether leaves go on from those that are here, without an answer's frontier.
func (m *mirror) goesOn(f *wire.Leaves) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(f.Frontier) == 0 && f.Start <= m.end()
}

// settle settles what came of a record, and asks for what is missing.
func (l *line) settle(m *mirror) error {
	if l.n.peerOf(m.t, m.s.id) == l.p {
		l.p.mu.Lock()
		l.p.lastHead = l.n.now()
		l.p.mu.Unlock()
	}
	ask, err := l.n.settle(m)
	if ask != nil {
		l.ask(m, *ask)
	}
	l.n.askLater(m)
	return err
}

// ownTable returns the charter under which a log is our own record, or nil.
func (l *line) ownTable(log link.LogKey) *table {
	if t := l.n.table(log.Charter); t != nil && link.LogKey(t.own().log) == log {
		return t
	}
	return nil
}

// unused tells what the peer did wrong from what failed here: after a failure of the store the sessions end, and what
// was not stored comes again.
func (l *line) unused(err error) {
	switch parley.CodeOf(err) {
	case parley.CodeBadRecord, parley.CodeLimit:
		l.p.stray("what came over the line was not used", err)
	default:
		if err != nil {
			l.n.event(EventStorage, l.p.name(), "what came over the line could not be stored", "error", err)
			l.endSessions()
		}
	}
}
