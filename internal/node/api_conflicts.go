package node

import (
	"context"

	"parley"
)

// Plotting is the part of API about who will be where and what collides (chapter 10). A charter in whose bodies the user may
// not find anything has no part in it: under a restricted one that is everybody but its readers. What goes out to others
// (feeds) takes no restricted charter, whoever asks.
type Plotting interface {
	// Conflicts lists the notices of different parties that meet or come nearer to each other than the charter's margins, by the
	// beginning of the time that they share. CodeUsage: what is asked for is unknown.
	Conflicts(ctx context.Context, q ConflictQuery) (ConflictsView, error)
	// ActiveNotices lists the notices that stand and whose time has something in common with the time asked for, by their
	// beginning.
	ActiveNotices(ctx context.Context, q ActiveQuery) (ActiveView, error)
	// WouldMeet lists what a message of this party, as a payload that nobody has signed, would meet if it were sent. A message
	// that says no place, or does not fit its form, would meet nothing.
	WouldMeet(ctx context.Context, charter string, payload []byte) (ConflictsView, error)
}

// A ConflictQuery selects conflicts: those for which everything holds that is given.
type ConflictQuery struct {
	Charter string        `json:"charter"` // id or prefix; empty: all
	Party   string        `json:"party"`   // one of the two notices is this party's
	Notice  string        `json:"notice"`  // one of the two is this notice: the whole id of any of its messages
	From    parley.Millis `json:"from"`    // the time that they share, or that lies between them, does not end before
	Until   parley.Millis `json:"until"`   // it does not begin after; 0: no bound
	Limit   int           `json:"limit"`   // 1 to 1000; 0: 1000
	Who     Who           `json:"who"`
}

// ConflictsView is conflicts, the first ones of their order. Left says of whom this node has not looked at everything.
type ConflictsView struct {
	Conflicts []ConflictView `json:"conflicts"`
	More      bool           `json:"more"` // there are others
	Left      []LeftView     `json:"left"`
}

// LeftView is how many messages of a party are not looked at, because there are too many.
type LeftView struct {
	Charter  string `json:"charter"`
	Party    string `json:"party"`
	Messages int    `json:"messages"`
}

// A ConflictView is two notices that meet or are near. Metres, centimetres and milliseconds lie between them; where all are 0 they
// meet. From and Until are what they share of time, open where null; where they share none, Apart is above 0, and From is
// the beginning of the later one, Until the end of the earlier one.
type ConflictView struct {
	Charter string       `json:"charter"`
	One     ActiveNotice `json:"one"` // of the party whose id comes first
	Other   ActiveNotice `json:"other"`
	Own     bool         `json:"own"` // one of the two is of this party
	Meets   bool         `json:"meets"`
	Metres  int          `json:"metres"`
	Height  int64        `json:"height_cm"`
	Apart   int64        `json:"apart_ms"`
	From    *string      `json:"from"`
	Until   *string      `json:"until"`
	// Sight is what the author of the later one had of the earlier one on its own record when it sent what stands: on record, an
	// earlier version on record, not on record, or unknown where records are missing here.
	Sight string  `json:"sight"`
	Later *string `json:"later"` // the party whose notice is the later one
	Had   *string `json:"had"`   // the last message of the earlier one that it had
	// Proceedings are those about these two notices, as lists show them, the first one first [OVL-18]; Opening is what opens one, left
	// out where the charter has no procedure for it or one of the two is not sent yet.
	Proceedings []ProceedingView `json:"proceedings"`
	Opening     *ConflictOpening `json:"opening,omitempty"`
}

// A ConflictOpening is what opens a proceeding about two notices: the procedure, with whom, and the fields of its opening. Set has the
// two notices, Needs names what else must be filled in.
type ConflictOpening struct {
	Procedure string            `json:"procedure"`
	Title     string            `json:"title"`
	To        []string          `json:"to"`
	Set       map[string]string `json:"set"`
	Needs     []string          `json:"needs"`
}

// The words of Sight.
const (
	SightOnRecord = "on record"
	SightEarlier  = "an earlier version on record"
	SightNot      = "not on record"
	SightUnknown  = "unknown"
)

// An ActiveQuery selects notices.
type ActiveQuery struct {
	Charter string        `json:"charter"` // id or prefix; empty: all
	Party   string        `json:"party"`   // the author's
	Form    string        `json:"form"`
	From    parley.Millis `json:"from"`  // 0: now
	Until   parley.Millis `json:"until"` // 0: the same as From
	Limit   int           `json:"limit"` // 1 to 10000; 0: 1000
	Who     Who           `json:"who"`
}

// ActiveView is notices, and whether there are others.
type ActiveView struct {
	Notices []ActiveNotice `json:"notices"`
	More    bool           `json:"more"`
	Left    []LeftView     `json:"left"`
}

// An ActiveNotice is a notice as its messages leave it: amended, extended, not cancelled. Times and heights are null where they
// are open.
type ActiveNotice struct {
	Notice     string      `json:"notice"`  // its first message
	Message    string      `json:"message"` // its last one
	Charter    string      `json:"charter"`
	Restricted bool        `json:"restricted"`
	Party      string      `json:"party"`
	Own        bool        `json:"own"`
	Form       string      `json:"form"`
	Title      string      `json:"title"`      // of the form
	Proceeding *string     `json:"proceeding"` // that the first message belongs to
	Subject    *string     `json:"subject"`
	Reference  *string     `json:"reference"` // the human reference of the message that gave the areas
	Exercise   bool        `json:"exercise"`
	Said       string      `json:"said"` // when its last message was made, by its author's clock
	From       *string     `json:"from"`
	Until      *string     `json:"until"`
	Floor      *int64      `json:"floor_cm"`
	Ceiling    *int64      `json:"ceiling_cm"`
	Places     []PlotPlace `json:"places"`
	Compared   bool        `json:"compared"` // false: it has no place that can be compared, or ends before it begins
	Conflicts  int         `json:"conflicts"`
	Seq        uint64      `json:"seq"` // order of storing of its last message at this node
}

// A PlotPlace is one area of a notice. Points are its corners, its centre or its points in units of 0.00001 degrees, of an area
// that the charter names those of its ring; none where it is words.
type PlotPlace struct {
	Field  string      `json:"field"`
	Title  string      `json:"title"`
	Place  string      `json:"place"` // as form.ParsePlace reads it
	Kind   string      `json:"kind"`  // polygon, circle, route, area or words
	Points []PlotPoint `json:"points"`
	Metres int         `json:"metres"` // circle: radius; route: width
	Words  string      `json:"words"`
}

// A PlotPoint is a place on the sphere.
type PlotPoint struct {
	Lat int `json:"lat"`
	Lon int `json:"lon"`
}
