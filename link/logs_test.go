package link

import (
	"testing"

	"parley"
	"parley/wire"
)

// grow puts leaves into north's record up to size and shows the head.
func (l *line) grow(size int, p parley.Precedence, notable ...Notable) {
	l.t.Helper()
	for len(l.src.leaves[northLog]) < size {
		l.src.leaves[northLog] = append(l.src.leaves[northLog], vectorLeaves()[1])
	}
	l.must(LogState{Log: northLog, Size: uint64(size), Precedence: p, Notable: notable,
		Head: Head{Size: uint64(size), Signature: make([]byte, 64), Root: vectorHash("root")}})
}

// A node sends the leaves that the peer lacks by its HELLO, in their order, then the head over them.
func TestLeavesThenHead(t *testing.T) {
	l := newLine(t, true)
	l.grow(40, parley.Routine)
	l.up()
	l.ready()
	l.sent = nil
	l.receive(l.hello(10, 2), &wire.Have{})
	l.want("from where the peer stands", "ACK", "LEAVES 0/0 10+22 frontier 0")
	l.ackAll()
	l.want("the rest", "LEAVES 0/0 32+8 frontier 0", "HEAD 0/0 40 root false")
	l.ackAll()
	l.grow(41, parley.Priority)
	l.want("one more", "LEAVES 0/0 40+1 frontier 0", "HEAD 0/0 41 root false")
	l.must(LogState{Log: southLog, Size: 7, Head: Head{Size: 7, Signature: make([]byte, 64)}})
	l.src.leaves[southLog] = l.src.leaves[northLog][:7]
	l.want("the peer's own record, which it has shorter", "LEAVES 0/1 2+5 frontier 0", "HEAD 0/1 7 root false")
}

// What the peer itself showed of a record is not sent back to it.
func TestNoEcho(t *testing.T) {
	l := newLine(t, true)
	l.greet()
	log := wire.Log{Party: 1}
	l.receive(&wire.Leaves{Log: log, Start: 2, Leaves: vectorLeaves()}, &wire.Head{Log: log, Size: 5, Signature: make([]byte, 64)})
	l.wantDelivered("both", "LeavesIn south 2+3", "HeadIn south 5")
	l.src.leaves[southLog] = append(make([][]byte, 2), vectorLeaves()...)
	l.must(LogState{Log: southLog, Size: 5, Head: Head{Size: 5, Signature: make([]byte, 64)}})
	l.want("nothing back")
}

// What was in flight when the session ended is sent again from where the peer says that it stands.
func TestLeavesAfterACut(t *testing.T) {
	l := newLine(t, true)
	l.greet()
	l.grow(5, parley.Flash)
	l.want("at first", "LEAVES 0/0 2+3 frontier 0", "HEAD 0/0 5 root false")
	l.down()
	l.up()
	l.want("at FLASH even before the peer's HELLO", "HELLO 1 charters", "HAVE", "PING", "LEAVES 0/0 2+3 frontier 0", "HEAD 0/0 5 root false")
	l.receive(l.hello(2, 2), &wire.Have{})
	l.want("they are under way", "ACK")
	l.down()
	l.up()
	l.ready()
	l.sent = nil
	l.receive(l.hello(5, 2), &wire.Have{})
	l.want("the peer has them", "ACK")
}

// backlog is a line whose peer lacks 998 leaves of north's record.
func backlog(t *testing.T) *line {
	l := newLine(t, true)
	l.grow(1000, parley.Routine)
	l.up()
	l.receive(l.hello(2, 2), &wire.Have{})
	l.ready()
	l.ackAll()
	l.ready()
	l.ackAll()
	l.sent = nil
	return l
}

// [LINK-25] When more leaves are missing than two frames hold, a leaf that the peer waits for at a precedence above
// ROUTINE MUST go ahead of the others at its precedence: in LEAVES with a frontier, or as a PROOF, whichever is shorter.
// The gap follows at ROUTINE.
// [LINK-23] LEAVES that begin where leaves before them have not been sent MUST carry the frontier.
// [LINK-24] A PROOF MUST follow a HEAD of its size with the root in the same session.
func TestJump(t *testing.T) {
	l := backlog(t)
	l.grow(1001, parley.Flash)
	l.ready()
	if got := describe(l.decode(l.sent[0])); got != "LEAVES 0/0 1000+1 frontier 1" {
		t.Errorf("near the end: first %s", got)
	}
	if got := describe(l.decode(l.sent[1])); got != "HEAD 0/0 1001 root false" {
		t.Errorf("near the end: then %s", got)
	}
	if got := l.decode(l.sent[2]).(*wire.Leaves); got.Start > 100 || len(got.Frontier) != 0 {
		t.Errorf("near the end: then %s", describe(got))
	}

	l = backlog(t)
	l.grow(1000, parley.Routine, Notable{900, parley.Immediate}, Notable{901, parley.Priority})
	l.ready()
	for i, want := range []string{"HEAD 0/0 1000 root true", "PROOF 0/0 900 of 1000", "PROOF 0/0 901 of 1000"} {
		if got := describe(l.decode(l.sent[i])); got != want {
			t.Errorf("far from the end: %s, not %s", got, want)
		}
	}

	l = backlog(t)
	l.grow(1002, parley.Flash, Notable{1000, parley.Flash})
	l.src.leaves[northLog] = append(l.src.leaves[northLog], vectorLeaves()[1])
	l.ready()
	if got := describe(l.decode(l.sent[0])); got != "LEAVES 0/0 1000+2 frontier 1" {
		t.Errorf("two at the end: %s", got)
	}
}

// A jump that a cut interrupts is made again in the next session.
func TestJumpAfterACut(t *testing.T) {
	l := backlog(t)
	l.grow(1001, parley.Flash)
	l.ready()
	l.down()
	l.up()
	l.ready()
	l.sent = nil
	l.receive(l.hello(20, 2), &wire.Have{})
	l.ackAll()
	l.ready()
	if got := describe(l.decode(l.sent[0])); got != "LEAVES 0/0 20+25 frontier 0" && got != "ACK" {
		t.Errorf("what was in flight since the session opened is sent again: %s", got)
	}
	l.down()
	l.up()
	l.receive(l.hello(20, 2), &wire.Have{})
	l.ready()
	if got := describe(l.decode(l.sent[3])); got != "LEAVES 0/0 1000+1 frontier 1" {
		t.Errorf("after another cut: %s", got)
	}
}

// Without proof or frontier the record waits, and is tried again when there is news of it.
func TestRecordNotToBeHad(t *testing.T) {
	l := backlog(t)
	l.src.frontier, l.src.proofs = false, false
	l.grow(1001, parley.Flash)
	l.want("no frontier")
	l.src.frontier = true
	l.grow(1001, parley.Routine)
	l.ready()
	if len(l.sent) == 0 || describe(l.decode(l.sent[0])) != "LEAVES 0/0 1000+1 frontier 1" {
		t.Errorf("with one: %v", l.sent)
	}
}

// [LINK-26] ASK for leaves MUST be answered with the leaves from that place on, the first of them with the frontier
// before them, and the head over them; ASK for a head with the newest head and its root.
func TestAsk(t *testing.T) {
	l := newLine(t, true)
	l.greet()
	l.grow(6, parley.Routine)
	l.want("at first", "LEAVES 0/0 2+4 frontier 0", "HEAD 0/0 6 root false")
	l.receive(&wire.Ask{What: wire.AskLeaves, From: 3})
	l.want("they are under way")
	l.ackAll()
	l.receive(&wire.Ask{What: wire.AskLeaves, From: 3}, &wire.Ask{What: wire.AskLeaves, From: 3})
	l.want("some again, once", "ACK", "LEAVES 0/0 3+3 frontier 1", "HEAD 0/0 6 root false")
	l.receive(&wire.Ask{What: wire.AskHead})
	l.want("the head", "ACK", "HEAD 0/0 6 root true")
	l.receive(&wire.Ask{What: wire.AskLeaves, From: 99}, &wire.Ask{What: wire.AskLeaves, Log: wire.Log{Party: 1}, From: 0}, &wire.Ask{What: wire.AskSheet})
	l.wantDelivered("what the node answers", "AskIn south what 3", "AskIn north what 1")
}

// No leaf is forgotten: leaves in a frame of which one copy came are wanted again when a HELLO that
// came later says that the peer lacks them, whatever becomes of the other copies.
func TestCopiesOfWhatCameAreNotUnderWay(t *testing.T) {
	for _, came := range []bool{true, false} {
		var all logs
		x := all.get(southLog)
		x.known, x.head.Size = true, 5
		x.got.add(0, 4)
		c := newControl([]byte("leaf 4"), int(parley.Immediate))
		c.what = leavesPiece{x, 4, 5}
		copied := controlPiece{c, 0, uint64(len(c.frame))}
		c.need = nil
		if came {
			copied.acked()
		}
		all.greeted(map[LogKey]uint64{southLog: 4}, true, []*packet{{what: copied}})
		if wanted := x.need.contains(4); wanted != came {
			t.Errorf("one copy came: %v, and the leaf is wanted: %v", came, wanted)
		}
		copied.lost()
		if !x.need.contains(4) && len(c.need) == 0 {
			t.Errorf("one copy came: %v, the other is lost, and the leaf is forgotten", came)
		}
	}
}
