package bearer

import (
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
)

// counter is a relay between two ends that counts what it is about to pass on.
type counter struct {
	addr      string
	out, back atomic.Int64
}

func newCounter(t *testing.T, target string) *counter {
	c := &counter{}
	c.addr = serve(t, func(near net.Conn) {
		far, err := net.Dial("tcp", target)
		if err != nil {
			t.Error(err)
			return
		}
		var both sync.WaitGroup
		both.Go(func() { io.Copy(io.MultiWriter(tally{&c.out}, far), near); far.Close() })
		both.Go(func() { io.Copy(io.MultiWriter(tally{&c.back}, near), far); near.Close() })
		both.Wait()
	})
	return c
}

type tally struct{ n *atomic.Int64 }

func (w tally) Write(p []byte) (int, error) {
	w.n.Add(int64(len(p)))
	return len(p), nil
}

// A handshake, with one byte each way, costs no more than was promised for slow lines, and a frame 24 bytes beyond its
// own: 2 of length and 22 of TLS.
func TestBytesOnTheLine(t *testing.T) {
	l, _ := listenSouth(t, Limits{})
	c := newCounter(t, l.Addr())
	a, err := DialTLS(t.Context(), c.addr, north, south.Public())
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	b, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	pass := func(n int) {
		for _, way := range [][2]Session{{a, b}, {b, a}} {
			if err := way[0].Send([][]byte{make([]byte, n)}); err != nil {
				t.Fatal(err)
			}
			if _, err := way[1].Receive(); err != nil {
				t.Fatal(err)
			}
		}
	}
	pass(1)
	out, back := c.out.Load(), c.back.Load()
	cert, err := certificate(north)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("handshake: %d bytes out, %d back, %d in all (with a frame of 1 byte each way); certificate %d", out, back, out+back, len(cert.Certificate[0]))
	if out+back > 3650 || out+back < 2500 {
		t.Errorf("%d bytes", out+back)
	}
	for _, n := range []int{1, 200, 1200, 16000} {
		before := c.out.Load()
		pass(n)
		if got := c.out.Load() - before; got != int64(n)+24 {
			t.Errorf("a frame of %d bytes takes %d on the line, want %d", n, got, n+24)
		}
	}
	before := c.out.Load()
	if err := a.Send([][]byte{make([]byte, 100), make([]byte, 100), make([]byte, 100)}); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := b.Receive(); err != nil {
			t.Fatal(err)
		}
	}
	if got := c.out.Load() - before; got != 328 {
		t.Errorf("three frames of one Send take %d bytes on the line, want 328: one record", got)
	}
}
