package bearer

import (
	"net"
	"testing"
	"testing/synctest"
	"time"
)

// A closing is a connection that only knows whether it was closed.
type closing struct {
	net.Conn
	closed bool
}

func (c *closing) Close() error { c.closed = true; return nil }

// A refused connection is closed after a pause, those beyond a number at once, and all of them when the listener ends.
func TestRefusedConnectionsAreHeldBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHeldBack()
		first, second, over, last := &closing{}, &closing{}, &closing{}, &closing{}
		h.close(first)
		time.Sleep(refusedPause - time.Millisecond)
		if first.closed {
			t.Error("it was closed at once")
		}
		for range maxHeldBack - 2 {
			h.close(&closing{})
		}
		h.close(second)
		h.close(over)
		if !over.closed || second.closed {
			t.Errorf("one too many is closed: %v; the one before: %v", over.closed, second.closed)
		}
		time.Sleep(2 * time.Millisecond)
		synctest.Wait()
		if !first.closed || second.closed {
			t.Errorf("after the pause the first is closed: %v, the others: %v", first.closed, second.closed)
		}
		h.end()
		h.close(last)
		if !second.closed || !last.closed {
			t.Errorf("at the end they are closed: %v, and those that come after it: %v", second.closed, last.closed)
		}
	})
}
