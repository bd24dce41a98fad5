package main

import (
	"context"
	"os/signal"
	"syscall"
	"time"

	"parley"
	"parley/internal/node"
)

// interruptible returns a context that ends when the user or the system asks the process to stop.
func interruptible(ctx context.Context) (context.Context, context.CancelFunc) {
	return signal.NotifyContext(ctx, syscall.SIGINT, syscall.SIGTERM)
}

// waitFor waits until every addressee has got as far as step. A wait that ends before, by its time, by an interrupt or
// because the node went away, is no failure of the message: it is accepted.
func waitFor(ctx context.Context, api node.API, id, step string, most time.Duration) error {
	ctx, stop := interruptible(ctx)
	defer stop()
	if most > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, most)
		defer cancel()
	}
	err := api.Wait(ctx, id, step)
	switch parley.CodeOf(err) {
	case parley.CodeNotYet:
		return parley.Errorf(parley.CodeNotYet, "accepted, not yet %s", step)
	case parley.CodeNotRunning:
		return parley.Errorf(parley.CodeNotYet, "accepted, not yet %s: %s", step, parley.SentenceOf(err))
	}
	return err
}
