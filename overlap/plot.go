package overlap

import (
	"encoding/binary"
	"slices"

	"parley"
	"parley/charter"
)

// Bounds of what a plot keeps of one party: more is left out, and counted.
const (
	MaxMessages   = 100_000 // messages
	MaxCorners    = 500_000 // points of their areas
	MaxEncounters = 20_000  // encounters of two parties
)

// A Plot is who will be where: the notices of one charter as they stand, and which of them meet or come near each other. It is
// a function of the messages that came, whatever their order, as long as no bound is reached. It is not safe for
// use by several goroutines at once.
type Plot struct {
	pairs    *charter.Conflicts
	index    *Index
	lines    map[tie]*line // by each message of a notice, and by those that it goes on with and that are not here
	numbered []*line       // by number
	version  int64
	held     map[parley.PartyID]*holding
	between  map[[2]parley.PartyID]int // encounters kept
	more     int                       // encounters not kept

	opened map[parley.Hash]Opening             // of proceedings about two notices
	about  map[string]map[string][]parley.Hash // of these, by both names, in both orders
}

// A tie is a message as one party names it: what a party says of messages of others changes nothing for them.
type tie struct {
	party parley.PartyID
	id    parley.Hash
}

// A holding is what is here of one party.
type holding struct{ messages, corners, openings, left int }

// NewPlot returns a plot without notices. Between which forms it looks is what a charter says; margins are ones that Check took.
func NewPlot(pairs *charter.Conflicts, m Margins) *Plot {
	return &Plot{pairs: pairs, index: New(m), lines: map[tie]*line{}, held: map[parley.PartyID]*holding{}, between: map[[2]parley.PartyID]int{},
		opened: map[parley.Hash]Opening{}, about: map[string]map[string][]parley.Hash{}}
}

// Put takes a message, and returns what its notice met as it stood before and what it meets now [OVL-11]. A message that is
// here already changes nothing.
func (x *Plot) Put(m Message) (was, now []Encounter) {
	l, other := x.lines[tie{m.Party, m.ID}], x.lines[tie{m.Party, m.Of}]
	if l != nil && l.holds(&m) || !x.room(&m) {
		return nil, nil
	}
	switch {
	case l == nil:
		l = other
	case other != nil && other != l:
		l, was = x.join(l, other)
	}
	if l == nil {
		l = &line{number: uint32(len(x.numbered)), near: map[*line]*Encounter{}}
		x.numbered = append(x.numbered, l)
	}
	x.enter(l, tie{m.Party, m.ID})
	x.enter(l, tie{m.Party, m.Of})
	l.insert(&m)
	before, now := x.renew(l)
	return append(was, before...), now
}

// enter has a message lead to a line.
func (x *Plot) enter(l *line, t tie) {
	if x.lines[t] != l {
		x.lines[t] = l
		l.ties = append(l.ties, t)
	}
}

// join makes one of two lines between which a message was missing.
func (x *Plot) join(a, b *line) (all *line, was []Encounter) {
	if len(a.ties) < len(b.ties) {
		a, b = b, a
	}
	messages := b.messages
	b.messages = nil
	was, _ = x.renew(b)
	for _, t := range b.ties {
		x.enter(a, t)
	}
	b.ties = nil
	for _, m := range messages {
		a.insert(m)
	}
	return a, was
}

// Drop takes a message out: its body is not here any more.
func (x *Plot) Drop(party parley.PartyID, id parley.Hash) (was, now []Encounter) {
	x.dropOpening(id)
	l := x.lines[tie{party, id}]
	if l == nil {
		return nil, nil
	}
	at := slices.IndexFunc(l.messages, func(m *Message) bool { return m.ID == id })
	if at < 0 {
		return nil, nil
	}
	x.release(l.messages[at])
	l.messages = slices.Delete(l.messages, at, at+1)
	return x.renew(l)
}

// room reports whether a message finds room among those of its party, and counts it.
func (x *Plot) room(m *Message) bool {
	h := x.holdingOf(m.Party)
	if h.messages >= MaxMessages || h.corners+m.corners() > MaxCorners {
		h.left++
		return false
	}
	h.messages, h.corners = h.messages+1, h.corners+m.corners()
	return true
}

func (x *Plot) holdingOf(party parley.PartyID) *holding {
	if x.held[party] == nil {
		x.held[party] = &holding{}
	}
	return x.held[party]
}

func (x *Plot) release(m *Message) {
	h := x.held[m.Party]
	h.messages, h.corners = h.messages-1, h.corners-m.corners()
}

func (m *Message) corners() (n int) {
	for _, a := range m.Areas {
		n += len(a.core)
	}
	return n
}

// partID names one area of a line in the index.
func (l *line) partID(part int) (id parley.Hash) {
	binary.BigEndian.PutUint32(id[:], l.number)
	id[4] = uint8(part)
	return id
}

func (x *Plot) lineOf(part parley.Hash) *line { return x.numbered[binary.BigEndian.Uint32(part[:])] }
