package main

import (
	"parley/internal/node"
	"sort"
	"time"
)

// figures are what the demo measured.
type figures struct {
	sent int
	took []time.Duration // from `send` to recorded, as a user saw it
}

// measured is how many short texts the demo sends at the end, one after the other.
const measured = 5

// printFigures sends a few short texts on the idle line and prints what they took.
func (s *stage) printFigures() error {
	north, south := s.sides[0], s.sides[1]
	if _, _, err := s.send(south, 20*time.Second, "flash", "This is a test of the line."); err != nil {
		return err
	}
	before := s.carried()
	var took []time.Duration
	for range measured {
		_, t, err := s.send(north, 20*time.Second, "immediate", "The watch at the crossing is relieved; nothing to report.")
		if err != nil {
			return err
		}
		took = append(took, t)
	}
	bytes := s.carried() - before
	sort.Slice(took, func(i, j int) bool { return took[i] < took[j] })
	s.say("\nFigures")
	s.say("  messages            %d", s.figures.sent)
	s.say("  bytes on the line   %d a message, both ways, TCP and IP headers not counted, signed and receipted", bytes/measured)
	s.say("  time to recorded    median %.2f s, worst %.2f s, over %d short texts on the idle line of %d bit/s", took[measured/2].Seconds(), took[measured-1].Seconds(), measured, lineRate)
	return nil
}

// carried returns the bytes that the relays carried so far, both ways.
func (s *stage) carried() (n int64) {
	for _, d := range s.sides {
		a, b := d.relay.Bytes()
		n += a + b
	}
	return n
}

// whatNext says what to type next.
func (s *stage) whatNext() {
	north := s.sides[0]
	s.say("\nEXERCISE. Everything is in %s. Look further:", s.dir)
	s.say("  go run ./cmd/parley sent --dir %s", node.ShellWord(north.dir))
	s.say("  go run ./cmd/parley record verify --dir %s", node.ShellWord(north.dir))
	s.say("  go run ./cmd/parley charter print --dir %s", node.ShellWord(north.dir))
}
