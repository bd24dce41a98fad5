package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"parley"
	"parley/examples"
	"parley/internal/accounts"
)

// readAccounts reads the accounts of a scenario: "dialogue", which is part of the program, or a file.
func readAccounts(scenario string) (*accounts.File, error) {
	if scenario == "dialogue" {
		return accounts.Parse(examples.Dialogue)
	}
	if _, err := os.Stat(scenario); err != nil {
		return nil, parley.Errorf(parley.CodeNotFound, "there is no scenario %q; name story, inquiry, dialogue, or a file of accounts", filepath.Base(scenario))
	}
	text, err := readFile(scenario, accounts.MaxFile)
	if err != nil {
		return nil, err
	}
	return accounts.Parse(text)
}

// clockBegins is when the scenario clock begins to show the board: what lies before is what led to it.
var clockBegins = time.Date(2014, 1, 1, 0, 0, 0, 0, time.UTC)

// playAccounts moves a clock over the events. At each date it sends what the accounts say as one text each from the first
// desk to the second, and shows what a board would have said; it proves that all texts are recorded.
func (s *stage) playAccounts(f *accounts.File) error {
	a, b := s.sides[0], s.sides[1]
	s.say("\nEXERCISE. Reconstruction from press accounts: what outlets reported, not what anybody proved; no party named in them\n"+
		"takes part. %d accounts from %s to %s. What a board would have said assumes that all accounts are right.\n", len(f.Events), a.name, b.name)
	events := inTime(f)
	for i, e := range events {
		text := f.Text(e)
		if _, _, err := s.send(a, 0, "routine", text, "--subject", fmt.Sprintf("Account %d of %d", i+1, len(f.Events)), "--exercise"); err != nil {
			return err
		}
		s.exercise(text)
		if last := i+1 == len(events) || !events[i+1].Date.To.Equal(e.Date.To); last && !e.Date.To.Before(clockBegins) {
			s.turningPoint(f, e.Date)
		}
	}
	for _, l := range f.StatementLines() {
		s.exercise("WHO ENDED WHAT: " + l)
	}
	return s.allAccountsRecorded(f)
}

// exercise prints a line with its marks before and after.
func (s *stage) exercise(line string) { s.say("  EXERCISE  %s  EXERCISE", oneLine(line)) }

// inTime returns the events by the end of their dates; of one date in the order of the file.
func inTime(f *accounts.File) []accounts.Event {
	out := slices.Clone(f.Events)
	slices.SortStableFunc(out, func(a, b accounts.Event) int { return a.Date.To.Compare(b.Date.To) })
	return out
}

// turningPoint shows what a board would have said at the end of a date, beside what each account says, for the channels of
// which the accounts tell of that date.
func (s *stage) turningPoint(f *accounts.File, d accounts.Date) {
	at := d.To.Add(-time.Millisecond)
	s.pause()
	s.exercise("CLOCK " + at.Format(time.DateOnly) + ", reconstructed, " + accounts.Mark)
	for _, st := range accounts.At(f, at) {
		touched := slices.ContainsFunc(f.Events, func(e accounts.Event) bool { return e.Channel == st.Channel && e.Date.To.Equal(d.To) })
		if !touched {
			continue
		}
		v := f.View(st, at)
		s.exercise("  THE BOARD WOULD HAVE SAID  " + v.Board())
		for _, l := range v.ByAccountLines() {
			s.exercise("    " + l)
		}
	}
	s.say("")
}

// allAccountsRecorded proves that every text is recorded by both desks.
func (s *stage) allAccountsRecorded(f *accounts.File) error {
	a, b := s.sides[0], s.sides[1]
	if err := s.until(120*time.Second, "not recorded: the other desk did not record every account", func() bool {
		return len(s.inbox(b)) == len(f.Events) && s.allRecorded(a)
	}); err != nil {
		return err
	}
	for _, d := range s.sides {
		if _, err := s.parley("record", "verify", "--dir", d.dir); err != nil {
			return err
		}
	}
	s.say("\n  %d accounts sent, %d received, each recorded by both desks; both records verify. That an account is recorded\n  proves who wrote it down and when, and nothing about what happened. EXERCISE.", len(f.Events), len(s.inbox(b)))
	return nil
}
