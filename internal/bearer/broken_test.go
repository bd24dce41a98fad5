package bearer

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"time"

	"parley"
)

// raw makes a session whose dialling end is a bare TLS connection that the test writes to.
func raw(t *testing.T, limits Limits) (*tls.Conn, Session) {
	t.Helper()
	l, _ := listenSouth(t, limits)
	tcp, err := net.Dial("tcp", l.Addr())
	if err != nil {
		t.Fatal(err)
	}
	conn := tls.Client(tcp, mustConfigure(t, north))
	if err := conn.Handshake(); err != nil {
		t.Fatal(err)
	}
	s, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tcp.Close(); s.Close() })
	return conn, s
}

func TestReceiveOfBrokenFrames(t *testing.T) {
	end := func(c *tls.Conn) { c.NetConn().Close() }
	stall := func(*tls.Conn) {}
	for _, c := range []struct {
		name  string
		bytes []byte
		then  func(*tls.Conn)
		code  parley.Code
		words string
		cause error
	}{
		{"too long", append([]byte{0x40, 1}, make([]byte, 16385)...), stall, parley.CodeTooLarge, "a frame of 16385 bytes, where 16384 is the most", nil},
		{"of no bytes", []byte{0, 0}, stall, parley.CodeBadEncoding, "a frame of no bytes", nil},
		{"half, then the end", []byte{0, 9, 1}, end, parley.CodeNoPath, "ended inside a frame", io.ErrUnexpectedEOF},
		{"half a length, then the end", []byte{0}, end, parley.CodeNoPath, "ended inside a frame", io.ErrUnexpectedEOF},
		{"half, then nothing", []byte{0, 9, 1}, stall, parley.CodeNoPath, "did not go on for", os.ErrDeadlineExceeded},
		{"half a length, then nothing", []byte{0}, stall, parley.CodeNoPath, "did not go on for", os.ErrDeadlineExceeded},
		{"garbage under TLS", nil, func(c *tls.Conn) { c.NetConn().Write([]byte("garbage garbage garbage")) }, parley.CodeNoPath, "is broken", nil},
		{"a record cut short", nil, func(c *tls.Conn) { c.NetConn().Write([]byte{23, 3, 3, 0, 40, 1}); end(c) }, parley.CodeNoPath, "ended inside a frame", io.ErrUnexpectedEOF},
		{"a forged record", nil, func(c *tls.Conn) { c.NetConn().Write(append([]byte{23, 3, 3, 0, 40}, make([]byte, 40)...)) }, parley.CodeNoPath, "is broken", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			conn, s := raw(t, Limits{Frame: 200 * time.Millisecond})
			conn.Write([]byte{0, 2, 'o', 'k'})
			if len(c.bytes) > 0 {
				conn.Write(c.bytes)
			}
			c.then(conn)
			within(t, "Receive", func() {
				if got, err := s.Receive(); err != nil || string(got) != "ok" {
					t.Fatalf("before it: %q, %v", got, err)
				}
				_, err := s.Receive()
				wants(t, err, c.code, c.words)
				if c.cause != nil && !errors.Is(err, c.cause) {
					t.Errorf("%v is not %v", err, c.cause)
				}
				if _, err := s.Receive(); !errors.Is(err, net.ErrClosed) {
					t.Errorf("the session is not closed after the error: %v", err)
				}
			})
		})
	}
}

// The time for a frame runs from its first byte: a session may be silent for longer.
func TestSilenceIsNoError(t *testing.T) {
	conn, s := raw(t, Limits{Frame: 50 * time.Millisecond})
	timer := time.AfterFunc(200*time.Millisecond, func() { conn.Write([]byte{0, 1, 7}) })
	defer timer.Stop()
	for range 2 {
		if got, err := s.Receive(); err != nil || len(got) != 1 {
			t.Fatalf("%v, %v", got, err)
		}
		timer.Reset(200 * time.Millisecond)
	}
}

// A peer that reads nothing cannot hold Send for ever.
func TestSendGivesUp(t *testing.T) {
	_, s := raw(t, Limits{Frame: 200 * time.Millisecond})
	within(t, "Send", func() {
		for {
			if err := s.Send([][]byte{make([]byte, MaxFrame)}); err != nil {
				wants(t, err, parley.CodeNoPath, "is broken")
				if !errors.Is(err, os.ErrDeadlineExceeded) {
					t.Error(err)
				}
				return
			}
		}
	})
}

// One bit changed on the way ends the session; no frame comes of it.
func TestTamperingIsSeen(t *testing.T) {
	l, _ := listenSouth(t, Limits{})
	addr := serve(t, func(near net.Conn) {
		far, err := net.Dial("tcp", l.Addr())
		if err != nil {
			t.Error(err)
			return
		}
		done := make(chan struct{})
		go func() { io.Copy(near, far); near.Close(); close(done) }()
		io.Copy(&flipper{w: far, at: 3000}, near)
		far.Close()
		<-done
	})
	a, err := DialTLS(context.Background(), addr, north, south.Public())
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	b, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	a.Send([][]byte{make([]byte, 5000)})
	within(t, "Receive", func() {
		got, err := b.Receive()
		if got != nil {
			t.Error("a frame came of it")
		}
		wants(t, err, parley.CodeNoPath, "is broken")
	})
}

// flipper passes bytes on and changes one bit of one of them.
type flipper struct {
	w  io.Writer
	at int
}

func (f *flipper) Write(p []byte) (int, error) {
	if f.at >= 0 && f.at < len(p) {
		p[f.at] ^= 1
	}
	f.at -= len(p)
	return f.w.Write(p)
}
