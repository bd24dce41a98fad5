package main

import (
	"cmp"
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
	mu    sync.Mutex
	err   error // the first that ended an officer's sending
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
			t.all.Go(func() { t.failed(s.officer(ctx, i, due)) })
		}
	}
	return t
}

// failed notes why an officer could not go on, and has the others end too.
func (t *traffic) failed(err error) {
	if err == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.err = cmp.Or(t.err, err)
	t.stop()
}

func (t *traffic) end() (flow, error) {
	t.stop()
	t.all.Wait()
	return flow{time.Since(t.begun), len(t.w.north.Outbox.IDs()), len(t.w.south.Outbox.IDs())}, t.err
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

// officer sends what is due, at one node of the side as long as that answers, and first what was not answered for. What a node answers
// is no error; a message that cannot be signed is.
func (s *side) officer(ctx context.Context, i int, due <-chan struct{}) error {
	var c *control.Client
	for {
		select {
		case <-ctx.Done():
			if c != nil {
				c.Close()
			}
			return nil
		case <-due:
		}
		envelope := s.Outbox.Again()
		if envelope == nil {
			var err error
			if envelope, err = s.seal(parley.Precedence(i % 3)); err != nil {
				return err
			}
		}
		if c == nil {
			var err error
			if c, err = s.Dial(i); err != nil {
				s.Outbox.Keep(envelope)
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
