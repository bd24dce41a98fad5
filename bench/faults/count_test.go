package main

import (
	"testing"
	"time"
)

// What is no fault is not counted as one, and an aim is held by the share of the time.
func TestTally(t *testing.T) {
	var c tally
	c.add("frames", 1000)
	c.add("frames lost", 3)
	c.add("of these: in which a node ended by itself", 1)
	c.add(killed, 2)
	c.add("kills", 2)
	if n := c.faults(); n != 5 {
		t.Errorf("%d faults", n)
	}
	a := aim{"kills", 500, 50}
	if got := a.in(2 * time.Minute); got != "aim: at least 50 kills in 2m0s: 50, met" {
		t.Error(got)
	}
	if got := a.in(20 * time.Minute); got != "aim: at least 500 kills in 20m0s: 50, NOT MET" {
		t.Error(got)
	}
}
