package link

import (
	"slices"

	"parley"
)

// rest holds the promises about a machine that has nothing to do now.
func (n *stormNode) rest() {
	for _, id := range n.m.order {
		s := n.m.sessions[id]
		if !s.broken {
			n.notIdle(s)
			n.everywhere(s)
		}
		n.bounded(s)
	}
	if len(n.m.sessions) != len(n.sessions) {
		n.w.broken("%s keeps %d sessions, %d are open", n.name, len(n.m.sessions), len(n.sessions))
	}
	n.nothingForgotten()
}

// notIdle holds that a session which may send does.
func (n *stormNode) notIdle(s *session) {
	for p := parley.Flash; p.Valid() && !s.pace.waits && !s.echoWaits; p-- {
		if !n.m.waits(s, p) {
			continue
		}
		if s.room(int(p)) {
			n.w.broken("%s: session %d is idle and %s waits", n.name, s.id, p)
		}
		return
	}
}

// everywhere holds that a FLASH or an IMMEDIATE message goes on every session that may carry it and has room [LINK-70].
func (n *stormNode) everywhere(s *session) {
	for _, e := range n.m.queue.entries {
		may := s.have || s.hello && e.Precedence == parley.Flash
		if e.Blob || e.Precedence < parley.Immediate || !e.queued || !may || s.pace.waits || s.echoWaits || !s.room(int(e.Precedence)) ||
			e.Expires != 0 && parley.MillisOf(n.w.now) >= e.Expires || !n.m.carries(s, e.Log.first()) {
			continue
		}
		if s.runOf(e).To > 0 && n.m.queue.tally.waiting[parley.Flash] == 0 == (e.Precedence < parley.Flash) {
			n.w.broken("%s: %s waits, and session %d has room", n.name, e.Precedence, s.id)
		}
	}
}

// bounded holds the limits on memory.
func (n *stormNode) bounded(s *session) {
	bytes := 0
	for _, p := range s.flight.packets {
		bytes += p.size
	}
	m := n.m
	if bytes != s.flight.bytes || s.flight.light < 0 || s.flight.light > bytes || s.controls.length() > maxControls+8 || s.controls.inParts() > maxParts || len(s.parts.open) > maxParts ||
		len(s.parts.closed) > maxClosed || len(s.arrivals.open) > maxOpenArrivals || len(s.arrivals.closed) > maxClosed || len(s.ack.packets) > keptRange ||
		len(s.gave) > maxGave || len(s.loss.gone) > maxGone || len(s.echoes) > 64 || len(s.ping.sent) > maxPings || len(s.ping.answers) > maxAnswers ||
		len(s.numbers.of) > len(m.queue.entries) || len(s.under) > len(m.queue.entries)+len(s.flight.packets) ||
		len(m.bodies) > defaultMaxUnfinished || len(m.done.of) > maxDone || len(m.done.of) != len(m.done.order) || len(m.bearers) > len(n.w.bearers) {
		n.w.broken("%s: session %d keeps more than it may: %d bytes in flight of %d", n.name, s.id, bytes, s.flight.bytes)
	}
	if s.loss.share < 0 || s.loss.share > 1 || s.rtt.smoothed < 0 || s.frameSize() > s.maxFrame || s.windowSize() < s.frameSize() {
		n.w.broken("%s: session %d: loss %f, round trip %v, frames of %d in a window of %d", n.name, s.id, s.loss.share, s.rtt.smoothed, s.frameSize(), s.windowSize())
	}
}

// nothingForgotten holds that every byte and every leaf is with the other, to be sent, or under way.
func (n *stormNode) nothingForgotten() {
	for _, e := range n.m.queue.entries {
		if e.everywhere() || e.need.size()+e.has.size() >= e.Size {
			continue
		}
		left := slices.Clone(e.need)
		for _, r := range e.has {
			left.add(r.From, r.To)
		}
		n.underWay(func(what carried) {
			if b, ok := what.(bodyPiece); ok && b.e == e {
				left.add(b.from, b.to)
			}
		})
		if !left.covers(0, e.Size) {
			n.w.broken("%s: of %s only %v of %d are there, to be sent or under way", n.name, e.ID, left, e.Size)
		}
	}
	for _, id := range n.m.order {
		n.underIsInFlight(n.m.sessions[id])
	}
	for _, x := range n.m.logs.order {
		if x.known && !x.onRequest && x.got.size()+x.need.size() < x.head.Size {
			n.leavesAreThere(x)
		}
		n.headIsThere(x)
	}
}

// underIsInFlight holds that what counts as under way on a session is in flight there.
func (n *stormNode) underIsInFlight(s *session) {
	for e, set := range s.under {
		var flown rangeSet
		for _, p := range s.flight.packets {
			if b, ok := p.what.(bodyPiece); ok && b.e == e {
				flown.add(b.from, b.to)
			}
		}
		for _, r := range set {
			if len(flown.missing(r.From, r.To)) > 0 {
				n.w.broken("%s: session %d takes %v of %s for under way, in flight are %v", n.name, s.id, set, e.ID, flown)
			}
		}
	}
}

// underWay calls see with what each packet in flight, and each frame that waits or goes in parts, carries.
func (n *stormNode) underWay(see func(carried)) {
	for _, s := range n.m.sessions {
		for _, p := range s.flight.packets {
			if c, ok := p.what.(controlPiece); ok {
				see(c.c.what)
			}
			see(p.what)
		}
		for _, l := range s.controls {
			for _, c := range l {
				see(c.what)
			}
		}
	}
}

func (n *stormNode) leavesAreThere(x *outLog) {
	left := slices.Clone(x.got)
	for _, r := range x.need {
		left.add(r.From, r.To)
	}
	n.underWay(func(what carried) {
		switch p := what.(type) {
		case leavesPiece:
			if p.x == x {
				left.add(p.from, p.to)
			}
		case entryPiece:
			if p.x == x {
				left.add(p.from, p.to)
			}
		}
	})
	if !left.covers(0, x.head.Size) {
		n.w.broken("%s: of the record of %s only %v of %d are there, to be sent or under way", n.name, x.key.Party, left, x.head.Size)
	}
}

// headIsThere holds that a head which counts as shown is with the other or under way.
func (n *stormNode) headIsThere(x *outLog) {
	if !x.known || x.onRequest || x.head.Size == 0 || x.shown < x.head.Size || x.had >= x.head.Size {
		return
	}
	there := false
	n.underWay(func(what carried) {
		switch p := what.(type) {
		case headPiece:
			there = there || p.x == x && !p.root && p.size >= x.head.Size
		case entryPiece:
			there = there || p.x == x && p.head.size >= x.head.Size
		}
	})
	if !there {
		n.w.broken("%s: the head of %d of the record of %s counts as shown, and is not under way", n.name, x.head.Size, x.key.Party)
	}
}

// holdsWhatIsSaid holds that what counts as stored by the other is [LINK-14].
func (n *stormNode) holdsWhatIsSaid() {
	if n.dead {
		return
	}
	o := n.other()
	for id, e := range n.m.queue.entries {
		if len(e.has) == 0 || n.eye.oneFrame[id] || o.redone[id] || o.whole[id] != nil {
			continue
		}
		for _, r := range e.has {
			if b := o.chunks[id]; b == nil || !b.set.covers(r.From, r.To) {
				n.w.broken("%s takes bytes %d to %d of %s for stored, and they are not", n.name, r.From, r.To, id)
			}
		}
	}
}

// empty holds that nothing is kept of what has settled.
func (n *stormNode) empty() {
	m := n.m
	if st := m.Stats(); st.Bytes != 0 || st.Unsettled != [parley.NumPrecedences]int{} || st.Waiting != [parley.NumPrecedences]int{} || len(m.queue.entries) > 0 || len(m.gates) > 0 || m.controls.length() > 0 {
		n.w.broken("%s: something is left: %+v, %d entries, %d controls", n.name, st, len(m.queue.entries), m.controls.length())
	}
	if p, any := m.Wanted(); any {
		n.w.broken("%s wants to send at %s, and has nothing to send", n.name, p)
	}
	for _, s := range m.sessions {
		if len(s.flight.packets) > 0 && n.sessions[s.id].b.keepAlive == 0 || len(s.under) > 0 || len(s.numbers.of) > 0 || len(s.cold)+len(s.early) > 0 {
			n.w.broken("%s: session %d keeps %d packets and %d entries", n.name, s.id, len(s.flight.packets), len(s.under))
		}
	}
}

// served reports whether everything the node sent has settled.
func (n *stormNode) served() bool {
	for _, it := range n.offers {
		if !n.settled[it.ID] {
			return false
		}
	}
	return len(n.sheets) == len(n.other().sheetsIn)
}

// owes is how many bytes have not settled.
func (n *stormNode) owes() (bytes int) {
	for _, it := range n.offers {
		if !n.settled[it.ID] {
			bytes += int(it.Size)
		}
	}
	return bytes
}
