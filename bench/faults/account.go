package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"parley/bench/serving"
)

// arrival is how long what is under way may take to arrive, on the fullest machine: it takes seconds on one that does nothing else.
const arrival = 10 * time.Minute

// account has both sides hand over again what was not answered for, waits until all is recorded, holds what each was answered for
// against what the other has, that nobody knows of a fork, both records against themselves, and both databases against what the
// record gives. It returns how many messages were answered for.
func account(sides []*side) (total int, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), arrival)
	defer cancel()
	for i, s := range sides {
		if err := s.Settle(ctx, sides[1-i].Party); err != nil {
			return 0, err
		}
	}
	for i, s := range sides {
		n, err := s.Arrived(ctx, sides[1-i].Party)
		if err != nil {
			return 0, err
		}
		total += n
	}
	for _, s := range sides {
		if err := s.Sound(); err != nil {
			return 0, err
		}
		if err := s.compared(); err != nil {
			return 0, fmt.Errorf("the database of %s: %w", s.ID, err)
		}
	}
	return total, nil
}

// compared holds the database against what the record gives: a file as it is, after the node was killed, a server's by a backup of it.
func (s *side) compared() error {
	if len(s.Nodes) > 1 {
		return comparedByBackup(s.Party)
	}
	s.Kill()
	_, err := s.Nodes[0].Run("rebuild", "--dir", s.Nodes[0].Dir, "--compare")
	return errors.Join(err, s.Serve())
}

func comparedByBackup(p *serving.Party) error {
	n := p.Leader()
	if n == nil {
		return fmt.Errorf("no node leads")
	}
	dir, err := os.MkdirTemp(filepath.Dir(n.Dir), "compared-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	for _, verb := range [][]string{
		{"backup", "--dir", n.Dir, "-o", filepath.Join(dir, "backup")},
		{"restore", "--from", filepath.Join(dir, "backup"), "--dir", filepath.Join(dir, "node")},
		{"rebuild", "--dir", filepath.Join(dir, "node"), "--compare"},
	} {
		if _, err := n.Run(verb...); err != nil {
			return err
		}
	}
	return nil
}
