package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"
)

// A trial is two parties under traffic, and what was done to them.
type trial struct {
	dir   string
	lay   func(c *trial) error // makes the parties
	blows []blow
	rnd   *rand.Rand
	met   tally

	sides []*side
	db    *database // of the first side; nil: each has a file
}

// A blow is one way in which a machine fails: it is done to one side, holds for a while, and is healed.
type blow struct {
	kind   string
	weight int
	do     func(c *trial, s *side) error
	stops  bool // a node whose database did not confirm a commit is stopped and started again by its operator
}

// between is how long traffic goes on until all is held; settling is left for the last time.
const (
	between  = 2 * time.Minute
	settling = 45 * time.Second
)

// onFiles has two nodes, each with a file on a disk of its own.
func onFiles(dir, program string, seed uint64) *trial {
	return &trial{dir: filepath.Join(dir, "files"), blows: blows, rnd: rand.New(rand.NewPCG(seed, 9)), lay: func(c *trial) (err error) {
		c.sides, err = lay(c.dir, program)
		return err
	}}
}

// onServers has two nodes of one party on one database, and one of another party.
func onServers(dir, program string, seed uint64) *trial {
	return &trial{dir: filepath.Join(dir, "servers"), blows: databaseBlows, rnd: rand.New(rand.NewPCG(seed, 13)), lay: func(c *trial) (err error) {
		c.sides, c.db, err = layShared(c.dir, program)
		return err
	}}
}

// play lays a trial, attacks it until ctx is about to end, and looks at what is left after every while.
func (c *trial) play(ctx context.Context) error {
	if err := os.MkdirAll(c.dir, 0o700); err != nil {
		return err
	}
	defer c.clear()
	if err := c.lay(c); err != nil {
		return err
	}
	for _, s := range c.sides {
		if err := errors.Join(s.Serve(), s.Learn()); err != nil {
			return err
		}
	}
	for end, _ := ctx.Deadline(); time.Until(end) > settling; {
		if err := c.round(min(between, time.Until(end)-settling)); err != nil {
			return err
		}
	}
	return nil
}

// clear ends all that was started.
func (c *trial) clear() {
	for _, s := range c.sides {
		s.clear()
	}
	if c.db != nil {
		c.db.clear()
	}
}

// round attacks under traffic for a while, and then holds all that is promised.
func (c *trial) round(most time.Duration) error {
	t := startTraffic(c.sides)
	for begun := time.Now(); time.Since(begun) < most; {
		<-time.After(time.Duration(c.rnd.IntN(200)) * time.Millisecond)
		if err := c.strike(c.draw(), c.sides[c.rnd.IntN(2)]); err != nil {
			t.end()
			return err
		}
	}
	t.end()
	defer c.met.since("times all was held", time.Now())
	n, err := account(c.sides)
	c.met.add("times all was held", 1)
	c.met.most("messages answered for", n)
	return err
}

// strike does one blow, heals it, and has nodes that ended serve again.
func (c *trial) strike(b blow, s *side) error {
	defer c.met.since(b.kind, time.Now())
	err := b.do(c, s)
	c.met.add(b.kind, 1)
	for _, x := range c.sides {
		err = errors.Join(err, x.heal())
	}
	if b.stops {
		err = errors.Join(err, s.Nodes[0].Stop())
	}
	for _, x := range c.sides {
		for _, n := range x.Nodes {
			if n.Gone() && !n.Ended {
				c.met.add("of these: in which a node ended by itself", 1)
			}
		}
		err = errors.Join(err, x.Serve())
	}
	if err != nil {
		return fmt.Errorf("%s: %w", b.kind, err)
	}
	return nil
}

// draw chooses a blow by its weight.
func (c *trial) draw() blow {
	all := 0
	for _, b := range c.blows {
		all += b.weight
	}
	k := c.rnd.IntN(all)
	for _, b := range c.blows {
		if k -= b.weight; k < 0 {
			return b
		}
	}
	panic("a weight below zero")
}
