package node

import (
	"context"
	"io"
	"time"

	"parley"
	"parley/courier"
	"parley/internal/bearer"
	"parley/link"
	"parley/officer"
	"parley/wire"
)

// A carried is a bundle that is being taken: a session that only goes one way, on a machine of its own, whose frames are
// used by the goroutine of the sender's line. What the machine would answer is dropped; what is delivered goes the ways of
// a line, but for what a sender says of itself.
type carried struct {
	n      *Node
	p      *peer
	head   courier.Head
	signed bool // by the link key of the newest sheet of its sender

	hello    []byte
	have     [][]byte
	messages []parley.Hash // that it holds bytes of
	blobs    []parley.Hash

	l       *line // made by the goroutine of the peer's line
	end     *carriedEnd
	mirrors map[link.LogKey]*mirror // of records that are not the sender's own, or which it did not sign for
	failed  error                   // of the store
}

// carriedEnd stands for the connection of the session: it is closed where what came could not be stored.
type carriedEnd struct {
	bearer.Session
	closed bool
}

// Close notes that the session is to end.
func (e *carriedEnd) Close() error { e.closed = true; return nil }

// A carriedFrames is a run of frames for the goroutine of a line; without frames, the end of the bundle.
type carriedFrames struct {
	c      *carried
	frames [][]byte
	done   chan error
}

// framesAtOnce is how many frames of a bundle a line uses before it looks at its sessions again.
const framesAtOnce = 32

// take uses a bundle that was surveyed, and says what was new in it.
func (c *carried) take(ctx context.Context, r *courier.Reader) (v ImportView, err error) {
	before, err := c.count()
	if err != nil {
		return v, err
	}
	for more := true; more; {
		var frames [][]byte
		for more && len(frames) < framesAtOnce {
			b, err := r.Next()
			if more = err != io.EOF; more && err != nil {
				return v, err
			}
			if more && c.uses(b) {
				frames = append(frames, b)
			}
		}
		if len(frames) > 0 {
			if err := c.hand(ctx, frames); err != nil {
				return v, err
			}
		}
	}
	if err := c.hand(ctx, nil); err != nil {
		return v, err
	}
	overtaken, err := c.remember()
	if err != nil {
		return v, storageSentence(err, "what the bundle says of its sender could not be stored")
	}
	after, err := c.count()
	v = before.until(after)
	v.From, v.Number, v.Packed, v.Signed, v.Overtaken = string(c.head.From), c.head.Number, c.head.Time.String(), c.signed, overtaken
	return v, storageSentence(err, "what the bundle brought could not be counted")
}

// uses reports whether a frame may be used: pieces of bodies prove nothing by themselves, and are taken from the peer
// alone [COU-11].
func (c *carried) uses(b []byte) bool {
	f, err := decodeCarried(b)
	if err != nil || f == nil {
		return false
	}
	body, is := f.(*wire.Body)
	return c.signed || !is || body.Open != nil && body.Open.ID == nil
}

// hand has the goroutine of the line use frames.
func (c *carried) hand(ctx context.Context, frames [][]byte) error {
	srv := c.n.server()
	if srv == nil {
		return c.n.notRunning()
	}
	done := make(chan error, 1)
	c.p.box.put(carriedFrames{c, frames, done})
	select {
	case err := <-done:
		return err
	case <-srv.ctx.Done():
		return c.n.notRunning()
	}
}

// carry uses frames of a bundle.
func (l *line) carry(ev carriedFrames) {
	c := ev.c
	if c.l == nil {
		c.open()
	}
	err := c.step(ev.frames)
	if ev.frames == nil && err == nil {
		err = c.close(l)
	}
	ev.done <- err
}

const carriedSession = 1 // of a machine that has no other

func (c *carried) open() {
	c.l, c.end, c.mirrors = newLine(c.n, c.p), &carriedEnd{}, map[link.LogKey]*mirror{}
	c.l.sessions[carriedSession] = &session{number: carriedSession, conn: c.end, out: newMailbox()}
	c.l.machine(link.Up{Session: carriedSession, Reliable: true, MaxFrame: wire.MaxFrame, KeepAlive: -1})
}

func (c *carried) step(frames [][]byte) error {
	for _, b := range frames {
		err := c.l.m.Step(time.Now(), link.Received{Session: carriedSession, Frame: b})
		if err == nil {
			err = c.work()
		}
		if err != nil {
			return parley.Wrap(err, parley.CodeOf(err), "the bundle could not be taken to its end: %s; what stood before is kept", parley.SentenceOf(err))
		}
	}
	return nil
}

// work does what the machine has ready, but for what it would send.
func (c *carried) work() error {
	for {
		r := c.l.m.Ready(time.Now())
		if r.Empty() {
			return nil
		}
		for _, b := range r.GaveUp {
			c.l.giveUp(b)
		}
		if err := c.l.persist(r.Persist); err != nil {
			return err
		}
		c.deliver(r.Deliver)
		c.l.m.Advance(r)
		if c.failed != nil || c.end.closed || len(r.Close) > 0 {
			return parley.Wrap(c.failed, parley.CodeStorage, "what it holds could not be stored")
		}
	}
}

// close looks again at what waited for what came after it, and tells the sender's line what of bodies is here now.
func (c *carried) close(l *line) error {
	for _, m := range c.mirrors {
		c.settle(m)
	}
	if c.signed {
		l.settleAll()
	}
	l.machine(link.Local{Charters: c.n.helloCharters(c.p), Partials: c.n.partials(c.p)})
	done := &job{from: c.p, t: c.p.places()[0].t, alone: func() error { return nil }}
	if _, _, err := c.n.recorder.do(done); err != nil {
		return err
	}
	return c.failed
}

// deliver uses what the bundle brought, messages last.
func (c *carried) deliver(all []link.Delivery) {
	var bodies []link.Delivery
	for _, d := range all {
		if _, is := d.(link.BodyIn); is {
			bodies = append(bodies, d)
			continue
		}
		if err := c.one(d); err != nil {
			c.refuse(err)
		}
	}
	if len(bodies) > 0 {
		c.l.deliver(bodies)
	}
}

// one uses what bears its owner's signature. What a sender says of itself, or asks, is passed over here [COU-13].
func (c *carried) one(d link.Delivery) error {
	switch d := d.(type) {
	case link.LeavesIn:
		return c.withMirror(d.Log, func(m *mirror) error { _, err := c.n.takeLeaves(m, d.Leaves); return err })
	case link.HeadIn:
		return c.withMirror(d.Log, func(m *mirror) error { m.keepHead(*d.Head); return nil })
	case link.ProofIn:
		return c.withMirror(d.Log, func(m *mirror) error { m.keepProof(*d.Proof); return nil })
	case link.CosigIn:
		if ps, ok := c.p.seatIn(d.Log.Charter); ok && ps.t.seatWith(d.Log) != nil {
			c.n.takeCosignature(c.p, ps.t, ps.t.seatWith(d.Log), d.Mirror, d.Cosig)
		}
	case link.SheetIn:
		return c.sheet(d.Sheet)
	case link.EditionIn:
		return c.n.learnEdition(d.Edition)
	case link.VolumeIn:
		if opensVolume(d.Statement) {
			return c.n.learnVolume(c.p, d.Charter, d.Statement)
		}
		return c.n.learnStatement(d.Charter, d.Statement)
	case link.ForkIn:
		return c.n.takeProof(c.p, d.Evidence)
	}
	return nil
}

// withMirror uses something of a record other than our own: of the sender's with what its line brought, if the sender
// signed for it; else apart from that, so that nobody spoils it.
func (c *carried) withMirror(log link.LogKey, fn func(*mirror) error) error {
	ps, ok := c.p.seatIn(log.Charter)
	if !ok {
		return nil
	}
	s := ps.t.seatWith(log)
	if s == nil || s == ps.t.own() {
		return nil
	}
	m := c.mirrors[log]
	switch {
	case m == nil && s == ps.s && c.signed:
		m = c.n.mirrorOf(c.p, ps.t, s)
	case m == nil:
		m = &mirror{t: ps.t, s: s, from: c.p, roots: map[uint64]parley.Hash{}}
	}
	c.mirrors[log] = m
	if err := fn(m); err != nil {
		return err
	}
	return c.settle(m)
}

func (c *carried) settle(m *mirror) error {
	_, err := c.n.settle(m) // what is missing is asked of nobody
	if err == nil && c.signed && c.n.peerOf(m.t, m.s.id) == c.p {
		c.p.mu.Lock()
		c.p.lastHead = c.n.now()
		c.p.mu.Unlock()
	}
	return err
}

// sheets takes sheets whatever the signature of the bundle.
func (c *carried) sheets(all [][]byte) {
	for _, b := range all {
		if err := c.sheet(b); err != nil {
			c.refuse(err)
		}
	}
}

// sheet takes a sheet or a roster act, which counts by its own signature, whoever hands it in.
func (c *carried) sheet(b []byte) error {
	if officer.IsAct(b) {
		_, _, err := c.n.learnAct(b)
		return err
	}
	if err := c.n.learnSheet(b); err != errHeld {
		return err
	}
	return nil
}

// refuse tells what is of no use from what could not be stored.
func (c *carried) refuse(err error) {
	if code := parley.CodeOf(err); code == parley.CodeInternal || code == parley.CodeStorage {
		c.failed = err
		return
	}
	c.n.cfg.Log.Debug("something in a bundle was not used", "from", string(c.head.From), "error", err)
}

// remember keeps what the sender says of what it holds, unless a newer bundle said it before [COU-12].
func (c *carried) remember() (overtaken bool, err error) {
	if !c.signed {
		return false, nil
	}
	_, err = c.n.changeCourierWord(c.p, func(w *courierWord) {
		if overtaken = c.head.Number < w.Taken; !overtaken {
			w.Taken, w.Hello, w.Have = c.head.Number, c.hello, c.have
		}
	})
	return overtaken, err
}
