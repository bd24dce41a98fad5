package simnet

import (
	"errors"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"
)

func TestClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, a, b := meet(t, 1, Path{Delay: time.Second}, true)
		start := time.Now()
		a.Send([][]byte{{1}})
		time.AfterFunc(500*time.Millisecond, func() { a.Close() })
		if _, err := a.Receive(); !errors.Is(err, net.ErrClosed) || time.Since(start) != 500*time.Millisecond {
			t.Errorf("Receive at the end that closes: %v after %v", err, time.Since(start))
		}
		if got, err := b.Receive(); err != nil || len(got) != 1 {
			t.Errorf("what was under way: %v, %v", got, err)
		}
		if _, err := b.Receive(); err != io.EOF || time.Since(start) != 1500*time.Millisecond {
			t.Errorf("the end: %v after %v", err, time.Since(start))
		}
		if err := a.Send([][]byte{{1}}); !errors.Is(err, net.ErrClosed) {
			t.Errorf("Send on a closed session: %v", err)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
}

// Who goes away on an unreliable session is not missed.
func TestCloseOfPackets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, a, b := meet(t, 1, Path{}, false)
		a.Close()
		if err := b.Send([][]byte{make([]byte, 9)}); err != nil {
			t.Errorf("Send: %v", err)
		}
		if held := len(a.(*session).inbox); held != 0 {
			t.Errorf("the closed end holds %d frames", held)
		}
		time.AfterFunc(time.Hour, func() { b.Close() })
		start := time.Now()
		if _, err := b.Receive(); !errors.Is(err, net.ErrClosed) || time.Since(start) != time.Hour {
			t.Errorf("Receive: %v after %v", err, time.Since(start))
		}
	})
}
