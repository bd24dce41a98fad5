package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// account has both sides hand over again what was not answered for, waits until all is recorded, holds what each was answered for
// against what the other has, both records against themselves, and both databases against what the record gives. It returns
// how many messages were answered for.
func account(sides []*side) (total int, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	for i, s := range sides {
		if err := s.settle(ctx, sides[1-i]); err != nil {
			return 0, err
		}
	}
	for i, s := range sides {
		n, err := s.arrivedOnce(ctx, sides[1-i])
		if err != nil {
			return 0, err
		}
		total += n
	}
	for _, s := range sides {
		if _, err := s.parley("record", "verify", "--dir", s.dir); err != nil {
			return 0, err
		}
		s.kill()
		_, err := s.parley("rebuild", "--dir", s.dir, "--compare")
		if err := errors.Join(err, s.serve()); err != nil {
			return 0, fmt.Errorf("the database of %s: %w", s.id, err)
		}
	}
	return total, nil
}
