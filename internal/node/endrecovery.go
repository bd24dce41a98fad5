package node

import (
	"parley"
	"parley/internal/store"
	"parley/record"
	"parley/wire"
)

// An ending is the one transaction by which a record goes on after a recovery: what was handed back is stored, entries
// that nobody has seen and messages that were held are entered after it, and a head over all of it is signed.
type ending struct {
	n    *Node
	rec  *recovery
	c    *chain
	note recoveryNote

	decided *decision
	told    []parley.PartyID

	moved []wire.Leaf // entries that stood here beyond the chain
	jobs  []*job
	head  *store.Head
	last  parley.Millis // date of the last entry
	cut   bool
	page  *heldPage // the last one that is in force or to be entered again
}

// endRecovery has the log-writer end a recovery. It is called with the recovery locked.
func (n *Node) endRecovery(rec *recovery, c *chain) {
	x := &ending{n: n, rec: rec, c: c, decided: rec.decided}
	for party := range rec.answers {
		x.told = append(x.told, party)
	}
	n.recorder.add(&job{t: rec.t, alone: x.run, then: func(_ uint64, _ parley.Millis, err error) { x.after(err) }})
}

// run is in the log-writer's goroutine. A high-water file that cannot be written leaves the record recovering; what is
// stored by then is what it goes on from.
func (x *ending) run() error {
	if err := x.n.cfg.Store.Update(x.store); err != nil {
		return err
	}
	t := x.rec.t
	if err := x.n.cfg.Store.View(t.readForce); err != nil {
		return err
	}
	if err := x.n.cfg.HighWater.Set(t.own().log, Mark{Size: x.head.Size, Root: x.head.Root}); err != nil {
		return parley.Wrap(err, parley.CodeStorage, "the high-water file cannot be written")
	}
	x.n.recorder.clock.wrote(x.last)
	t.setUntold(x.note)
	t.recovery.Store(nil)
	return x.n.recorder.show(t, *x.head, x.jobs)
}

func (x *ending) store(tx store.Tx) error {
	x.moved, x.jobs, x.head, x.cut, x.page = nil, nil, nil, false, nil
	var err error
	if x.note, err = readNote(tx, x.c.log); err != nil { // of an end that was stored although that failed, all of it
		return err
	}
	for _, step := range []func(store.Tx) error{x.takeBack, x.places, x.enterAgain, x.enterHeld, x.write, x.lastEntry} {
		if err := step(tx); err != nil {
			return err
		}
	}
	x.note.Ended = max(x.n.now(), x.note.Since)
	x.note.Decided, x.note.Told = x.decided, x.told
	if d := x.note.Decided; d != nil {
		e := store.Entry{Time: d.At, User: d.Who.User, Post: d.Who.Post, Action: "recover", Detail: "go on with the record under charter " + x.c.log.Charter.String() + ": " + d.Reason}
		if err := tx.AddEntry(e); err != nil {
			return err
		}
	}
	return putNote(tx, x.c.log, x.note)
}

// takeBack puts the leaves that were handed back in the place of those that stand there.
func (x *ending) takeBack(tx store.Tx) error {
	size, err := tx.LogSize(x.c.log)
	if err != nil || len(x.c.leaves) == 0 {
		return err
	}
	rows, err := tx.Leaves(x.c.log, x.c.from, size)
	if err != nil {
		return err
	}
	for _, row := range rows {
		l, err := wire.DecodeLeaf(row.Bytes)
		if err != nil {
			return err
		}
		x.moved = append(x.moved, l)
	}
	if x.cut = size > x.c.from; x.cut {
		if err := tx.CutLog(x.c.log, x.c.from, record.HashCount(x.c.from)); err != nil {
			return err
		}
	}
	leaves, _, err := leafRows(x.c.from, x.c.leaves)
	if err != nil {
		return err
	}
	if err := tx.AppendLeaves(x.c.log, leaves, hashRows(x.c.fresh)); err != nil {
		return err
	}
	return tx.PutHead(x.c.log, *x.c.head)
}

// places enters the places of the leaves that came back into the rows that are here.
func (x *ending) places(tx store.Tx) error {
	if len(x.c.leaves) > 0 {
		x.note.Spans = append(x.note.Spans, span{x.c.from, x.c.size()})
	}
	for i, b := range x.c.leaves {
		l, err := wire.DecodeLeaf(b)
		if err != nil {
			return err
		}
		m, err := tx.Message(l.ID)
		if err != nil || m.Charter != x.c.log.Charter {
			if err := ignoreNotFound(err); err != nil {
				return err
			}
			continue
		}
		if err := x.place(tx, l, m, placeAt(x.c.log, x.c.from+uint64(i))); err != nil {
			return err
		}
	}
	return nil
}

// place enters one place. Where the message was handed back before its leaf, what the other party's record said meanwhile of it counts
// now.
func (x *ending) place(tx store.Tx, l wire.Leaf, m store.Message, at int64) error {
	sent, code, late := m.SentAt, int16(-1), false
	switch {
	case l.Kind == wire.LeafSent && m.Own:
		sent = at
	case l.Kind == wire.LeafRefused && !m.Own:
		code = int16(l.Code)
	case l.Kind != wire.LeafReceived || m.Own:
		return nil
	}
	x.note.Here = append(x.note.Here, l.ID)
	if m.RecordedAt >= 0 && m.RecordedAt < placeAt(x.c.log, 0) { // it stands in an earlier volume too, and the first counts
		return nil
	}
	if s := x.rec.t.seat(m.Author); s != nil && !m.Own && sent < 0 {
		leaf, held, err := sentLeaf(tx, s.log, m.ID)
		if err != nil {
			return err
		}
		if late = held; held {
			sent = placeAt(s.log, leaf.Index)
		}
	}
	if err := tx.SetPlaces(l.ID, sent, at, code); err != nil {
		return err
	}
	m.SentAt, m.RecordedAt, m.Refused = sent, at, code
	switch {
	case m.Own:
		return x.n.healReceipts(tx, x.rec.t, m)
	case late:
		return x.n.noteRecorded(tx, x.rec.t, m)
	}
	return nil
}

// enterAgain enters what stood beyond the chain once more. A clock leaf says nothing that a later one does not.
func (x *ending) enterAgain(tx store.Tx) error {
	for _, l := range x.moved {
		if l.Kind == wire.LeafClock {
			continue
		}
		if again, err := x.mayStandAgain(tx, l); err != nil {
			return err
		} else if !again {
			continue
		}
		if _, back, err := leafOf(tx, x.c.log, l.ID, l.Kind); err != nil {
			return err
		} else if back {
			continue
		}
		j := &job{t: x.rec.t, kind: l.Kind, mark: &l.Mark, id: l.ID, addressees: l.Addressees, code: l.Code}
		if m, err := tx.Message(l.ID); err == nil && m.Charter == x.c.log.Charter {
			j.precedence, j.waiting = m.Precedence, x.waiting(l, m)
			switch l.Kind {
			case wire.LeafSent:
				j.write = func(tx store.Tx, at uint64, _ parley.Millis) error {
					return tx.SetPlaces(l.ID, placeAt(x.c.log, at), placeAt(x.c.log, at), -1)
				}
			case wire.LeafReceived, wire.LeafRefused:
				j.write = func(tx store.Tx, at uint64, _ parley.Millis) error {
					return tx.SetPlaces(l.ID, m.SentAt, placeAt(x.c.log, at), m.Refused)
				}
			}
			x.note.Moved = append(x.note.Moved, l.ID)
		}
		x.jobs = append(x.jobs, j)
	}
	return nil
}

// waiting returns who waits for a leaf about a message.
func (x *ending) waiting(l wire.Leaf, m store.Message) (out []parley.PartyID) {
	if !m.Own {
		return []parley.PartyID{m.Author}
	}
	for i, s := range x.rec.t.seats() {
		if i != x.rec.t.self && x.rec.t.edition().addresses(l, s.id) {
			out = append(out, s.id)
		}
	}
	return out
}

// enterHeld enters the messages of ours that were accepted meanwhile. An own record of which nothing is left begins anew.
func (x *ending) enterHeld(tx store.Tx) error {
	t, own := x.rec.t, true
	if size, err := tx.LogSize(x.c.log); err != nil {
		return err
	} else if size == 0 {
		x.jobs = append(firstJobs(t, x.n.own().party.Sheet, t.edition().id), x.jobs...)
	} else if _, ok, err := leafOf(tx, x.c.log, x.n.own().hash, wire.LeafSheet); err != nil {
		return err
	} else if !ok && !x.enters(x.n.own().hash) { // a sheet that was made meanwhile
		x.jobs = append([]*job{x.n.sheetJob(t, x.n.own())}, x.jobs...)
	}
	ms, err := tx.Messages(store.MessageFilter{Charter: t.id, Own: &own, Unrecorded: true})
	if err != nil {
		return err
	}
	for _, m := range ms {
		_, p, err := wire.DecodeEnvelope(m.Envelope)
		if err != nil {
			return err
		}
		parties := addresseeParties(t, p)
		j := &job{t: t, kind: wire.LeafSent, id: m.ID, precedence: m.Precedence}
		for _, i := range parties {
			j.waiting = append(j.waiting, t.seats()[i].id)
		}
		j.addressees = t.edition().bitmap(j.waiting)
		j.write = func(tx store.Tx, at uint64, _ parley.Millis) error {
			return tx.SetPlaces(m.ID, placeAt(x.c.log, at), placeAt(x.c.log, at), -1)
		}
		x.jobs = append(x.jobs, j)
	}
	return nil
}

// write signs the head over all of it, or takes the one that is there.
func (x *ending) write(tx store.Tx) error {
	r := x.n.recorder
	if len(x.jobs) > 0 {
		a, err := r.stage(tx, x.rec.t, r.clock.read(), x.jobs)
		if err != nil {
			return err
		}
		x.head, err = r.write(tx, x.rec.t, a)
		return err
	}
	head, err := tx.LastHead(x.c.log)
	x.head = &head
	return err
}

func (x *ending) lastEntry(tx store.Tx) error {
	size, err := tx.LogSize(x.c.log)
	if err == nil {
		x.last, err = lastDate(tx, x.c.log, size)
	}
	return err
}

// after tells everybody that the record goes on, and does what had to wait.
func (x *ending) after(err error) {
	n, rec, t := x.n, x.rec, x.rec.t
	if t.recovery.Load() != nil {
		rec.mu.Lock()
		rec.ending = false
		rec.mu.Unlock()
		n.tryAgain(err, "the end of a recovery could not be stored", func() { n.advance(rec) })
		return
	}
	close(rec.done)
	n.forgetTrackers()
	n.forgetPlots()
	n.eventUnder(t, EventRecovery, "", "our record has recovered and goes on")
	if own := t.own(); own.sheetNamed(n.own().hash) == nil {
		own.addSheet(n.own().sheet, n.own().party.Sheet)
	}
	n.wantBack(t, x.note)
	if x.cut {
		n.resetLines(t)
	} else {
		n.tellHello(t)
	}
	if srv := n.server(); srv != nil {
		srv.after(0, func() { n.catchUpRecord(t) })
	}
}

// tellHello has every line under a charter say a new HELLO.
func (n *Node) tellHello(t *table) {
	for _, s := range t.seats() {
		if p := n.peerOf(t, s.id); p != nil {
			p.box.put(localChanged{})
		}
	}
}

// catchUpRecord enters what came while the record was not gone on with.
func (n *Node) catchUpRecord(t *table) {
	if err := n.take(n.own()); err != nil {
		n.tryAgain(err, "our sheet could not be entered after a recovery", func() { n.catchUpRecord(t) })
		return
	}
	n.recordWaiting()
	var whole []parley.Hash
	var read []parley.Hash
	own := false
	err := n.cfg.Store.View(func(r store.Reader) error {
		bs, err := r.OpenBodies()
		if err != nil {
			return err
		}
		for _, b := range bs {
			if b.Blob && wholeRange(b) {
				whole = append(whole, b.ID)
			}
		}
		ms, err := r.Messages(store.MessageFilter{Charter: t.id, Own: &own})
		for _, m := range ms {
			if m.Read != 0 {
				read = append(read, m.ID)
			}
		}
		return err
	})
	if err != nil {
		n.tryAgain(err, "what came during a recovery could not be read", func() { n.catchUpRecord(t) })
		return
	}
	for _, id := range whole {
		n.receiveBlobOrTryAgain(id)
	}
	for _, id := range read {
		n.reportOpened(t, id)
	}
}
