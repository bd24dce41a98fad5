package node

import (
	"sync"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/bearer"
	"parley/record"
	"parley/wire"
)

// A cheat is a party of a siege that no node serves: it does what its acts say, and remembers what it showed.
type cheat struct {
	*rawPeer
	x      *siege
	acts   []act
	record *forgery
	shown  uint64                 // leaves of it that south was shown under a head
	headed uint64                 // leaves under a head that south was shown without them
	forked bool                   // it showed two heads that contradict each other
	proved bool                   // and with them all that proves it
	split  bool                   // the second of them to east only
	wrote  map[parley.Hash]bool   // its texts to south, and whether south was shown their leaf under a head before it forked
	holds  map[parley.Hash]uint64 // sizes of those that came
	got    []parley.Hash          // texts of south to it
	mute   bool                   // it did not greet in this session
	n      uint64                 // bodies opened

	mu           sync.Mutex
	pong         uint64 // the last token that came back
	over         bearer.Session
	came         [][]byte // bodies that came in this session
	token        uint64
	heardOf      bearer.Session
	bytes, acked uint64 // of frames that came in this session, ACKs not counted
}

func newCheat(x *siege, id parley.PartyID) *cheat {
	c := &cheat{x: x, wrote: map[parley.Hash]bool{}, holds: map[parley.Hash]uint64{}}
	c.rawPeer = &rawPeer{t: x.t, w: x.world, id: id, heard: c.hear}
	c.record = c.north()
	c.acts = append([]act(nil), usualActs...)
	x.rnd.Shuffle(len(c.acts), func(i, j int) { c.acts[i], c.acts[j] = c.acts[j], c.acts[i] })
	c.acts = append(c.acts, act{"forks", (*cheat).fork}, usualActs[x.rnd.IntN(len(usualActs))])
	return c
}

// hear reads what south says. An honest link layer acknowledges bodies, so that more come.
func (c *cheat) hear(s bearer.Session, frame []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.heardOf != s {
		c.heardOf, c.bytes, c.acked = s, 0, 0
	}
	kind := wire.PeekType(frame)
	if kind != wire.TypeAck {
		c.bytes += uint64(len(frame))
	}
	switch kind {
	case wire.TypePong:
		if f, err := wire.DecodeFrame(frame, wire.MaxFrame); err == nil {
			c.pong = f.(*wire.Pong).Token
		}
	case wire.TypeBody:
		c.came = append(c.came, frame)
	}
	if frame == nil {
		c.over = s
	} else if c.bytes > c.acked+300 || kind == wire.TypeBody {
		c.acked = c.bytes
		s.Send([][]byte{wire.EncodeFrame(&wire.Ack{Bytes: c.bytes})})
	}
}

// come opens a session and greets.
func (c *cheat) come() {
	c.dial()
	c.n, c.came, c.mute = 0, nil, false
	c.say(c.greeting(c.shown), c.have())
	if c.shown == 0 {
		c.show()
	}
}

// have names the texts of south that came, so that they do not come again.
func (c *cheat) have() *wire.Have {
	h := &wire.Have{}
	for id, size := range c.holds {
		h.Items = append(h.Items, wire.Held{ID: id, Size: size, Ranges: []wire.Range{{To: size}}})
	}
	return h
}

// meet opens a session and greets, where that was not done.
func (c *cheat) meet() {
	if c.ended() || c.mute {
		c.leave()
		c.come()
	}
}

func (c *cheat) leave() {
	c.conn.Close()
	time.Sleep(10 * time.Millisecond)
}

// act does the next thing that the cheat has in mind, and holds the promises against what came of it. It reports false
// when there is none.
func (c *cheat) act() bool {
	if len(c.acts) == 0 {
		return false
	}
	a := c.acts[0]
	c.acts = c.acts[1:]
	c.meet()
	if n := a.do(c); n > 0 {
		c.x.tally[a.kind] += n
	}
	c.check(a.kind)
	return true
}

func (c *cheat) ended() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.over == c.conn
}

// say sends frames and waits until south has dealt with them. It reports whether the session still stands.
func (c *cheat) say(frames ...wire.Frame) bool {
	var all [][]byte
	for _, f := range frames {
		all = append(all, wire.EncodeFrame(f))
	}
	return c.shout(all...)
}

// shout sends bytes and waits until south has dealt with them: until a question behind them is answered, or the session
// has ended.
func (c *cheat) shout(frames ...[]byte) bool {
	c.token++
	if c.conn.Send(append(frames, wire.EncodeFrame(&wire.Ping{Token: c.token, Time: 1}))) != nil {
		synctest.Wait()
		return false
	}
	for wait := 3 * time.Millisecond; !c.answered(); wait += 10 * time.Millisecond {
		if wait > 4*time.Second {
			c.t.Fatalf("%s: south neither answers nor hangs up", c.id)
		}
		time.Sleep(wait)
	}
	synctest.Wait()
	return !c.ended()
}

func (c *cheat) answered() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.pong == c.token || c.over == c.conn
}

// greeting says that south's and east's records are known, and so many leaves of the own one.
func (c *cheat) greeting(own uint64) *wire.Hello {
	var sizes []uint64
	for _, s := range c.south.tables()[0].seats() {
		switch size, err := c.south.size(s.log); {
		case err != nil:
			c.t.Fatal(err)
		case s.id == c.id:
			sizes = append(sizes, own)
		default:
			sizes = append(sizes, size)
		}
	}
	return c.hello(sizes...)
}

// show shows south all of the record, again where south asks again because of what else it was told.
func (c *cheat) show() {
	if c.forked {
		return
	}
	for try := 0; try < 10 && c.held() < uint64(len(c.record.leaves)); try++ {
		c.meet()
		c.say(c.leavesFrom(c.shown), c.head(c.record, false))
	}
	c.shown = uint64(len(c.record.leaves))
	for id := range c.wrote {
		c.wrote[id] = c.find(wire.LeafSent, id)
	}
}

// leavesFrom returns the leaves of the record from a place on.
func (c *cheat) leavesFrom(start uint64) *wire.Leaves {
	frontier, err := record.Frontier(start, c.record.read)
	if err != nil {
		c.t.Fatal(err)
	}
	return &wire.Leaves{Log: c.log(c.id), Start: start, Leaves: c.record.leaves[start:], Frontier: frontier}
}

// find reports whether a leaf stands in what was shown of the record.
func (c *cheat) find(kind wire.LeafKind, id parley.Hash) bool {
	return c.leafShown(kind, id) != nil
}

func (c *cheat) leafShown(kind wire.LeafKind, id parley.Hash) *wire.Leaf {
	for _, b := range c.record.leaves[:c.shown] {
		if l, err := wire.DecodeLeaf(b); err == nil && l.Kind == kind && l.ID == id {
			return &l
		}
	}
	return nil
}

// branch returns a record that begins with so many leaves of the cheat's, and goes on with n others.
func (c *cheat) branch(size, n uint64) *forgery {
	f := &forgery{hashes: map[uint64]parley.Hash{}}
	f.addBytes(c.t, c.record.leaves[:size])
	c.x.size++
	for range n {
		f.add(c.t, wire.Leaf{Kind: wire.LeafOpened, Date: parley.MillisOf(wall()) + 1, ID: parley.Sum([]byte{byte(c.x.size), byte(c.x.size >> 8), byte(c.x.size >> 16)})})
	}
	return f
}
