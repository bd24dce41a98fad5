package link

import (
	"testing"

	"parley"
	"parley/wire"
)

// [LINK-16] What a packet carried that is lost goes again, also where the peer had it by another session in between, and
// then said in a HELLO that came late that it has not.
func TestLeafIsNotForgotten(t *testing.T) {
	l := newLine(t, false)
	cable := l.open("cable", 1)
	l.session++
	radio := l.session
	l.must(Up{Session: radio, MaxFrame: 1100, Bearer: "radio", Cost: 10})
	l.ready()
	l.sent = nil
	l.src.leaves[northLog] = append(make([][]byte, 2), vectorLeaves()...)
	l.must(LogState{Log: northLog, Size: 5, Head: Head{Size: 5, Signature: make([]byte, 64)}, Precedence: parley.Flash})
	l.wantOn(cable, "at once", "LEAVES 0/0 2+3 frontier 0", "HEAD 0/0 5 root false")
	l.wantOn(radio, "at once", "LEAVES 0/0 2+3 frontier 0", "HEAD 0/0 5 root false")
	l.ackOn(cable)
	l.ready()
	l.on(radio, l.hello(2, 2))
	l.wantOn(cable, "again", "LEAVES 0/0 2+3 frontier 0", "HEAD 0/0 5 root false")
}

// [LINK-26] The head MUST go behind the leaves that were asked for, also where one was under way before: the peer may not
// have kept it.
func TestHeadGoesBehindWhatWasAskedFor(t *testing.T) {
	l := newLine(t, false)
	cable, radio := l.open("cable", 1), l.open("radio", 10)
	l.src.leaves[northLog] = append(make([][]byte, 2), vectorLeaves()...)
	l.must(LogState{Log: northLog, Size: 5, Head: Head{Size: 5, Signature: make([]byte, 64)}})
	l.ready()
	sent := l.m.sessions[cable].flight.packets
	l.wantOn(cable, "what is new", "LEAVES 0/0 2+3 frontier 0", "HEAD 0/0 5 root false")
	leaves := sent[0].number
	l.on(cable, &wire.Ack{Packets: []wire.Range{{From: leaves, To: leaves + 1}}}, &wire.Ask{What: wire.AskLeaves, Log: wire.Log{}, From: 2})
	l.must(Down{radio})
	l.wantOn(cable, "what was asked for", "LEAVES 0/0 2+3 frontier 1", "HEAD 0/0 5 root false")
}
