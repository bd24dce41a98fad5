package link

import (
	"time"

	"parley"
	"parley/wire"
)

// A stormEye sees what one machine does, and holds it to the promises after every step.
type stormEye struct {
	sessions map[int]*stormSeen
	oneFrame map[parley.Hash]bool // acknowledged before it is stored
	tickAt   time.Time
	ticks    int
}

// A stormSeen is what was seen of one session.
type stormSeen struct {
	frames int
	number uint64 // of the last frame that was no ACK
	ack    uint64
	sent   map[*entry]*rangeSet // on a reliable one
}

func newStormEye() stormEye {
	return stormEye{sessions: map[int]*stormSeen{}, oneFrame: map[parley.Hash]bool{}}
}

// spins holds that a machine does not wake again and again at one instant.
func (y *stormEye) spins(n *stormNode) {
	if !n.w.now.Equal(y.tickAt) {
		y.tickAt, y.ticks = n.w.now, 0
	}
	if y.ticks++; y.ticks > 100 {
		n.w.broken("%s wakes again and again", n.name)
	}
}

// check holds the promises about what is to be sent.
func (n *stormNode) check(r Ready) {
	w := n.w
	for i := 0; i < len(r.Send); {
		j := i
		for j < len(r.Send) && r.Send[j].Session == r.Send[i].Session {
			j++
		}
		n.checkSession(r.Send[i:j])
		i = j
	}
	for _, id := range r.Close {
		if n.sessions[id] == nil {
			w.broken("%s closes session %d, which is closed", n.name, id)
		}
	}
	if w.fruitless += len(r.Send); w.fruitless >= stormFruitless/2 && w.settled() {
		w.fruitless = 0
	}
	w.mostFruitless = max(w.mostFruitless, w.fruitless)
	if w.fruitless > stormFruitless {
		w.broken("%d frames, and nothing new arrived", w.fruitless)
	}
}

// stormFruitless is how many frames may go without anything new arriving.
const stormFruitless = 2000

// checkSession holds them for the packets of one session.
func (n *stormNode) checkSession(ps []Packet) {
	w, id := n.w, ps[0].Session
	c, s := n.sessions[id], n.m.sessions[id]
	switch {
	case c == nil || s == nil:
		w.broken("%s sends on session %d, which is closed", n.name, id)
	case !c.b.open:
		w.broken("%s sends over %s outside of its hours", n.name, c.b.name)
	}
	seen := n.eye.sessions[id]
	if seen == nil {
		seen = &stormSeen{}
		n.eye.sessions[id] = seen
	}
	flown := s.flight.packets
	k := 0
	for _, p := range ps {
		if wire.PeekType(p.Frame) != wire.TypeAck {
			k++
		}
	}
	if k > len(flown) {
		w.broken("%s: %d frames were sent and %d are in flight", n.name, k, len(flown))
	}
	flown = flown[len(flown)-k:]
	last, ahead := parley.Flash, s.flight.bytes
	for _, f := range flown {
		ahead -= f.size
	}
	for _, p := range ps {
		n.checkFrame(c, seen, p)
		if wire.PeekType(p.Frame) != wire.TypeAck {
			n.checkWindow(s, wire.PeekType(p.Frame), flown[0], ahead)
			ahead += flown[0].size
			last = n.checkFlown(c, s, seen, flown[0], last)
			flown = flown[1:]
		}
	}
	n.checkWaiting(s, ps, last)
}

// checkFrame holds what concerns the frame alone.
func (n *stormNode) checkFrame(c *stormConn, seen *stormSeen, p Packet) {
	w, kind := n.w, wire.PeekType(p.Frame)
	if w.trace != nil {
		w.say("%s %d/%d: %s", n.name, p.Session, p.Number, stormDescribe(p.Frame))
	}
	seen.frames++
	switch kind {
	case wire.TypePacked, wire.TypePackedBlob:
		w.tally[stormPacked]++
	case wire.TypeEntry:
		w.tally[stormEntry]++
	}
	switch {
	case len(p.Frame) > c.b.most:
		w.broken("%s: a frame of %d bytes over %s", n.name, len(p.Frame), c.b.name)
	case c.b.reliable != (p.Number == 0), !c.b.reliable && (p.Number <= seen.number || p.Number == seen.ack):
		w.broken("%s: packet %d after %d over %s", n.name, p.Number, seen.number, c.b.name)
	case seen.frames == 1 && kind != wire.TypeHello && kind != wire.TypePart:
		w.broken("%s: session %d begins with a frame of type %d", n.name, p.Session, kind)
	}
	if kind == wire.TypeAck { // it stands first and has the last number
		seen.ack = p.Number
	} else {
		seen.number = p.Number
	}
}

// checkFlown holds order, window, expiry, and that nothing goes twice where nothing is lost.
func (n *stormNode) checkFlown(c *stormConn, s *session, seen *stormSeen, f *packet, last parley.Precedence) parley.Precedence {
	w := n.w
	b, ok := f.what.(bodyPiece)
	if !ok || f.of != f.number {
		return last
	}
	e := b.e
	if b.opens == nil && b.from == 0 && b.to == e.Size {
		n.eye.oneFrame[e.ID] = true
	}
	switch {
	case e.Expires != 0 && parley.MillisOf(w.now) >= e.Expires:
		w.broken("%s: %s goes after it expired", n.name, e.ID)
	case e.Precedence > last:
		w.broken("%s: %s goes after %s", n.name, e.Precedence, last)
	case !e.everywhere() && s != n.m.main:
		w.broken("%s: %s goes on session %d, and %d carries what goes once", n.name, e.Precedence, s.id, n.m.main.id)
	}
	if c.b.reliable {
		seen.once(n, b)
	}
	return e.Precedence
}

// once holds that no byte goes twice in a reliable session, unless the peer could not read it.
func (x *stormSeen) once(n *stormNode, b bodyPiece) {
	if x.sent == nil {
		x.sent = map[*entry]*rangeSet{}
	}
	set := x.sent[b.e]
	if set == nil {
		set = &rangeSet{}
		x.sent[b.e] = set
	}
	for _, r := range *set {
		if b.from < r.To && r.From < b.to && !b.s.hadCold(n, b.e) {
			n.w.broken("%s: bytes %d to %d of %s go twice in session %d", n.name, b.from, b.to, b.e.ID, b.s.id)
		}
	}
	set.add(b.from, b.to)
}

// hadCold reports whether e may go twice: what went before the peer's HELLO and HAVE may have to, and what was offered anew.
func (s *session) hadCold(n *stormNode, e *entry) bool {
	return e.Precedence == parley.Flash || n.m.version > 1 || e.patience > 0
}

// checkWindow holds that a frame goes only where the window takes it, so many bytes being in flight before it [LINK-11].
func (n *stormNode) checkWindow(s *session, kind wire.FrameType, f *packet, ahead int) {
	c, control := f.what.(controlPiece)
	b, body := f.what.(bodyPiece)
	window := s.windowSize()
	switch {
	case kind == wire.TypePing || kind == wire.TypePong || control && c.c.level == opening || f.of != f.number || ahead == 0:
	case f.urgent || body && b.e.Precedence == parley.Flash:
		if !body { // what proves it follows in the same breath [LINK-101]
			window = min(2*window, window+firstFrame)
		}
		if ahead > window {
			n.w.broken("%s: a FLASH goes with %d bytes in flight, the window is %d", n.name, ahead, window)
		}
	case ahead+f.size > window:
		n.w.broken("%s: %d bytes in flight, the window is %d", n.name, ahead+f.size, window)
	}
}

// checkWaiting holds that nothing above what was sent still waits.
func (n *stormNode) checkWaiting(s *session, ps []Packet, last parley.Precedence) {
	for p := parley.Flash; p > last; p-- {
		if e := n.m.nextBody(s, p); e != nil {
			n.w.broken("%s: %s goes and %s waits", n.name, last, p)
		}
	}
}

// clock holds that what a PONG tells of the other clock is right to within half the round trip.
func (n *stormNode) clock(d PongIn) {
	from := n.ponged[d.Session].Add(-d.RTT)
	if o := n.other(); !n.stepped.Before(from) || !o.stepped.Before(from) {
		return
	}
	if off := (d.ClockOffset - (n.other().wall - n.wall)).Abs(); off > d.RTT/2+2*time.Millisecond {
		n.w.broken("%s: the other clock is taken for %v wrong, that is %v off with a round trip of %v", n.name, d.ClockOffset, off, d.RTT)
	}
}
