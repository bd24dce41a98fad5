package link

import (
	"bytes"
	"time"

	"parley"
	"parley/wire"
)

// A stormBearer is one way between the two nodes.
type stormBearer struct {
	w         *storm
	name      string
	cost      int
	reliable  bool
	demand    bool          // dialled when something waits
	expects   float64       // bytes per second, as the operator says
	keepAlive time.Duration // 0: none
	framing   int           // bytes that a frame costs besides its own
	most      int           // longest frame

	rate, usual           float64 // bytes per second
	delay, jitter         time.Duration
	loss, repeat, corrupt float64

	hours   []time.Time // when they end
	open    bool        // within its hours
	dead    bool        // nothing arrives, and nothing can be begun
	closing bool        // the contact ends in the middle of the next frame
	free    [2]time.Time
	air     [2]float64 // bytes that went, framing included
	conns   []*stormConn
	side    [2]stormSide
}

// A stormSide is a bearer as one node has it.
type stormSide struct {
	cur, spare *stormConn
	heard      time.Time // on cur
	failures   int
	dialling   bool
}

// A stormConn is one connection or association, with a session at each end that knows of it.
type stormConn struct {
	b        *stormBearer
	dialler  int
	ends     [2]int // number of the session; 0: none
	opened   [2]bool
	answered bool
	mute     bool    // nothing arrives any more, and nobody says so
	deaf     [2]bool // nor from this end
	latest   [2]time.Time
}

func (w *storm) newBearers() []*stormBearer {
	r := w.rnd
	tls := &stormBearer{name: "tls", cost: 1, reliable: true, framing: 24, most: wire.MaxFrame, rate: float64(int(1200) << r.IntN(7)), delay: w.between(time.Millisecond, 400*time.Millisecond)}
	radio := &stormBearer{name: "radio", cost: 5, framing: 52, most: 1100, rate: float64(int(1200) << r.IntN(4)), delay: w.between(20*time.Millisecond, 600*time.Millisecond)}
	hf := &stormBearer{name: "hf", cost: 10, demand: r.IntN(2) == 0, framing: 24, most: 1100, rate: float64(int(300) << r.IntN(3)), delay: w.between(50*time.Millisecond, time.Second)}
	for _, b := range []*stormBearer{radio, hf} {
		b.loss, b.repeat, b.corrupt = 0.12*r.Float64(), 0.12*r.Float64(), 0.08*r.Float64()
		b.jitter = time.Duration(r.IntN(3)) * 60 * time.Millisecond
		b.expects = float64(r.IntN(2)) * b.rate
	}
	if r.IntN(3) == 0 {
		tls.keepAlive = 5 * time.Second
	}
	all := []*stormBearer{tls, radio, hf}
	for _, b := range all {
		b.w, b.open, b.usual = w, true, b.rate
	}
	return all
}

// dial begins a session from node i. Over TLS two round trips pass first; elsewhere it is there at once.
func (b *stormBearer) dial(i int) {
	w, c := b.w, &stormConn{b: b, dialler: i}
	w.say("%s dials %s", w.nodes[i].name, b.name)
	if !b.reliable {
		b.attach(i, c)
		return
	}
	w.after(4*b.delay, func() {
		if !b.usable(i) || !b.usable(1-i) {
			b.failed(i)
			return
		}
		w.after(b.delay, func() {
			if c.ends[i] != 0 && b.usable(1-i) {
				b.attach(1-i, c)
			} else {
				c.end(i)
			}
		})
		b.attach(i, c)
	})
}

func (b *stormBearer) usable(i int) bool { return b.open && !b.dead && !b.w.nodes[i].dead }

func (b *stormBearer) failed(i int) {
	b.side[i].failures++
	b.w.nodes[i].look()
}

// attach gives c to node i, which goes by the rule of two sessions over one bearer.
func (b *stormBearer) attach(i int, c *stormConn) {
	x, n := &b.side[i], b.w.nodes[i]
	stays := x.cur != nil && b.w.now.Sub(x.heard) < 10*time.Second && x.cur.dialler == 0 && c.dialler != 0
	if stays && b.reliable {
		c.end(1 - i)
		return
	}
	place := &x.cur
	if stays {
		place = &x.spare
	} else {
		x.heard = b.w.now
	}
	old := *place
	*place = c
	b.w.session++
	c.ends[i], c.opened[i] = b.w.session, true
	if i != c.dialler || b.reliable {
		x.failures = 0
	}
	if c.ends[1-i] == 0 {
		b.conns = append(b.conns, c)
	}
	n.up(c)
	if old != nil {
		old.end(i)
	}
	n.pump()
}

// end ends c at node i; the other end of a reliable one learns of it.
func (c *stormConn) end(i int) {
	c.down(i)
	if c.b.reliable {
		c.b.w.after(c.b.delay, func() { c.down(1 - i) })
	}
}

// down ends c at one node alone.
func (c *stormConn) down(i int) {
	id, x, n := c.ends[i], &c.b.side[i], c.b.w.nodes[i]
	if id == 0 {
		return
	}
	c.ends[i] = 0
	switch c {
	case x.cur:
		x.cur, x.spare = x.spare, nil
	case x.spare:
		x.spare = nil
	}
	if c.dialler == i && !c.answered && !c.b.reliable {
		x.failures++
	}
	n.down(id)
	if c.ends[1-i] == 0 {
		c.b.forget(c)
	}
}

func (b *stormBearer) forget(c *stormConn) {
	for i, x := range b.conns {
		if x == c {
			b.conns = append(b.conns[:i:i], b.conns[i+1:]...)
			return
		}
	}
}

// endAll ends every session at both ends at once.
func (b *stormBearer) endAll() (n int) {
	for _, c := range append([]*stormConn(nil), b.conns...) {
		n++
		c.down(0)
		c.down(1)
	}
	return n
}

// carry takes one packet from node i.
func (c *stormConn) carry(i int, p Packet) {
	b, w := c.b, c.b.w
	size := float64(len(p.Frame) + b.framing)
	w.tally[stormFrames]++
	begins := w.now
	if b.free[i].After(begins) {
		begins = b.free[i]
	}
	takes := time.Duration(size / b.rate * float64(time.Second))
	if wait := begins.Sub(w.now); !b.reliable && (wait > 10*time.Second || wait.Seconds()*b.rate > 64<<10) {
		return // no place in the queue
	}
	b.free[i] = begins.Add(takes)
	b.air[i] += size
	if b.closing && !w.calm {
		b.closing = false
		w.after(begins.Sub(w.now)+time.Duration(w.rnd.Int64N(int64(takes)+1)), func() { b.shut(stormMiddle) })
	}
	begun := i == c.dialler && !c.answered
	for range b.copies(c, i) {
		c.send(i, p, b.free[i].Add(b.delay), begun)
	}
}

// copies is how many times a frame arrives.
func (b *stormBearer) copies(c *stormConn, i int) int {
	w := b.w
	switch x := w.rnd.Float64(); {
	case c.mute || c.deaf[i] || b.dead:
		return 0
	case b.reliable:
		return 1
	case x < b.loss:
		w.tally[stormLost]++
		return 0
	case x < b.loss+b.corrupt: // the packet layer finds it
		w.tally[stormCorrupt]++
		return 0
	case x < b.loss+b.corrupt+b.repeat:
		w.tally[stormRepeated]++
		return 2
	}
	return 1
}

func (c *stormConn) send(i int, p Packet, at time.Time, begun bool) {
	w := c.b.w
	if !c.b.reliable && c.b.jitter > 0 {
		at = at.Add(time.Duration(w.rnd.Int64N(int64(c.b.jitter))))
	}
	switch {
	case !at.Before(c.latest[i]):
		c.latest[i] = at
	case c.b.reliable:
		at = c.latest[i]
	default:
		w.tally[stormReordered]++
	}
	w.after(at.Sub(w.now), func() { c.arrive(1-i, p, begun) })
}

// arrive hands a packet to node j. The first of an association makes the session there.
func (c *stormConn) arrive(j int, p Packet, begun bool) {
	n := c.b.w.nodes[j]
	if n.dead || c.b.dead || c.mute || c.deaf[1-j] {
		return
	}
	if c.ends[j] == 0 {
		if c.b.reliable || c.opened[j] || !begun || !c.b.open {
			return
		}
		c.b.attach(j, c)
	}
	x := &c.b.side[j]
	if x.cur == c {
		x.heard = n.w.now
	}
	if j == c.dialler {
		c.answered, x.failures = true, 0
	}
	n.received(Received{c.ends[j], p.Number, bytes.Clone(p.Frame)})
}

// until returns when the hours end as the script has them; 0: not known.
func (b *stormBearer) until() parley.Millis {
	for len(b.hours) > 0 && !b.hours[0].After(b.w.now) {
		b.hours = b.hours[1:]
	}
	if len(b.hours) == 0 {
		return 0
	}
	return parley.MillisOf(b.hours[0])
}
