//go:build linux

package main

import (
	"context"
	"slices"
	"time"

	"parley/bench/emulator"
)

func coldCases() (all []benchCase) {
	title := "FLASH on a cold line, no session, " + usually
	for _, on := range kinds {
		all = append(all, benchCase{"cold", on, title, 5, 90 * time.Second, 4 * time.Minute, cold})
	}
	return append(all, peerCases("cold", title, 5, 30*time.Second, peerCold, never)...)
}

var coldAim = map[string]float64{tls: 6, udp: 2.2, serial: 2.2}

// cold starts both nodes afresh, and submits before there is a session.
func cold(ctx context.Context, t *trial) error {
	s, err := newStage(ctx, t)
	if err != nil {
		return err
	}
	defer s.clear()
	if err := s.warm(ctx); err != nil {
		return err
	}
	for _, lang := range languages {
		if err := s.restart(ctx, emulator.Condition{Rate: usualRate, Delay: usualDelay}); err != nil {
			return err
		}
		text := s.text(lang)
		took, err := s.send(ctx, text)
		if err != nil {
			return err
		}
		s.took(lang, text, took, aims{delivered: coldAim[t.on]})
	}
	return nil
}

// restart ends both nodes on a fast link, so that nothing of their sessions is left, waits until the link is silent, and
// starts them on one of that condition.
func (s *stage) restart(ctx context.Context, c emulator.Condition) error {
	s.link.Set(emulator.Condition{})
	for _, p := range s.table.Parties {
		p.Stop()
	}
	quiet(ctx, s.link)
	s.link.Set(c)
	for _, p := range slices.Backward(s.table.Parties) {
		if err := p.Open(); err != nil {
			return err
		}
		if err := p.Serve(); err != nil {
			return err
		}
	}
	return ctx.Err()
}
