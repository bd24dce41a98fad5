package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"sync"
	"time"

	"parley"
	"parley/internal/control"
)

const (
	attachmentSize = 192 << 10
	pause          = 25 * time.Millisecond // between two messages of one officer
)

// traffic is officers on both sides who send without an end; whatever the node does, they go on.
type traffic struct {
	stop context.CancelFunc
	all  sync.WaitGroup
}

func (t *traffic) end() {
	t.stop()
	t.all.Wait()
}

// startTraffic has officers of each side send texts, and one of each side attachments, one after the other.
func startTraffic(sides []*side) *traffic {
	ctx, stop := context.WithCancel(context.Background())
	t := &traffic{stop: stop}
	for i, s := range sides {
		to := sides[1-i]
		for range 3 {
			t.all.Go(func() { s.officer(ctx, to, false) })
		}
		t.all.Go(func() { s.officer(ctx, to, true) })
	}
	return t
}

// officer sends letters; with maps, each has an attachment, and the next goes when the one before is on its way.
func (s *side) officer(ctx context.Context, to *side, maps bool) {
	var client *control.Client
	for i := 0; ctx.Err() == nil; i++ {
		if client == nil {
			if c, err := control.Dial(s.dir); err == nil {
				client = c
			}
		}
		if client != nil {
			if err := s.sendOne(ctx, client, to, maps, i); err != nil {
				client.Close()
				client = nil
			}
		}
		wait := pause
		if maps {
			wait = 100 * time.Millisecond
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
	if client != nil {
		client.Close()
	}
}

func (s *side) sendOne(ctx context.Context, client *control.Client, to *side, maps bool, i int) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if e := s.outbox.again(); e != nil {
		return s.outbox.submit(ctx, client, e)
	}
	l := letter{from: parley.PartyID(s.id), to: parley.PartyID(to.id), charter: s.composer.Charter, precedence: parley.Precedence(i % 4),
		text: fmt.Sprintf("Report %d of %s. Nothing further.", i, s.id), key: s.key}
	if maps {
		if !to.holdsLast(s) {
			return nil // one is on its way at a time, or the end would take as long as all the rest
		}
		l.precedence, l.blob = parley.Routine, make([]byte, attachmentSize)
		rand.Read(l.blob)
	}
	return s.outbox.hand(ctx, client, l)
}
