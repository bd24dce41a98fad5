//go:build linux

package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"parley/bench/emulator"
	"parley/bench/peers"
)

// peerCases gives each program of others the case of that name, with the title that Parley's has.
func peerCases(name, title string, most int, about time.Duration, run func(context.Context, *peerStage) error, keep func(string) bool) (all []benchCase) {
	for _, on := range peers.Names {
		most, about := most, about
		if name == "cold" && on == "nncp" { // it never comes
			most, about = 2, patience
		}
		play := func(ctx context.Context, t *trial) error {
			s, err := newPeerStage(t, keep(on))
			if err != nil {
				return err
			}
			defer s.clear()
			if err := run(ctx, s); err != nil {
				return fmt.Errorf("%w%s", err, s.said())
			}
			return nil
		}
		all = append(all, benchCase{name: name, on: on, title: title, most: most, about: about, cap: 3 * patience, run: play})
	}
	return all
}

func always(string) bool { return true }
func never(string) bool  { return false }

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
