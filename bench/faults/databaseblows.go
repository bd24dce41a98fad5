package main

import (
	"syscall"
	"time"

	"parley/bench/serving"
)

// databaseBlows are those to two nodes that share a database, to its servers, to the wires between, and to the other party's node.
var databaseBlows = []blow{
	{kind: "kills of the node that leads", weight: 50, do: func(c *trial, _ *side) error { return c.killPart(true) }},
	{kind: "kills of the node that follows", weight: 12, do: func(c *trial, _ *side) error { return c.killPart(false) }},
	{kind: "kills of both nodes of a party", weight: 12, do: (*trial).killShared},
	{kind: "kills of the other party's node", weight: 40, do: func(c *trial, _ *side) error { return c.kill(ofSide(c.sides[1])) }},
	{kind: "primaries killed, the standby promoted", weight: 6, do: (*trial).replace},
	{kind: "database servers killed and started again", weight: 6, do: func(c *trial, _ *side) error { return c.restart("immediate") }},
	{kind: "database servers restarted in order", weight: 4, do: func(c *trial, _ *side) error { return c.restart("fast") }},
	{kind: "standbys gone for a while", weight: 4, do: (*trial).loseStandby},
	{kind: "leaders cut from the database until another leads", weight: 4, do: (*trial).cutLeader},
	{kind: "followers cut from the database", weight: 3, do: (*trial).cutFollower},
	{kind: "all nodes cut from the database", weight: 3, do: (*trial).cutAll},
	{kind: "leaders stopped until another leads, and woken", weight: 4, do: (*trial).stopLeader},
	{kind: "leaders robbed of their lock", weight: 8, do: (*trial).rob},
}

// ofShared is a node that shares the database.
func (c *trial) ofShared(n *serving.Process) victim { return victim{n, c.db.writing} }

func (c *trial) killPart(leader bool) error {
	l, f, err := c.parts()
	if err != nil {
		return err
	}
	if leader {
		return c.kill(c.ofShared(l))
	}
	return c.kill(c.ofShared(f))
}

func (c *trial) killShared(*side) error {
	n := c.sides[0].Nodes
	return c.kill(c.ofShared(n[0]), c.ofShared(n[1]))
}

// replace has the standby take the primary's place, as an operator does; what was the primary becomes its standby.
func (c *trial) replace(*side) error {
	mend, err := c.db.Replace()
	if err != nil {
		return err
	}
	c.hold(0, 2*time.Second)
	return mend()
}

// restart has the server that takes writes end and come back.
func (c *trial) restart(mode string) error {
	if err := c.db.Primary.Stop(mode); err != nil {
		return err
	}
	c.hold(0, 4*time.Second)
	if err := c.db.Primary.Again(); err != nil {
		return err
	}
	return c.db.Primary.Require("*", 1)
}

// loseStandby has nothing be stored for a while, since nobody confirms it.
func (c *trial) loseStandby(*side) error {
	if err := c.db.Standby.Stop("immediate"); err != nil {
		return err
	}
	c.hold(time.Second, 6*time.Second)
	if err := c.db.Standby.Again(); err != nil {
		return err
	}
	return c.db.Primary.Require("*", 1)
}

// cutLeader cuts the node that leads from the database, while it goes on holding its lines, until the other one leads too.
func (c *trial) cutLeader(*side) error {
	l, f, err := c.parts()
	if err != nil {
		return err
	}
	c.db.cut(l, true)
	defer c.db.cut(l, false)
	two := false
	err = await("the other node leads while the one that led is cut from the database", func() bool {
		leads := f.Standing().Role == "leader"
		two = two || leads && l.Standing().Role == "leader"
		return leads
	})
	if two {
		c.met.add(twoLeaders, 1)
	}
	if err != nil {
		return err
	}
	c.hold(0, 3*time.Second)
	c.db.cut(l, false)
	_, _, err = c.parts()
	return err
}

func (c *trial) cutFollower(*side) error {
	_, f, err := c.parts()
	if err != nil {
		return err
	}
	c.db.cut(f, true)
	c.hold(time.Second, 6*time.Second)
	c.db.cut(f, false)
	return nil
}

// cutAll leaves the database alone for a while: as long as a beat is waited for, one time in three.
func (c *trial) cutAll(*side) error {
	for _, n := range c.sides[0].Nodes {
		c.db.cut(n, true)
	}
	if c.rnd.IntN(3) == 0 {
		c.hold(11*time.Second, 15*time.Second)
	} else {
		c.hold(time.Second, 6*time.Second)
	}
	for _, n := range c.sides[0].Nodes {
		c.db.cut(n, false)
	}
	return nil
}

// twoLeaders counts the moments at which two nodes both believed that they lead.
const twoLeaders = "of these: two leaders at once"

// stopLeader stops the node that leads as a hypervisor does, until the other one leads; woken, it believes for a moment that it leads.
func (c *trial) stopLeader(*side) error {
	l, f, err := c.parts()
	if err != nil {
		return err
	}
	l.Signal(syscall.SIGSTOP)
	defer l.Signal(syscall.SIGCONT)
	if err := await("the other node leads while the one that led is stopped", func() bool { return f.Standing().Role == "leader" }); err != nil {
		return err
	}
	c.hold(0, 3*time.Second)
	l.Signal(syscall.SIGCONT)
	if l.Standing().Role == "leader" && f.Standing().Role == "leader" {
		c.met.add(twoLeaders, 1)
	}
	_, _, err = c.parts()
	return err
}

// rob ends the connection by which the node that leads holds the database, so that the other one may take it while the first is well, has
// its lines and knows nothing of it.
func (c *trial) rob(*side) error {
	l, _, err := c.parts()
	if err != nil {
		return err
	}
	before := l.Standing().Generation
	if _, err := c.db.Primary.Ask("SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' AND granted"); err != nil {
		return err
	}
	return await("a new generation begins", func() bool {
		n := c.sides[0].Leader()
		return n != nil && n.Standing().Generation > before
	})
}
