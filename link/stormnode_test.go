package link

import (
	"bytes"
	"slices"
	"time"

	"parley"
	"parley/wire"
)

// A stormNode does what a node does around its machine: it stores, answers, keeps the records, dials, and dies.
type stormNode struct {
	w        *storm
	i        int
	name     parley.PartyID
	m        *Machine
	sessions map[int]*stormConn
	tick     time.Time
	doom     stormDoom // dies at the next Ready that brings something
	disk     stormDisk // at the next write
	dead     bool
	busy     bool              // takes its time before it looks at what came
	wall     time.Duration     // its clock less the true one
	stepped  time.Time         // when that last changed
	ponged   map[int]time.Time // when the last PONG of a session came, which it may take in later
	eye      stormEye
	came     func(parley.Hash) // sees what is whole
	mirrors  [stormCharters]*stormMirror
	fresh    map[parley.Hash]bool // delivered by this machine

	// What survives a death:
	edition  [stormCharters]uint64
	own      [stormCharters]*stormRecord
	held     [stormCharters]*stormRecord // of the other's
	offers   []Item
	bodies   map[parley.Hash][]byte // that it sends
	marks    map[parley.Hash][8]byte
	settled  map[parley.Hash]bool
	chunks   map[parley.Hash]*simBody
	whole    map[parley.Hash][]byte
	level    map[parley.Hash]parley.Precedence // of what is whole
	receipts map[parley.Hash]bool              // entered as received
	redone   map[parley.Hash]bool              // was dropped, because the disk failed
	sheets   [][]byte                          // that it sends
	sheetsIn map[parley.Hash]bool
}

// A stormDoom says where a node dies; a stormDisk what its disk does.
type (
	stormDoom int
	stormDisk int
)

const (
	alive stormDoom = iota
	beforeStoring
	beforeAnswering
	beforeDelivering

	diskGood stormDisk = iota - 4
	diskFails
	diskLies // fails, and has stored
)

const stormCharters = 2

func newStormNode(w *storm, i int) *stormNode {
	n := &stormNode{w: w, i: i, name: []parley.PartyID{"north", "south"}[i], bodies: map[parley.Hash][]byte{}, marks: map[parley.Hash][8]byte{},
		settled: map[parley.Hash]bool{}, chunks: map[parley.Hash]*simBody{}, whole: map[parley.Hash][]byte{}, level: map[parley.Hash]parley.Precedence{},
		receipts: map[parley.Hash]bool{}, redone: map[parley.Hash]bool{}, sheetsIn: map[parley.Hash]bool{}, came: func(parley.Hash) {}}
	for c := range stormCharters {
		n.edition[c], n.own[c], n.held[c] = 1, newStormRecord(c), newStormRecord(c)
	}
	return n
}

// start makes the machine from what is durable, and tells it what a node tells it.
func (n *stormNode) start() {
	n.sessions, n.fresh, n.eye, n.ponged = map[int]*stormConn{}, map[parley.Hash]bool{}, newStormEye(), map[int]time.Time{}
	n.dead, n.busy, n.doom, n.tick = false, false, alive, time.Time{}
	for c := range n.mirrors {
		n.mirrors[c] = &stormMirror{n: n, c: c, pending: map[uint64][][]byte{}}
	}
	cfg := Config{Peer: n.other().name, Source: n, Seed: n.w.rnd.Uint64(), Charters: n.charters(),
		Wall: func(now time.Time) time.Time { return now.Add(n.wall) }}
	for _, b := range n.chunks {
		cfg.Partials = append(cfg.Partials, b.partial())
	}
	slices.SortFunc(cfg.Partials, func(a, b Partial) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	n.m = New(cfg)
	for _, p := range cfg.Partials {
		if rangeSet(p.Ranges).covers(0, p.Size) {
			n.body(BodyIn{0, p.ID, p.Blob, p.Log, p.Size, p.Precedence, nil})
		}
	}
	for c := range stormCharters {
		n.grew(c, n.held[c], n.other().name, parley.Routine, nil)
		n.grew(c, n.own[c], n.name, parley.Routine, n.notable(c))
	}
	for _, it := range n.offers {
		if !n.settled[it.ID] {
			n.step(Offer{it})
		}
	}
	for _, s := range n.sheets {
		if !n.other().sheetsIn[parley.Sum(s)] {
			n.step(Control{&wire.EditionFrame{Type: wire.TypeEdition, Edition: s}, parley.Routine, -1})
		}
	}
}

func (n *stormNode) other() *stormNode { return n.w.nodes[1-n.i] }

func (n *stormNode) charters() (cs []Charter) {
	for c := range stormCharters {
		x := Charter{ID: stormCharter[c], Edition: n.edition[c], Short: [8]byte{byte(n.edition[c])}, Parties: []parley.PartyID{"north", "south"},
			Sheets: make([]wire.Short, 2), Sizes: make([]uint64, 2)}
		if c == 0 && n.w.packing != nil {
			x.Named, x.Dictionary = true, n.w.packing
		}
		cs = append(cs, x)
	}
	return cs
}

var stormCharter = [stormCharters]parley.Hash{parley.Sum([]byte("one charter")), parley.Sum([]byte("another"))}

func (n *stormNode) step(ev Event) {
	if n.dead {
		return
	}
	if err := n.m.Step(n.w.now, ev); err != nil {
		n.w.broken("%s: %T: %v", n.name, ev, err)
	}
}

func (n *stormNode) up(c *stormConn) {
	b := c.b
	n.sessions[c.ends[n.i]] = c
	n.w.say("%s has session %d over %s, dialled by %s, there %d", n.name, c.ends[n.i], b.name, n.w.nodes[c.dialler].name, c.ends[1-n.i])
	n.step(Local{Charters: n.charters()})
	n.step(Up{Session: c.ends[n.i], Reliable: b.reliable, MaxFrame: b.most, Bearer: b.name, Cost: b.cost, Rate: b.expects, Until: b.until(), KeepAlive: b.keepAlive})
}

func (n *stormNode) down(id int) {
	if n.dead || n.sessions[id] == nil {
		return
	}
	n.w.say("%s lost session %d", n.name, id)
	delete(n.sessions, id)
	delete(n.eye.sessions, id)
	n.step(Down{id})
	n.pump()
}

// received steps a frame. A busy node looks at several at once.
func (n *stormNode) received(ev Received) {
	kind := wire.PeekType(ev.Frame)
	if kind == wire.TypePong {
		n.ponged[ev.Session] = n.w.now
	}
	before := n.haves()
	n.step(ev)
	if n.haves() > before { // what it does not name goes again, whatever was acknowledged [LINK-22]
		for _, x := range n.eye.sessions {
			x.sent = nil
		}
	}
	if kind == wire.TypeAck || kind == wire.TypeHave {
		n.holdsWhatIsSaid()
	}
	if n.busy {
		return
	}
	if n.w.rnd.IntN(16) > 0 {
		n.pump()
		return
	}
	m := n.m
	n.busy = true
	n.w.after(n.w.between(0, 30*time.Millisecond), func() {
		if n.m == m {
			n.busy = false
			n.pump()
		}
	})
}

// haves is on how many sessions the other said what it holds.
func (n *stormNode) haves() (count int) {
	for _, s := range n.m.sessions {
		if s.have {
			count++
		}
	}
	return count
}

// pump does what the machine wants until it wants nothing.
func (n *stormNode) pump() {
	if n.busy {
		return
	}
	m := n.m
	for !n.dead && n.m == m {
		r := m.Ready(n.w.now)
		if r.Empty() {
			n.rest()
			n.schedule()
			n.look()
			return
		}
		n.check(r)
		n.do(r)
	}
}

// do does what stands in r, unless the node dies or its disk fails.
func (n *stormNode) do(r Ready) {
	brings := len(r.Persist) > 0 || len(r.Deliver) > 0
	if n.disk != diskGood && brings && n.fails(r) {
		return
	}
	if n.dies(brings, beforeStoring) {
		return
	}
	for _, c := range r.Persist {
		n.persist(c)
	}
	if n.dies(brings, beforeAnswering) {
		return
	}
	for _, p := range r.Send {
		if c := n.sessions[p.Session]; c != nil {
			c.carry(n.i, p)
		}
	}
	if n.dies(brings, beforeDelivering) {
		return
	}
	for _, d := range r.Deliver {
		n.take(d)
	}
	n.m.Advance(r)
	for _, id := range r.Close {
		if c := n.sessions[id]; c != nil {
			c.end(n.i)
		}
	}
}
