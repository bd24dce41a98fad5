//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"parley/bench/emulator"
	"parley/bench/table"
)

// A stage is some parties, each in a namespace of its own, with the link between them; the first one's uplink is the link.
type stage struct {
	*trial
	dir    string
	spaces []*emulator.Space
	path   *emulator.Path
	link   emulator.Link // the one that is measured
	table  *table.Table
}

// newStage seats two parties over a fast link, and leaves their line up.
func newStage(ctx context.Context, t *trial) (*stage, error) { return seat(ctx, t, 2) }

func seat(ctx context.Context, t *trial, parties int) (s *stage, err error) {
	s = &stage{trial: t}
	defer func() {
		if err != nil {
			s.clear()
		}
	}()
	if s.dir, err = os.MkdirTemp("", "parley-badline-"); err != nil {
		return nil, err
	}
	if s.spaces, err = newSpaces(parties); err != nil {
		return nil, err
	}
	s.path = emulator.Join(t.seed(), s.spaces...)
	s.link = s.path
	seated := 0
	s.table, err = table.LayWith(s.dir, parties, func(p *table.Party) {
		p.Inside, p.At = s.spaces[seated].Inside, s.spaces[seated].Address()+":7420"
		seated++
	})
	if err != nil {
		return nil, err
	}
	return s, s.table.Up(ctx)
}

func newSpaces(n int) (all []*emulator.Space, err error) {
	for i := range n {
		x, err := emulator.NewSpace(fmt.Sprintf("10.98.0.%d", i+1))
		if err != nil {
			remove(all)
			return nil, err
		}
		all = append(all, x)
	}
	return all, nil
}

func remove(all []*emulator.Space) {
	for _, x := range all {
		x.Remove()
	}
}

func (s *stage) clear() {
	if s.table != nil {
		s.table.Clear()
	}
	remove(s.spaces)
	if s.path != nil {
		s.path.Close()
	}
	os.RemoveAll(s.dir)
}

// warm carries a few messages that nobody measures.
func (s *stage) warm(ctx context.Context) error {
	for range 3 {
		if _, err := s.send(ctx, s.text(languages[0])); err != nil {
			return err
		}
	}
	return nil
}

// silence is how long nothing passes before a link counts as silent.
const silence = 4200 * time.Millisecond

// quiet waits until a link is silent.
func quiet(ctx context.Context, l emulator.Link) {
	for {
		_, last := l.Carried()
		rest := silence - time.Since(last)
		if rest <= 0 || sleep(ctx, rest) != nil {
			return
		}
	}
}
