//go:build linux

package main

import (
	"context"
	"time"

	"parley/bench/emulator"
)

const (
	flapRate = 64_000
	flapAway = 30 * time.Second
)

func flapCases() (all []benchCase) {
	title := "FLASH, and the link down for 30 s right after, 64 kbit/s, 300 ms; from link-up"
	for _, on := range kinds {
		for _, lang := range languages {
			run := func(ctx context.Context, t *trial) error { return flap(ctx, t, lang) }
			most := 5
			if lang != languages[0] {
				most = 3
			}
			all = append(all, benchCase{name: "flap", on: on, title: title, most: most, about: 50 * time.Second, cap: 2 * patience, run: run})
		}
	}
	return append(all, peerCases("flap", title, 5, 70*time.Second, peerFlap, always)...)
}

var flapAim = map[string]float64{tls: 4, udp: 1.2, serial: 1.2}

// flap takes the link down right after a FLASH was submitted; times count from when it is up again.
func flap(ctx context.Context, t *trial, lang string) error {
	s, err := newStage(ctx, t, flapRate)
	if err != nil {
		return err
	}
	defer s.clear()
	s.link.Set(emulator.Condition{Rate: flapRate, Delay: usualDelay})
	if err := s.warm(ctx); err != nil {
		return err
	}
	text := s.text(lang)
	_, shown, _, err := s.flash(ctx, s.table.Parties[1], text, func() {
		s.link.SetDown(true)
		time.AfterFunc(flapAway, func() { s.link.SetDown(false) })
	})
	if err != nil {
		return err
	}
	after := shown.Sub(s.link.UpSince()).Seconds()
	s.put(value{what: delivered, lang: lang, x: after, unit: "s", limit: limit(text, flapRate, usualDelay), aim: english(lang, flapAim[t.on]), size: len(text)})
	return nil
}
