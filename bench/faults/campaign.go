package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// A trial is two nodes under traffic, and what was done to them.
type trial struct {
	sides []*side
	rnd   *rand.Rand
	met   *tally
	kills int // still to come
}

// A blow is one way in which a machine fails: it is done to one side, holds for a while, and is healed.
type blow struct {
	kind   string
	weight int
	do     func(c *trial, s *side) error
	stops  bool // a node whose database did not confirm a commit is stopped and started again by its operator
}

var blows = []blow{
	{kind: "kills", weight: 60, do: func(c *trial, s *side) error { return c.kill(s) }},
	{kind: "kills of both nodes at once", weight: 14, do: func(c *trial, _ *side) error { return c.kill(c.sides...) }},
	{kind: "processes stopped for a while", weight: 6, do: (*trial).pause},
	{kind: "disks full for a while", weight: 4, do: (*trial).fill, stops: true},
	{kind: "disks that failed for a while", weight: 5, do: (*trial).breakDisk, stops: true},
	{kind: "disks that were slow for a while", weight: 3, do: (*trial).slowDisk},
	{kind: "clock steps", weight: 6, do: (*trial).stepClock},
	{kind: "lines cut", weight: 3, do: (*trial).cutLine},
	{kind: "lines cut one way", weight: 3, do: (*trial).cutOneWay},
}

// between is how long traffic goes on until all is held; settling is left for the last time.
const (
	between  = 2 * time.Minute
	settling = 30 * time.Second
)

// campaign attacks two nodes until ctx is about to end, and looks at what is left after every while.
func campaign(ctx context.Context, parent string, kills int, rnd *rand.Rand, met *tally) error {
	dir := filepath.Join(parent, "processes")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	program := filepath.Join(dir, "parley")
	build := exec.Command("go", "build", "-tags", "faults", "-o", program, "parley/cmd/parley")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return fmt.Errorf("cannot build parley: %w", err)
	}
	sides, err := lay(dir, program)
	defer func() {
		for _, s := range sides {
			s.clear()
		}
	}()
	if err != nil {
		return err
	}
	for _, s := range sides {
		if err := errors.Join(s.serve(), s.ready()); err != nil {
			return err
		}
	}
	c := &trial{sides: sides, rnd: rnd, met: met, kills: kills}
	for end, _ := ctx.Deadline(); time.Until(end) > settling; {
		until := min(between, time.Until(end)-settling)
		if err := c.round(until); err != nil {
			return err
		}
	}
	return nil
}

// round attacks under traffic for a while, and then holds all that is promised.
func (c *trial) round(most time.Duration) error {
	t := startTraffic(c.sides)
	for begun := time.Now(); time.Since(begun) < most; {
		<-time.After(time.Duration(c.rnd.IntN(300)) * time.Millisecond)
		if err := c.strike(c.draw(), c.sides[c.rnd.IntN(2)]); err != nil {
			t.end()
			return err
		}
	}
	t.end()
	n, err := account(c.sides)
	c.met.add("times all was held", 1)
	c.met.add("messages answered for", n-c.met.count("messages answered for"))
	return err
}

// strike does one blow, heals it, and has nodes that ended serve again.
func (c *trial) strike(b blow, s *side) error {
	err := b.do(c, s)
	c.met.add(b.kind, 1)
	for _, x := range c.sides {
		err = errors.Join(err, x.heal())
	}
	if b.stops {
		err = errors.Join(err, s.stop())
	}
	for _, s := range c.sides {
		if s.gone() {
			if !s.killed {
				c.met.add("of these: in which a node ended by itself", 1)
			}
			err = errors.Join(err, s.serve())
		}
	}
	return err
}

// draw chooses a blow by its weight. When all kills were done it is another one.
func (c *trial) draw() blow {
	all := 0
	for _, b := range blows {
		all += b.weight
	}
	for {
		k := c.rnd.IntN(all)
		for _, b := range blows {
			if k -= b.weight; k >= 0 {
				continue
			}
			if kill := b.weight > 10; !kill || c.kills > 0 {
				if kill {
					c.kills--
				}
				return b
			}
			break
		}
	}
}
