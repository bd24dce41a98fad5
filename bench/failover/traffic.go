package main

import (
	"context"
	"sync"
	"time"

	"parley"
	"parley/internal/control"
)

// officers is how many of a side send at the same time: while one waits for his answer, others go on.
const officers = 16

// traffic is officers on both sides who send without an end; whatever the nodes do, they go on.
type traffic struct {
	w     *world
	begun time.Time
	stop  context.CancelFunc
	all   sync.WaitGroup
}

// flow is what traffic came to.
type flow struct {
	took         time.Duration
	north, south int // messages that were answered for
}

// startTraffic has each side send rate messages a second.
func (w *world) startTraffic(rate int) *traffic {
	ctx, stop := context.WithCancel(context.Background())
	t := &traffic{w: w, begun: time.Now(), stop: stop}
	for _, s := range []*side{w.north, w.south} {
		due := make(chan struct{})
		t.all.Go(func() { tick(ctx, rate, due) })
		for i := range officers {
			t.all.Go(func() { s.officer(ctx, i, due) })
		}
	}
	return t
}

func (t *traffic) end() flow {
	t.stop()
	t.all.Wait()
	return flow{time.Since(t.begun), len(t.w.north.printed), len(t.w.south.printed)}
}

// tick says when a message is due; one for which no officer is free is not made.
func tick(ctx context.Context, rate int, due chan<- struct{}) {
	again := time.NewTicker(time.Second / time.Duration(rate))
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-again.C:
		}
		select {
		case due <- struct{}{}:
		default:
		}
	}
}

// officer sends what is due, at one node of the side as long as that answers, and first what was not answered for.
func (s *side) officer(ctx context.Context, i int, due <-chan struct{}) {
	var c *control.Client
	for {
		select {
		case <-ctx.Done():
			if c != nil {
				c.Close()
			}
			return
		case <-due:
		}
		envelope := s.again()
		if envelope == nil {
			var err error
			if envelope, err = s.seal(parley.Precedence(i % 3)); err != nil {
				panic(err) // a key that cannot sign
			}
		}
		if c == nil {
			var err error
			if c, err = s.dial(i); err != nil {
				s.keep(envelope)
				continue
			}
		}
		if s.submit(context.WithoutCancel(ctx), c, envelope) != nil {
			c.Close()
			c = nil
			i++
		}
	}
}

// keep keeps an envelope that nobody was there to take.
func (s *side) keep(envelope []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiting = append(s.waiting, envelope)
}
