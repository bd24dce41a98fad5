package link

import (
	"testing"
	"time"

	"parley"
	"parley/wire"
)

// [LINK-8] Messages and attachments below FLASH that were in the queue before the peer's HELLO came MUST wait until as
// much of the peer's own record is held here as its HELLO announced, or until 10 seconds have passed.
func TestHoldBack(t *testing.T) {
	begin := func() *line {
		l := newLine(t, true)
		l.offer("a priority", false, parley.Priority)
		l.offer("a flash", false, parley.Flash)
		l.up()
		l.receive(l.hello(2, 5), &wire.Have{})
		l.ready()
		l.ackAll()
		l.want("only the FLASH", "HELLO 1 charters", "HAVE", "PING", "BODY n=1 0+7 whole flash", "ACK")
		return l
	}
	l := begin()
	l.offer("a later one", false, parley.Priority)
	l.want("what the peer cannot have", "BODY n=2 0+11 whole priority")
	l.must(LogState{Log: southLog, Size: 5})
	l.want("as much as announced", "BODY n=3 0+10 whole priority")

	l = begin()
	l.must(LogState{Log: southLog, Size: 4})
	l.wait(holdTime - time.Millisecond)
	l.sent = nil
	l.want("not yet")
	l.wait(time.Millisecond)
	l.want("after ten seconds", "BODY n=2 0+10 whole priority")

	l = begin()
	l.must(Withdraw{parley.Sum([]byte("a priority"))})
	l.must(LogState{Log: southLog, Size: 5})
	l.want("settled by a receipt")
}
