package link

import (
	"time"

	"parley"
	"parley/wire"
)

// carried is what a packet holds, as the mechanism that made it wants to hear of it. A packet counts as lost also when
// its session ends; one that was given up may be acknowledged later.
type carried interface {
	acked()
	lost() // it goes again
	back() // it goes over other sessions too: this one fell silent
}

// nothing is carried by packets that are never sent again.
type nothing struct{}

func (nothing) acked() {}
func (nothing) lost()  {}
func (nothing) back()  {}

// A packet is one frame that was sent and not yet acknowledged.
type packet struct {
	number uint64 // on a bearer that is not reliable
	end    uint64 // bytes sent up to its end, on a reliable one
	size   int
	burst  int // bytes sent at the same instant on an idle line, up to its end; else its size
	ahead  int // bytes in flight when it was sent, its own and what travels with it included
	at     time.Time
	wait   time.Duration // until the narrowest place will have carried it, as far as known then
	what   carried
	light  bool // its acknowledgement may be long in coming, and says nothing of the path
	urgent bool // it goes again soon: a FLASH, or what a FLASH needs

	of     uint64 // number of the packet that carried the same first
	copied bool   // it goes again: the last copy decides when it is lost

	overtaken bool    // see lossState
	missed    bool    // the same
	counted   float64 // what its loss added to the share that is lost; 0: not counted

	firstSent, deliveredAt time.Time // see rateState
	delivered              uint64
	limited                bool
}

// A flight is what one session has sent and not heard of, oldest first.
type flight struct {
	packets []*packet
	bytes   int    // in flight
	light   int    // of these, in packets whose acknowledgement may be long in coming
	sent    uint64 // bytes ever sent, ACKs not counted
	number  uint64 // of the last packet

	burst   int
	burstAt time.Time

	joined     int // bytes that travel in the packet of the last frame
	joinedAt   time.Time
	joinedFrom uint64 // number of the first of them
}

// idle reports whether no acknowledgement is to come soon.
func (f *flight) idle() bool { return f.bytes == f.light }

// add enters a frame of size bytes.
func (f *flight) add(now time.Time, size int, what carried, light bool) *packet {
	if f.idle() {
		f.burst, f.burstAt = 0, now
	}
	f.number++
	f.sent += uint64(size)
	f.bytes += size
	if light {
		f.light += size
	}
	p := &packet{number: f.number, end: f.sent, size: size, burst: size, ahead: f.bytes, at: now, what: what, light: light}
	if now.Equal(f.burstAt) {
		f.burst += size
		p.burst = f.burst
	}
	f.join(now, p)
	f.packets = append(f.packets, p)
	return p
}

// onePacket is how many bytes that are sent at one instant travel together at most, and arrive together.
const onePacket = 1200

// join counts p with those sent at the same instant before it.
func (f *flight) join(now time.Time, p *packet) {
	if !now.Equal(f.joinedAt) || f.joined+p.size > onePacket {
		f.joined, f.joinedAt, f.joinedFrom = 0, now, p.number
	}
	f.joined += p.size
	for _, o := range f.packets {
		if o.number >= f.joinedFrom {
			o.ahead += p.size
		}
	}
}

// copied notes that p carries the same again.
func (f *flight) copied(p *packet) {
	for _, o := range f.packets {
		if o != p && o.of == p.of {
			o.copied = true
		}
	}
}

// hurry makes what opens the session go as often as a FLASH that cannot be read without it.
func (f *flight) hurry() {
	for _, p := range f.packets {
		if c, ok := p.what.(controlPiece); ok && c.c.level == opening {
			p.urgent = true
		}
	}
}

// ackBytes takes out the packets that end within the first n bytes sent. An n beyond what was sent breaks the
// protocol [LINK-12].
func (f *flight) ackBytes(n uint64) ([]*packet, error) {
	if n > f.sent {
		return nil, parley.Errorf(parley.CodeBadEncoding, "the peer acknowledges %d bytes, %d were sent", n, f.sent)
	}
	i := 0
	for i < len(f.packets) && f.packets[i].end <= n {
		i++
	}
	return f.take(func(k int, _ *packet) bool { return k < i }), nil
}

// ackPackets takes out the packets whose numbers are in ranges. A number never used breaks the protocol [LINK-12].
func (f *flight) ackPackets(ranges []wire.Range) ([]*packet, error) {
	var set rangeSet
	for _, r := range ranges {
		if r.From >= r.To || r.To > f.number+1 {
			return nil, parley.Errorf(parley.CodeBadEncoding, "the peer acknowledges packets that were not sent")
		}
		set.add(r.From, r.To)
	}
	return f.take(func(_ int, p *packet) bool { return set.contains(p.number) }), nil
}

// take removes the packets that which chooses and returns them, oldest first.
func (f *flight) take(which func(int, *packet) bool) []*packet {
	var taken, rest []*packet
	for i, p := range f.packets {
		if which(i, p) {
			taken = append(taken, p)
			f.bytes -= p.size
			if p.light {
				f.light -= p.size
			}
		} else {
			rest = append(rest, p)
		}
	}
	f.packets = rest
	return taken
}
