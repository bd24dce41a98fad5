package console

import (
	"net/url"
	"slices"
	"time"

	"parley"
	"parley/internal/node"
)

// A Filter is what the messages of a list are chosen by, as its form says it. From and Until are days in UTC, both of them
// included, as 2026-11-22.
type Filter struct{ Text, Precedence, Party, Post, Form, State, From, Until string }

// Narrow reports whether anything is chosen by.
func (f Filter) Narrow() bool { return f != (Filter{}) }

// The states by which messages may be chosen. Each has the words filter.state.STATE, or, for ours, filter.ours.STATE.
var (
	statesOfTheirs = []string{"unread", stateOpen, "acknowledged", "refused"}
	statesOfOurs   = []string{"unrecorded", stateOpen, "acknowledged", "refused"}
)

// stateOpen is what the node calls messages that nobody has acknowledged.
const stateOpen = "unacknowledged"

// filterOf reads a filter; what is no value of a field chooses nothing.
func filterOf(q url.Values) Filter {
	f := Filter{cutRunes(q.Get("text"), 200), q.Get("precedence"), q.Get("party"), q.Get("post"), q.Get("form"), q.Get("state"), q.Get("from"), q.Get("until")}
	if !slices.Contains(parleyPrecedences, f.Precedence) {
		f.Precedence = ""
	}
	if f.State == "open" { // what links of the board say
		f.State = stateOpen
	}
	if !slices.Contains(slices.Concat(statesOfTheirs, statesOfOurs), f.State) {
		f.State = ""
	}
	for _, day := range []*string{&f.From, &f.Until} {
		if _, err := time.Parse(time.DateOnly, *day); err != nil {
			*day = ""
		}
	}
	return f
}

// fields are the names of a filter's fields in an address.
func (f *Filter) fields() map[string]*string {
	return map[string]*string{"text": &f.Text, "precedence": &f.Precedence, "party": &f.Party, "post": &f.Post, "form": &f.Form, "state": &f.State,
		"from": &f.From, "until": &f.Until}
}

// values are a filter as an address has it.
func (f Filter) values() url.Values {
	q := url.Values{}
	for name, value := range f.fields() {
		if *value != "" {
			q.Set(name, *value)
		}
	}
	return q
}

// query is a filter as the node is asked.
func (f Filter) query() node.Query {
	q := node.Query{Search: f.Text, Form: f.Form, Party: f.Party, Post: f.Post, State: f.State}
	if f.Precedence != "" {
		q.Precedence = []string{f.Precedence}
	}
	if from, err := time.Parse(time.DateOnly, f.From); err == nil {
		q.From = parley.MillisOf(from)
	}
	if until, err := time.Parse(time.DateOnly, f.Until); err == nil {
		q.Until = parley.MillisOf(until.AddDate(0, 0, 1))
	}
	return q
}
