package node

import (
	"parley"
	"parley/internal/store"
	"parley/link"
)

// deliver hands on what arrived together. Nothing in it has been verified beyond its encoding. The messages in it are
// stored in one transaction, together with the leaves that came with them; what explains them goes before.
func (l *line) deliver(all []link.Delivery) {
	var messages []*bodyJob
	var leaves []link.Delivery
	for _, d := range all {
		switch x := d.(type) {
		case link.BodyIn:
			if x.Blob {
				l.deliverOne(d)
			} else if j := l.message(x); j != nil {
				messages = append(messages, j)
			}
		case link.LeavesIn, link.HeadIn, link.ProofIn:
			leaves = append(leaves, d)
		default:
			l.deliverOne(d)
		}
	}
	for i := 0; i < len(leaves); {
		if run := proofsTogether(leaves[i:]); len(run) > 0 {
			l.unused(l.proofs(run))
			i += len(run)
			continue
		}
		l.deliverOne(leaves[i])
		i++
	}
	l.n.recorder.begin()
	for _, j := range messages {
		l.unused(j.wait(l))
	}
}

// deliverOne hands on what is not a message.
func (l *line) deliverOne(d link.Delivery) {
	var err error
	switch d := d.(type) {
	case link.HelloIn:
		l.n.takeHello(l.p, d)
	case link.BodyIn:
		err = l.attachment(d)
	case link.LeavesIn:
		if t := l.ownTable(d.Log); t != nil {
			err = l.n.takeOwnLeaves(l.p, t, d.Leaves)
			break
		}
		err = l.n.takeLog(l.p, d.Log, func(m *mirror) error { return l.leaves(m, d) })
	case link.HeadIn:
		if t := l.ownTable(d.Log); t != nil {
			err = l.n.takeOwnHead(l.p, t, d.Head)
			break
		}
		err = l.head(d)
	case link.CosigIn:
		if ps, ok := l.p.seatIn(d.Log.Charter); ok && ps.t.seatWith(d.Log) != nil {
			l.n.takeCosignature(l.p, ps.t, ps.t.seatWith(d.Log), d.Mirror, d.Cosig)
		}
	case link.ForkIn:
		err = l.proof(d.Evidence)
	case link.VolumeIn:
		if opensVolume(d.Statement) {
			err = l.n.learnVolume(l.p, d.Charter, d.Statement)
		} else {
			err = l.n.learnStatement(d.Charter, d.Statement)
		}
	case link.SheetIn:
		l.sheet(d.Sheet)
	case link.EditionIn:
		l.edition(d.Edition)
	case link.PongIn:
		l.n.recorder.clock.heard(d.ClockOffset)
		l.p.noteAnswer(d.Session, d.RTT)
	case link.AskIn:
		l.answer(d)
	}
	l.unused(err)
}

// proofsTogether returns the proofs at the beginning of what came that are of one record, as many as may wait together: what they prove
// is stored in one transaction.
func proofsTogether(all []link.Delivery) (run []link.ProofIn) {
	for _, d := range all {
		p, ok := d.(link.ProofIn)
		if !ok || len(run) == maxProofRun || len(run) > 0 && run[0].Log != p.Log {
			break
		}
		run = append(run, p)
	}
	return run
}

// proofs takes leaves that came ahead of those before them, each with its proof.
func (l *line) proofs(run []link.ProofIn) error {
	log := run[0].Log
	if l.ownTable(log) != nil {
		return nil
	}
	return l.n.takeLog(l.p, log, func(m *mirror) error {
		for _, p := range run {
			m.keepProof(*p.Proof)
		}
		return l.settle(m)
	})
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

// ownTable returns the charter under which a log is our own record, or nil.
func (l *line) ownTable(log link.LogKey) *table {
	if t := l.n.table(log.Charter); t != nil && link.LogKey(t.own().log) == log {
		return t
	}
	return nil
}

func (l *line) leaves(m *mirror, d link.LeavesIn) error {
	missing, err := l.n.takeLeaves(m, d.Leaves)
	if err != nil {
		return err
	}
	if missing {
		l.askMissing(m)
		l.n.askLater(m)
		return nil
	}
	return l.settle(m)
}

func (l *line) settle(m *mirror) error {
	if l.n.peerOf(m.t, m.s.id) == l.p {
		l.p.mu.Lock()
		l.p.lastHead = l.n.now()
		l.p.mu.Unlock()
	}
	ask, err := l.n.settle(m, l.p.name())
	if ask != nil {
		l.ask(m, *ask)
	}
	l.n.askLater(m)
	return err
}

// attachment takes over a whole attachment. While it waits for its message, or to be recorded, the machine goes on naming it
// to the peer [LINK-22].
func (l *line) attachment(d link.BodyIn) error {
	key, err := l.standsAt(d.ID)
	if err == nil && key != d.ID {
		err = l.n.offShelf(key, d.ID)
	}
	if err == nil {
		err = l.n.receiveBlob(d.ID)
	}
	if err != nil {
		l.machine(link.Dropped{ID: d.ID})
		return err
	}
	if b, err := l.n.bodyOf(d.ID); err == nil && wholeRange(b) && !b.Complete {
		return nil
	}
	l.machine(link.Recorded{ID: d.ID})
	return nil
}

// A bodyJob is a message on its way into the store.
type bodyJob struct {
	id   parley.Hash
	done chan error
}

// message queues a whole message for the store. It returns nil where the machine need not wait.
func (l *line) message(d link.BodyIn) *bodyJob {
	b, key := d.Bytes, d.ID
	if b == nil {
		var err error
		if b, key, err = l.wholeMessage(d); err != nil {
			l.machine(link.Dropped{ID: d.ID})
			l.unused(ignoreNotFound(err)) // not found: it stood under the id of something else
			return nil
		}
	}
	if parley.Sum(b) != d.ID { // it may come again, from the first byte
		l.n.drop(key, "its bytes are not those of its id")
		l.machine(link.Dropped{ID: d.ID})
		return nil
	}
	j := l.n.messageJob(d.ID, b, d.Bytes == nil || !l.wrote(d.Log))
	if key != d.ID {
		l.n.clear(key)
	}
	if j == nil {
		l.machine(link.Recorded{ID: d.ID})
		return nil
	}
	if j == notTaken {
		l.machine(link.Dropped{ID: d.ID})
		return nil
	}
	j.from, j.size = l.p, len(b)
	w := &bodyJob{d.ID, make(chan error, 1)}
	then := j.then
	j.then = func(at uint64, date parley.Millis, err error) {
		if then != nil {
			then(at, date, err)
		}
		w.done <- err
	}
	l.n.recorder.queue(j)
	return w
}

// wholeMessage reads a message whose last byte is stored, and returns where it stands.
func (l *line) wholeMessage(d link.BodyIn) (b []byte, key parley.Hash, err error) {
	if key, err = l.standsAt(d.ID); err != nil {
		return nil, key, err
	}
	err = l.n.cfg.Store.View(func(r store.Reader) (err error) {
		b, err = r.ReadBody(key, 0, int(d.Size))
		return err
	})
	return b, key, err
}

// wait waits until the message is stored, and tells the machine.
func (j *bodyJob) wait(l *line) error {
	err := l.n.recorder.outcome(j.done)
	if err != nil {
		l.machine(link.Dropped{ID: j.id})
		return err
	}
	l.machine(link.Recorded{ID: j.id})
	return nil
}
