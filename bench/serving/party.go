package serving

import (
	"context"
	"path/filepath"

	"parley"
	"parley/internal/control"
	"parley/internal/keystore"
)

// A Party is one side: its nodes, and all that its officers signed.
type Party struct {
	ID      string
	Nodes   []*Process
	Key     *keystore.Key // of its officers
	Charter parley.Hash
	Outbox  *Outbox
}

// NewParty returns a party with one node, whose directory does not exist yet.
func NewParty(id, dir, program string) *Party {
	return &Party{ID: id, Outbox: NewOutbox(), Nodes: []*Process{{Dir: dir, Log: dir + ".log", Program: program}}}
}

// Serve starts those of the party's nodes that do not run.
func (p *Party) Serve() error {
	for _, n := range p.Nodes {
		if n.Gone() {
			if _, err := n.Begin(); err != nil {
				return err
			}
		}
	}
	return nil
}

// Kill kills all nodes of the party.
func (p *Party) Kill() {
	for _, n := range p.Nodes {
		n.Kill()
	}
}

// Leader returns the node that says that it leads, or nil.
func (p *Party) Leader() *Process {
	for _, n := range p.Nodes {
		if !n.Gone() && n.Standing().Role == "leader" {
			return n
		}
	}
	return nil
}

// Learn learns, from a node that runs, what goes into a message.
func (p *Party) Learn() error {
	c, err := p.Dial(0)
	if err != nil {
		return err
	}
	defer c.Close()
	composer, err := c.Composer(context.Background(), "")
	if err != nil {
		return err
	}
	p.Charter = composer.Charter
	p.Key, err = keystore.Read(filepath.Join(p.Nodes[0].Dir, "keys", "operator-duty.key"), nil)
	return err
}

// Dial reaches a node of the party: its i-th, or the next one.
func (p *Party) Dial(i int) (c *control.Client, err error) {
	for k := range p.Nodes {
		if c, err = control.Dial(p.Nodes[(i+k)%len(p.Nodes)].Dir); err == nil {
			return c, nil
		}
	}
	return nil, err
}

// Letter is a text of the party to another one.
func (p *Party) Letter(to *Party, precedence parley.Precedence, text string) Letter {
	return Letter{From: parley.PartyID(p.ID), To: parley.PartyID(to.ID), Charter: p.Charter, Key: p.Key, Precedence: precedence, Text: text}
}
