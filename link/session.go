package link

import (
	"cmp"
	"slices"
	"time"

	"parley"
	"parley/wire"
)

// A session is one bearer connection, from Up to Down.
type session struct {
	id       int
	bearer   string
	cost     int
	reliable bool
	maxFrame int
	operator float64       // bytes per second that the operator expects; 0: not known
	expects  float64       // the same, or what was measured on the bearer before
	until    parley.Millis // when the contact ends; 0: not known
	broken   bool          // the peer broke the protocol, or it is to be closed: nothing goes or comes any more

	version int           // of our HELLO that was last queued; 0: none
	named   []int         // later volumes that our HELLO, as far as it has gone out, names under each of its charters
	peer    []peerCharter // charters in the peer's HELLO, by their place
	hello   bool          // the peer's HELLO is here
	said    *wire.Hello   // and the newest one
	have    bool          // and what it holds in part
	early   []bodyPiece   // acknowledged before that
	cold    []*entry      // what went packed before the peer's HELLO

	controls controls
	cuts     uint64 // number of the last frame sent in parts
	parts    parts
	numbers  numbers
	gave     []parley.Hash     // messages that went whole of late
	rooted   map[LogKey]uint64 // size of the newest head that went with its root
	arrivals arrivals

	flight    flight
	rtt       rttState
	rate      rateState
	window    windowState
	pace      paceState
	share     shareState
	loss      lossState
	ack       ackState
	ping      pingState
	echoes    []echo
	echoWaits bool                // one is due soon
	under     map[*entry]rangeSet // what is in flight of entries that go on every session
	drain     bool                // bulk waits until nothing is in flight, so that the least delay can be measured

	heard           time.Time
	hearing                       // what its silence means
	clock           time.Duration // the peer's clock less ours
	sentBytes, lost uint64
	relieved        uint64 // lost when the others were last looked at
	receivedBytes   uint64
}

func newSession(now time.Time, ev Up, cfg Config) *session {
	maxFrame := min(ev.MaxFrame, wire.MaxFrame)
	if ev.KeepAlive != 0 {
		cfg.KeepAlive = max(0, ev.KeepAlive)
	}
	window := newWindow(cfg.frameTime(ev), maxFrame)
	if !ev.Reliable {
		window.spare = narrowSpare
	}
	return &session{
		id: ev.Session, bearer: ev.Bearer, cost: ev.Cost, reliable: ev.Reliable, maxFrame: maxFrame, heard: now,
		operator: ev.Rate, expects: ev.Rate, until: ev.Until, share: shareState{budget: ev.Uplink},
		rate:   rateState{limited: 1}, // what opens a session fills no line
		window: window,
		rooted: map[LogKey]uint64{},
		ack:    ackState{reliable: ev.Reliable},
		ping:   pingState{keepAlive: cfg.KeepAlive, seed: cfg.Seed + uint64(ev.Session)<<32},

		hearing: hearing{since: now},
	}
}

// frameSize returns how long a frame of something longer may be.
func (s *session) frameSize() int { return s.window.frame(s.share.bound(s.rate.best())) }

// windowSize returns how many bytes may be in flight: one frame while the line seems dead.
func (s *session) windowSize() int {
	if s.loss.backoff > 1 {
		return s.frameSize()
	}
	rate := s.rate.best()
	return s.window.size(s.share.bound(rate), s.rtt.delay(rate))
}

// paceRate is how fast pieces may go, in bytes per second; 0 while no rate is known.
func (s *session) paceRate() float64 {
	switch {
	case !s.window.known: // what opened the session shows nothing
		return startGain * s.window.hint
	case s.window.start > 0:
		return startGain * s.share.bound(s.rate.best())
	}
	return paceGain * s.share.bound(s.rate.best())
}

// room reports whether a frame of the level may go [LINK-11]. FLASH, and what opens a session, may go as long as the
// window is not overdrawn: the bytes stand in the same place, and no round trip passes before they do.
func (s *session) room(level int) bool {
	if s.share.None && level < int(parley.Flash) {
		return false
	}
	if s.flight.bytes == 0 {
		return true
	}
	if s.drain && level < int(parley.Immediate) {
		return false
	}
	if level >= int(parley.Flash) {
		return s.flight.bytes <= s.windowSize()
	}
	return s.flight.bytes+s.frameSize() <= s.windowSize()
}

// limit returns how long a frame of the level may be that carries something whole. A FLASH that fits 1,200 bytes goes
// whole, since only another FLASH could wait for it; anything may while no rate is known and the window takes it.
func (s *session) limit(level int) int {
	most := min(firstFrame, s.maxFrame)
	switch {
	case level >= int(parley.Flash):
		return max(s.frameSize(), most)
	case !s.window.known:
		return max(s.frameSize(), min(most, s.windowSize()-s.flight.bytes))
	}
	return s.frameSize()
}

// transmit enters a frame that calls for an ACK.
func (s *session) transmit(now time.Time, out outgoing) Packet {
	idle := s.flight.idle()
	p := s.flight.add(now, len(out.frame), out.what, s.reliable && isLight(out.frame))
	p.urgent = out.urgent
	if !p.light {
		s.await(now)
	}
	s.rate.sent(now, p, idle)
	s.pace.sent(now, len(out.frame), s.share.bound(s.expected()))
	p.wait = s.pace.empty.Sub(now)
	if b, ok := out.what.(bodyPiece); ok && !out.again {
		b.e.bytes, b.e.frames = b.e.bytes+b.to-b.from, b.e.frames+uint64(len(out.frame))
		if b.from == 0 && b.to == b.e.Size && !b.e.Blob {
			s.give(b.e.ID)
		}
		b.q.lane(b.e).sent(b.e, s.contact(now).takes(uint64(len(out.frame))))
		if b.e.long() {
			s.pace.piece(now, len(out.frame), s.paceRate())
		}
	}
	if out.urgent {
		s.flight.hurry()
	}
	if p.of = p.number; out.again {
		p.of = out.of
		s.flight.copied(p)
	} else {
		out.of = p.number
		s.echo(now, out)
	}
	return s.packet(out.frame, p.number)
}

// packet returns frame as a packet; on a reliable bearer it has no number.
func (s *session) packet(frame []byte, number uint64) Packet {
	s.sentBytes += uint64(len(frame))
	if s.reliable {
		number = 0
	}
	return Packet{s.id, number, frame}
}

// acknowledge takes in an ACK: it measures, then finds what is lost.
func (s *session) acknowledge(now time.Time, f *wire.Ack) error {
	acked, err := s.acked(now, f)
	if err != nil || len(acked) == 0 {
		return err
	}
	newest := acked[len(acked)-1]
	s.measure(now, acked)
	for _, p := range acked {
		p.what.acked()
	}
	if !s.reliable {
		s.loss.acked(acked, now.Sub(newest.at))
		s.lose(s.loss.overtaken(now, &s.flight))
		s.loss.missed()
	}
	return nil
}

// measure takes in what the acknowledgement of packets says of the path. That of light ones says nothing [LINK-80].
func (s *session) measure(now time.Time, acked []*packet) {
	var last *packet
	for _, p := range acked {
		if !p.light {
			last = p
		}
	}
	if last == nil {
		return
	}
	away := s.away(last)
	if !away && s.slower(now.Sub(last.at), last.ahead) {
		s.remeasure()
	}
	size := 0
	for _, p := range acked {
		if p.light && !p.at.Equal(last.at) {
			continue
		}
		size += p.size
		if !away && !p.light && (s.reliable || p == last && p.number > s.loss.largest) { // of the others the acknowledgement may have been lost
			s.rtt.sample(now, now.Sub(p.at), p.burst)
			if !s.reliable {
				s.piece(now, p)
				s.rtt.seen(now.Sub(p.at)-p.wait, s.rtt.delay(s.expected()))
			}
		}
	}
	if s.rate.acked(now, last, size) {
		rate := s.rate.best()
		s.window.round(rate, s.rtt.delay(rate))
	}
	if rate := s.share.bound(s.expected()); rate > 0 {
		s.pace.acked(last.end, now.Add(takes(int(s.flight.sent-last.end), rate)-s.rtt.delay(rate)))
	}
}

// piece takes in what the acknowledgement of p says of the least delay if it is one piece alone.
func (s *session) piece(now time.Time, p *packet) {
	b, ok := p.what.(bodyPiece)
	idle, rate := p.ahead == p.burst, s.rate.best()
	if ok && b.e.long() && rate > 0 && (idle || p.burst == p.size && s.window.known && s.window.start == 0) {
		s.rtt.alone(now, now.Sub(p.at), p.burst, rate, idle)
	}
}

func (s *session) acked(now time.Time, f *wire.Ack) ([]*packet, error) {
	if s.reliable {
		return s.flight.ackBytes(f.Bytes)
	}
	acked, err := s.flight.ackPackets(f.Packets)
	if err != nil {
		return nil, err
	}
	if late := s.loss.late(now, f.Packets); len(late) > 0 {
		acked = append(acked, late...)
		slices.SortFunc(acked, func(a, b *packet) int { return cmp.Compare(a.number, b.number) })
	}
	return acked, nil
}

// lose gives what the packets carried back to where it came from.
func (s *session) lose(ps []*packet) {
	s.lost += uint64(len(ps))
	for _, p := range ps {
		p.what.lost()
	}
}

// tick does what time calls for. It reports that the session is dead.
func (s *session) tick(now time.Time) (dead bool) {
	if !s.reliable {
		s.lose(s.expired(now))
	}
	return s.ping.tick(now, s.heard)
}

// deadline returns when tick, or an ACK, is next due.
func (s *session) deadline() (at time.Time, ok bool) {
	earlier := func(t time.Time, is bool) {
		if is && (!ok || t.Before(at)) {
			at, ok = t, true
		}
	}
	earlier(s.ack.due, s.ack.waits)
	earlier(s.due(), s.pace.waits)
	earlier(s.share.again, !s.share.again.IsZero())
	earlier(s.ping.due(s.heard))
	earlier(s.silence())
	if len(s.echoes) > 0 {
		earlier(s.echoes[0].at, s.echoWaits)
	}
	if !s.reliable {
		earlier(s.lossDue())
	}
	return at, ok
}
