package link

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"parley"
	"parley/wire"
)

// reads has south say that it reads ENTRY, and how many leaves it holds.
func (l *line) reads(size uint64) *line {
	l.t.Helper()
	l.up()
	h := l.hello(size, size)
	h.Features = wire.FeatureEntry
	l.receive(h, &wire.Have{})
	l.ready()
	l.ackAll()
	l.sent, l.got = nil, nil
	return l
}

// says sends a message and has its sent leaf stand in north's record.
func (l *line) says(text string, p parley.Precedence) parley.Hash {
	l.t.Helper()
	id := l.offer(text, false, p)
	l.records(wire.Leaf{Kind: wire.LeafSent, Date: 1795357800000, Mark: [8]byte{1, 2, 3}, ID: id, Addressees: []byte{2}}, p)
	return id
}

// records puts a leaf at the end of north's record.
func (l *line) records(leaf wire.Leaf, p parley.Precedence) {
	l.t.Helper()
	all := l.src.leaves[northLog]
	for len(all) < 2 {
		all = append(all, wire.Leaf{Kind: wire.LeafClock}.Encode())
	}
	l.src.leaves[northLog] = append(all, leaf.Encode())
	l.grow(len(all)+1, p)
}

// [LINK-82] A node MUST NOT send ENTRY before the peer's HELLO of the session says that it reads it, nor for a leaf of another
// kind, nor where another leaf is missing, and only for a message that went whole in the session before it, or that the peer
// sent. So a FLASH, its leaf and its head are two frames, and its receipt one.
func TestEntry(t *testing.T) {
	l := newLine(t, true).reads(2)
	l.says("flash", parley.Flash)
	l.want("message, leaf and head", "BODY n=1 0+5 whole flash", "ENTRY 0/0 3 kind 1")
	l.says("routine", parley.Routine)
	l.want("at any precedence", "BODY n=2 0+7 whole routine", "ENTRY 0/0 4 kind 1")
	l.receive(&wire.Body{Type: wire.TypeBody, N: 1, Bytes: []byte("theirs"), Open: &wire.Open{Log: wire.Log{Party: 1}, Size: 6, Precedence: parley.Flash}})
	l.records(wire.Leaf{Kind: wire.LeafReceived, ID: parley.Sum([]byte("theirs"))}, parley.Flash)
	l.want("a receipt", "ACK", "ENTRY 0/0 5 kind 2")

	l.records(wire.Leaf{Kind: wire.LeafReceived, ID: vectorHash("what came long ago")}, parley.Flash)
	l.want("a message that is not known", "LEAVES 0/0 5+1 frontier 0", "HEAD 0/0 6 root false")
	l.records(wire.Leaf{Kind: wire.LeafClock}, parley.Flash)
	l.want("a clock leaf", "LEAVES 0/0 6+1 frontier 0", "HEAD 0/0 7 root false")
	l.src.leaves[northLog] = append(l.src.leaves[northLog], wire.Leaf{Kind: wire.LeafClock}.Encode())
	l.says("behind another", parley.Flash)
	l.want("two leaves", "BODY n=3 0+14 whole flash", "LEAVES 0/0 7+2 frontier 0", "HEAD 0/0 9 root false")

	old := newLine(t, true)
	old.greet()
	old.says("flash", parley.Flash)
	old.want("to a peer that does not read it", "BODY n=1 0+5 whole flash", "LEAVES 0/0 2+1 frontier 0", "HEAD 0/0 3 root false")
	old.down()
	old.up()
	old.want("before its HELLO", "HELLO 1 charters", "HAVE", "PING", "BODY n=1 0+5 whole flash", "LEAVES 0/0 2+1 frontier 0", "HEAD 0/0 3 root false")
}

// [LINK-83] What was lost with an ENTRY goes in LEAVES and HEAD the next time.
func TestEntryLost(t *testing.T) {
	l := newLine(t, false).reads(2)
	l.says("flash", parley.Flash)
	l.want("at first", "BODY n=1 0+5 whole flash", "ENTRY 0/0 3 kind 1")
	l.wait(3 * time.Second)
	var again []string
	for _, p := range l.sent {
		again = append(again, describe(l.decode(p)))
	}
	if all := fmt.Sprint(again); !bytes.Contains([]byte(all), []byte("LEAVES 0/0 2+1 frontier 0 HEAD 0/0 3")) {
		t.Errorf("sent again: %v", again)
	}
}

// [LINK-81] A reader MUST take the message that the first 4 bytes of the id mean among those that came on this line, for a
// receipt among those that it sent, whose mark is that of its own sent leaf.
func TestEntryRead(t *testing.T) {
	log, sig := wire.Log{Party: 1}, make([]byte, 64)
	for _, reliable := range []bool{true, false} {
		l := newLine(t, reliable).reads(2)
		theirs := wire.Leaf{Kind: wire.LeafSent, Date: 1795357800000, Mark: [8]byte{4}, ID: parley.Sum([]byte("theirs")), Addressees: []byte{1}}.Encode()
		l.receive(&wire.Body{Type: wire.TypeBody, N: 1, Bytes: []byte("theirs"), Open: &wire.Open{Log: log, Size: 6, Precedence: parley.Flash}},
			&wire.Entry{Log: log, Size: 3, Leaf: cut(theirs), Signature: sig})
		l.holds("their message", theirs, 3)

		id := l.says("ours", parley.Flash)
		l.must(Offer{Item{ID: vectorHash("another"), Log: northLog, Size: 4, Precedence: parley.Routine, Index: -1}})
		l.m.queue.entries[id].Index = 2
		l.ready()
		l.got = nil
		receipt := wire.Leaf{Kind: wire.LeafReceived, Date: 1795357801000, Mark: [8]byte{1, 2, 3}, ID: id}.Encode()
		l.receive(&wire.Entry{Log: log, Size: 4, Leaf: cut(receipt), Signature: sig})
		l.holds("a receipt", receipt, 4)
	}
}

// holds holds that a leaf and the head of size over it were delivered last.
func (l *line) holds(what string, leaf []byte, size uint64) {
	l.t.Helper()
	l.ready()
	n := len(l.got)
	if n < 2 {
		l.t.Fatalf("%s: delivered %v", what, l.got)
	}
	leaves, _ := l.got[n-2].(LeavesIn)
	head, _ := l.got[n-1].(HeadIn)
	if leaves.Leaves == nil || head.Head == nil || leaves.Leaves.Start != size-1 || !bytes.Equal(leaves.Leaves.Leaves[0], leaf) || head.Head.Size != size {
		l.t.Fatalf("%s: delivered %+v", what, l.got)
	}
}

// [LINK-83] Where no message is meant, or more than one, a reader MUST ask for the leaf; on a bearer that is not reliable it
// does not acknowledge the frame.
func TestEntryOfNoMessage(t *testing.T) {
	f := &wire.Entry{Log: wire.Log{Party: 1}, Size: 3, Leaf: cut(wire.Leaf{Kind: wire.LeafReceived, ID: vectorHash("nothing")}.Encode()), Signature: make([]byte, 64)}
	l := newLine(t, true).reads(2)
	l.receive(f)
	l.want("on a reliable bearer", "ACK", "ASK 3 from 2")
	l.wantDelivered("the head", "HeadIn south 3")

	l = newLine(t, false).reads(2)
	l.receive(f)
	l.wait(time.Minute)
	l.want("on another")
	l.wantDelivered("nothing")

	l = newLine(t, true).reads(2)
	for i := range byte(2) { // two ids that begin alike
		l.must(Offer{Item{ID: parley.Hash{9, 9, 9, 9, i}, Log: northLog, Size: 4, Precedence: parley.Routine, Index: 0}})
	}
	f.Leaf = cut(wire.Leaf{Kind: wire.LeafReceived, ID: parley.Hash{9, 9, 9, 9}}.Encode())
	l.receive(f)
	l.want("two that may be meant", "ACK", "ASK 3 from 2")
}
