package main

import (
	"context"
	"time"

	"parley/bench/serving"
)

// awaitHalf waits a while until an attachment is half over, where the line is one that takes its time.
func (c *trial) awaitHalf() bool {
	if c.db != nil {
		return false
	}
	for begun := time.Now(); time.Since(begun) < patience; <-time.After(20 * time.Millisecond) {
		if half(c.sides[0].Party, c.sides[1].Party) || half(c.sides[1].Party, c.sides[0].Party) {
			return true
		}
	}
	return false
}

// half reports whether a party holds a part of one of the newest attachments of the other one.
func half(at, of *serving.Party) (yes bool) {
	held(at, of, func(held, size uint64) { yes = yes || held > 0 && held < size })
	return yes
}

// holdsLast reports whether a party holds the newest attachments of the other one whole.
func holdsLast(at, of *serving.Party) bool {
	whole := 0
	held(at, of, func(held, size uint64) {
		if held == size {
			whole++
		}
	})
	return whole == len(of.Outbox.LastMaps())
}

// held asks a party how much it has of each of the newest attachments of the other one.
func held(at, of *serving.Party, fn func(held, size uint64)) {
	ids := of.Outbox.LastMaps()
	if len(ids) == 0 {
		return
	}
	c, err := at.Dial(0)
	if err != nil {
		return
	}
	defer c.Close()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for _, id := range ids {
		if m, err := c.Show(ctx, id); err == nil && len(m.Attachments) == 1 {
			fn(m.Attachments[0].Held, m.Attachments[0].Size)
		}
	}
}
