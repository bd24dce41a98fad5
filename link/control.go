package link

import (
	"slices"

	"parley"
	"parley/wire"
)

// A control is one frame that is sent once as it stands: HELLO, HAVE, and the node's own. It goes whole, or, where it
// is longer than the frame size of the moment, in pieces as PART.
type control struct {
	frame []byte
	level int      // its precedence, or opening
	seq   uint64   // order in which the node gave it; 0 for the machine's own
	any   bool     // goes on on another session when this one ends
	named []int    // of a HELLO: how many later volumes it names under each of its charters
	need  rangeSet // bytes that are to be sent
	has   rangeSet // bytes that were acknowledged
	part  uint64   // number as PART in this session; 0: none yet
	what  carried  // told when all of it was acknowledged, or its session ended
	moved bool     // another session carries it since this one fell silent
	over  bool     // forgotten, because it was done: nobody sends it again
}

// opening is the level above FLASH, for what a session cannot begin without.
const (
	opening = parley.NumPrecedences
	levels  = parley.NumPrecedences + 1
)

func newControl(frame []byte, level int) *control {
	return &control{frame: frame, level: level, what: nothing{}, need: rangeSet{{To: uint64(len(frame))}}}
}

// anew returns c as no session has begun to send it.
func (c *control) anew() *control {
	n := newControl(c.frame, c.level)
	n.any, n.seq = c.any, c.seq
	return n
}

// A settler is carried by a packet and knows whether the peer has it, by whatever session.
type settler interface{ settled() bool }

// done reports whether all of c was acknowledged, or the peer has what it says.
func (c *control) done() bool {
	if s, ok := c.what.(settler); ok && c.part == 0 && s.settled() {
		return true // of a frame in parts the rest must follow
	}
	return c.came()
}

// came reports whether all of c was acknowledged.
func (c *control) came() bool { return c.has.covers(0, uint64(len(c.frame))) }

// controls are the controls of one session, or those of no session yet, in the order of seq within each level.
type controls [levels][]*control

func (q *controls) add(c *control) {
	i := len(q[c.level])
	for i > 0 && q[c.level][i-1].seq > c.seq {
		i--
	}
	q[c.level] = slices.Insert(q[c.level], i, c)
}

// length returns how many controls are not done.
func (q *controls) length() int {
	n := 0
	for _, l := range q {
		n += len(l)
	}
	return n
}

// next returns the first control of the level that has something to send and may, frames being at most limit bytes
// long, and forgets those that are done.
func (q *controls) next(level, limit int) *control {
	l := q[level]
	for len(l) > 0 && l[0].done() {
		l[0].over = true
		l = l[1:]
	}
	q[level] = l
	for _, c := range l {
		if len(c.need) > 0 && !c.done() && (c.part != 0 || len(c.frame) <= limit || q.inParts() < maxParts-levels+1+level) {
			return c
		}
	}
	return nil
}

// inParts returns how many controls are under way in parts: eight at most, of which the last few are kept for the
// higher levels.
func (q *controls) inParts() int {
	n := 0
	for _, l := range q {
		for _, c := range l {
			if c.part != 0 && !c.done() {
				n++
			}
		}
	}
	return n
}

// controlPiece is a control, or a part of one, in a packet.
type controlPiece struct {
	c        *control
	from, to uint64
}

func (p controlPiece) acked() {
	p.c.has.add(p.from, p.to)
	p.c.need.remove(p.from, p.to)
	if p.c.done() {
		p.c.what.acked()
	}
}

func (p controlPiece) lost() {
	for _, r := range p.c.has.missing(p.from, p.to) {
		p.c.need.add(r.From, r.To)
	}
}

func (p controlPiece) settled() bool { return p.c.has.covers(p.from, p.to) || p.c.done() }

func (p controlPiece) back() {
	p.c.what.back()
}

// piece returns the next frame of c: all of it, if that is at most limit bytes long, else a PART of size bytes, numbered
// by number.
func (c *control) piece(limit, size int, number func() uint64) ([]byte, carried) {
	whole := uint64(len(c.frame))
	run := c.need[0]
	frame := c.frame
	if c.part != 0 || len(c.frame) > limit {
		if c.part == 0 {
			c.part = number()
		}
		frame, run.To = cutPart(c.frame, c.part, run, size)
	}
	c.need.remove(run.From, run.To)
	return frame, controlPiece{c, run.From, min(run.To, whole)}
}

// cutPart returns a PART of at most limit bytes that begins at run.From, and where it ends.
func cutPart(frame []byte, number uint64, run wire.Range, limit int) ([]byte, uint64) {
	p := &wire.Part{Frame: number, Offset: run.From, Total: uint64(len(frame))}
	room := uint64(limit - len(wire.EncodeFrame(p)) - bytesHead)
	end := min(run.To, run.From+room)
	p.Bytes = frame[run.From:end]
	return wire.EncodeFrame(p), end
}

// bytesHead is how much longer the head of a byte string of up to 64 KiB is than that of an empty one.
const bytesHead = 2
