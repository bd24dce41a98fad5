package main

import (
	"testing"
	"time"

	"parley/bench/table"
)

// Four parties on TLS over the loopback interface announce two dozen exercises into one area: each conflict becomes known on both sides,
// and all show the same set.
func TestFew(t *testing.T) {
	l, _, err := table.LayKept(t.TempDir(), "vienna-document-2011", 4, func(*table.Party) {})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Clear()
	if err := l.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	s, err := newScene(l, 20)
	if err != nil {
		t.Fatal(err)
	}
	s.announce(t.Context(), 24)
	if err := s.failed(); err != nil || len(s.accepted) != 24 || len(s.known) != 1 {
		t.Fatalf("%d accepted, %d known: %v", len(s.accepted), len(s.known), err)
	}
	if err := s.even(t.Context()); err != nil {
		t.Fatal(err)
	}
	if percentile([]time.Duration{1, 2, 3}, 50) != 2 {
		t.Error("the median")
	}
}
