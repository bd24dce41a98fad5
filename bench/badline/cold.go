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
		all = append(all, benchCase{name: "cold", on: on, title: title, most: 5, about: 90 * time.Second, cap: 4 * time.Minute, run: cold})
	}
	return append(all, peerCases("cold", title, 5, 30*time.Second, peerCold, never)...)
}

var coldAim = map[string]float64{tls: 6, udp: 2.2, serial: 2.2}

func cold(ctx context.Context, t *trial) error {
	return coldOn(ctx, t, usual, aims{delivered: coldAim[t.on]})
}

// coldOn starts both nodes afresh, and submits before there is a session.
func coldOn(ctx context.Context, t *trial, c emulator.Condition, a aims) error {
	s, err := newStage(ctx, t, c.Rate)
	if err != nil {
		return err
	}
	defer s.clear()
	if err := s.warm(ctx); err != nil {
		return err
	}
	for _, lang := range languages {
		if err := s.restart(ctx, c); err != nil {
			return err
		}
		text := s.text(lang)
		took, err := s.send(ctx, text)
		if err != nil {
			return err
		}
		s.took(lang, text, took, c, a)
	}
	return nil
}

// slowCases are cold starts on a line as a poor HF modem has it.
func slowCases() (all []benchCase) {
	for _, on := range narrows {
		run := func(ctx context.Context, t *trial) error {
			return coldOn(ctx, t, emulator.Condition{Rate: 2400, Delay: 500 * time.Millisecond}, slowAim[t.on])
		}
		all = append(all, benchCase{name: "slow", on: on, title: "FLASH on a cold line, no session, 2,400 bit/s, 500 ms", most: 5, about: 2 * time.Minute, cap: patience, run: run})
	}
	return all
}

var slowAim = map[string]aims{serial: {delivered: 5, recorded: 10}}

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
