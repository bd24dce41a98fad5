package node

import (
	"time"

	"parley"
	"parley/wire"
)

// babble sends frames that were changed on their way.
func (c *cheat) babble() int {
	frames := c.someFrames()
	for i := range times {
		b := c.spoil(frames[c.x.rnd.IntN(len(frames))])
		if i%3 == 0 {
			c.meet()
		} else if c.ended() { // not a word before
			c.leave()
			c.dial()
			c.mute = true
		}
		c.x.mu.Lock()
		c.x.garbage[string(b)] = true
		c.x.mu.Unlock()
		c.shout(b)
		c.check("garbage")
	}
	return 0 // hear counts
}

// someFrames are frames that would mean something.
func (c *cheat) someFrames() [][]byte {
	id := parley.Sum([]byte(c.id))
	_, text := c.text()
	var all [][]byte
	for _, f := range []wire.Frame{
		text, c.greeting(c.shown), &wire.Leaves{Log: c.log(c.id), Leaves: c.record.leaves[:c.shown]}, c.head(c.record, true), c.signedAgain(),
		&wire.SheetFrame{Sheet: c.w.stations[c.id].file.Sheet}, &wire.EditionFrame{Charter: c.w.id, Edition: c.w.text, Signatures: c.w.lines},
		&wire.Proof{Log: c.log(c.id), Index: 1, Leaf: c.record.leaves[1], Size: 2, Path: []parley.Hash{id}},
		&wire.Have{Items: []wire.Held{{ID: id, Size: 9, Ranges: []wire.Range{{To: 4}, {From: 5, To: 9}}}}},
		&wire.Ask{What: wire.AskLeaves, Log: c.log("south")}, &wire.Part{Frame: 1, Total: 2000, Bytes: make([]byte, 500)},
		&wire.Fork{Evidence: make([]byte, 300)}, &wire.Bye{Code: 3, Reason: "no reason"}, &wire.Ack{Bytes: 3}, &wire.Pong{Token: 4, Time: 5},
	} {
		all = append(all, wire.EncodeFrame(f))
	}
	return all
}

// signedAgain is a cosignature that does not verify.
func (c *cheat) signedAgain() wire.Frame {
	return &wire.Cosig{Log: c.log("south"), Mirror: 1, Size: 2, Root: parley.Sum(nil), Time: 1, Signature: make([]byte, 64)}
}

// spoil changes a frame in one of the ways in which frames are spoilt.
func (c *cheat) spoil(b []byte) []byte {
	rnd := c.x.rnd
	b = append([]byte(nil), b[:min(len(b), 16000)]...)
	switch at := rnd.IntN(len(b)); rnd.IntN(5) {
	case 0:
		b[at] ^= 1 << rnd.IntN(8)
	case 1:
		for i := range min(8, len(b)) {
			b[(at+i)%len(b)] = byte(rnd.Uint64())
		}
	case 2:
		b = b[:at]
	case 3:
		b = append(b, b[at:]...)
	case 4:
		b = append(b[:at:at], b[min(len(b), at+1+rnd.IntN(9)):]...)
	}
	if len(b) == 0 {
		b = []byte{0xff}
	}
	return b[:min(len(b), 16000)]
}

// flood sends, at once, more than south reads from anyone in a second.
func (c *cheat) flood() (n int) {
	for range times {
		c.meet()
		f := floods[c.x.rnd.IntN(len(floods)-2)]
		if c.x.rnd.IntN(2*times) == 0 { // signatures to check take most of the time
			f = floods[len(floods)-1-c.x.rnd.IntN(2)]
		}
		var all []wire.Frame
		for range f.frames {
			all = append(all, f.make(c))
		}
		read, begin := c.readBySouth(), time.Now()
		c.say(all...)
		if c.readBySouth()-read >= f.frames && time.Since(begin) >= 100*time.Millisecond {
			n++
		}
	}
	return n
}

func (c *cheat) readBySouth() int {
	c.x.mu.Lock()
	defer c.x.mu.Unlock()
	return c.x.read[string(c.w.stations[c.id].keys["link"].Public())]
}

// floods are frames that call for work, and how many of each are too many.
var floods = []struct {
	frames int
	make   func(*cheat) wire.Frame
}{
	{2, func(c *cheat) wire.Frame { return c.greeting(c.shown) }},
	{6, func(c *cheat) wire.Frame {
		return &wire.Ask{What: wire.AskLeaves, Log: c.log("south"), From: c.x.rnd.Uint64N(5)}
	}},
	{6, func(c *cheat) wire.Frame { return &wire.Ask{What: wire.AskHead, Log: c.log("south")} }},
	{6, func(c *cheat) wire.Frame {
		id := parley.Sum(nil)
		return &wire.Ask{What: wire.AskBody, Log: c.log("south"), ID: &id}
	}},
	{6, func(c *cheat) wire.Frame { return &wire.SheetFrame{Sheet: c.w.stations[c.id].file.Sheet} }},
	{55, func(c *cheat) wire.Frame { return &wire.Ping{Token: 1<<40 + c.x.rnd.Uint64N(9), Time: 1} }},
	{55, func(c *cheat) wire.Frame {
		return &wire.Head{Log: c.log(c.id), Size: 1 + c.x.rnd.Uint64N(9), Signature: make([]byte, 64)}
	}},
	{55, (*cheat).signedAgain},
}
