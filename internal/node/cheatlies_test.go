package node

import (
	"parley"
	"parley/record"
	"parley/wire"
)

// lie says of some things that they are longer or shorter than they are.
func (c *cheat) lie() (n int) {
	for range times {
		c.meet()
		c.say(lies[c.x.rnd.IntN(len(lies))](c))
		c.check("a lie")
		n++
	}
	return n
}

// lies are about sizes; each returns a frame.
var lies = []func(*cheat) wire.Frame{
	func(c *cheat) wire.Frame { // more of all records than there is
		g := c.greeting(0)
		for i := range g.Charters[0].Sizes {
			g.Charters[0].Sizes[i] = c.larger()
		}
		return g
	},
	func(c *cheat) wire.Frame { // a head over leaves that are not
		return c.signed(c.larger(), parley.Sum([]byte(c.id)))
	},
	func(c *cheat) wire.Frame { // leaves far ahead
		return &wire.Leaves{Log: c.log(c.id), Start: c.larger(), Leaves: [][]byte{make([]byte, 7)}, Frontier: make([]parley.Hash, 20)}
	},
	func(c *cheat) wire.Frame { // a text shorter than its bytes
		_, b := c.text()
		b.(*wire.Body).Open.Size -= 1 + c.x.rnd.Uint64N(100)
		return b
	},
	func(c *cheat) wire.Frame { // and longer
		_, b := c.text()
		b.(*wire.Body).Open.Size += 1 + c.x.rnd.Uint64N(100)
		return b
	},
	func(c *cheat) wire.Frame { // a body without end
		id := parley.Sum([]byte(c.id))
		c.n++
		return &wire.Body{Type: wire.TypeBlob, N: c.n, Bytes: []byte("x"), Open: &wire.Open{Log: c.log(c.id), Size: c.larger(), ID: &id}}
	},
	func(c *cheat) wire.Frame { // a frame in parts without end
		return &wire.Part{Frame: c.larger(), Offset: 1 << 39, Total: 1 << 40, Bytes: []byte("x")}
	},
	func(c *cheat) wire.Frame { return &wire.Ack{Bytes: c.larger()} }, // more received than was sent
	func(c *cheat) wire.Frame { // a leaf in a tree that is not
		size := c.larger()
		return &wire.Proof{Log: c.log(c.id), Index: size - 1, Leaf: c.record.leaves[0], Size: size, Path: []parley.Hash{parley.Sum([]byte(c.id))}}
	},
}

// larger is a size that no record has, another each time.
func (c *cheat) larger() uint64 {
	c.x.size++
	return c.x.size
}

// signed is a head over what is not there.
func (c *cheat) signed(size uint64, root parley.Hash) *wire.Head {
	sig, err := record.SignHead(c.w.stations[c.id].keys["log"], record.Origin(c.w.id, c.id), size, root)
	if err != nil {
		c.t.Fatal(err)
	}
	return &wire.Head{Log: c.log(c.id), Size: size, Signature: sig, Root: &root}
}
