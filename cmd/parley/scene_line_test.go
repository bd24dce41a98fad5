package main

import (
	"context"
	"slices"
	"time"

	"parley"
	"parley/internal/simnet"
)

// address is what the sheet of a party says; it is its place in the network.
func address(party string) string { return party + ".invalid:7420" }

// join lays a line between two parties, or to the second face of one.
func (s *scene) join(a, b string) {
	s.net.Link(address(a), address(b), simnet.Path{Delay: 20 * time.Millisecond})
}

// pairOf names the line between two places.
func pairOf(a, b string) [2]string { return [2]string{min(a, b), max(a, b)} }

// setLine cuts or mends the line between two parties, whichever face of one the other is shown.
func (s *scene) setLine(a, b string, down bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.setPlaces(s.placeOf(b, address(a)), s.placeOf(a, address(b)), down)
}

func (s *scene) setPlaces(a, b string, down bool) {
	if s.down[pairOf(a, b)] = down; down {
		s.net.Cut(a, b)
		return
	}
	s.net.Restore(a, b)
	close(s.turned)
	s.turned = make(chan struct{})
}

// linesUp mends every line that was cut.
func (s *scene) linesUp() {
	for i, a := range s.chapter.parties {
		for _, b := range s.chapter.parties[i+1:] {
			s.setLine(a, b, false)
		}
	}
}

// placeOf returns the place at which a party finds an address. The mutex is held.
func (s *scene) placeOf(party, at string) string {
	if place := s.routes[[2]string{party, at}]; place != "" {
		return place
	}
	return at
}

// others returns the other parties of the charter, in its order.
func (s *scene) others(party string) []string {
	return slices.DeleteFunc(slices.Clone(s.chapter.parties), func(p string) bool { return p == party })
}

// awaitLine returns the place that a party finds at an address, once the line to it is up.
func (s *scene) awaitLine(ctx context.Context, x *sceneNode, at string) (string, error) {
	for {
		s.mu.Lock()
		place := s.placeOf(x.party, at)
		down, turned := s.down[pairOf(x.place, place)], s.turned
		s.mu.Unlock()
		if !down {
			return place, nil
		}
		select {
		case <-turned:
		case <-ctx.Done():
			return "", parley.Wrap(ctx.Err(), parley.CodeNoPath, "the line is cut")
		}
	}
}

// secondFace is the name of the second node of a party that forks.
func secondFace(party string) string { return party + "~" }

// showSecondFace has each second of the other parties find the second face of a party where it found the first, with the
// line as it was. The first has no line to them any more.
func (s *scene) showSecondFace(party string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	first, second := address(party), address(secondFace(party))
	for i, p := range s.others(party) {
		if i%2 == 1 {
			s.join(p, secondFace(party))
			s.routes[[2]string{p, first}] = second
			s.setPlaces(address(p), second, s.down[pairOf(address(p), first)])
			s.setPlaces(address(p), first, true)
		}
	}
}
