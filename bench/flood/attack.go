package main

import (
	"context"
	"crypto/rand"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"parley"
	"parley/internal/bearer"
	"parley/internal/keystore"
	"parley/internal/node"
	"parley/wire"
)

// counters are what the attackers did.
type counters struct{ messages, frames, sessions, handshakes, refused atomic.Int64 }

// valid has the flooder's node send texts of 64 KiB.
func (s *scene) valid(ctx context.Context) {
	text := strings.Repeat("All of this is one long and valid text. ", wire.MaxText/40)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for ctx.Err() == nil {
				envelope, err := s.t.Seal(s.flooder, parley.Immediate, text, s.victim.ID)
				if err != nil {
					return
				}
				if _, err := s.flooder.Node.Submit(ctx, envelope, node.Who{User: "flood"}); err == nil {
					s.sent.messages.Add(1)
				}
			}
		})
	}
	all.Wait()
}

// strangers opens handshakes with keys that nobody knows.
func (s *scene) strangers(ctx context.Context) {
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			key, err := keystore.Generate(rand.Reader)
			for err == nil && ctx.Err() == nil {
				c, err := bearer.DialTLS(ctx, s.victim.Address(), key, s.victim.Key("link").Public())
				if err != nil {
					s.sent.refused.Add(1)
					continue
				}
				s.sent.handshakes.Add(1)
				c.Close()
			}
		})
	}
	all.Wait()
}

// raw opens sessions with the flooder's key, whose node is stopped, and sends on each what a program of its own could.
func (s *scene) raw(ctx context.Context) {
	s.flooder.Stop()
	kinds := []func(n uint64) wire.Frame{nil, s.ask, s.hello, s.half}
	for i := 0; ctx.Err() == nil; i++ {
		c, err := bearer.DialTLS(ctx, s.victim.Address(), s.flooder.Key("link"), s.victim.Key("link").Public())
		if err != nil {
			continue
		}
		s.sent.sessions.Add(1)
		s.play(ctx, c, kinds[i%len(kinds)])
	}
}

// play sends frames of one kind for at most half a second, and reads nothing: a peer need not.
func (s *scene) play(ctx context.Context, c bearer.Session, kind func(uint64) wire.Frame) {
	ctx, cancel := context.WithTimeout(ctx, time.Second/2)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { c.Close() })
	defer stop()
	defer c.Close()
	if c.Send([][]byte{wire.EncodeFrame(s.hello(0)), wire.EncodeFrame(&wire.Have{})}) != nil {
		return
	}
	for n := uint64(1); ; {
		var frames [][]byte
		for range 64 {
			b := make([]byte, 1000)
			if rand.Read(b); kind != nil {
				b = wire.EncodeFrame(kind(n))
			}
			n++
			frames = append(frames, b)
		}
		if c.Send(frames) != nil {
			return
		}
		s.sent.frames.Add(int64(len(frames)))
	}
}

func (s *scene) hello(uint64) wire.Frame {
	c := wire.HelloCharter{ID: s.t.Charter, Edition: 1, Short: [8]byte(s.t.Charter[:8]), Sizes: []uint64{2, 2, 2}, Sheets: make([]wire.Short, 3)}
	return &wire.Hello{Version: wire.LinkVersion, Time: parley.MillisOf(time.Now()), Charters: []wire.HelloCharter{c}}
}

func (s *scene) ask(n uint64) wire.Frame {
	id := parley.Hash{byte(n), byte(n >> 8), byte(n >> 16)}
	return &wire.Ask{What: 1 + n%6, Log: wire.Log{Party: n % 3}, From: n, ID: &id}
}

// half goes on with an attachment of 64 MiB, and from its middle on with another one: none is ever whole.
func (s *scene) half(n uint64) wire.Frame {
	const piece, pieces = 8 << 10, wire.MaxBlob / (8 << 10) / 2
	which, at := n/pieces, n%pieces
	f := &wire.Body{Type: wire.TypeBlob, N: which + 1, Offset: at * piece, Bytes: make([]byte, piece)}
	if n == 1 || at == 0 {
		id := parley.Hash{byte(which), byte(s.sent.sessions.Load()), 1}
		f.Open = &wire.Open{Log: wire.Log{Party: 1}, Size: wire.MaxBlob, ID: &id}
	}
	return f
}
