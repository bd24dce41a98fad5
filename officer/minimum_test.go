package officer_test

import (
	"fmt"
	"testing"

	"parley"
	"parley/officer"
	"parley/wire"
)

// A minimum is held to its range.
func TestMinimumCheck(t *testing.T) {
	for _, m := range []officer.Minimum{{Release: 1}, {Draft: 8, Review: 8, Release: 8, Emergency: 8, From: parley.Flash}} {
		if err := m.Check(); err != nil {
			t.Error(err)
		}
	}
	for _, m := range []officer.Minimum{{}, {Release: 9}, {Release: -1}, {Release: 1, Draft: -1}, {Release: 1, Review: 9}, {Release: 1, Emergency: 9}, {Release: 1, From: 4}} {
		refused(t, fmt.Sprint(m), m.Check(), parley.CodeBadCharter)
	}
}

// The higher precedence of a message counts, that for information only where somebody is informed.
func TestMinimumCovers(t *testing.T) {
	m, p := officer.Minimum{From: parley.Flash, Release: 1}, testMessage()
	p.Precedence, p.InfoPrecedence = parley.Routine, parley.Flash
	if m.Covers(p) {
		t.Error("covers a message that informs nobody")
	}
	if p.Info = []wire.Address{{Party: "east"}}; !m.Covers(p) {
		t.Error("does not cover a message that informs at FLASH")
	}
}
