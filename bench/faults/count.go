package main

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// A count is all that was done, and what was broken.
type count struct {
	power, simulated tally
	trials           []*trial

	mu     sync.Mutex
	broken error
}

// failed notes, and says at once, that a part of the campaign found a promise broken.
func (c *count) failed(what string, err error) {
	if err == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	fmt.Printf("BROKEN: %s: %v\n", what, err)
	c.broken = errors.Join(c.broken, fmt.Errorf("%s: %w", what, err))
}

// interrupted ends, on an interrupt, what was started: the nodes are in groups of their own.
func (c *count) interrupted() {
	stopped := make(chan os.Signal, 1)
	signal.Notify(stopped, os.Interrupt, syscall.SIGTERM)
	<-stopped
	for _, t := range c.trials {
		t.clear()
	}
	os.Exit(1)
}

// print writes the tables, and whether the aims were met.
func (c *count) print(most time.Duration) {
	c.power.print("in one process")
	kills, faults := 0, c.power.faults()+c.simulated.faults()
	for _, t := range c.trials {
		t.met.print("real nodes on " + filepath.Base(t.dir))
		kills += t.met.count(killed)
		faults += t.met.faults()
	}
	c.simulated.print("simulated")
	fmt.Println()
	for _, a := range []aim{{"kills of real processes", 500, kills}, {"simulated frames", 10_000_000, c.simulated.count("frames")}, {"faults", 100_000, faults}} {
		fmt.Println(a.in(most))
	}
}

// An aim is how many of something twenty minutes on two processors come to.
type aim struct {
	what       string
	least, got int
}

// in says whether an aim was met, where the campaign took another time by its share.
func (a aim) in(most time.Duration) string {
	least, word := int(float64(a.least)*most.Minutes()/20), "met"
	if a.got < least {
		word = "NOT MET"
	}
	return fmt.Sprintf("aim: at least %d %s in %v: %d, %s", least, a.what, most, a.got, word)
}
