//go:build linux

package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math"
	"os"
	"time"

	"parley/bench/emulator"
	"parley/bench/peers"
)

// peerCases gives each program of others the case of that name, with the title that Parley's has.
func peerCases(name, title string, most int, about time.Duration, run func(context.Context, *peerStage) error, keep func(string) bool) (all []benchCase) {
	for _, on := range peers.Names {
		all = append(all, benchCase{name, on, title, most, about, 3 * patience, func(ctx context.Context, t *trial) error {
			s, err := newPeerStage(t, keep(on))
			if err != nil {
				return err
			}
			defer s.clear()
			if err := run(ctx, s); err != nil {
				return fmt.Errorf("%w%s", err, s.said())
			}
			return nil
		}})
	}
	return all
}

func always(string) bool { return true }
func never(string) bool  { return false }

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
	if s.dir, err = os.MkdirTemp("", "parley-badline-"); err != nil {
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

func peerWarm(ctx context.Context, s *peerStage) error {
	if err := s.warm(ctx, usualRate); err != nil {
		return err
	}
	before, _ := s.link.Carried()
	for _, lang := range languages {
		text := s.text(lang)
		seconds, bytes, err := s.send(ctx, text)
		if err != nil {
			return err
		}
		s.message(lang, text, seconds, bytes)
	}
	if err := sleep(ctx, afterwards); err != nil {
		return err
	}
	after, _ := s.link.Carried()
	s.put(value{what: followed, x: float64(after-before) / float64(len(languages)), unit: "B"})
	return nil
}

// message puts the rows of one message on the usual line.
func (s *peerStage) message(lang, text string, seconds, bytes float64) {
	s.put(value{what: delivered, lang: lang, x: seconds, unit: "s", limit: limit(text, usualRate, usualDelay)})
	s.put(value{what: bothWays, lang: lang, x: bytes, unit: "B", limit: float64(len(text))})
}

// peerCold starts the servers on the slow link. Where the first side connects when it starts, its start counts.
func peerCold(ctx context.Context, s *peerStage) error {
	s.link.Set(emulator.Condition{Rate: usualRate, Delay: usualDelay})
	if err := s.pair.Receive(ctx); err != nil {
		return err
	}
	start := time.Now()
	if err := s.pair.Call(ctx); err != nil {
		return err
	}
	called := time.Since(start).Seconds()
	text := s.text(languages[0])
	seconds, bytes, err := s.send(ctx, text)
	if err != nil {
		return err
	}
	if s.pair.Eager() {
		seconds += called
	}
	s.message(languages[0], text, seconds, bytes)
	return nil
}

// peerBulk sends a bulk item and a text 10 s later.
func peerBulk(ctx context.Context, s *peerStage) error {
	if err := s.warm(ctx, usualRate); err != nil {
		return err
	}
	blob := peers.Item{ID: "bulk", Body: make([]byte, bulkSize)}
	rand.Read(blob.Body)
	start := time.Now()
	if err := s.pair.Submit(ctx, blob); err != nil {
		return err
	}
	if err := sleep(ctx, time.Until(start.Add(bulkWait))); err != nil {
		return err
	}
	text := s.text(languages[0])
	i, submitted := s.item(text), time.Now()
	if err := s.pair.Submit(ctx, i); err != nil {
		return err
	}
	seconds, err := s.arrival(ctx, i.ID, submitted)
	if err != nil {
		return err
	}
	whole, err := s.arrival(ctx, blob.ID, submitted)
	if err != nil {
		return err
	}
	s.put(value{what: delivered, lang: languages[0], x: seconds, unit: "s", limit: limit(text, usualRate, usualDelay)})
	s.put(value{what: bulkWhole, x: whole + submitted.Sub(start).Seconds(), unit: "s", limit: bulkLimit})
	return nil
}

// peerFlap takes the link down right after a text was submitted.
func peerFlap(ctx context.Context, s *peerStage) error {
	if err := s.warm(ctx, flapRate); err != nil {
		return err
	}
	text := s.text(languages[0])
	i := s.item(text)
	if err := s.pair.Submit(ctx, i); err != nil {
		return err
	}
	s.link.SetDown(true)
	if err := sleep(ctx, flapAway); err != nil {
		return err
	}
	s.link.SetDown(false)
	seconds, err := s.arrival(ctx, i.ID, s.link.UpSince())
	if err != nil {
		return err
	}
	s.put(value{what: delivered, lang: languages[0], x: seconds, unit: "s", limit: limit(text, flapRate, usualDelay)})
	return nil
}
