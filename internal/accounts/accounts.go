// Package accounts reads what outsiders say happened between parties, as data, and says what those accounts amount to at
// a moment: last event, whose move, how long silent, and where they disagree.
//
// An account proves nothing. It is kept apart from every record, each claim names the account that it comes from, and
// where accounts differ all values stand with who gives them; none is chosen. The package is pure: time is an argument.
package accounts

import "strings"

// Mark is how every account is shown.
const Mark = "account, not proved"

// A File is what some accounts say, in the order of the text.
type File struct {
	Sources       []Source
	Parties       []Party
	Channels      []Channel
	Events        []Event
	Disagreements []Disagreement
	Statements    []Statement // who ended what: statements that sound alike and speak of different things

	place map[string]int // of each source, by its id
}

// A Source is one account: who published it, and when.
type Source struct {
	ID     string
	Outlet string
	Date   Date
	Title  string
}

// String names the outlet and the date of the account, as in "TASS, 2015-05-07".
func (s Source) String() string {
	outlet := s.Outlet
	if outlet == "unnamed" {
		outlet = "an outlet that is not named"
	}
	return outlet + ", " + s.Date.String()
}

// A Party is somebody whom the accounts name.
type Party struct {
	ID   string
	Name string
}

// A Channel is a way in which parties speak, as the accounts name it.
type Channel struct {
	ID     string
	Name   string // in words; the id where the file names none
	Claims []ChannelClaim
}

// A ChannelClaim is what accounts say of a channel at large, as when it was founded.
type ChannelClaim struct {
	What   string
	Value  string
	Source []string
}

// An Event is one thing that accounts say happened.
type Event struct {
	Date    Date
	Channel string
	Act     string
	By      string
	Within  string // the party inside which By speaks, where it does not speak for that party
	To      string // whom an asking act asks; empty: the other parties of the file
	Value   string
	Note    string
	Source  []string // ids of sources, at least one
}

// A Disagreement is a question on which accounts differ, with each answer and who gives it.
type Disagreement struct {
	What    string
	Channel string // as the file says; empty: see Concerns
	Values  []Value
}

// A Value is one answer in a disagreement: words, or, of a silence, a number of months.
type Value struct {
	Text    string
	Months  int    // 0 where Text holds the value
	Derived string // how the author of the file came to it, where no account says it so
	By      string // whose view the account reports
	Within  string
	Source  []string
}

// A Statement says who ended what.
type Statement struct {
	What        string
	Date        Date
	By          string
	AccordingTo string // who says so in the account
	Source      []string
}

// Source returns the account with this id, which stands in the file.
func (f *File) Source(id string) Source { return f.Sources[f.place[id]] }

// Attribution names the accounts with these ids, as in "TRT World, 2015-12-02; and TASS, 2015-05-07".
func (f *File) Attribution(ids []string) string { return strings.Join(f.attributions(ids), "; and ") }

func (f *File) attributions(ids []string) []string {
	out := []string{}
	for _, id := range ids {
		out = append(out, f.Source(id).String())
	}
	return out
}

// ChannelName returns the name of a channel in words.
func (f *File) ChannelName(id string) string {
	for _, c := range f.Channels {
		if c.ID == id {
			return c.Name
		}
	}
	return plain(id)
}

// plain writes an identifier in words.
func plain(id string) string { return strings.ReplaceAll(id, "-", " ") }

// Sentence says what one event's accounts say, in our own words, without who they are.
func (f *File) Sentence(e Event) string {
	return e.Date.String() + ", " + f.ChannelName(e.Channel) + ": " + e.said()
}

// said is the act with all that stands beside it.
func (e Event) said() string {
	s := plain(e.Act)
	if e.By != "" {
		s += ", by: " + plain(e.By)
	}
	if e.Within != "" {
		s += " (within " + e.Within + ")"
	}
	if e.To != "" {
		s += ", to: " + e.To
	}
	for _, more := range []string{plain(e.Value), e.Note} {
		if more != "" {
			s += "; " + more
		}
	}
	return s
}

// Text is one event as a text that carries its marks: whose account it is, and what that account says.
func (f *File) Text(e Event) string {
	return "ACCOUNT, " + f.Attribution(e.Source) + ": " + f.Sentence(e)
}
