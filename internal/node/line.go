package node

import (
	"context"
	"encoding/binary"
	"io"
	"runtime"
	"time"

	"parley"
	"parley/link"
	"parley/wire"
)

// Events of a line's mailbox, besides those of the machine itself.
type (
	sessionUp   struct{ s *session }
	sessionDown struct{ s *session }
	frameIn     struct {
		s *session
		b []byte
	}
	localChanged struct{}
	lineReset    struct{}           // what was shown of our record may not be shown any more
	shownLate    struct{ t *table } // entries are shown whose requests were answered with an error
)

// A line drives the machine of one peer: the only place where the machine meets clock, store and network. Its one
// goroutine takes events, steps the machine, and does what Ready says in the order of its fields.
type line struct {
	n        *Node
	p        *peer
	m        *link.Machine
	sessions map[int]*session
	answered map[answerKey]time.Time
	served   map[serveKey]serving
	cosigned map[cosigKey]uint64 // sizes up to which the peer was given a mirror's cosignatures
}

func newLine(n *Node, p *peer) *line {
	l := &line{n: n, p: p, sessions: map[int]*session{}, answered: map[answerKey]time.Time{}, served: map[serveKey]serving{}, cosigned: map[cosigKey]uint64{}}
	l.m = l.newMachine()
	return l
}

func (l *line) newMachine() *link.Machine {
	n, p := l.n, l.p
	var seed [8]byte
	io.ReadFull(n.cfg.Rand, seed[:])
	return link.New(link.Config{
		Peer: p.name(), Source: &source{n: n, p: p}, Charters: n.helloCharters(p), Partials: n.partials(p),
		KeepAlive: n.cfg.KeepAlive, Seed: binary.BigEndian.Uint64(seed[:]),
		MaxUnfinished: p.granted().UnfinishedBodies, Takes: l.takes,
		Wall: func(now time.Time) time.Time { return now.Add(n.cfg.Now().Sub(time.Now())) },
	})
}

// reset ends the sessions and begins anew.
func (l *line) reset() {
	l.endSessions()
	clear(l.answered)
	clear(l.served)
	l.m = l.newMachine()
	l.begin()
}

func (l *line) run(ctx context.Context) {
	l.begin()
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		l.work()
		wait := time.Hour
		if at, ok := l.m.Deadline(); ok {
			wait = max(0, time.Until(at))
		}
		timer.Reset(wait)
		select {
		case <-ctx.Done():
			l.end()
			return
		case <-l.p.box.wake:
			l.takeEvents()
		case <-timer.C:
			l.machine(link.Tick{})
		}
	}
}

// maxTakes bounds how often a line looks for more events before it does what is ready.
const maxTakes = 4

// takeEvents steps what waits, and what came meanwhile: what comes together is stored together.
func (l *line) takeEvents() {
	for range maxTakes {
		events := l.p.box.take()
		for _, ev := range events {
			l.step(ev)
		}
		if len(events) == 0 {
			return
		}
		runtime.Gosched()
	}
}

// begin tells the machine what is to be sent: everything that no verified head settled yet.
func (l *line) begin() {
	for _, ps := range l.p.places() {
		if st, ok := ownState(ps.t); ok {
			l.machine(st)
		}
		if st, ok := l.n.logState(ps.s.log); ok {
			l.machine(st)
		}
		l.offerOpen(ps)
	}
	l.takeWhole()
}

// takeWhole takes over the bodies whose last byte was stored before the node ended and that nobody will send again.
func (l *line) takeWhole() {
	for _, b := range l.n.partials(l.p) {
		if len(b.Ranges) == 1 && b.Ranges[0] == (wire.Range{To: b.Size}) {
			l.deliver([]link.Delivery{link.BodyIn{ID: b.ID, Blob: b.Blob, Log: b.Log, Precedence: b.Precedence, Size: b.Size}})
		}
	}
}

// offerOpen offers what the peer has not settled under a charter; what is offered already stays as it is.
func (l *line) offerOpen(ps peerSeat) {
	l.n.offerOpen(ps, func(it link.Item) { l.machine(link.Offer{Item: it}) })
}

func (l *line) end() {
	for _, s := range l.sessions {
		s.conn.Close()
	}
	l.p.mu.Lock()
	ways := l.p.ways
	for _, w := range ways {
		w.session = nil
	}
	l.p.mu.Unlock()
	for _, w := range ways {
		l.p.setWay(w, link.StateNoNode)
	}
}

func (l *line) step(ev any) {
	switch ev := ev.(type) {
	case sessionUp:
		l.sessions[ev.s.number] = ev.s
		l.machine(link.Local{Charters: l.n.helloCharters(l.p)})
		l.machine(ev.s.way.bearer.up(ev.s, l.n.cfg.Now()))
	case sessionDown:
		l.p.sessionOver()
		if l.sessions[ev.s.number] != nil {
			delete(l.sessions, ev.s.number)
			clear(l.answered)
			clear(l.served)
			l.machine(link.Down{Session: ev.s.number})
		}
	case frameIn:
		l.frame(ev)
	case localChanged:
		l.machine(link.Local{Charters: l.n.helloCharters(l.p)})
	case forecastAsked:
		ev.answer <- l.m.Forecast(time.Now(), ev.expects)
	case carriedFrames:
		l.carry(ev)
	case settleAgain:
		l.settleAll()
	case lineReset:
		l.reset()
	case shownLate:
		if ps, ok := l.p.seatIn(ev.t.id); ok {
			l.offerOpen(ps)
		}
	case link.Event:
		l.machine(ev)
	}
}

func (l *line) frame(ev frameIn) {
	<-ev.s.slots
	if l.sessions[ev.s.number] == nil {
		return
	}
	r := link.Received{Session: ev.s.number, Frame: ev.b}
	if !ev.s.conn.Reliable() {
		if len(ev.b) < 8 {
			return
		}
		r.Packet, r.Frame = binary.BigEndian.Uint64(ev.b), ev.b[8:]
	}
	if err := l.m.Step(time.Now(), r); err != nil {
		l.n.metrics.badFrames.Inc()
		l.p.stray("the peer broke the protocol; its session ends", err)
		ev.s.conn.Close()
	}
}

// machine steps the machine with an event of our own, for which an error is a mistake of this program.
func (l *line) machine(ev link.Event) {
	err := l.m.Step(time.Now(), ev)
	if parley.CodeOf(err) == parley.CodeLimit { // a peer that asks faster than it takes the answers gets fewer
		l.n.cfg.Log.Debug("a frame was not queued", "party", string(l.p.name()), "error", err)
		return
	}
	if err != nil {
		l.n.cfg.Log.Error("internal error of a line", "party", string(l.p.name()), "error", err)
	}
}

// work does what is ready, in its order: persist, send, deliver, close.
func (l *line) work() {
	for {
		r := l.m.Ready(time.Now())
		if r.Empty() {
			break
		}
		for _, b := range r.GaveUp {
			l.giveUp(b)
		}
		if err := l.persist(r.Persist); err != nil {
			l.failed(r, err)
			l.m.Advance(r)
			continue
		}
		l.send(r.Send)
		l.deliver(r.Deliver)
		for _, s := range r.Close {
			if c := l.sessions[s]; c != nil {
				c.conn.Close()
			}
		}
		l.m.Advance(r)
	}
	st := l.m.Stats()
	l.p.want(st, wantedBy(l.m, st))
}

// failed gives up what could not be persisted, and the bodies that came with it, and ends the sessions: the peer keeps
// them and offers them again.
func (l *line) failed(r link.Ready, err error) {
	l.n.event(EventStorage, l.p.name(), "what came over the line could not be stored", "error", err)
	for _, c := range r.Persist {
		l.machine(link.Dropped{ID: c.ID})
	}
	for _, d := range r.Deliver {
		if b, ok := d.(link.BodyIn); ok {
			l.machine(link.Dropped{ID: b.ID})
		}
	}
	l.endSessions()
}

// endSessions closes every session: after the next HELLO both sides know again what is held here.
func (l *line) endSessions() {
	for _, s := range l.sessions {
		s.conn.Close()
		l.machine(link.Down{Session: s.number})
	}
	l.sessions = map[int]*session{}
}

func (l *line) send(packets []link.Packet) {
	bySession := map[int][][]byte{}
	var order []int
	for _, p := range packets {
		s := l.sessions[p.Session]
		if s == nil {
			continue
		}
		f := p.Frame
		if !s.conn.Reliable() {
			f = append(binary.BigEndian.AppendUint64(nil, p.Number), f...)
		}
		if bySession[p.Session] == nil {
			order = append(order, p.Session)
		}
		bySession[p.Session] = append(bySession[p.Session], f)
		l.n.metrics.bytesOut.Add(float64(len(f)))
	}
	for _, s := range order {
		if l.sessions[s].out.put(bySession[s]) > maxUnsent {
			l.n.cfg.Log.Warn("the peer takes nothing any more; its session ends", "party", string(l.p.name()))
			l.sessions[s].conn.Close()
		}
	}
}
