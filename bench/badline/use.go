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
	size int
	aims map[string]float64
}

var uses = []use{{0, bulkSize, map[string]float64{udp: 85, serial: 90}}, {0.05, bulkSize / 2, map[string]float64{udp: 78, serial: 82}}}

func useCases() (all []benchCase) {
	for _, u := range uses {
		for _, on := range kinds {
			title := fmt.Sprintf("Use of the line for bulk at %.0f %% loss, %s", u.loss*100, usually)
			all = append(all, benchCase{name: u.name(), on: on, title: title, most: 3, about: time.Duration(u.size) * 1200 * time.Microsecond, cap: 2 * patience, run: u.run})
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

// whole is how the row of the time is called.
func (u use) whole() string {
	if u.size == bulkSize {
		return bulkWhole
	}
	return fmt.Sprintf("bulk item of %d KiB whole", u.size>>10)
}

// run sends an attachment alone.
func (u use) run(ctx context.Context, t *trial) error {
	s, err := newStage(ctx, t, usualRate)
	if err != nil {
		return err
	}
	defer s.clear()
	s.link.Set(emulator.Condition{Rate: usualRate, Delay: usualDelay, Loss: u.loss})
	if err := s.warm(ctx); err != nil {
		return err
	}
	out, back := s.link.Ways()
	start := time.Now()
	item, err := s.attach(ctx, s.table.Parties[1], u.size)
	if err != nil {
		return err
	}
	if err := item.whole(ctx); err != nil {
		return err
	}
	whole := time.Since(start).Seconds()
	outAfter, backAfter := s.link.Ways()
	s.put(value{what: u.whole(), x: whole, unit: "s", limit: float64(u.size*8)/usualRate + usualDelay.Seconds()})
	s.put(value{what: "payload over the bit rate", x: 100 * float64(u.size*8) / usualRate / (whole - usualDelay.Seconds()), unit: "%", limit: 100, aim: u.aims[t.on], least: true})
	s.put(value{what: "bytes of the sender", x: float64(outAfter - out), unit: "B", limit: float64(u.size)})
	s.put(value{what: "bytes of the receiver", x: float64(backAfter - back), unit: "B"})
	s.put(value{what: "time in which the sender's line was busy", x: 100 * float64(outAfter-out) * 8 / usualRate / whole, unit: "%", limit: 100})
	return nil
}
