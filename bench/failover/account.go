package main

import (
	"context"
	"fmt"
	"time"
)

// account has both sides hand over again what was not answered for, waits until all is recorded, and counts.
func (w *world) account() error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	total, begun := 0, time.Now()
	for _, s := range []*side{w.north, w.south} {
		if err := s.Settle(ctx, s.other().Party); err != nil {
			return err
		}
	}
	for _, s := range []*side{w.north, w.south} {
		n, err := s.Arrived(ctx, s.other().Party)
		if err != nil {
			return err
		}
		if err := s.Sound(); err != nil {
			return err
		}
		total += n
	}
	fmt.Printf("  what was under way was recorded, and both records read through, %v after the last message was made\n", time.Since(begun).Round(time.Second))
	fmt.Printf("  %d messages were answered for; each arrived, each once; both records verify\n", total)
	return nil
}
