//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"time"

	"parley/bench/emulator"
	"parley/bench/table"
)

// A stage is some parties, each in a namespace of its own, with the link between them; the first one's uplink is the link.
type stage struct {
	*trial
	setting
	dir    string
	spaces []*emulator.Space
	path   *emulator.Path
	cable  *emulator.Cable // nil where no bearer is serial
	link   emulator.Link   // the one that is measured
	table  *table.Table
}

// A setting is how a stage is made.
type setting struct {
	parties int
	rate    int      // of the line, as an operator knows it
	alone   bool     // the first two have a line, and nobody else
	uplink  string   // that all bearers of a party share; empty: none
	bearers []string // all of each party; the link that is measured is the first one's
}

// newStage seats two parties on the bearer of the trial, over a link that is fast still.
func newStage(ctx context.Context, t *trial, rate int) (*stage, error) {
	return seat(ctx, t, setting{parties: 2, rate: rate, bearers: []string{t.on}})
}

func seat(ctx context.Context, t *trial, how setting) (s *stage, err error) {
	s = &stage{trial: t, setting: how}
	defer func() {
		if err != nil {
			s.clear()
		}
	}()
	if s.dir, err = newPlace(); err != nil {
		return nil, err
	}
	if err := s.join(); err != nil {
		return nil, err
	}
	seated := 0
	s.table, err = table.LayWith(s.dir, how.parties, func(p *table.Party) {
		s.prepare(p, seated)
		seated++
	})
	if err != nil {
		return nil, err
	}
	return s, s.meet(ctx)
}

// join makes the links.
func (s *stage) join() (err error) {
	if s.spaces, err = newSpaces(s.parties); err != nil {
		return err
	}
	s.path = emulator.Join(s.seed(), s.spaces...)
	s.link = s.path
	if !slices.Contains(s.bearers, serial) {
		return nil
	}
	if s.cable, err = emulator.Lay(s.seed()); err == nil && s.bearers[0] == serial {
		s.link = s.cable
	}
	return err
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
	if s.cable != nil {
		s.cable.Close()
	}
	os.RemoveAll(s.dir)
}

// warm carries a few messages that nobody measures.
func (s *stage) warm(ctx context.Context) error { return s.warmTo(ctx, s.table.Parties[1]) }

func (s *stage) warmTo(ctx context.Context, to *table.Party) error {
	for range 3 {
		if _, err := s.sendTo(ctx, to, s.text(languages[0])); err != nil {
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
