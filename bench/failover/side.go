package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"parley"
	"parley/internal/control"
	"parley/internal/keystore"
	"parley/internal/node"
	"parley/wire"
)

// A side is one party: its nodes, and all that its officers signed.
type side struct {
	w       *world
	id      string
	listen  string
	nodes   []*process
	key     *keystore.Key
	charter parley.Hash

	mu      sync.Mutex
	printed map[string]bool // ids that a node answered for
	waiting [][]byte        // envelopes of which nobody knows whether they were taken
	made    int
}

func newSide(w *world, id, listen string) *side {
	return &side{w: w, id: id, listen: listen, printed: map[string]bool{}, nodes: []*process{{dir: filepath.Join(w.dir, id), program: w.program}}}
}

// make makes the directory of the party, whose sheet names its addresses.
func (s *side) make(addresses ...string) error {
	p := s.nodes[0]
	args := []string{"init", p.dir, "--party", s.id, "--name", "The party " + s.id, "--listen", s.listen}
	for _, a := range addresses {
		args = append(args, "--address", a)
	}
	_, err := p.parley(args...)
	return err
}

func (s *side) other() *side {
	if s == s.w.north {
		return s.w.south
	}
	return s.w.north
}

// seal signs the next text.
func (s *side) seal(precedence parley.Precedence) ([]byte, error) {
	s.mu.Lock()
	s.made++
	n := s.made
	s.mu.Unlock()
	post := parley.PostID("duty")
	m := &wire.Payload{
		Time: parley.MillisOf(time.Now()), From: wire.Address{Party: parley.PartyID(s.id), Post: &post}, Action: []wire.Address{{Party: parley.PartyID(s.other().id)}},
		Precedence: precedence, InfoPrecedence: precedence, Edition: 1, Roster: 1, Form: wire.FormText, Lang: "en", Exercise: true,
		Body: fmt.Appendf(nil, "Report %d of %s. Nothing further.", n, s.id),
	}
	rand.Read(m.Nonce[:])
	e, err := wire.Seal(m, s.charter, s.key)
	if err != nil {
		return nil, err
	}
	return e.Encode(), nil
}

// submit hands an envelope to a node, and keeps it where there is no answer.
func (s *side) submit(ctx context.Context, c *control.Client, envelope []byte) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	v, err := c.Submit(ctx, envelope, node.Who{User: "failover"})
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		s.waiting = append(s.waiting, envelope)
		return err
	}
	s.printed[v.ID] = true
	return nil
}

// again returns an envelope that is to be handed over once more, or nil.
func (s *side) again() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.waiting) == 0 {
		return nil
	}
	e := s.waiting[0]
	s.waiting = s.waiting[1:]
	return e
}

// dial reaches a node of the side: its i-th, or the next one.
func (s *side) dial(i int) (c *control.Client, err error) {
	for k := range s.nodes {
		if c, err = control.Dial(s.nodes[(i+k)%len(s.nodes)].dir); err == nil {
			return c, nil
		}
	}
	return nil, err
}

// flash sends a message of that precedence, whatever node of the side is there, and returns how long after begun the other side has
// recorded it.
func (s *side) flash(ctx context.Context, begun time.Time, precedence parley.Precedence) (time.Duration, error) {
	envelope, err := s.seal(precedence)
	if err != nil {
		return 0, err
	}
	id := parley.Sum(envelope).String()
	for accepted := false; ; {
		err := ctx.Err()
		if err != nil {
			return 0, fmt.Errorf("a FLASH of %s is not recorded: %w", s.id, err)
		}
		c, err := s.dial(0)
		if err == nil && !accepted {
			_, err = c.Submit(ctx, envelope, node.Who{User: "failover"})
			accepted = err == nil
		}
		if err == nil {
			err = c.Wait(ctx, id, "recorded")
		}
		if c != nil {
			c.Close()
		}
		if err == nil {
			s.mu.Lock()
			s.printed[id] = true
			s.mu.Unlock()
			return time.Since(begun), nil
		}
		<-time.After(10 * time.Millisecond)
	}
}
