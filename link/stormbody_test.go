package link

import (
	"bytes"
	"encoding/binary"
	"strings"
	"time"

	"parley"
	"parley/wire"
)

// send offers a body of size bytes.
func (n *stormNode) send(c, size int, blob bool, p parley.Precedence, expires parley.Millis) {
	b := make([]byte, size)
	for i := 0; i+8 <= size; i += 8 {
		binary.LittleEndian.PutUint64(b[i:], n.w.rnd.Uint64())
	}
	if n.w.packing != nil && c == 0 {
		copy(b, strings.Repeat(notice, size/len(notice)+1)[n.w.rnd.IntN(100):])
	}
	binary.BigEndian.PutUint16(b, uint16(len(n.offers)<<1|n.i))
	id := parley.Sum(b)
	n.bodies[id] = b
	it := Item{ID: id, Blob: blob, Log: LogKey{Charter: stormCharter[c], Party: n.name}, Size: uint64(size), Precedence: p, Index: int64(len(n.own[c].leaves)), Expires: expires}
	n.offers = append(n.offers, it)
	var mark [8]byte
	binary.BigEndian.PutUint64(mark[:], n.w.rnd.Uint64())
	n.marks[id] = mark
	n.enter(c, wire.Leaf{Kind: wire.LeafSent, Mark: mark, ID: id, Addressees: []byte{3}}, p)
	n.step(Offer{it})
	if expires != 0 {
		n.w.after(expires.Time().Sub(n.w.now)+10*time.Second, func() { n.expire(id) }) // as a node that looks now and then
	}
	n.pump()
}

func (n *stormNode) expire(id parley.Hash) {
	if !n.settled[id] {
		n.settled[id] = true
		n.step(Withdraw{id})
		n.pump()
	}
}

// Body, Leaves, Frontier, Proof and Stop make a stormNode a Source.
func (n *stormNode) Body(id parley.Hash, _ bool, offset uint64, most int) []byte {
	b := n.bodies[id][offset:]
	return b[:min(len(b), most)]
}

func (n *stormNode) take(d Delivery) {
	switch d := d.(type) {
	case BodyIn:
		n.body(d)
	case LeavesIn:
		n.mirrorOf(d.Log).leaves(d)
	case HeadIn:
		n.mirrorOf(d.Log).head(d)
	case ProofIn:
		n.mirrorOf(d.Log).proof(d)
	case EditionIn:
		n.sheetsIn[parley.Sum(d.Edition.Edition)] = true
		n.w.fruitless = 0
	case PongIn:
		n.clock(d)
	}
}

func (n *stormNode) persist(c Chunk) {
	if n.whole[c.ID] != nil {
		if n.fresh[c.ID] && !n.redone[c.ID] { // what an earlier machine took this one does not know
			n.w.broken("%s: bytes of %s come after it was whole", n.name, c.ID)
		}
		n.step(Recorded{c.ID})
		return
	}
	b := n.chunks[c.ID]
	if b == nil {
		b = &simBody{Partial: Partial{ID: c.ID, Blob: c.Blob, Log: c.Log, Size: c.Size, Precedence: c.Precedence}, bytes: make([]byte, c.Size)}
		n.chunks[c.ID] = b
	}
	end := c.Offset + uint64(len(c.Bytes))
	for _, r := range b.set {
		if c.Offset < r.To && r.From < end && !n.redone[c.ID] {
			n.w.broken("%s: bytes %d to %d come again", n.name, c.Offset, end)
		}
	}
	n.w.fruitless = 0
	b.set.add(c.Offset, end)
	copy(b.bytes[c.Offset:], c.Bytes)
}

func (n *stormNode) body(d BodyIn) {
	if n.fresh[d.ID] && !n.redone[d.ID] {
		n.w.broken("%s: %s is delivered twice", n.name, d.ID)
	}
	n.fresh[d.ID] = true
	b := d.Bytes
	if b == nil && n.whole[d.ID] != nil { // by an earlier machine
		b = n.whole[d.ID]
	}
	if b == nil {
		x := n.chunks[d.ID]
		if x == nil || !x.set.covers(0, d.Size) {
			n.w.broken("%s: %s is delivered, and not all of it was stored", n.name, d.ID)
		}
		b = x.bytes
	}
	if parley.Sum(b) != d.ID || !bytes.Equal(b, n.other().bodies[d.ID]) {
		n.w.broken("%s: %s is not what was sent", n.name, d.ID)
	}
	if n.whole[d.ID] == nil {
		n.w.fruitless = 0
		n.came(d.ID)
	}
	n.whole[d.ID], n.level[d.ID] = b, d.Precedence
	delete(n.chunks, d.ID)
	n.step(Recorded{d.ID})
	n.receive(stormPlace(d.Log), d.ID)
}

func stormPlace(k LogKey) int {
	if k.Charter == stormCharter[0] {
		return 0
	}
	return 1
}
