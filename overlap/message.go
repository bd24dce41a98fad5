package overlap

import (
	"parley"
	"parley/charter"
	"parley/form"
)

// A Message is what one message says of a notice: of all of it, of its height or its time alone, or that it holds no longer.
type Message struct {
	ID    parley.Hash
	Of    parley.Hash // the message that it goes on with; its own id: none
	Party parley.PartyID
	Form  string
	At    int64 // its place in its author's record
	// Reference is the human reference that it carries in its author's name, or empty.
	Reference string
	Ends      bool
	Areas     []Area // of its fields in their order; those that are none are left out
	Unfit     int    // how many are left out: words, above all
	Height    Span
	Time      Span

	says saying
}

// What a message says anew.
type saying struct{ areas, height, time bool }

// Read returns what a message says of a notice, by the edition of the charter that it names: false where its form has no
// notice there [OVL-12]. at is its place in its author's record, proceeding the opening of the proceeding that it
// belongs to, or zero.
func Read(c *charter.Charter, name string, n form.Notice, at int64, proceeding parley.Hash) (Message, bool) {
	s := c.Schema(name)
	if s == nil || s.Notice == nil {
		return Message{}, false
	}
	k := s.Notice
	m := Message{ID: n.ID, Of: tied(n, k, proceeding), Party: n.Party, Form: name, At: at, Ends: k.Ends || n.Refers.Cancels != nil,
		Height: Span{OpenFrom, OpenTo}, Time: Span{OpenFrom, OpenTo},
		says: saying{len(k.Areas) > 0, k.Floor+k.Ceiling != "", k.From+k.Until != ""}}
	if r := n.Body.Reference; r != nil && r.Party == n.Party {
		m.Reference = r.String()
	}
	m.readAreas(c, k, n.Body.Fields)
	m.readSpans(s, n.Body.Fields)
	return m, true
}

// tied is the message that a message goes on with, its own id where it stands by itself [OVL-12].
func tied(n form.Notice, k *charter.Notice, proceeding parley.Hash) parley.Hash {
	cited, _ := form.Get[form.Citation](n.Body.Fields, k.Of)
	for _, id := range []*parley.Hash{n.Refers.Cancels, n.Refers.Corrects, cited.ID} {
		if id != nil {
			return *id
		}
	}
	if !proceeding.IsZero() {
		return proceeding
	}
	return n.ID
}

func (m *Message) readAreas(c *charter.Charter, k *charter.Notice, fields form.Fields) {
	for _, name := range k.Areas {
		p, there := form.Get[form.Place](fields, name)
		if !there {
			continue
		}
		if a, ok := AreaOf(p, c); ok {
			m.Areas = append(m.Areas, a)
		} else {
			m.Unfit++
		}
	}
}

func (m *Message) readSpans(s *charter.Schema, fields form.Fields) {
	k := s.Notice
	if t, ok := form.Get[form.Time](fields, k.From); ok {
		m.Time.From = int64(t)
	}
	if t, ok := form.Get[form.Time](fields, k.Until); ok {
		m.Time.To = int64(t)
	}
	if h, ok := form.Get[form.Number](fields, k.Floor); ok {
		m.Height.From = -centimetresUp(s.Field(k.Floor), -int64(h))
	}
	if h, ok := form.Get[form.Number](fields, k.Ceiling); ok {
		m.Height.To = centimetresUp(s.Field(k.Ceiling), int64(h))
	}
}

// centimetresUp is a height in the unit and decimals of its field as whole centimetres, rounded up: a band is never too
// small [OVL-14].
func centimetresUp(f *charter.Field, n int64) int64 {
	by := int64(1)
	for range f.Decimals {
		by *= 10
	}
	if f.Unit == charter.UnitFeet {
		n, by = n*3048, by*100
	} else {
		n *= 100
	}
	if n > 0 {
		return (n + by - 1) / by
	}
	return n / by
}
