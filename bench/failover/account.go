package main

import (
	"context"
	"fmt"
	"time"

	"parley/internal/control"
	"parley/internal/node"
)

// account has both sides hand over again what was not answered for, waits until all is recorded, and counts.
func (w *world) account() error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	total, begun := 0, time.Now()
	for _, s := range []*side{w.north, w.south} {
		if err := s.settle(ctx); err != nil {
			return err
		}
		total += len(s.printed)
	}
	for _, s := range []*side{w.north, w.south} {
		if err := s.arrivedOnce(ctx); err != nil {
			return err
		}
		if _, err := s.nodes[0].parley("record", "verify", "--dir", s.nodes[0].dir); err != nil {
			return err
		}
	}
	fmt.Printf("  what was under way was recorded, and both records read through, %v after the last message was made\n", time.Since(begun).Round(time.Second))
	fmt.Printf("  %d messages were answered for; each arrived, each once; both records verify\n", total)
	return nil
}

// settle hands over what nobody answered for, and waits until the other side has recorded all.
func (s *side) settle(ctx context.Context) error {
	c, err := s.dial(0)
	if err != nil {
		return err
	}
	defer c.Close()
	for e := s.again(); e != nil; e = s.again() {
		if err := s.submit(ctx, c, e); err != nil {
			return err
		}
	}
	for {
		open, err := c.Sent(ctx, node.Query{State: "unrecorded", Limit: 1})
		if err != nil || len(open) == 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("messages of %s are not recorded by %s, the first %s", s.id, s.other().id, open[0].ID)
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// arrivedOnce holds what the side was answered for against the other side's inbox.
func (s *side) arrivedOnce(ctx context.Context) error {
	c, err := s.other().dial(0)
	if err != nil {
		return err
	}
	defer c.Close()
	seen, err := ids(ctx, c)
	if err != nil {
		return err
	}
	for id, n := range seen {
		if !s.printed[id] || n != 1 {
			return fmt.Errorf("%s holds message %s %d times; answered for: %v", s.other().id, id, n, s.printed[id])
		}
	}
	if len(seen) != len(s.printed) {
		return fmt.Errorf("%s was answered for %d messages, and %s holds %d", s.id, len(s.printed), s.other().id, len(seen))
	}
	return nil
}

// ids counts each message of an inbox, a page at a time.
func ids(ctx context.Context, c *control.Client) (map[string]int, error) {
	seen := map[string]int{}
	for q := (node.Query{Limit: 500}); ; {
		page, err := c.Inbox(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, m := range page {
			seen[m.ID]++
			q.After = m.Seq
		}
		if len(page) < q.Limit {
			return seen, nil
		}
	}
}
