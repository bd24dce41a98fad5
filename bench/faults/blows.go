package main

import (
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// killed is what counts each process that was killed, by whatever blow.
const killed = "processes killed"

// blows are those to nodes that keep their record in a file.
var blows = []blow{
	{kind: "kills", weight: 90, do: func(c *trial, s *side) error { return c.kill(ofSide(s)) }},
	{kind: "kills of both nodes at once", weight: 24, do: func(c *trial, _ *side) error { return c.kill(ofSide(c.sides[0]), ofSide(c.sides[1])) }},
	{kind: "processes stopped for a while", weight: 5, do: (*trial).pause},
	{kind: "disks full for a while", weight: 4, do: (*trial).fill, stops: true},
	{kind: "disks that failed for a while", weight: 5, do: (*trial).breakDisk, stops: true},
	{kind: "disks that were slow for a while", weight: 3, do: (*trial).slowDisk},
	{kind: "clock steps", weight: 6, do: (*trial).stepClock},
	{kind: "lines cut", weight: 3, do: (*trial).cutLine},
	{kind: "lines cut one way", weight: 3, do: (*trial).cutOneWay},
}

// hold waits for a random time.
func (c *trial) hold(least, most time.Duration) {
	<-time.After(least + time.Duration(c.rnd.Int64N(int64(most-least))))
}

// pause stops a process as a hypervisor does: for a second or some, one time in ten for up to a minute.
func (c *trial) pause(s *side) error {
	s.node().Signal(syscall.SIGSTOP)
	if c.rnd.IntN(10) == 0 {
		c.hold(20*time.Second, time.Minute)
	} else {
		c.hold(time.Second, 6*time.Second)
	}
	return s.node().Signal(syscall.SIGCONT)
}

// filler takes what is left of a disk.
const filler = "filler"

func (c *trial) fill(s *side) error {
	f, err := os.Create(filepath.Join(s.node().Dir, filler))
	if err != nil {
		return nil // it is full
	}
	defer f.Close()
	for size := int64(64 << 20); size >= 4096; {
		at, _ := f.Seek(0, 2)
		if syscall.Fallocate(int(f.Fd()), 0, at, size) != nil {
			size /= 2
		}
	}
	c.hold(2*time.Second, 6*time.Second)
	return nil
}

func (c *trial) breakDisk(s *side) error {
	share := []string{"0.05", "0.3", "1"}[c.rnd.IntN(3)]
	if err := s.wrong("fail", share); err != nil {
		return err
	}
	c.hold(time.Second, 4*time.Second)
	return nil
}

func (c *trial) slowDisk(s *side) error {
	if err := s.wrong("sync", []string{"20", "100", "400"}[c.rnd.IntN(3)]); err != nil {
		return err
	}
	c.hold(time.Second, 4*time.Second)
	return nil
}

// stepClock sets a clock wrong by a second to an hour, either way, and back.
func (c *trial) stepClock(s *side) error {
	if err := s.wrong("clock", []string{"1", "-1", "61", "-61", "3600", "-3600"}[c.rnd.IntN(6)]); err != nil {
		return err
	}
	c.hold(time.Second, 4*time.Second)
	return nil
}

func (c *trial) cutLine(s *side) error {
	s.relay.Cut(true)
	c.hold(time.Second, 8*time.Second)
	return nil
}

func (c *trial) cutOneWay(s *side) error {
	s.relay.CutOneWay(c.rnd.IntN(2), true)
	c.hold(time.Second, 8*time.Second)
	return nil
}
