package node

import (
	"bytes"

	"parley"
	"parley/internal/store"
	"parley/wire"
)

// heldLeaves returns what south holds of a party's record.
func (x *siege) heldLeaves(owner parley.PartyID) (out [][]byte) {
	for _, l := range x.eye.leaves("south", owner) {
		out = append(out, l.Bytes)
	}
	return out
}

// check holds the promises after an act.
func (c *cheat) check(after string) {
	c.t.Helper()
	held := c.x.heldLeaves(c.id)
	if uint64(len(held)) != c.shown && !(c.forked && uint64(len(held)) >= 2) {
		c.t.Fatalf("after %s: south holds %d leaves of %s, which showed %d", after, len(held), c.id, c.shown)
	}
	for i, b := range held {
		if uint64(i) < c.shown && !bytes.Equal(b, c.record.leaves[i]) {
			c.t.Fatalf("after %s: leaf %d of %s was taken for another", after, i, c.id)
		}
	}
	c.convictedBy("south", !c.split)
	c.convictedBy("east", false)
	c.receiptsGiven(after)
	c.receiptsTaken(after)
	c.x.eye.look()
	for _, id := range c.x.order {
		if proofs, _ := c.x.stations[id].node.disputed(c.x.id, "south"); len(proofs) > 0 {
			c.t.Fatalf("after %s: south is convicted", after)
		}
		if proofs, _ := c.x.stations[id].node.disputed(c.x.id, "east"); len(proofs) > 0 {
			c.t.Fatalf("after %s: east is convicted", after)
		}
	}
}

// convictedBy holds that nobody is convicted who did not fork, and, if it is known by now, that who did is.
func (c *cheat) convictedBy(at parley.PartyID, known bool) {
	c.t.Helper()
	proofs, _ := c.x.stations[at].node.disputed(c.x.id, c.id)
	if len(proofs) > 0 && !c.forked || len(proofs) == 0 && c.proved && known {
		c.t.Fatalf("%s: %s holds %d proofs; it showed two heads that contradict each other: %v", c.id, at, len(proofs), c.forked)
	}
}

// receiptsGiven holds that south has entered as received what was under a head of its author, and nothing else (R4).
func (c *cheat) receiptsGiven(after string) {
	c.t.Helper()
	received := map[parley.Hash]bool{}
	for _, l := range c.x.eye.leaves("south", "south") {
		if wire.LeafKind(l.Kind) == wire.LeafReceived {
			received[l.ID] = true
		}
	}
	for id, covered := range c.wrote {
		if received[id] != (covered && c.x.eye.holds("south", id)) {
			c.t.Fatalf("after %s: %s of %s: its leaf was shown under a head: %v; south entered that it received it: %v", after, id, c.id, covered, received[id])
		}
	}
}

// receiptsTaken holds that south shows a text as recorded by the cheat when the cheat's record says so, and not before.
func (c *cheat) receiptsTaken(after string) {
	c.t.Helper()
	for _, id := range c.got {
		l := c.leafShown(wire.LeafReceived, id)
		want := l != nil && l.Mark == c.x.mark(id)
		c.x.eye.view("south", func(r store.Reader) error {
			ds, err := r.Deliveries(id)
			for _, d := range ds {
				if d.Party == c.id && d.RecordedAt >= 0 != want {
					c.t.Fatalf("after %s: %s has a receipt for %s: %v; south shows one: %v", after, c.id, id, want, d.RecordedAt >= 0)
				}
			}
			return err
		})
	}
}

// mark is that of south's sent leaf.
func (x *siege) mark(id parley.Hash) (mark [8]byte) {
	for _, row := range x.eye.leaves("south", "south") {
		if l, err := wire.DecodeLeaf(row.Bytes); err == nil && l.Kind == wire.LeafSent && l.ID == id {
			return l.Mark
		}
	}
	return mark
}
