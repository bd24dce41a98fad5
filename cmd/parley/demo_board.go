package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"parley/internal/control"
	"parley/internal/node"
)

// boards is scene 6.
func (s *stage) boards() error {
	north, south := s.sides[0], s.sides[1]
	s.scene(6, "Each side has invited the other, for next week. The board says whose move it is, to both the same.")
	week := now().UTC().Add(boardTime).Truncate(time.Minute)
	if _, err := s.invite(north, "Fishing beyond point 20", week); err != nil {
		return err
	}
	if _, err := s.invite(south, "Pilots over the strait", week); err != nil {
		return err
	}
	var shown [2]node.BoardView
	if err := s.until(30*time.Second, "the two boards are not mirror images", func() bool {
		for i, d := range s.sides {
			shown[i] = s.board(d)
		}
		return len(shown[0].OurMove) == 1 && mirrored(shown[0].OurMove, shown[1].TheirMove) && mirrored(shown[0].TheirMove, shown[1].OurMove)
	}); err != nil {
		return err
	}
	for i, d := range s.sides {
		s.proof("%-10s our move:    %s", d.name, onBoard(shown[i].OurMove))
		s.proof("%-10s their move:  %s", "", onBoard(shown[i].TheirMove))
	}
	s.proof("what is ours on one board is theirs on the other: state, deadline and proof of both compared, and equal")
	return nil
}

func (s *stage) board(d *side) (b node.BoardView) {
	c, err := control.Dial(d.dir)
	if err != nil {
		return b
	}
	defer c.Close()
	b, _ = c.Board(s.ctx)
	return b
}

// mirrored reports whether two lists are of the same proceedings in the same state, with the same move, deadline and proof.
func mirrored(a, b []node.ProceedingView) bool {
	return len(a) > 0 && slices.EqualFunc(a, b, func(x, y node.ProceedingView) bool {
		return x.ID == y.ID && x.State == y.State && slices.Equal(x.Turn, y.Turn) && x.Until != nil && y.Until != nil && *x.Until == *y.Until && x.Proof == y.Proof
	})
}

// onBoard writes the proceedings of one part of a board.
func onBoard(list []node.ProceedingView) string {
	var words []string
	for _, p := range list {
		words = append(words, fmt.Sprintf("%s  %s, %s, until %s, %s", short(p.ID), oneLine(p.Title), p.State, timeOf(*p.Until).Format("02 Jan 15:04Z"), provedWords(p)))
	}
	return strings.Join(words, "; ")
}
