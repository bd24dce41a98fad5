package overlap

import (
	"sort"

	"parley"
	"parley/form"
)

// A Notice says who will be where, how high and when.
type Notice struct {
	ID        parley.Hash // of its first message: amendments and the cancellation have the same
	Party     parley.PartyID
	Version   int64 // grows with each amendment: the place of its message in its author's record
	Cancelled bool
	Area      Area
	Height    Span // centimetres
	Time      Span // milliseconds since 1970
}

// Check reports spans that are none [OVL-8].
func (n *Notice) Check() error {
	if err := n.Height.Check("height"); err != nil {
		return err
	}
	return n.Time.Check("time")
}

// Margins are how near is too near: charter data. What is exactly so far apart is near.
type Margins struct {
	Metres int   // 0 to 20,000,000
	Height int64 // centimetres, 0 to 2^53
	Time   int64 // milliseconds, 0 to 2^53
}

// Check reports a margin out of its range.
func (m Margins) Check() error {
	if m.Metres < 0 || m.Metres > form.MaxMetres || m.Height < 0 || m.Height > MaxEnd || m.Time < 0 || m.Time > MaxEnd {
		return bad("a margin is less than 0, more than %d metres, or more than is reckoned with", form.MaxMetres)
	}
	return nil
}

// A Conflict is another notice that meets one or is nearer to it than the margins, and how near they come.
type Conflict struct {
	Other  parley.Hash
	Party  parley.PartyID // of the other
	Metres int            // between the areas, rounded up; 0: they meet
	Height int64          // centimetres between the height bands; 0: they meet
	Apart  int64          // milliseconds between the times; 0: they meet
	Time   Span           // what they share of time; where they share none, From, the beginning of the later, is after To
}

// Meets reports whether the two are at one place, height and time.
func (c *Conflict) Meets() bool { return c.Metres == 0 && c.Height == 0 && c.Apart == 0 }

// Compare returns how near two notices come; false where that is beyond a margin [OVL-7, OVL-9]. Compare(a, b) and
// Compare(b, a) differ in nothing but Other and Party.
func Compare(a, b *Notice, m Margins) (Conflict, bool) {
	c := Conflict{Other: b.ID, Party: b.Party, Height: a.Height.apart(b.Height), Apart: a.Time.apart(b.Time), Time: a.Time.shared(b.Time)}
	if c.Height > m.Height || c.Apart > m.Time {
		return Conflict{}, false
	}
	metres, ok := gap(&a.Area, &b.Area, m.Metres)
	if !ok {
		return Conflict{}, false
	}
	c.Metres = metres
	return c, true
}

// gap is the least number of whole metres by which two areas would have to be widened to meet; false where it is more
// than most [OVL-7].
func gap(a, b *Area, most int) (int, bool) {
	distance := clearance(a, b)
	within := func(metres int) bool {
		c := chord(a.reach + b.reach + 2*int64(metres))
		return distance <= c*c
	}
	if !within(most) {
		return 0, false
	}
	return sort.Search(most, within), true
}
