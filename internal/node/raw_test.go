package node

import (
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/bearer"
	"parley/internal/simnet"
	"parley/record"
	"parley/wire"
)

// A rawPeer is a dishonest party: it holds all its keys and sends south whatever it likes.
type rawPeer struct {
	t     *testing.T
	w     *world
	id    parley.PartyID
	conn  bearer.Session
	south *Node
	asked atomic.Int64                         // ASK frames that came
	heard func(s bearer.Session, frame []byte) // sees what comes, and nil at the session's end; or nil
}

// attack runs south and east as nodes, and north as whatever play does; then the line between south and east must be as
// good as before, south must not have grown, and its records must verify.
func attack(t *testing.T, play func(p *rawPeer)) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 8, true, "north", "south", "east")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: time.Millisecond})
		w.link("east", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		south := w.start("south")
		w.start("east")
		w.timed("east", "south")
		before := heap()
		p := &rawPeer{t: t, w: w, id: "north", south: south}
		p.dial()
		defer func() { p.conn.Close() }()
		play(p)
		p.conn.Close()
		time.Sleep(time.Minute)
		if after := heap(); after > before+48<<20 {
			t.Errorf("south has grown by %d MiB", (after-before)>>20)
		}
		for range 2 {
			if took := w.timed("east", "south"); took > 2*time.Second {
				t.Errorf("a FLASH on the other line took %v", took)
			}
		}
		w.checkPromises()
	})
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// dial opens a session with the party's link key and reads, and all but forgets, what comes.
func (p *rawPeer) dial() {
	p.t.Helper()
	key := p.w.stations[p.id].keys["link"].Public()
	conn, err := p.w.net.Dial(p.t.Context(), string(p.id)+".invalid:7420", "south.invalid:7420", key, p.w.stations["south"].keys["link"].Public(), true)
	if err != nil {
		p.t.Fatal(err)
	}
	p.conn = conn
	go func() {
		for {
			b, err := conn.Receive()
			if err != nil {
				if p.heard != nil {
					p.heard(conn, nil)
				}
				return
			}
			if wire.PeekType(b) == wire.TypeAsk {
				p.asked.Add(1)
			}
			if p.heard != nil {
				p.heard(conn, b)
			}
		}
	}()
}

// again is dial after a session that the node ended.
func (p *rawPeer) again() {
	p.conn.Close()
	time.Sleep(time.Second)
	p.dial()
	p.greet()
}

// send sends frames and lets the node use them.
func (p *rawPeer) send(frames ...wire.Frame) {
	var all [][]byte
	for _, f := range frames {
		all = append(all, wire.EncodeFrame(f))
	}
	p.bytes(all...)
}

func (p *rawPeer) bytes(frames ...[]byte) {
	if p.conn.Send(frames) != nil {
		return // the node has ended the session, as it may
	}
	time.Sleep(10 * time.Millisecond)
}

// ended reports whether the node has ended the session.
func (p *rawPeer) ended() bool {
	time.Sleep(time.Second)
	return p.conn.Send([][]byte{wire.EncodeFrame(&wire.Ping{Token: 1, Time: 1})}) != nil
}

func (p *rawPeer) hello(sizes ...uint64) *wire.Hello {
	id := p.w.id
	c := wire.HelloCharter{ID: id, Edition: 1, Short: [8]byte(id[:8]), Sizes: sizes}
	for _, seat := range p.south.tables()[0].seats() {
		party := seat.id
		h := charter.SheetHash(p.w.stations[party].file.Sheet)
		c.Sheets = append(c.Sheets, wire.Short{Number: 1, Hash: [8]byte(h[:8])})
	}
	return &wire.Hello{Version: wire.LinkVersion, Time: parley.MillisOf(time.Now()), Charters: []wire.HelloCharter{c}}
}

func (p *rawPeer) greet() { p.send(p.hello(2, 2, 2), &wire.Have{}) }

// log names the record of a party; the parties of a charter stand in the order of the alphabet.
func (p *rawPeer) log(id parley.PartyID) wire.Log {
	return wire.Log{Party: uint64(p.south.tables()[0].place(id))}
}

// A forgery is a record that a party makes for the attack.
type forgery struct {
	leaves [][]byte
	hashes map[uint64]parley.Hash
}

// north returns the leaves that the party's node entered at adoption, to go on from.
func (p *rawPeer) north() *forgery {
	f := &forgery{hashes: map[uint64]parley.Hash{}}
	date := parley.MillisOf(wall())
	sheet := charter.SheetHash(p.w.stations[p.id].file.Sheet)
	f.add(p.t, wire.Leaf{Kind: wire.LeafSheet, Date: date, ID: sheet}, wire.Leaf{Kind: wire.LeafAdopted, Date: date, ID: p.w.id})
	return f
}

func (f *forgery) read(pos []uint64) (out []parley.Hash, err error) {
	for _, p := range pos {
		out = append(out, f.hashes[p])
	}
	return out, nil
}

func (f *forgery) add(t *testing.T, leaves ...wire.Leaf) {
	t.Helper()
	var raw [][]byte
	for _, l := range leaves {
		raw = append(raw, l.Encode())
	}
	f.addBytes(t, raw)
}

func (f *forgery) addBytes(t *testing.T, raw [][]byte) {
	t.Helper()
	fresh, err := record.AppendHashes(uint64(len(f.leaves)), raw, f.read)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range fresh {
		f.hashes[h.Pos] = h.Hash
	}
	f.leaves = append(f.leaves, raw...)
}

// head signs the record as it stands.
func (p *rawPeer) head(f *forgery, full bool) *wire.Head {
	p.t.Helper()
	size := uint64(len(f.leaves))
	root, err := record.Root(size, f.read)
	if err != nil {
		p.t.Fatal(err)
	}
	sig, err := record.SignHead(p.w.stations[p.id].keys["log"], record.Origin(p.w.id, p.id), size, root)
	if err != nil {
		p.t.Fatal(err)
	}
	h := &wire.Head{Log: p.log(p.id), Size: size, Signature: sig}
	if full {
		h.Root = &root
	}
	return h
}

// held returns how many leaves of the party's record south holds.
func (p *rawPeer) held() uint64 {
	p.t.Helper()
	t := p.south.tables()[0]
	size, err := p.south.size(t.seat(p.id).log)
	if err != nil {
		p.t.Fatal(err)
	}
	return size
}
