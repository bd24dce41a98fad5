package node

import (
	"parley"
	"parley/charter"
	"parley/form"
	"parley/internal/store"
	"parley/overlap"
	"parley/wire"
)

// A plotWriter says in words what a plot of one charter shows.
type plotWriter struct {
	n       *Node
	t       *table
	r       store.Reader
	written map[parley.Hash]ActiveNotice // by the last message of a notice

	cosigned *cosignedSizes

	draft   parley.Hash   // a message that is not sent yet
	drafted *wire.Payload // nil: there is none
}

func (n *Node) plotWriter(t *table, r store.Reader) *plotWriter {
	return &plotWriter{n: n, t: t, r: r, written: map[parley.Hash]ActiveNotice{}, cosigned: newCosignedSizes(r, t)}
}

// payload returns what a message says.
func (w *plotWriter) payload(id parley.Hash) (*wire.Payload, store.Message, error) {
	if w.drafted != nil && id == w.draft {
		return w.drafted, store.Message{ID: id, Author: w.n.cfg.Party, SentAt: -1}, nil
	}
	m, err := w.r.Message(id)
	if err != nil {
		return nil, m, err
	}
	if erased(m) {
		return nil, m, nil
	}
	_, p, err := wire.DecodeEnvelope(m.Envelope)
	return p, m, err
}

// notice shows a notice as it stands.
func (w *plotWriter) notice(s *overlap.Standing) (v ActiveNotice, err error) {
	if v, ok := w.written[s.Message]; ok {
		return v, nil
	}
	last, m, err := w.payload(s.Message)
	if err != nil {
		return v, ignoreNotFound(err)
	}
	said, first, err := w.payload(s.Said)
	if err != nil {
		return v, ignoreNotFound(err)
	}
	v = ActiveNotice{Notice: s.Notice.String(), Message: s.Message.String(), Charter: w.t.id.String(), Restricted: w.t.charter().Restricted != nil,
		Party: string(s.Party), Own: s.Party == w.n.cfg.Party, Form: s.Form, Title: s.Form, From: instant(s.Time.From, overlap.OpenFrom), Until: instant(s.Time.To, overlap.OpenTo),
		Floor: heightOrNull(s.Height.From, overlap.OpenFrom), Ceiling: heightOrNull(s.Height.To, overlap.OpenTo), Places: []PlotPlace{}, Compared: s.Comparable(), Seq: m.Seq, Exercise: w.t.charter().Exercise}
	if !first.Proceeding.IsZero() {
		v.Proceeding = textOrNull(first.Proceeding.String())
	}
	if last != nil {
		v.Said, v.Exercise = last.Time.String(), v.Exercise || last.Exercise
	}
	if said != nil {
		v.Subject = textOrNull(said.Subject)
		w.places(&v, said)
	}
	w.written[s.Message] = v
	return v, nil
}

// places adds the areas and what the form calls itself.
func (w *plotWriter) places(v *ActiveNotice, p *wire.Payload) {
	ed := w.t.editionNumbered(p.Edition)
	if ed == nil || ed.charter.Schema(p.Form) == nil || ed.charter.Schema(p.Form).Notice == nil {
		return
	}
	c, s := ed.charter, ed.charter.Schema(p.Form)
	v.Title = titled(c, c.Form(p.Form).Title)
	b, err := form.Of(c, p.Form).Decode(p.Body)
	if err != nil {
		return
	}
	if b.Reference != nil {
		v.Reference = textOrNull(b.Reference.String())
	}
	for _, name := range s.Notice.Areas {
		if at, ok := form.Get[form.Place](b.Fields, name); ok {
			v.Places = append(v.Places, plotPlace(c, s.Field(name), at))
		}
	}
}

func plotPlace(c *charter.Charter, f *charter.Field, at form.Place) PlotPlace {
	v := PlotPlace{Field: f.Name, Title: titled(c, f.Title), Place: at.String(), Kind: at.Kind, Points: []PlotPoint{}, Metres: at.Metres, Words: at.Words}
	points := at.Points
	if a := c.Area(at.Words); at.Kind == form.PlaceArea && a != nil {
		points, v.Words = a.Ring, titled(c, a.Title)
	}
	for _, p := range points {
		v.Points = append(v.Points, PlotPoint{p.Lat, p.Lon})
	}
	return v
}

// conflict shows an encounter.
func (w *plotWriter) conflict(e *encountered) (v ConflictView, err error) {
	v = ConflictView{Charter: w.t.id.String(), Own: e.Of(w.n.cfg.Party), Meets: e.Meets(), Metres: e.Metres, Height: e.Height, Apart: e.Apart,
		From: instant(e.Time.From, overlap.OpenFrom), Until: instant(e.Time.To, overlap.OpenTo), Sight: SightUnknown}
	if v.One, err = w.notice(e.One); err != nil {
		return v, err
	}
	if v.Other, err = w.notice(e.Other); err != nil {
		return v, err
	}
	if err = w.sight(e, &v); err != nil {
		return v, err
	}
	return v, w.about(e, &v)
}

func instant(at, open int64) *string {
	if at == open {
		return nil
	}
	return textOrNull(parley.Millis(at).String())
}

func heightOrNull(at, open int64) *int64 {
	if at == open {
		return nil
	}
	return &at
}
