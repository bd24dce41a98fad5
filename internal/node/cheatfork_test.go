package node

import (
	"time"

	"parley"
	"parley/record"
	"parley/wire"
)

// fork shows heads that no one tree has.
func (c *cheat) fork() (n int) {
	if c.forked {
		return 0
	}
	for range 3 {
		c.record.add(c.t, wire.Leaf{Kind: wire.LeafClock, Date: parley.MillisOf(wall())})
	}
	c.show()
	if c.shown != uint64(len(c.record.leaves)) {
		return 0
	}
	c.forked = true
	if c.x.rnd.IntN(4) == 0 { // the other one to another party
		c.split = true
		if c.proved = c.showEast(c.branch(c.shown-1, 1+c.x.rnd.Uint64N(2))); c.proved {
			n++
		}
		return n
	}
	c.proved = true
	all := [][]wire.Frame{c.otherHead(), c.otherHead(), c.otherHead()}
	for i := range 2 * times {
		c.meet()
		if c.say(all[i%len(all)]...) {
			n++
		}
	}
	return n
}

// otherHead is one that contradicts what south was shown.
func (c *cheat) otherHead() []wire.Frame {
	switch c.x.rnd.IntN(3) {
	case 0: // of the same size
		return []wire.Frame{c.head(c.branch(c.shown-1, 1), true)}
	case 1: // smaller
		return []wire.Frame{c.head(c.branch(c.shown-2, 1), true)}
	}
	other := c.branch(c.shown-1, 3) // larger, with the leaves between
	frontier, err := record.Frontier(c.shown, other.read)
	if err != nil {
		c.t.Fatal(err)
	}
	return []wire.Frame{&wire.Leaves{Log: c.log(c.id), Start: c.shown, Leaves: other.leaves[c.shown:], Frontier: frontier}, c.head(other, false)}
}

// showEast shows east another record than south was shown. It reports false where south's came to east first: without the
// leaves between, which the cheat keeps to itself, a head that is larger proves nothing.
func (c *cheat) showEast(f *forgery) bool {
	key := c.w.stations[c.id].keys["link"].Public()
	conn, err := c.w.net.Dial(c.t.Context(), string(c.id)+".invalid:7420", "east.invalid:7420", key, c.w.stations["east"].keys["link"].Public(), true)
	if err != nil {
		c.t.Fatal(err)
	}
	defer conn.Close()
	held := uint64(len(c.x.eye.leaves("east", c.id)))
	frontier, err := record.Frontier(held, f.read)
	if err != nil {
		c.t.Fatal(err)
	}
	var frames [][]byte
	for _, x := range []wire.Frame{c.greeting(held), &wire.Have{}, &wire.Leaves{Log: c.log(c.id), Start: held, Leaves: f.leaves[held:], Frontier: frontier}, c.head(f, true)} {
		frames = append(frames, wire.EncodeFrame(x))
	}
	if conn.Send(frames) != nil {
		return false
	}
	c.x.pass(10 * time.Second)
	proofs, _ := c.x.stations["east"].node.disputed(c.x.id, c.id)
	return len(proofs) > 0 || len(c.x.eye.leaves("east", c.id)) == len(f.leaves)
}
