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

// What officers send is far inside of what two nodes carry on a full machine: what is under way when the traffic pauses arrives in
// seconds.
const (
	attachmentSize = 192 << 10
	officers       = 3                      // of each side
	pause          = 150 * time.Millisecond // between two messages of one officer, about
	urgent         = 40                     // of so many messages one is a FLASH
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
		for k := range officers + 1 {
			t.all.Go(func() { s.officer(ctx, sides[1-i], k) })
		}
	}
	return t
}

// officer sends letters, at one node of the side as long as that answers. The last one's have attachments, and the next goes when the
// one before is there.
func (s *side) officer(ctx context.Context, to *side, k int) {
	var client *control.Client
	maps := k == officers
	for i := 0; ctx.Err() == nil; i++ {
		if client == nil {
			if c, err := s.Dial(k); err == nil {
				client = c
			}
		}
		if client != nil {
			if err := s.sendOne(ctx, client, to, maps, i); err != nil {
				client.Close()
				client = nil
				k++
			}
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
	if client != nil {
		client.Close()
	}
}

func (s *side) sendOne(ctx context.Context, client *control.Client, to *side, maps bool, i int) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if e := s.Outbox.Again(); e != nil {
		return s.Outbox.Submit(ctx, client, e)
	}
	precedence := parley.Precedence(i % 3)
	if i%urgent == urgent-1 {
		precedence = parley.Flash
	}
	l := s.Letter(to.Party, precedence, fmt.Sprintf("Report %d of %s. Nothing further.", i, s.ID))
	if maps {
		if !holdsLast(to.Party, s.Party) {
			return nil // one is on its way at a time, or the end would take as long as all the rest
		}
		l.Precedence, l.Blob = parley.Routine, make([]byte, attachmentSize)
		rand.Read(l.Blob)
	}
	return s.Outbox.Hand(ctx, client, l)
}
