package link

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"strings"
	"time"

	"parley"
	"parley/wire"
)

// A simNode is the least that a node does: it keeps chunks, writes a received leaf for each whole body, shows its head,
// and settles what the other's record shows as received.
type simNode struct {
	s      *sim
	i      int
	name   parley.PartyID
	m      *Machine
	cfg    Config
	offers []Item
	way    *Uplink                // that it shares
	expire parley.Millis          // of what is sent from now on; 0: never
	bodies map[parley.Hash][]byte // what it sends

	// What survives a restart:
	chunks   map[parley.Hash]*simBody
	whole    map[parley.Hash][]byte
	arrived  map[parley.Hash]time.Time
	order    []parley.Hash
	leaves   map[parley.PartyID][][]byte // of both records
	settled  map[parley.Hash]bool
	withheld bool // writes no received leaves

	pending  map[uint64][][]byte // runs of the other's leaves not yet under a head
	editions []*wire.EditionFrame
	heads    []uint64 // sizes of the heads seen
	tick     time.Time
	twice    int        // whole bodies delivered again by the same machine
	far      *farBehind // it proves ahead of the leaves that it lacks; nil: it waits for all of them
	fresh    map[parley.Hash]bool
}

type simBody struct {
	Partial
	set   rangeSet
	bytes []byte
}

var simCharter = parley.Sum([]byte("charter of the simulation"))

func newSimNode(s *sim, i int) *simNode {
	n := &simNode{s: s, i: i, name: []parley.PartyID{"north", "south"}[i], bodies: map[parley.Hash][]byte{},
		chunks: map[parley.Hash]*simBody{}, whole: map[parley.Hash][]byte{}, arrived: map[parley.Hash]time.Time{},
		leaves: map[parley.PartyID][][]byte{}, settled: map[parley.Hash]bool{}}
	n.start()
	return n
}

// start makes the machine from what is durable.
func (n *simNode) start() {
	n.pending, n.fresh, n.heads = map[uint64][][]byte{}, map[parley.Hash]bool{}, nil
	n.cfg = Config{Peer: []parley.PartyID{"south", "north"}[n.i], Source: n, Seed: uint64(n.i), Charters: []Charter{{
		Named: n.s.dictionary != nil, Dictionary: n.s.dictionary,
		ID: simCharter, Edition: 1, Parties: []parley.PartyID{"north", "south"}, Sheets: make([]wire.Short, 2), Sizes: make([]uint64, 2)}}}
	for _, b := range n.chunks {
		n.cfg.Partials = append(n.cfg.Partials, b.partial())
	}
	n.m = New(n.cfg)
	for _, p := range n.cfg.Partials {
		if rangeSet(p.Ranges).covers(0, p.Size) {
			n.body(BodyIn{0, p.ID, p.Blob, p.Log, p.Size, p.Precedence, nil})
		}
	}
	for log := range 2 {
		n.logState([]parley.PartyID{"north", "south"}[log], parley.Routine)
	}
	for _, it := range n.offers {
		if !n.settled[it.ID] {
			n.step(Offer{it})
		}
	}
}

func (b *simBody) partial() Partial {
	p := b.Partial
	p.Ranges = b.set
	return p
}

// restart kills the node at once: the session is gone, what was not persisted is lost.
func (n *simNode) restart() {
	n.start()
}

// send offers a body of size bytes.
func (n *simNode) send(size int, blob bool, p parley.Precedence) parley.Hash {
	b := make([]byte, size)
	for i := 0; i+8 <= size; i += 8 {
		binary.LittleEndian.PutUint64(b[i:], n.s.rnd.Uint64())
	}
	if n.s.dictionary != nil {
		copy(b, strings.Repeat(notice, size/len(notice)+1)[n.s.rnd.IntN(100):])
	}
	b[0], b[size-1] = byte(n.s.rnd.Uint64()), byte(n.s.rnd.Uint64())
	id := parley.Sum(b)
	n.bodies[id] = b
	log := n.leaves[n.name]
	it := Item{ID: id, Blob: blob, Log: LogKey{Charter: simCharter, Party: n.name}, Size: uint64(size), Precedence: p, Index: int64(len(log)), Expires: n.expire}
	n.offers = append(n.offers, it)
	n.leaf(wire.LeafSent, id, p)
	n.step(Offer{it})
	n.pump()
	return id
}

// leaf appends to the node's own record and shows the head.
func (n *simNode) leaf(kind wire.LeafKind, id parley.Hash, p parley.Precedence) {
	l := wire.Leaf{Kind: kind, Date: parley.MillisOf(n.s.now), ID: id}
	if kind == wire.LeafSent {
		l.Addressees = []byte{3}
	}
	n.leaves[n.name] = append(n.leaves[n.name], l.Encode())
	n.logState(n.name, p)
}

func (n *simNode) logState(party parley.PartyID, p parley.Precedence) {
	size := uint64(len(n.leaves[party]))
	if size == 0 {
		return
	}
	ev := LogState{Log: LogKey{Charter: simCharter, Party: party}, Size: size, Precedence: p, Head: Head{size, make([]byte, 64), simRoot(n.leaves[party])}}
	n.step(ev)
}

func simRoot(leaves [][]byte) parley.Hash { return parley.Sum(bytes.Join(leaves, nil)) }

func (n *simNode) step(ev Event) {
	n.s.t.Helper()
	if err := n.m.Step(n.s.now, ev); err != nil {
		n.s.t.Fatalf("%s: %T: %v", n.name, ev, err)
	}
}

// pump does what the machine wants until it wants nothing, and checks it.
func (n *simNode) pump() {
	n.s.t.Helper()
	for {
		r := n.m.Ready(n.s.now)
		if r.Empty() {
			break
		}
		n.check(r)
		for _, c := range r.Persist {
			n.persist(c)
		}
		for _, p := range r.Send {
			if n.s.up && p.Session == n.s.session {
				n.s.carry(n.i, p)
			}
		}
		for _, d := range r.Deliver {
			n.take(d)
		}
		n.m.Advance(r)
		for _, id := range r.Close {
			n.s.begin(id)
		}
	}
	n.schedule()
}

func (n *simNode) schedule() {
	at, ok := n.m.Deadline()
	if !ok || at.Equal(n.tick) {
		return
	}
	n.tick = at
	m := n.m
	n.s.after(max(0, at.Sub(n.s.now)), func() {
		if n.m == m && n.tick.Equal(at) {
			n.tick = time.Time{}
			n.step(Tick{})
			n.pump()
		}
	})
}

// check holds the promises that can be seen in one Ready.
func (n *simNode) check(r Ready) {
	n.s.t.Helper()
	st := n.m.Stats()
	for _, x := range st.Sessions {
		if most := max(x.Window, 2*firstFrame) + 2*x.FrameSize + firstFrame; x.InFlight > most && len(r.Send) > 0 && n.sentBody(r) {
			n.s.t.Fatalf("%s: %d bytes in flight, window %d", n.name, x.InFlight, x.Window)
		}
		n.checkOrder(r, n.m.sessions[x.Session])
	}
}

// sentBody reports whether r sends a piece of a body.
func (n *simNode) sentBody(r Ready) bool {
	for _, p := range r.Send {
		if t := wire.PeekType(p.Frame); t == wire.TypeBody || t == wire.TypeBlob {
			return true
		}
	}
	return false
}

// checkOrder holds that bodies leave in the order of precedence, and none below FLASH while a FLASH waits.
func (n *simNode) checkOrder(r Ready, s *session) {
	n.s.t.Helper()
	last := parley.Flash
	waits := n.m.queue.next(parley.Flash, s.contact(n.s.now), func(e *entry) bool { return n.m.mayGo(s, e) }) != nil
	for _, p := range s.flight.packets {
		b, ok := p.what.(bodyPiece)
		if !ok || !p.at.Equal(n.s.now) || !sends(r, p) {
			continue
		}
		if b.e.Precedence > last || b.e.Precedence < parley.Flash && waits {
			n.s.t.Fatalf("%s: %s goes after %s, a FLASH waiting is %v", n.name, b.e.Precedence, last, waits)
		}
		last = b.e.Precedence
	}
}

func sends(r Ready, p *packet) bool {
	for _, x := range r.Send {
		if x.Number == p.number {
			return true
		}
	}
	return false
}

func (n *simNode) persist(c Chunk) {
	n.s.t.Helper()
	if n.whole[c.ID] != nil {
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
		if c.Offset < r.To && r.From < end {
			n.s.t.Fatalf("%s: bytes %d to %d come again", n.name, c.Offset, end)
		}
	}
	b.set.add(c.Offset, end)
	copy(b.bytes[c.Offset:], c.Bytes)
}

func (n *simNode) take(d Delivery) {
	n.s.t.Helper()
	if n.far != nil && n.far.take(d) {
		return
	}
	switch d := d.(type) {
	case BodyIn:
		n.body(d)
	case LeavesIn:
		n.leavesIn(d)
	case EditionIn:
		n.editions = append(n.editions, d.Edition)
	case HeadIn:
		n.heads = append(n.heads, d.Head.Size)
		n.settle(d.Log)
	}
}

func (n *simNode) body(d BodyIn) {
	n.s.t.Helper()
	if n.fresh[d.ID] {
		n.s.t.Fatalf("%s: %s is delivered twice", n.name, d.ID)
	}
	n.fresh[d.ID] = true
	b := d.Bytes
	if b == nil {
		b = n.chunks[d.ID].bytes
	}
	if parley.Sum(b) != d.ID || !bytes.Equal(b, n.s.nodes[1-n.i].bodies[d.ID]) {
		n.s.t.Fatalf("%s: %s is not what was sent", n.name, d.ID)
	}
	if n.whole[d.ID] != nil {
		n.twice++
		n.step(Recorded{d.ID})
		return
	}
	n.whole[d.ID] = b
	delete(n.chunks, d.ID)
	n.arrived[d.ID] = n.s.now
	n.order = append(n.order, d.ID)
	n.step(Recorded{d.ID})
	if !n.withheld {
		n.leaf(wire.LeafReceived, d.ID, d.Precedence)
	}
}

// run takes over pending leaves that go on from those in hand.
func (n *simNode) run(have [][]byte) [][]byte {
	for start, leaves := range n.pending {
		if next, end := uint64(len(have)), start+uint64(len(leaves)); start <= next && end > next {
			return n.run(append(have[:next:next], leaves[next-start:]...))
		}
	}
	return have
}

// leavesIn keeps a run of leaves, asks when others are missing before it, and settles the heads that waited for it.
func (n *simNode) leavesIn(d LeavesIn) {
	n.pending[d.Leaves.Start] = d.Leaves.Leaves
	if have := n.run(n.leaves[d.Log.Party]); len(d.Leaves.Frontier) == 0 && d.Leaves.Start > uint64(len(have)) {
		log, _ := n.m.WireLog(d.Log)
		n.step(Control{&wire.Ask{What: wire.AskLeaves, Log: log, From: uint64(len(have))}, parley.Immediate, d.Session})
	}
	n.settle(d.Log)
}

// settle takes over the leaves below the largest head under which all are here, and settles what they receipt.
func (n *simNode) settle(log LogKey) {
	held := n.leaves[log.Party]
	have := n.run(held)
	size := 0
	for _, h := range n.heads {
		if h <= uint64(len(have)) {
			size = max(size, int(h))
		}
	}
	if size <= len(held) {
		return
	}
	for _, b := range have[len(held):size] {
		if l, err := wire.DecodeLeaf(b); err == nil && l.Kind == wire.LeafReceived {
			n.settled[l.ID] = true
			n.step(Withdraw{l.ID})
		}
	}
	n.leaves[log.Party] = have[:size:size]
	for start, leaves := range n.pending {
		if start+uint64(len(leaves)) <= uint64(size) {
			delete(n.pending, start)
		}
	}
	n.logState(log.Party, parley.Routine)
}

// Body, Leaves, Frontier and Proof make a simNode a Source.
func (n *simNode) Body(id parley.Hash, _ bool, offset uint64, max int) []byte {
	b := n.bodies[id][offset:]
	return b[:min(len(b), max)]
}

func (n *simNode) Leaves(log LogKey, from, to uint64) [][]byte { return n.leaves[log.Party][from:to] }

func (n *simNode) Frontier(_ LogKey, size uint64) []parley.Hash {
	if n.far != nil {
		return make([]parley.Hash, bits.OnesCount64(size))
	}
	return []parley.Hash{{byte(size)}}
}

func (n *simNode) Stop(LogKey, uint64, uint64) Head { return Head{} }

func (n *simNode) Proof(log LogKey, index, size uint64) ([]byte, []parley.Hash) {
	if n.far != nil {
		return n.leaves[log.Party][index], make([]parley.Hash, bits.Len64(size))
	}
	return n.leaves[log.Party][index], []parley.Hash{{byte(size)}}
}
