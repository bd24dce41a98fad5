package main

import (
	"context"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"time"

	"parley"
	"parley/bench/serving"
	"parley/internal/control"
	"parley/internal/node"
)

// A side is one party, whose officers number their texts.
type side struct {
	*serving.Party
	w    *world
	made atomic.Int64
}

func newSide(id string, w *world, program string) *side {
	return &side{Party: serving.NewParty(id, filepath.Join(w.dir, id), program), w: w}
}

func (s *side) other() *side {
	if s == s.w.north {
		return s.w.south
	}
	return s.w.north
}

// seal signs the next text.
func (s *side) seal(precedence parley.Precedence) ([]byte, error) {
	l := s.Letter(s.other().Party, precedence, fmt.Sprintf("Report %d of %s. Nothing further.", s.made.Add(1), s.ID))
	envelope, _, _, err := l.Seal()
	return envelope, err
}

// submit hands an envelope to a node, and keeps it where there is no answer.
func (s *side) submit(ctx context.Context, c *control.Client, envelope []byte) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	return s.Outbox.Submit(ctx, c, envelope)
}

// flash sends a message of that precedence, whatever node of the side is there, and returns how long after begun the other side has
// recorded it.
func (s *side) flash(ctx context.Context, begun time.Time, precedence parley.Precedence) (time.Duration, error) {
	envelope, err := s.seal(precedence)
	if err != nil {
		return 0, err
	}
	id := parley.Sum(envelope).String()
	for accepted := false; ; {
		err := ctx.Err()
		if err != nil {
			return 0, fmt.Errorf("a FLASH of %s is not recorded: %w", s.ID, err)
		}
		c, err := s.Dial(0)
		if err == nil && !accepted {
			_, err = c.Submit(ctx, envelope, node.Who{User: "failover"})
			accepted = err == nil
		}
		if err == nil {
			err = c.Wait(ctx, id, "recorded")
		}
		if c != nil {
			c.Close()
		}
		if err == nil {
			s.Outbox.Took(id)
			return time.Since(begun), nil
		}
		<-time.After(10 * time.Millisecond)
	}
}
