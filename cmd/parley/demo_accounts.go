package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"parley"
	"parley/examples"
)

// accountsFile is what press accounts say happened, as data; the form of examples/dialogue-2002-2021.yaml. Keys that
// the demo does not show are passed over.
type accountsFile struct {
	Sources  map[string]accountSource `yaml:"sources"`
	Channels map[string]struct {
		Name string `yaml:"name"`
	} `yaml:"channels"`
	Events []accountedEvent `yaml:"events"`
}

type accountSource struct {
	Outlet string `yaml:"outlet"`
	Date   string `yaml:"date"`
	Approx bool   `yaml:"approx"`
	Title  string `yaml:"title"`
	// Rest holds what a comma cut off an outlet that is not quoted: keys without a value.
	Rest map[string]any `yaml:",inline"`
}

// String names the outlet and the date of the account.
func (a accountSource) String() string {
	outlet, date := a.Outlet, a.Date
	if outlet == "unnamed" {
		outlet = "an outlet that is not named"
	}
	for k, v := range a.Rest {
		if v == nil {
			outlet += ", " + k
		}
	}
	if a.Approx {
		date = "about " + date
	}
	return outlet + ", " + date
}

type accountedEvent struct {
	Date    string   `yaml:"date"`
	Approx  bool     `yaml:"approx"`
	Channel string   `yaml:"channel"`
	Act     string   `yaml:"act"`
	By      string   `yaml:"by"`
	Within  string   `yaml:"within"`
	Value   string   `yaml:"value"`
	Note    string   `yaml:"note"`
	Source  []string `yaml:"source"`
}

const maxAccounts = 1 << 20

// readAccounts reads the accounts of a scenario: "dialogue", which is part of the program, or a file.
func readAccounts(scenario string) (*accountsFile, error) {
	text := examples.Dialogue
	if scenario != "dialogue" {
		info, err := os.Stat(scenario)
		if err != nil {
			return nil, parley.Errorf(parley.CodeNotFound, "there is no scenario %q; name story, dialogue, or a file of accounts", filepath.Base(scenario))
		}
		if info.Size() > maxAccounts {
			return nil, parley.Errorf(parley.CodeTooLarge, "the file of accounts has %d bytes, more than %d", info.Size(), maxAccounts)
		}
		if text, err = os.ReadFile(scenario); err != nil {
			return nil, err
		}
	}
	f := new(accountsFile)
	if err := yaml.NewDecoder(bytes.NewReader(text)).Decode(f); err != nil {
		return nil, parley.Wrap(err, parley.CodeBadMessage, "the file of accounts is not readable: %s", strings.ReplaceAll(err.Error(), "\n", " "))
	}
	if len(f.Events) == 0 {
		return nil, parley.Errorf(parley.CodeBadMessage, "the file of accounts holds no event")
	}
	for i, e := range f.Events {
		for _, name := range e.Source {
			if _, ok := f.Sources[name]; !ok {
				return nil, parley.Errorf(parley.CodeBadMessage, "event %d names the source %q, which the file does not hold", i+1, name)
			}
		}
		if len(e.Source) == 0 {
			return nil, parley.Errorf(parley.CodeBadMessage, "event %d names no source; every claim here is somebody's account", i+1)
		}
	}
	return f, nil
}

// text is what the desk sends for one event: whose account it is, and what that account says, in our own words.
func (f *accountsFile) text(e accountedEvent) string {
	var who []string
	for _, name := range e.Source {
		who = append(who, f.Sources[name].String())
	}
	channel := strings.ReplaceAll(e.Channel, "-", " ")
	if c, ok := f.Channels[e.Channel]; ok {
		channel = c.Name
	}
	on := e.Date
	if e.Approx {
		on = "about " + on
	}
	said := fmt.Sprintf("%s, %s: %s", on, channel, strings.ReplaceAll(e.Act, "-", " "))
	if e.By != "" {
		said += ", by: " + strings.ReplaceAll(e.By, "-", " ")
	}
	if e.Within != "" {
		said += " (within " + e.Within + ")"
	}
	for _, more := range []string{strings.ReplaceAll(e.Value, "-", " "), e.Note} {
		if more != "" {
			said += "; " + more
		}
	}
	return "ACCOUNT, " + strings.Join(who, "; and ") + ": " + said
}

// playAccounts sends each event as one text from the first desk to the second and proves that all are recorded.
func (s *stage) playAccounts(f *accountsFile) error {
	a, b := s.sides[0], s.sides[1]
	s.say("\nEXERCISE. Reconstruction from press accounts: what outlets reported, not what anybody proved; no party named in them\ntakes part. %d accounts from %s to %s.\n", len(f.Events), a.name, b.name)
	for i, e := range f.Events {
		text := f.text(e)
		if _, _, err := s.send(a, 0, "routine", text, "--subject", fmt.Sprintf("Account %d of %d", i+1, len(f.Events)), "--exercise"); err != nil {
			return err
		}
		s.say("  EXERCISE  %s  EXERCISE", text)
	}
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
	s.say("\n  %d accounts sent, %d received, each recorded by both desks; both records verify. That an account is recorded\n  proves who wrote it down and when, and nothing about what happened.", len(f.Events), len(s.inbox(b)))
	return nil
}
