package bearer

import (
	"crypto/tls"
	"encoding/hex"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"parley"
)

func TestListenerGivesUpOnThoseWhoStall(t *testing.T) {
	hello := firstFlight(t)
	for name, c := range map[string]struct {
		bytes []byte
		words string
	}{
		"silence":         {nil, "was not done in time"},
		"half a hello":    {hello[:len(hello)/2], "was not done in time"},
		"a hello, no end": {hello, "was not done in time"},
		"garbage":         {[]byte(strings.Repeat("garbage\n", 100)), "is no node"},
		"HTTP":            {[]byte("GET / HTTP/1.1\r\nHost: example\r\n\r\n"), "is no node"},
		"a spoiled hello": {append(append([]byte{}, hello[:20]...), make([]byte, len(hello)-20)...), "is no node"},
	} {
		t.Run(name, func(t *testing.T) {
			l, refused := listenSouth(t, Limits{Handshake: 200 * time.Millisecond})
			raw, err := net.Dial("tcp", l.Addr())
			if err != nil {
				t.Fatal(err)
			}
			defer raw.Close()
			raw.Write(c.bytes)
			err = refused.next(t)
			if !strings.Contains(err.Error(), c.words) {
				t.Errorf("%v, want %q", err, c.words)
			}
			within(t, "the connection", func() { io.Copy(io.Discard, raw) })
		})
	}
}

// firstFlight is what a good client sends first.
func firstFlight(t *testing.T) []byte {
	near, far := net.Pipe()
	defer near.Close()
	go func() { tls.Client(far, mustConfigure(t, north)).Handshake(); far.Close() }()
	head := make([]byte, 5)
	if _, err := io.ReadFull(near, head); err != nil {
		t.Fatal(err)
	}
	body := make([]byte, int(head[3])<<8|int(head[4]))
	if _, err := io.ReadFull(near, body); err != nil {
		t.Fatal(err, hex.EncodeToString(head))
	}
	return append(head, body...)
}

func TestListenerBoundsHandshakes(t *testing.T) {
	for name, limits := range map[string]Limits{
		"in all":   {Handshakes: 3, PerHost: 100, Handshake: time.Minute},
		"per host": {Handshakes: 100, PerHost: 3, Handshake: time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			l, refused := listenSouth(t, limits)
			var stalled []net.Conn
			for range 3 {
				raw, err := net.Dial("tcp", l.Addr())
				if err != nil {
					t.Fatal(err)
				}
				defer raw.Close()
				stalled = append(stalled, raw)
			}
			_, err := DialTLS(t.Context(), l.Addr(), north, south.Public())
			wants(t, err, parley.CodeNoNode, l.Addr())
			wants(t, refused.next(t), parley.CodeLimit, "which is the most")
			stalled[0].Close()
			wants(t, refused.next(t), parley.CodeNoNode, "closed the connection during the handshake")
			within(t, "the next", func() {
				for { // the place is free a moment after its refusal is told
					s, err := DialTLS(t.Context(), l.Addr(), north, south.Public())
					if err == nil {
						s.Close()
						return
					}
				}
			})
		})
	}
}

// A session that nobody accepts does not live for ever.
func TestSessionNotTakenUpEnds(t *testing.T) {
	l, refused := listenSouth(t, Limits{Handshake: 300 * time.Millisecond})
	s, err := DialTLS(t.Context(), l.Addr(), north, south.Public())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	wants(t, refused.next(t), parley.CodeLimit, "was not taken up")
	within(t, "Receive", func() {
		if _, err := s.Receive(); err == nil {
			t.Error("a frame came")
		}
	})
}
