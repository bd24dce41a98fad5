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
	for len(leaves) > 0 {
		run := oneRecord(leaves)
		l.unused(l.record(run))
		leaves = leaves[len(run):]
	}
	l.n.recorder.begin()
	for _, j := range messages {
		l.unused(j.wait(l))
	}
}

// deliverOne hands on what is neither a message nor of a record.
func (l *line) deliverOne(d link.Delivery) {
	var err error
	switch d := d.(type) {
	case link.HelloIn:
		l.n.takeHello(l.p, d)
	case link.BodyIn:
		err = l.attachment(d)
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
