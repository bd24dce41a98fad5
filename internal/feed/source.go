package feed

import (
	"context"
	"strings"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/internal/node"
	"parley/overlap"
	"parley/wire"
)

func spokenBy(c *charter.Charter, lang string) string {
	for _, l := range []string{lang, "en"} {
		if c.Title[l] != "" {
			return l
		}
	}
	return c.Authentic[0]
}

// A source is the charter under which notices stand.
type source struct {
	charter *charter.Charter
	view    node.CharterView
	lang    string
	active  map[string]*node.ActiveNotice // notices as the node keeps them, by their first message
	all     bool                          // there are no others
}

// role says which fields of a form say who will be where; nil: the charter does not.
func (s *source) role(name string) *charter.Notice {
	if schema := s.charter.Schema(name); schema != nil {
		return schema.Notice
	}
	return nil
}

// follows reports whether messages in a form are about a notice in another one: extensions, reports, cancellations.
func (s *source) follows(name string) bool { return s.role(name) != nil && s.role(name).Of != "" }

// notice is a line as it stands: what its last message says that does not cancel it. ok is false where that names neither a
// place nor a time.
func (s *source) notice(ctx context.Context, api node.API, l line) (n Notice, ok bool, err error) {
	newest := l[len(l)-1]
	body := newest
	for i := len(l) - 1; body.Cancels != nil && i > 0; i-- {
		body = l[i-1]
	}
	if body.Cancels != nil || len(body.Places)+len(body.Times) == 0 {
		return n, false, nil
	}
	n = Notice{ID: l[0].ID, Charter: s.charter.Title[s.lang], Restricted: s.charter.Restricted != nil, Party: partyOf(body), Cancelled: newest.Cancels != nil, Exercise: body.Exercise}
	if n.Sent, err = parley.ParseMillis(newest.Time); err != nil {
		return n, false, err
	}
	for _, v := range l[:len(l)-1] {
		sent, err := parley.ParseMillis(v.Time)
		if err != nil {
			return n, false, err
		}
		n.Before = append(n.Before, sent)
	}
	n.Title, n.Name = s.title(body), string(n.Party)
	if p := s.charter.Party(n.Party); p != nil {
		n.Name = p.Name
	}
	n.Reference = referenceOf(newest)
	if len(l) > 1 {
		n.Replaces = referenceOf(l[len(l)-2])
	}
	if s.when(&n, body); !n.Cancelled {
		s.kept(&n, body.Form)
	}
	s.where(&n, body)
	n.Text, err = s.text(ctx, api, body)
	return n, true, err
}

// title is what the charter calls the form, and the subject.
func (s *source) title(v node.NoticeView) string {
	title := v.Form
	if f := s.charter.Form(v.Form); f != nil {
		title = f.Title[s.lang]
	}
	if v.Subject != nil && *v.Subject != "" {
		title += ": " + *v.Subject
	}
	return title
}

func referenceOf(v node.NoticeView) *form.Reference {
	if v.Reference == nil {
		return nil
	}
	r, err := form.ParseReference(*v.Reference)
	if err != nil {
		return nil
	}
	return &r
}

// when is from the first time that a notice names until the last.
func (s *source) when(n *Notice, v node.NoticeView) {
	for i, t := range v.Times {
		if i == 0 || t.At < n.From {
			n.From = t.At
		}
		n.Until = max(n.Until, t.At)
	}
	if n.Until == n.From {
		n.Until = 0
	}
}

// kept takes over what the node keeps of a notice where the charter says which fields are what: its time and height as the last
// message leaves them, also one in another form. What the node keeps no more has ended, and is cancelled.
func (s *source) kept(n *Notice, name string) {
	if s.role(name) == nil {
		return
	}
	a := s.active[n.ID]
	if a == nil {
		n.Cancelled = s.all
		return
	}
	n.From, n.Until = instant(a.From), instant(a.Until)
	if said := instant(&a.Said); said > n.Sent {
		n.Before, n.Sent = append(n.Before, n.Sent), said
	}
	if a.Floor != nil || a.Ceiling != nil {
		n.Height = &overlap.Span{From: overlap.OpenFrom, To: overlap.OpenTo}
		if a.Floor != nil {
			n.Height.From = *a.Floor
		}
		if a.Ceiling != nil {
			n.Height.To = *a.Ceiling
		}
	}
}

// instant is 0 for a time that is open.
func instant(s *string) parley.Millis {
	if s == nil {
		return 0
	}
	t, err := parley.ParseMillis(*s)
	if err != nil {
		return 0
	}
	return t
}

// where are its places, an area of the charter with its corners.
func (s *source) where(n *Notice, v node.NoticeView) {
	f := form.Of(s.charter, v.Form)
	for _, x := range v.Places {
		p, err := form.ParsePlace(x.Place)
		if err != nil {
			continue
		}
		place := Place{p, s.field(v.Form, x.Path), f.PlaceText(s.lang, p)}
		if a := s.charter.Area(p.Words); p.Kind == form.PlaceArea && a != nil {
			place.Kind, place.Points = form.PlacePolygon, a.Ring
		}
		n.Places = append(n.Places, place)
	}
}

// field is the title of a field by its path, in a table with that of the table.
func (s *source) field(name, path string) string {
	table, cell, inTable := strings.Cut(path, "[")
	f := s.charter.Schema(name).Field(table)
	if f == nil {
		return path
	}
	title := f.Title[s.lang]
	if _, column, ok := strings.Cut(cell, "]."); inTable && ok && f.Column(column) != nil {
		title += ", " + f.Column(column).Title[s.lang]
	}
	return title
}

// text is the body as its readers see it; none where it cannot be read by the edition in force.
func (s *source) text(ctx context.Context, api node.API, v node.NoticeView) ([]string, error) {
	b, err := api.Envelope(ctx, v.ID)
	if err != nil {
		return nil, err
	}
	_, p, err := wire.DecodeEnvelope(b)
	if err != nil {
		return nil, err
	}
	f := form.Of(s.charter, v.Form)
	body, err := f.Decode(p.Body)
	if err != nil {
		return nil, nil // the message says why; a feed has no room for it
	}
	return strings.Split(strings.TrimSpace(f.Text(s.lang, body)), "\n"), nil
}
