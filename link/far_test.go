package link

import (
	"encoding/binary"
	"slices"
	"testing"
	"time"

	"parley"
	"parley/wire"
)

// farBehind is a simNode that lacks many leaves of the other's record, and like a node proves ahead of them: a message is
// receipted once a head covers its sent leaf, and settled once a head covers the leaf that receipts it.
type farBehind struct {
	n     *simNode
	tail  *wire.Leaves // ahead of the gap, whose head has not come yet
	shown map[uint64]bool
	waits map[parley.Hash]parley.Precedence // messages that wait for their sent leaf
	sent  map[parley.Hash]bool              // sent leaves that a head covers
	back  map[parley.Hash]time.Time         // when the receipt of a message was seen
	asks  int
}

// farSim joins two nodes whose records have n leaves each, of which the other knows none.
func farSim(t *testing.T, p path, n int) *sim {
	s := newSim(t, 1, false, p)
	s.expects = float64(p.rate)
	for i, x := range s.nodes {
		x.far = &farBehind{n: x, shown: map[uint64]bool{}, waits: map[parley.Hash]parley.Precedence{}, sent: map[parley.Hash]bool{}, back: map[parley.Hash]time.Time{}}
		for k := range n {
			l := wire.Leaf{Kind: wire.LeafSent, Date: parley.MillisOf(s.now), Addressees: []byte{3}}
			binary.BigEndian.PutUint32(l.ID[:], uint32(2*k+i))
			x.leaves[x.name] = append(x.leaves[x.name], l.Encode())
		}
		x.logState(x.name, parley.Routine)
	}
	return s
}

// take reports whether it dealt with d.
func (f *farBehind) take(d Delivery) bool {
	switch d := d.(type) {
	case BodyIn:
		f.n.whole[d.ID], f.n.arrived[d.ID] = d.Bytes, f.n.s.now
		f.n.step(Recorded{d.ID})
		f.waits[d.ID] = d.Precedence
		f.receipt(d.ID)
	case LeavesIn:
		f.leaves(d)
	case HeadIn:
		f.shown[d.Head.Size] = true
		f.settle(d.Log)
	case ProofIn:
		f.fact(d.Proof.Leaf)
	default:
		return false
	}
	return true
}

func (f *farBehind) leaves(d LeavesIn) {
	held := f.n.run(f.n.leaves[d.Log.Party])
	switch {
	case d.Leaves.Start <= uint64(len(held)):
		f.n.pending[d.Leaves.Start] = d.Leaves.Leaves
	case len(d.Leaves.Frontier) > 0:
		f.tail = d.Leaves
	case f.tail != nil && f.tail.Start+uint64(len(f.tail.Leaves)) == d.Leaves.Start && f.shown[d.Leaves.Start]:
		f.tail = d.Leaves
	default:
		log, _ := f.n.m.WireLog(d.Log)
		f.asks++
		f.n.step(Control{&wire.Ask{What: wire.AskLeaves, Log: log, From: uint64(len(held))}, parley.Priority, d.Session})
	}
	f.settle(d.Log)
}

// settle looks at what heads cover.
func (f *farBehind) settle(log LogKey) {
	if f.tail != nil && f.shown[f.tail.Start+uint64(len(f.tail.Leaves))] {
		for _, b := range f.tail.Leaves {
			f.fact(b)
		}
	}
	held := f.n.leaves[log.Party]
	have := f.n.run(held)
	size := len(held)
	for h := range f.shown {
		if h <= uint64(len(have)) {
			size = max(size, int(h))
		}
	}
	for _, b := range have[len(held):size] {
		f.fact(b)
	}
	f.n.leaves[log.Party] = have[:size:size]
}

func (f *farBehind) fact(leaf []byte) {
	l, err := wire.DecodeLeaf(leaf)
	switch {
	case err != nil:
		f.n.s.t.Fatal(err)
	case l.Kind == wire.LeafReceived && f.back[l.ID].IsZero():
		f.back[l.ID] = f.n.s.now
		f.n.step(Withdraw{l.ID})
	case l.Kind == wire.LeafSent:
		f.sent[l.ID] = true
		f.receipt(l.ID)
	}
}

// receipt receipts a message that is here and whose sent leaf is proved.
func (f *farBehind) receipt(id parley.Hash) {
	if p, ok := f.waits[id]; ok && f.sent[id] {
		delete(f.waits, id)
		f.n.leaf(wire.LeafReceived, id, p)
	}
}

// flash sends a FLASH and returns when it arrived and when its receipt was back.
func (f *farBehind) flash(size int) (delivered, recorded time.Duration) {
	n, s := f.n, f.n.s
	from := s.now
	id := n.send(size, false, parley.Flash)
	s.run(10*time.Minute, "receipted", func() bool { return !f.back[id].IsZero() })
	return s.nodes[1-n.i].arrived[id].Sub(from), f.back[id].Sub(from)
}

// [LINK-100] Where a frame takes 0.1 seconds or more, leaves of a backlog MUST NOT follow each other, at ROUTINE, faster than
// three quarters of the rate carry them.
// [LINK-101] LEAVES, HEAD, PROOF and ENTRY that prove or receipt a FLASH MUST go while the bytes in flight are not more than
// the window and 1,200 bytes.
// [LINK-103] There the newest leaf of such a record MUST go ahead of the others. So a FLASH and its receipt take at most 2
// seconds more where both records are 10,000 leaves behind, at whatever moment it comes.
func TestFlashBesideABacklog(t *testing.T) {
	for name, lower := range map[string]int{"UDP": 28, "serial": 3} {
		took := func(behind int, at time.Duration) (time.Duration, time.Duration) {
			s := farSim(t, narrowPath(2400, 300*time.Millisecond, 0, lower), behind)
			s.connect()
			s.wait(at)
			d, r := s.nodes[0].far.flash(330)
			if n := s.nodes[0].far.asks + s.nodes[1].far.asks; n > 0 {
				t.Errorf("%s: leaves are asked for %d times", name, n)
			}
			return d, r
		}
		delivered, recorded := took(0, 20*time.Second)
		var later, late time.Duration
		for i := range 20 {
			d, r := took(10_000, 20*time.Second+time.Duration(i)*137*time.Millisecond)
			later, late = max(later, d-delivered), max(late, r-recorded)
		}
		t.Logf("measured: simulation: FLASH with 10,000 unsent leaves on both sides, %s: at most %v later, its receipt %v", name, later, late)
		if late > 2*time.Second {
			t.Errorf("%s: the receipt comes %v later", name, late)
		}
	}
}

// A backlog takes three quarters of the line, and not much less.
func TestABacklogLeavesRoom(t *testing.T) {
	s := farSim(t, narrowPath(2400, 300*time.Millisecond, 0, 3), 10_000)
	s.connect()
	s.wait(20 * time.Second)
	before := s.onWire
	s.wait(2 * time.Minute)
	for i := range 2 {
		share := float64(s.onWire[i]-before[i]) / (120 * 300)
		t.Logf("measured: simulation: a backlog takes %.2f of the line", share)
		if share < 0.55 || share > 0.8 {
			t.Errorf("node %d takes %.2f of the line", i, share)
		}
	}
}

// [LINK-23] LEAVES that begin where leaves before them have not been sent MUST carry the frontier, but not those that begin
// where the leaves below an acknowledged head end, of which the last is acknowledged too.
func TestLeavesBehindAJump(t *testing.T) {
	l := backlog(t)
	l.grow(1001, parley.Flash)
	if got := l.next(2); !slices.Equal(got, []string{"LEAVES 0/0 1000+1 frontier 1", "HEAD 0/0 1001 root false"}) {
		t.Errorf("ahead of the gap: %v", got)
	}
	l.grow(1003, parley.Flash)
	if got := l.next(2); !slices.Equal(got, []string{"LEAVES 0/0 1001+2 frontier 0", "HEAD 0/0 1003 root false"}) {
		t.Errorf("behind that: %v", got)
	}
	l.grow(1004, parley.Flash)
	l.ready()
	l.receive(&wire.Ask{What: wire.AskLeaves, From: 40})
	l.grow(1005, parley.Flash)
	l.sent = nil
	if got := l.next(2); !slices.Equal(got, []string{"HEAD 0/0 1005 root true", "PROOF 0/0 1000 of 1005"}) {
		t.Errorf("to a peer that lacks what went ahead: %v", got)
	}
}
