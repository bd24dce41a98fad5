//go:build linux

package main

import (
	"context"
	"fmt"
	"time"

	"parley"
	"parley/bench/table"
	"parley/internal/node"
)

// A took is how long one message took from its submission.
type took struct {
	delivered, recorded time.Duration
	bytes               int64 // on the link, both ways, until it fell silent
}

// send submits a FLASH from the first party and waits until the second shows it, its receipt is back, and the link is silent.
func (s *stage) send(ctx context.Context, text string) (t took, err error) {
	return s.sendTo(ctx, s.table.Parties[1], text)
}

func (s *stage) sendTo(ctx context.Context, to *table.Party, text string) (t took, err error) {
	before, _ := s.link.Carried()
	t, err = s.brief(ctx, to, text)
	if err != nil {
		return t, err
	}
	quiet(ctx, s.link)
	after, _ := s.link.Carried()
	t.bytes = after - before
	return t, nil
}

// brief is send without the wait for silence.
func (s *stage) brief(ctx context.Context, to *table.Party, text string) (t took, err error) {
	start, shown, id, err := s.flash(ctx, to, text, func() {})
	if err != nil {
		return t, err
	}
	t.delivered = shown.Sub(start)
	if err := s.table.Parties[0].Node.Wait(ctx, id, "recorded"); err != nil {
		return t, err
	}
	t.recorded = time.Since(start)
	return t, nil
}

// flash submits a FLASH to a party, calls then, and waits until it is shown there.
func (s *stage) flash(ctx context.Context, to *table.Party, text string, then func()) (submitted, at time.Time, id string, err error) {
	return s.carry(ctx, to, parley.Flash, text, then)
}

func (s *stage) carry(ctx context.Context, to *table.Party, p parley.Precedence, text string, then func()) (submitted, at time.Time, id string, err error) {
	from := s.table.Parties[0]
	envelope, err := s.table.Seal(from, p, text, to.ID)
	if err != nil {
		return submitted, at, "", err
	}
	all, stop := watch(ctx, to)
	defer stop()
	submitted = time.Now()
	if id, err = from.Submit(ctx, envelope); err != nil {
		return submitted, at, id, err
	}
	then()
	for {
		select {
		case x := <-all:
			if x.id == id {
				return submitted, x.at, id, nil
			}
		case <-ctx.Done():
			return submitted, at, id, fmt.Errorf("the message did not arrive: %w", ctx.Err())
		}
	}
}

type shown struct {
	id string
	at time.Time
}

// watch tells of each message that is stored at a party.
func watch(ctx context.Context, p *table.Party) (<-chan shown, func()) {
	ctx, stop := context.WithCancel(ctx)
	out := make(chan shown, 1024)
	began := make(chan struct{})
	go func() {
		close(began)
		p.Node.Follow(ctx, false, func(m node.MessageView) error {
			select {
			case out <- shown{m.ID, time.Now()}:
			default:
			}
			return nil
		})
	}()
	<-began
	time.Sleep(20 * time.Millisecond) // Follow says nothing of when it began
	return out, stop
}
