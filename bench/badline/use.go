//go:build linux

package main

import (
	"context"
	"fmt"
	"time"

	"parley/bench/emulator"
)

// A use is a share of the line that bulk is to reach, in per cent, at a loss.
type use struct {
	loss float64
	aims map[string]float64
}

var uses = []use{{0, map[string]float64{udp: 85, serial: 90}}, {0.05, map[string]float64{udp: 78, serial: 82}}}

func useCases() (all []benchCase) {
	for _, u := range uses {
		for _, on := range kinds {
			title := fmt.Sprintf("Use of the line for bulk at %.0f %% loss, %s", u.loss*100, usually)
			all = append(all, benchCase{u.name(), on, title, 3, 5 * time.Minute, 2 * patience, u.run})
		}
	}
	return all
}

func (u use) name() string {
	if u.loss == 0 {
		return "use"
	}
	return fmt.Sprintf("use%.0f", u.loss*100)
}

// run sends an attachment alone.
func (u use) run(ctx context.Context, t *trial) error {
	s, err := newStage(ctx, t)
	if err != nil {
		return err
	}
	defer s.clear()
	s.link.Set(emulator.Condition{Rate: usualRate, Delay: usualDelay, Loss: u.loss})
	if err := s.warm(ctx); err != nil {
		return err
	}
	before, _ := s.link.Carried()
	start := time.Now()
	item, err := s.attach(ctx, s.table.Parties[1], bulkSize)
	if err != nil {
		return err
	}
	if err := item.whole(ctx); err != nil {
		return err
	}
	whole := time.Since(start).Seconds()
	after, _ := s.link.Carried()
	s.put(value{what: bulkWhole, x: whole, unit: "s", limit: bulkLimit})
	s.put(value{what: "payload over the bit rate", x: 100 * (bulkLimit - usualDelay.Seconds()) / (whole - usualDelay.Seconds()), unit: "%", limit: 100, aim: u.aims[t.on], least: true})
	s.put(value{what: bothWays, x: float64(after - before), unit: "B", limit: bulkSize})
	return nil
}
