package console

import (
	"cmp"
	"net/url"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/internal/chart"
	"parley/internal/node"
)

// A MapTalk is a proceeding about two notices: where it stands, and whose move it is.
type MapTalk struct {
	ID, Title, State string
	Turn             []string
	Until            Instant
	Proof            string // code
}

// about says what is done about two notices, and, where it is nobody's move in that, what opens more.
func (v *MapConflict) about(n *mapNear, lang string) {
	h, moving := n.held, false
	for _, x := range n.view.Proceedings {
		t := MapTalk{ID: x.ID, Title: h.procedure(lang, x), State: h.state(lang, x), Until: instantOrNone(x.Until), Proof: x.Proof}
		for _, id := range x.Turn {
			t.Turn = append(t.Turn, h.party(id))
		}
		moving = moving || len(t.Turn) > 0
		v.Talks = append(v.Talks, t)
	}
	if o := n.view.Opening; o != nil && !moving {
		v.Open, v.Opens = openingLink(n.view.Charter, o), h.procedure(lang, node.ProceedingView{Procedure: o.Procedure, Title: o.Title})
	}
	v.There = n.there()
}

// openingLink is the form of an opening with the two notices filled in.
func openingLink(charter string, o *node.ConflictOpening) string {
	q := url.Values{"charter": {charter}, "to": o.To}
	for field, notice := range o.Set {
		q.Set(inputPrefix+field, notice)
	}
	return "/proceedings/new/" + url.PathEscape(o.Procedure) + "?" + q.Encode()
}

// offered takes what a link fills in of an opening: with whom, and the messages that its references name.
func (d *Draft) offered(q url.Values, s *charter.Schema) {
	d.To = q["to"][:min(len(q["to"]), maxOffered)]
	for i := 0; s != nil && i < len(s.Fields); i++ {
		input := inputPrefix + s.Fields[i].Name
		if _, err := form.ParseCitation(q.Get(input)); err == nil && s.Fields[i].Kind == charter.KindReference {
			d.Values.Set(input, q.Get(input))
		}
	}
}

// maxOffered is the most parties that a link names.
const maxOffered = 64

// there is the map at the time of a conflict, on a view of its two notices.
func (n *mapNear) there() string {
	q := url.Values{"days": {"any"}}
	if at := cmp.Or(some(n.view.From), some(n.view.Until)); at != "" {
		q.Set("at", at)
	}
	if shapes := append(n.held.shapes(&n.view.One), n.held.shapes(&n.view.Other)...); len(shapes) > 0 {
		q.Set("view", chart.Fit(shapes).String())
	}
	return "/map?" + q.Encode()
}

// shapes are the places of a notice that a map can show.
func (h *heldCharter) shapes(x *node.ActiveNotice) (out []chart.Shape) {
	for _, at := range x.Places {
		place, err := form.ParsePlace(at.Place)
		if err != nil {
			continue
		}
		if s, ok := chart.ShapeOf(place, h.text); ok {
			out = append(out, s)
		}
	}
	return out
}

// conflictsOn are the conflicts of one notice, each with the other one as the second; none of a message that is no notice.
func (c *Console) conflictsOn(v *visit, h *heldCharter, m node.MessageView, lang string) (out []MapConflict, err error) {
	if h == nil || h.text.Schema(m.Form) == nil || h.text.Schema(m.Form).Notice == nil {
		return nil, nil
	}
	list, err := c.conflictsOf(v.r.Context(), node.ConflictQuery{Notice: m.ID, Limit: maxOnMessage, Who: v.who})
	for i := range list {
		x := &list[i]
		if from, _ := parley.ParseAddress(m.From); x.One.Party != string(from.Party) {
			x.One, x.Other = x.Other, x.One
		}
		n := mapNear{view: x, held: h}
		out = append(out, n.row(lang))
	}
	return out, err
}

// markNear marks the notices of a page that meet others or come near them; their own pages say which, and what is done about it.
func (c *Console) markNear(v *visit, rows []NoticeRow) error {
	for i := range rows {
		if r := &rows[i]; r.plotted && r.State == node.NoticeStanding {
			list, err := c.conflictsOf(v.r.Context(), node.ConflictQuery{Notice: r.ID, Limit: 1, Who: v.who})
			if err != nil {
				return err
			}
			r.Near = len(list) > 0
		}
	}
	return nil
}

// maxOnMessage is how many conflicts the page of a notice lists.
const maxOnMessage = 20
