//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"time"

	"parley/bench/emulator"
	"parley/bench/peers"
)

// A peerStage is a program of others on two sides, and the link between them.
type peerStage struct {
	*trial
	dir    string
	spaces []*emulator.Space
	link   *emulator.Path
	pair   peers.Pair
}

func newPeerStage(t *trial, keep bool) (s *peerStage, err error) {
	s = &peerStage{trial: t}
	defer func() {
		if err != nil {
			s.clear()
		}
	}()
	if s.dir, err = newPlace(); err != nil {
		return nil, err
	}
	if err := os.Chmod(s.dir, 0o755); err != nil { // servers have users of their own
		return nil, err
	}
	if s.spaces, err = newSpaces(2); err != nil {
		return nil, err
	}
	s.link = emulator.Join(t.seed(), s.spaces...)
	s.pair, err = peers.New(t.on, s.dir, [2]*emulator.Space(s.spaces), keep)
	return s, err
}

func (s *peerStage) clear() {
	if s.pair != nil {
		s.pair.Stop()
	}
	remove(s.spaces)
	if s.link != nil {
		s.link.Close()
	}
	os.RemoveAll(s.dir)
}

// said returns what the programs wrote last, for who has to find out why they failed.
func (s *peerStage) said() (all string) {
	for _, name := range []string{"a.test/out", "a.test/log", "b.test/out", "b.test/log"} {
		text, _ := os.ReadFile(s.dir + "/" + name)
		all += fmt.Sprintf("\n%s: %s", name, text[max(0, len(text)-1000):])
	}
	return all
}

// number makes ids that no two items of a trial share.
func (s *peerStage) item(text string) peers.Item {
	s.texts++
	return peers.Item{ID: fmt.Sprintf("item%06d", s.texts), Body: []byte(text), Urgent: true}
}

// arrival waits for an item, at most so long as patience from start on; it is +Inf where it does not come.
func (s *peerStage) arrival(ctx context.Context, id string, start time.Time) (float64, error) {
	within, cancel := context.WithDeadline(ctx, start.Add(patience))
	defer cancel()
	at, err := s.pair.Arrived(within, id)
	if err != nil && ctx.Err() == nil && errors.Is(within.Err(), context.DeadlineExceeded) {
		fmt.Fprintf(os.Stderr, "%s %s: %s did not come; said last:%s\n", s.name, s.on, id, s.said())
		return math.Inf(1), nil
	}
	return at.Sub(start).Seconds(), err
}

// send submits a text, and waits until it has arrived and the link is silent.
func (s *peerStage) send(ctx context.Context, text string) (seconds, bytes float64, err error) {
	before, _ := s.link.Carried()
	i, start := s.item(text), time.Now()
	if err := s.pair.Submit(ctx, i); err != nil {
		return 0, 0, err
	}
	if seconds, err = s.arrival(ctx, i.ID, start); err != nil {
		return 0, 0, err
	}
	if !math.IsInf(seconds, 1) {
		quiet(ctx, s.link)
	}
	after, _ := s.link.Carried()
	return seconds, float64(after - before), ctx.Err()
}

// warm opens the connection on a fast link with the usual delay, and carries some messages at that rate.
func (s *peerStage) warm(ctx context.Context, rate int) error {
	s.link.Set(emulator.Condition{Delay: usualDelay})
	if err := peers.Start(ctx, s.pair); err != nil {
		return err
	}
	for n := range 4 {
		seconds, _, err := s.send(ctx, s.text(languages[0]))
		if err != nil || math.IsInf(seconds, 1) {
			return errors.Join(err, errors.New("a message did not come on a link of any rate"))
		}
		if n == 0 {
			s.link.Set(emulator.Condition{Rate: rate, Delay: usualDelay})
		}
	}
	return nil
}
