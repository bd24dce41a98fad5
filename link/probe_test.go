package link

import (
	"testing"

	"parley/wire"
)

// [LINK-93] A PING on each session, the back-up included.
func TestProbe(t *testing.T) {
	l := newLine(t, true)
	for session, cost := range []int{1, 10} {
		l.must(Up{Session: session + 1, Bearer: []string{"tls", "hf"}[session], Cost: cost, Reliable: true, MaxFrame: wire.MaxFrame, KeepAlive: -1})
		l.receiveOn(session + 1)
	}
	l.ready()
	l.sent = nil
	l.must(Probe{})
	l.ready()
	pings := map[int]int{}
	for _, p := range l.sent {
		if wire.PeekType(p.Frame) == wire.TypePing {
			pings[p.Session]++
		}
	}
	if len(pings) != 2 || pings[1] != 1 || pings[2] != 1 {
		t.Errorf("PING by session: %v", pings)
	}
}
