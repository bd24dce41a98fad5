package overlap

import (
	"bytes"
	"cmp"
	"slices"

	"parley"
)

// MaxLine is how many messages of one notice count: the last ones [OVL-12].
const MaxLine = 1024

// A Standing is a notice as its messages leave it.
type Standing struct {
	Notice  parley.Hash // its first message
	Message parley.Hash // its last one
	Said    parley.Hash // the one that gave its areas
	Party   parley.PartyID
	Form    string // of the one that gave its areas
	At      int64  // place of its last message in its author's record
	Areas   []Area
	Unfit   int // places that cannot be compared
	Height  Span
	Time    Span
}

// Comparable reports whether a notice can be compared: it has an area, and its height and time do not end before they begin.
func (s *Standing) Comparable() bool {
	return len(s.Areas) > 0 && s.Height.Check("height") == nil && s.Time.Check("time") == nil
}

// A line is the messages of one notice that are here, in the order of their places.
type line struct {
	number   uint32
	ties     []tie // that lead to it
	messages []*Message
	parts    int       // areas that the index has of it
	stands   *Standing // nil: it holds no longer, or says no place
	near     map[*line]*Encounter
}

// place is where a message stands, or would stand, among those of the line.
func (l *line) place(m *Message) (at int, here bool) {
	return slices.BinarySearchFunc(l.messages, m, func(a, b *Message) int {
		return cmp.Or(cmp.Compare(a.At, b.At), bytes.Compare(a.ID[:], b.ID[:]))
	})
}

func (l *line) holds(m *Message) bool {
	_, here := l.place(m)
	return here
}

// insert puts a message where it belongs, and the oldest of too many out.
func (l *line) insert(m *Message) {
	at, _ := l.place(m)
	l.messages = slices.Insert(l.messages, at, m)
	if len(l.messages) > MaxLine {
		l.messages = slices.Delete(l.messages, 0, 1)
	}
}

// reckon says what stands: areas, heights and times from the last message each that says any, back to one that ends it all;
// nil where that leaves no place [OVL-13].
func reckon(messages []*Message) *Standing {
	if len(messages) == 0 {
		return nil
	}
	last := messages[len(messages)-1]
	s := &Standing{Notice: messages[0].ID, Message: last.ID, Party: last.Party, At: last.At, Height: Span{OpenFrom, OpenTo}, Time: Span{OpenFrom, OpenTo}}
	var has saying
	for _, m := range slices.Backward(messages) {
		if m.Ends || has == (saying{true, true, true}) {
			break
		}
		if m.says.areas && !has.areas {
			s.Said, s.Form, s.Areas, s.Unfit = m.ID, m.Form, m.Areas, m.Unfit
		}
		if m.says.height && !has.height {
			s.Height = m.Height
		}
		if m.says.time && !has.time {
			s.Time = m.Time
		}
		has = saying{has.areas || m.says.areas, has.height || m.says.height, has.time || m.says.time}
	}
	if len(s.Areas)+s.Unfit == 0 {
		return nil
	}
	return s
}
