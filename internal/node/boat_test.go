package node

import (
	"fmt"
	"sync"

	"parley"
	"parley/internal/store"
)

// A boat is a station that dies between two steps: from then on nothing of its node reaches the disk, the high-water file
// or the line, until it is started again.
type boat struct {
	*station
	tally  tallies
	sent   []string
	unsure [][]byte // envelopes whose submission failed: nobody knows what became of them

	mu     sync.Mutex
	frames int
	left   int // steps to live; 0: any number
	dead   bool
}

func newBoat(s *station, all tallies) *boat {
	b := &boat{station: s, tally: all}
	s.store, s.marks = boatStore{s.memory, b}, boatMarks{s.marks, b}
	return b
}

func (b *boat) dieAfter(steps int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.left = steps
}

func (b *boat) float() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.left, b.dead = 0, false
}

func (b *boat) sunk() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.dead
}

// step is one more that the node comes to; it returns an error once the node is dead.
func (b *boat) step(what string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.dead && b.left > 0 {
		if b.left--; b.left == 0 {
			b.dead = true
			b.tally["of these kills: "+what]++
		}
	}
	if b.dead {
		return parley.Wrap(errSunk, parley.CodeStorage, "the machine is dead")
	}
	return nil
}

// sending is a step too, now and then: there are more frames than writes.
func (b *boat) sending() error {
	b.mu.Lock()
	b.frames++
	step := b.dead || b.frames%2 == 0
	b.mu.Unlock()
	if !step {
		return nil
	}
	return b.step("before a frame left")
}

var errSunk = fmt.Errorf("sunk: %w", store.ErrUnknown)

// boatStore is the boat's disk.
type boatStore struct {
	store.Store
	b *boat
}

func (s boatStore) Update(fn func(store.Tx) error) error {
	if err := s.b.step("before a transaction"); err != nil {
		return err
	}
	err := s.Store.Update(func(tx store.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return s.b.step("before its commit")
	})
	if err != nil {
		return err
	}
	return s.b.step("after its commit")
}

func (s boatStore) View(fn func(store.Reader) error) error {
	if s.b.sunk() {
		return errSunk
	}
	return s.Store.View(fn)
}

// boatMarks is its high-water directory.
type boatMarks struct {
	HighWater
	b *boat
}

func (m boatMarks) Raise(log store.LogID, mark Mark) error {
	if err := m.b.step("before the high-water mark"); err != nil {
		return err
	}
	if err := m.HighWater.Raise(log, mark); err != nil {
		return err
	}
	return m.b.step("after the high-water mark")
}

// hasSession reports whether the other boat is reached.
func (b *boat) hasSession() bool {
	p := b.node.allPeers()[0]
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.best() != nil
}
