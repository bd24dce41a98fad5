//go:build linux

package main

import (
	"context"
	"sync"
	"time"

	"parley"
	"parley/bench/emulator"
	"parley/bench/table"
)

const (
	unsent     = 10_000
	leavesRate = 2400
	senders    = 16
)

func leavesCases() (all []benchCase) {
	for _, on := range narrows {
		all = append(all, benchCase{name: "leaves", on: on, title: "FLASH with 10,000 unsent leaves on both sides, 2,400 bit/s, 300 ms", most: 3, about: 3 * time.Minute, cap: 2 * patience, run: leaves})
	}
	return all
}

// heavy is held by a run that needs the processors for itself for a while, so that they do so one after the other.
var heavy sync.Mutex

// leaves sends a FLASH on a line that has nothing else to say, and again when both logs have grown by messages to a third party.
func leaves(ctx context.Context, t *trial) error {
	s, err := seat(ctx, t, setting{parties: 3, rate: leavesRate, alone: true, bearers: []string{t.on}})
	if err != nil {
		return err
	}
	defer s.clear()
	s.table.Parties[2].Stop()
	s.link.Set(emulator.Condition{Rate: leavesRate, Delay: usualDelay})
	if err := s.warm(ctx); err != nil {
		return err
	}
	without := map[string]took{}
	for _, lang := range languages {
		if without[lang], err = s.send(ctx, s.text(lang)); err != nil {
			return err
		}
	}
	s.link.SetDown(true)
	if err := s.grow(ctx); err != nil {
		return err
	}
	s.link.SetDown(false)
	if err := sleep(ctx, 20*time.Second); err != nil { // the leaves are on their way
		return err
	}
	for _, lang := range languages {
		text := s.text(lang)
		with, err := s.brief(ctx, s.table.Parties[1], text)
		if err != nil {
			return err
		}
		s.more(lang, text, without[lang], with)
	}
	return nil
}

// more puts the rows of a message that had leaves beside it.
func (s *stage) more(lang, text string, without, with took) {
	least := limit(text, leavesRate, usualDelay)
	for _, x := range []struct {
		what          string
		without, with time.Duration
		limit         float64
	}{{delivered, without.delivered, with.delivered, least}, {recorded, without.recorded, with.recorded, least + usualDelay.Seconds()}} {
		s.put(value{what: x.what, lang: lang, x: x.with.Seconds(), unit: "s", limit: x.limit})
		s.put(value{what: x.what + ": more than without them", lang: lang, x: (x.with - x.without).Seconds(), unit: "s", aim: 2})
	}
}

// grow has both parties send many messages to the third, which is not there.
func (s *stage) grow(ctx context.Context) error {
	heavy.Lock()
	defer heavy.Unlock()
	for _, p := range s.table.Parties[:2] {
		if err := s.growOne(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

func (s *stage) growOne(ctx context.Context, p *table.Party) (failed error) {
	var all sync.WaitGroup
	var mu sync.Mutex
	for range senders {
		all.Go(func() {
			for range unsent / senders {
				envelope, err := s.table.Seal(p, parley.Routine, "Noted.", s.table.Parties[2].ID)
				if err == nil {
					_, err = p.Submit(ctx, envelope)
				}
				if err != nil {
					mu.Lock()
					failed = err
					mu.Unlock()
					return
				}
			}
		})
	}
	all.Wait()
	return failed
}
