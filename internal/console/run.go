package console

import (
	"context"
	"fmt"
	"sync"
	"time"

	"parley"
	"parley/internal/node"
)

// pollEvery is how often the node is asked for what it does not tell by itself: its alarms, and how the lines are.
const pollEvery = 2 * time.Second

// Run keeps the desk until ctx ends. It returns the first error of the node.
func (c *Console) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var all sync.WaitGroup
	for _, run := range []func(context.Context) error{
		func(ctx context.Context) error { return c.follow(ctx, false) },
		func(ctx context.Context) error { return c.follow(ctx, true) },
		func(ctx context.Context) error { return c.lookThrough(ctx, false) },
		func(ctx context.Context) error { return c.lookThrough(ctx, true) },
		c.poll,
	} {
		all.Go(func() {
			if err := run(ctx); err != nil {
				cancel(err)
			}
		})
	}
	all.Wait()
	if err := context.Cause(ctx); err != context.Canceled {
		return err
	}
	return nil
}

// follow enters what the node tells.
func (c *Console) follow(ctx context.Context, own bool) error {
	err := c.api.Follow(ctx, own, func(m node.MessageView) error {
		c.desk.put(own, c.openNow(ctx, m, own), false, c.waitingOf(ctx, m))
		c.desk.changed()
		return nil
	})
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// lookThrough enters what was open before: every FLASH first, so that an alarm does not wait for the rest.
func (c *Console) lookThrough(ctx context.Context, own bool) error {
	defer c.desk.lookedThrough(own)
	for _, precedence := range [][]string{{parley.Flash.String()}, nil} {
		if err := c.lookFor(ctx, own, node.Query{Precedence: precedence, State: stateOpen, Newest: true, Limit: lookPage}); err != nil {
			return err
		}
	}
	return nil
}

// lookFor enters what is open of the messages that q selects, a page at a time.
func (c *Console) lookFor(ctx context.Context, own bool, q node.Query) error {
	list := c.api.Inbox
	if own {
		list = c.api.Sent
	}
	for {
		rows, err := list(ctx, q)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		for _, m := range rows {
			c.desk.put(own, c.openNow(ctx, m, own), true, c.waitingOf(ctx, m))
			q.Before = m.Seq
		}
		if len(rows) > 0 {
			c.desk.changed()
		}
		if len(rows) < lookPage {
			return nil
		}
	}
}

// lookPage is how many messages are asked for at a time.
const lookPage = 200

// poll tells the screens when an alarm of the node came, or a line changed.
func (c *Console) poll(ctx context.Context) error {
	again := time.NewTicker(pollEvery)
	defer again.Stop()
	for before := c.soundings(ctx); ; {
		select {
		case <-ctx.Done():
			return nil
		case <-again.C:
		}
		if now := c.soundings(ctx); now != before {
			before = now
			c.desk.changed()
		}
	}
}

// soundings is a text that differs when something else is to be seen.
func (c *Console) soundings(ctx context.Context) string {
	var out []any
	if list, err := c.api.Events(ctx); err == nil {
		for _, e := range node.Aloud(list) {
			out = append(out, e.Seq)
		}
	}
	if check, err := c.api.Verification(ctx); err == nil {
		if out = append(out, check.Running, percentOf(check)); check.Last != nil {
			out = append(out, check.Last.Time)
		}
	}
	if list, err := c.api.Alarms(ctx); err == nil {
		for _, a := range list {
			out = append(out, a.Message, a.Posts)
		}
	}
	if list, err := c.api.Posts(ctx); err == nil {
		for _, p := range list {
			out = append(out, p.Post, keeper(p.Watch), p.Watch != nil && p.Watch.Offered != nil, p.Empty)
		}
	}
	lines, err := c.api.Lines(ctx)
	for _, l := range lines {
		out = append(out, l.Party, l.State, l.Since, l.Queue, l.Overdue, l.Owed)
	}
	return fmt.Sprint(append(out, err)...)
}
