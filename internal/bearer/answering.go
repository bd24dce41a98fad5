package bearer

import (
	"net"
	"syscall"
	"time"
)

// An answering has the kernel's acknowledgements travel with what is sent in answer, where an answer comes soon: one packet of
// headers less each time. The kernel has to be told anew after each acknowledgement that it sent alone.
type answering struct {
	control syscall.RawConn // nil: not a connection of TCP
	again   *time.Timer
}

// answerTime is longer than the kernel ever waits for an answer.
const answerTime = 300 * time.Millisecond

func newAnswering(raw net.Conn) *answering {
	a := &answering{}
	if tcp, ok := raw.(*net.TCPConn); ok {
		a.control, _ = tcp.SyscallConn()
	}
	a.again = time.AfterFunc(0, a.tell)
	return a
}

func (a *answering) tell() {
	if a.control != nil {
		a.control.Control(delayAcks) // an error says that the connection is closed
	}
}

// received says that something came, which may be answered.
func (a *answering) received() { a.again.Reset(answerTime) }

func (a *answering) stop() { a.again.Stop() }
