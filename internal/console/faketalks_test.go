package console

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"slices"

	"parley"
	"parley/charter"
	"parley/charters"
	"parley/form"
	"parley/internal/node"
	"parley/wire"
)

// fakeTalks are the proceedings of a fakeNode: one that a test tells, and the bytes of its acts. It folds nothing: what an
// act of ours leads to, the test says before.
type fakeTalks struct {
	story     node.ProceedingStory
	envelopes map[string][]byte
	leads     map[string]string // of an act of ours: the state that it leads to
	list      []node.ProceedingView
	lines     []node.LineView
}

func (x *fakeTalks) submitted(id string, p *wire.Payload, envelope []byte) {
	if p.Act == "" || x.envelopes == nil {
		return
	}
	if _, again := x.envelopes[id]; again {
		return
	}
	x.envelopes[id] = envelope
	if p.Proceeding != nil {
		x.enter(id, "south", p.Act, x.leads[p.Act])
	}
}

// enter puts an act behind the others; to is the state that it leads to, or empty.
func (x *fakeTalks) enter(id, author, act, to string) {
	s := &x.story
	e := node.ActView{Act: &id, Author: author, Name: act, Date: "2026-11-22T02:57:30.000Z", Standing: standingEffect, From: s.State, To: s.State, Settled: true}
	if to != "" {
		e.To, s.State, s.Turn = to, to, nil
		s.ActsAllowed = charter.Everywhere()
		s.Allowed = map[string][]string{"north": charter.Everywhere(), "south": charter.Everywhere()}
	}
	s.Entries, s.Seen = append(s.Entries, e), []string{id}
}

func (f *fakeNode) Proceedings(context.Context, string) ([]node.ProceedingView, error) {
	return f.talks.list, nil
}

func (f *fakeNode) Proceeding(_ context.Context, id string) (node.ProceedingStory, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.talks.envelopes[id] == nil {
		return node.ProceedingStory{}, parley.Errorf(parley.CodeNotFound, "no message %s is held here", id)
	}
	s := f.talks.story
	s.Entries = slices.Clone(s.Entries)
	return s, nil
}

func (f *fakeNode) ProceedingEdition(context.Context, string) ([]byte, error) { return f.text, nil }

func (f *fakeNode) Envelope(_ context.Context, id string) ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.talks.envelopes[id], nil
}

func (f *fakeNode) Outcome(_ context.Context, id string, _ node.Who) ([]byte, error) {
	return []byte("evidence of " + id), nil
}

// talk begins a proceeding under the council's charter: north opens, and the allowed acts are ours.
func (r *room) talk(procedure, body string, allowed ...string) string {
	r.t.Helper()
	r.node.text = charters.Text("council")
	c := r.charter()
	p := c.Procedure(procedure)
	r.node.talks = fakeTalks{envelopes: map[string][]byte{}, leads: map[string]string{}}
	id := r.says("north", p.Form, procedure, "", body)
	until := "2026-11-24T12:00:00.000Z"
	s := &r.node.talks.story
	s.ProceedingView = node.ProceedingView{ID: id, Charter: r.node.id().String(), Procedure: procedure, State: p.States[0].Name, Turn: []string{"south"}, Since: "2026-11-22T02:00:00.000Z", Lapse: "none", Proof: "confirmed", Settled: true,
		ActsAllowed: append(allowed, charter.Everywhere()...)}
	if p.States[0].Clock != nil {
		s.Until, s.Lapse = &until, lapseRunning
	}
	s.Participants, s.Seen = []string{"north", "south"}, []string{id}
	s.Allowed = map[string][]string{"south": s.ActsAllowed, "north": charter.Everywhere()}
	s.Entries = []node.ActView{{Act: &id, Author: "north", Name: procedure, Date: s.Since, Standing: standingEffect, To: s.State, Settled: true, Confirmed: true}}
	r.node.talks.list = []node.ProceedingView{s.ProceedingView}
	return id
}

func (r *room) charter() *charter.Charter {
	c, err := charter.Parse(r.node.text)
	if err != nil {
		r.t.Fatal(err)
	}
	return c
}

// says makes a message of a party: an act of a proceeding, or, where that is empty, one that opens it. body is JSON, or text
// where the form has no fields.
func (r *room) says(party, formName, act, of, body string) string {
	r.t.Helper()
	f := form.Of(r.charter(), formName)
	p := &wire.Payload{Nonce: [16]byte(sha256.New().Sum([]byte(act + body))[:16]), Time: 1_795_000_000_000, From: wire.AddressOf(parley.Address{Party: parley.PartyID(party), Post: "duty"}), Action: []wire.Address{{Party: map[string]parley.PartyID{"north": "south", "south": "north"}[party]}},
		Edition: 1, Form: formName, Act: act, Exercise: true, Body: []byte(body), Lang: "en"}
	if f.Schema() != nil {
		b, err := f.FromJSON([]byte(body))
		if err == nil {
			p.Lang, p.Body, err = "", nil, nil
			p.Body, err = f.Encode(b)
		}
		if err != nil {
			r.t.Fatal(err)
		}
	}
	if of == "" {
		p.Participants = []parley.PartyID{"north", "south"}
	} else if id, err := parley.ParseHash(of); err == nil {
		p.Proceeding = &id
	}
	seed := sha256.Sum256([]byte("of " + party))
	e, err := wire.Seal(p, r.node.id(), testKey{ed25519.NewKeyFromSeed(seed[:])})
	if err != nil {
		r.t.Fatal(err)
	}
	id := parley.Sum(e.Encode()).String()
	r.node.talks.envelopes[id] = e.Encode()
	return id
}

const (
	invitation = `{"level": "ambassadors", "first_day": "2026-12-01T09:00Z", "last_day": "2026-12-01T17:00Z", "place": "The house at point 3", "agenda": [
	{"id": "1", "title": "Safety at the crossing", "type": "exchange"}, {"id": "2", "title": "Any other business", "type": "other"}], "reply_by": "2026-11-24T12:00Z"}`
	paragraphs = `{"title": "Rules for the crossing", "paragraphs": [{"id": "1", "text": "Vessels pass at no more than 12 knots."}, {"id": "2", "text": "Either party may board for rescue."}]}`
)
