package node

import (
	"io"
	"time"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/wire"
)

// begin has a party that takes part open a proceeding with the others, twice at most in a case.
func (x *caseRun) begin() {
	if len(x.started) == 2 || len(x.takes) < 2 {
		return
	}
	from := x.takes[x.rnd.IntN(len(x.takes))]
	s := x.stations[from]
	if s.node == nil || x.boats[from].sunk() {
		return
	}
	number := 2 * x.rnd.IntN(caseProcedures/2)
	if !x.shape.clocked {
		number++
	}
	m := x.caseMessage(s, x.takes)
	m.Act, m.Participants = x.charterOf(s).Procedures[number].Name, x.takes
	if id, ok := x.submit(s, m); ok {
		x.started = append(x.started, caseProceeding{id, from})
		if x.liar != nil && x.liar.face == nil {
			x.liar.began = len(x.started)
		}
	}
}

func (x *caseRun) charterOf(s *station) *charter.Charter { return s.node.tables()[0].charter() }

// caseMessage is an act to all of some parties, with a term.
func (x *caseRun) caseMessage(s *station, to []parley.PartyID) *wire.Payload {
	m := x.message(s.id, s.id, parley.Precedence(x.rnd.IntN(4)), "")
	m.Action = nil
	for _, id := range to {
		if id != s.id {
			m.Action = append(m.Action, addressTo(id))
		}
	}
	until := parley.MillisOf(wall().Add(time.Duration(60+x.rnd.IntN(600)) * time.Second))
	m.Form, m.Lang = caseForm, ""
	body, err := form.Of(x.charterOf(s), caseForm).Encode(form.Body{Fields: form.Fields{"until": form.Time(until)}})
	if err != nil {
		x.t.Fatal(err)
	}
	m.Body = body
	return m
}

// act has an officer do something: mostly what is allowed, by what his node shows him.
func (x *caseRun) act(s *station) {
	if len(x.started) == 0 || s.node == nil {
		return
	}
	of := x.started[x.rnd.IntN(len(x.started))]
	story, err := s.node.Proceeding(x.t.Context(), of.id.String())
	may := story.Allowed[string(s.id)]
	if err != nil || len(may) == 0 || len(story.Entries) >= 16 {
		return
	}
	m := x.caseMessage(s, x.takes)
	m.Proceeding = &of.id
	everywhere := len(charter.Everywhere())
	acts := x.charterOf(s).Procedure(story.Procedure).Acts
	switch r := x.rnd.IntN(100); {
	case r < 6:
		m.Act = charter.Everywhere()[x.rnd.IntN(2)]
		m.Form, m.Body, m.Lang = wire.FormText, []byte("Seen."), "en"
	case len(may) > everywhere && (r < 98 || !x.shape.crowded):
		m.Act = may[x.rnd.IntN(len(may)-everywhere)]
	case r < 98:
		return
	default: // it is not allowed to
		m.Act = acts[x.rnd.IntN(len(acts))].Name
	}
	for _, id := range story.Seen {
		if h, err := parley.ParseHash(id); err == nil && x.rnd.IntN(20) > 0 {
			m.Seen = append(m.Seen, h)
		}
	}
	x.submit(s, m)
}

// submit hands a message to a node, as its officer or its cheat does.
func (x *caseRun) submit(s *station, m *wire.Payload) (id parley.Hash, ok bool) {
	if x.lies(s.id) && m.Proceeding != nil && x.liar.submit(s, m) {
		return id, true
	}
	e := x.seal(s.id, m)
	if _, err := s.node.Submit(x.t.Context(), e, Who{User: "test"}); err != nil && !x.boats[s.id].sunk() && !x.lies(s.id) {
		x.t.Fatalf("%s cannot act: %v", s.id, err)
	}
	return parley.Sum(e), true
}

// text has an officer send a text, which is nobody else's business.
func (x *caseRun) text(from parley.PartyID) {
	to := x.order[x.rnd.IntN(len(x.order))]
	s := x.stations[from]
	if to == from || s.node == nil {
		return
	}
	body := make([]byte, 20+x.rnd.IntN(600))
	for i := range body {
		body[i] = byte('a' + x.rnd.IntN(26))
	}
	x.submit(s, x.message(from, to, parley.Precedence(x.rnd.IntN(4)), string(body)))
}

// grind draws the nonce of a message again and again, and keeps the one that gives the least id.
func (x *caseRun) grind(s *station, m *wire.Payload) {
	best, nonce := parley.Hash{0xff}, m.Nonce
	for range 16 {
		io.ReadFull(x.nonce, m.Nonce[:])
		if id := parley.Sum(x.seal(s.id, m)); string(id[:]) < string(best[:]) {
			best, nonce = id, m.Nonce
		}
	}
	m.Nonce = nonce
}
