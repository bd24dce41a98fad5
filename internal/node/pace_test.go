package node

import (
	"testing"
	"testing/synctest"
	"time"

	"parley/internal/bearer"
	"parley/link"
	"parley/wire"
)

// A bucket lets through a second's worth at once, and its rate from then on.
func TestBucket(t *testing.T) {
	start := time.Unix(1000, 0)
	b := newBucket(100, 100)
	now := start
	for range 500 {
		now = now.Add(b.take(now, 1))
	}
	if took := now.Sub(start); took < 3900*time.Millisecond || took > 4100*time.Millisecond {
		t.Errorf("500 at 100 a second took %v", took)
	}
	if wait := b.take(now.Add(time.Hour), 100); wait != 0 {
		t.Errorf("after a pause a second's worth waits %v", wait)
	}
}

// A session is read no faster than its limits allow: the node's own count of bytes shows it.
func TestPaceOfASession(t *testing.T) {
	attack(t, func(p *rawPeer) {
		p.greet()
		before, start := p.south.counted(p.t, "frame_bytes_received_total"), time.Now()
		ping := wire.EncodeFrame(&wire.Ping{Token: 1})
		for range 3 * defaultFrames {
			if err := p.conn.Send([][]byte{ping}); err != nil {
				break
			}
		}
		for p.south.counted(p.t, "frame_bytes_received_total")-before < float64(3*defaultFrames*len(ping)) && time.Since(start) < time.Minute {
			time.Sleep(100 * time.Millisecond)
		}
		if took := time.Since(start); took < 1900*time.Millisecond || took > 10*time.Second {
			p.t.Errorf("%d frames were read in %v", 3*defaultFrames, took)
		}
	})
}

// A peer that opens session after session is left alone after the first ones, and the rest is counted.
func TestManySessions(t *testing.T) {
	attack(t, func(p *rawPeer) {
		before := p.south.counted(p.t, "sessions_total")
		for range 200 {
			p.dial()
		}
		time.Sleep(time.Second)
		if opened := p.south.counted(p.t, "sessions_total") - before; opened > sessionsBurst+8 {
			p.t.Errorf("%v sessions were opened", opened)
		}
		if refused := p.south.counted(p.t, "connections_refused_total"); refused < 100 {
			p.t.Errorf("%v connections were refused", refused)
		}
		time.Sleep(time.Minute)
	})
}

// A stuck session takes nothing more.
type stuck struct {
	bearer.Session
	closed bool
}

func (s *stuck) Reliable() bool { return true }
func (s *stuck) Close() error   { s.closed = true; return nil }

// A peer that sends without end and never reads loses its session before the answers to it fill the memory.
func TestPeerThatNeverReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 8, true, "north", "south")
		defer w.stopAll()
		south := w.start("south")
		conn := &stuck{}
		l := newLine(south, south.allPeers()[0])
		l.sessions[1] = &session{number: 1, conn: conn, out: newMailbox()}
		for range maxUnsent {
			l.send([]link.Packet{{Session: 1, Frame: []byte{1}}})
		}
		if conn.closed {
			t.Error("the session was closed too early")
		}
		l.send([]link.Packet{{Session: 1, Frame: []byte{1}}})
		if !conn.closed {
			t.Error("the session lives on")
		}
	})
}
