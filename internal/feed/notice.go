package feed

import (
	"parley"
	"parley/form"
	"parley/overlap"
)

// A Notice is what a feed says of one notice as it stands now.
type Notice struct {
	ID          string          // of its first message, in hexadecimal: amendments and the cancellation have the same
	Before      []parley.Millis // when its earlier messages were made, the first one first; none: it is the first
	Sent        parley.Millis   // when its newest message was made
	Charter     string          // title
	Restricted  bool            // it stands under a restricted charter
	Party       parley.PartyID  // its author
	Name        string          // of its author
	Title       string
	Reference   *form.Reference // nil: none
	Replaces    *form.Reference // of the message that the newest one amends or cancels; nil: none
	From, Until parley.Millis   // 0: it does not say
	Height      *overlap.Span   // centimetres above mean sea level; nil: it does not say
	Places      []Place
	Cancelled   bool
	Exercise    bool
	Text        []string // lines, as its readers see it
}

// A Place is where a notice holds. An area of the charter has its corners here, as a polygon.
type Place struct {
	form.Place
	Field string // title of the field
	Says  string // as people read it
}

// version counts the messages of the notice before the newest one.
func (n *Notice) version() int { return len(n.Before) }

// heading is its title, marked where it is an exercise.
func (n *Notice) heading() string {
	if n.Exercise {
		return exercise + ": " + n.Title
	}
	return n.Title
}

const exercise = "EXERCISE"
