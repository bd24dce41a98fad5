package node

import (
	"bytes"
	"fmt"
	"io"
	"time"

	"parley"
	"parley/wire"
)

// An act is one way to cheat, some times in a row. do returns how many of them really took place.
type act struct {
	kind string
	do   func(*cheat) int
}

// times is how often a cheat does a thing in one act.
const times = 16

var usualActs = []act{
	{"heads withheld", (*cheat).withholdHead},
	{"receipts withheld", (*cheat).withholdReceipt},
	{"rollbacks", (*cheat).rollBack},
	{"lies about sizes", (*cheat).lie},
	{"floods", (*cheat).flood},
	{"", (*cheat).babble},
	{"texts of others asked for", (*cheat).pry},
}

// text sends a text of the cheat to south, whose leaf nobody is shown yet.
func (c *cheat) text() (parley.Hash, wire.Frame) {
	envelope := c.w.seal(c.id, c.w.message(c.id, "south", parley.Precedence(c.x.rnd.IntN(4)), fmt.Sprintf("%s %x", c.id, c.x.eye.words(24))))
	id := parley.Sum(envelope)
	l := wire.Leaf{Kind: wire.LeafSent, Date: parley.MillisOf(wall()), ID: id, Addressees: make([]byte, (len(c.south.tables()[0].seats())+7)/8)}
	at := c.south.tables()[0].place("south")
	l.Addressees[at/8] = 1 << (at % 8)
	l.Mark[0], l.Mark[1] = byte(c.x.rnd.Uint64()), 1
	c.record.add(c.t, l)
	c.wrote[id] = false
	c.n++
	return id, &wire.Body{Type: wire.TypeBody, N: c.n, Bytes: envelope, Open: &wire.Open{Log: c.log(c.id), Size: uint64(len(envelope)), Precedence: parley.Flash}}
}

// withholdHead sends texts and shows no head over their leaves, or none that verifies.
func (c *cheat) withholdHead() (n int) {
	var frames []wire.Frame
	var ids []parley.Hash
	for range times {
		id, body := c.text()
		ids, frames = append(ids, id), append(frames, body)
	}
	how := c.x.rnd.IntN(4)
	if c.headed > c.shown {
		how = 0 // leaves would find their head
	}
	switch how {
	case 1:
		frames = append(frames, c.leavesFrom(c.shown))
	case 2:
		h := c.head(c.record, false)
		h.Signature[c.x.rnd.IntN(64)] ^= 1
		frames = append(frames, c.leavesFrom(c.shown), h)
	case 3:
		if !c.forked {
			frames = append(frames, c.head(c.record, true)) // of leaves that do not come
			c.headed = uint64(len(c.record.leaves))
		}
	}
	c.say(frames...)
	for _, id := range ids {
		if c.x.eye.holds("south", id) {
			n++
		}
	}
	c.check("a head withheld")
	if c.x.rnd.IntN(2) == 0 {
		c.show()
	}
	return n
}

// withholdReceipt takes texts of south, as do the others that are here, and does not say so, or says something else.
func (c *cheat) withholdReceipt() (n int) {
	p := c.w.message("south", c.id, parley.Flash, "")
	p.Action = nil
	var to []parley.PartyID
	for _, d := range c.x.here {
		d.meet()
		p.Action, to = append(p.Action, addressTo(d.id)), append(to, d.id)
	}
	var id parley.Hash
	texts := map[parley.Hash][]byte{}
	for range 6 {
		io.ReadFull(c.w.nonce, p.Nonce[:])
		p.Body = fmt.Appendf(nil, "south %x", c.x.eye.words(24))
		id = c.x.say("south", p, to)
		texts[id] = p.Body
		for _, d := range c.x.here {
			d.got = append(d.got, id)
		}
	}
	c.x.pass(2 * time.Second)
	for _, d := range c.x.here {
		n += d.has(texts)
	}
	l := wire.Leaf{Kind: wire.LeafReceived, Date: parley.MillisOf(wall()), ID: id, Mark: c.x.mark(id)}
	wrong := c.x.rnd.IntN(4)
	if c.headed > c.shown {
		wrong = 0
	}
	switch wrong {
	case 1: // it enters one, and shows no head over it
		c.record.add(c.t, l)
		c.say(c.leavesFrom(c.shown))
	case 2:
		l.Mark[3]++
		c.record.add(c.t, l)
		c.show()
	case 3:
		l.ID[3]++
		c.record.add(c.t, l)
		c.show()
	}
	c.check("a receipt withheld")
	if wrong < 2 && c.x.rnd.IntN(2) == 0 {
		if wrong == 0 {
			c.record.add(c.t, l)
		}
		c.show()
	}
	return n
}

// has counts the texts that came.
func (c *cheat) has(texts map[parley.Hash][]byte) (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := bytes.Join(c.came, nil)
	for id, text := range texts {
		if bytes.Contains(all, text) {
			n++
			c.holds[id] = c.x.eye.sizeOf("south", id)
		}
	}
	return n
}

// rollBack says that the record is shorter than was shown, and shows a head that is older.
func (c *cheat) rollBack() (n int) {
	for range 3 {
		c.record.add(c.t, wire.Leaf{Kind: wire.LeafClock, Date: parley.MillisOf(wall())})
	}
	c.show()
	if c.forked {
		return 0
	}
	for range times + 4 {
		size := 2 + c.x.rnd.Uint64N(c.shown-2)
		older := c.branch(size, 0)
		frames := []wire.Frame{c.head(older, true), &wire.Leaves{Log: c.log(c.id), Leaves: older.leaves}, c.head(older, false)}
		switch c.x.rnd.IntN(3) {
		case 0:
			frames = append([]wire.Frame{c.greeting(size)}, frames[0])
		case 1:
			c.leave()
			c.dial()
			c.n = 0
			frames = append([]wire.Frame{c.greeting(size), c.have()}, frames...)
		}
		if c.say(frames...) {
			n++
		}
		c.check("a rollback")
	}
	return n
}

// pry asks for texts between south and east.
func (c *cheat) pry() int {
	var all []wire.Frame
	for i := len(c.x.texts) - 1; i >= 0 && len(all) < 3; i-- {
		id, _ := parley.ParseHash(c.x.texts[i])
		for _, log := range []parley.PartyID{"south", c.id} {
			all = append(all, &wire.Ask{What: wire.AskBody, Log: c.log(log), ID: &id})
		}
	}
	c.say(all...)
	c.x.pass(time.Second)
	return len(all)
}
