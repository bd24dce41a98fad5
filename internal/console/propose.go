package console

import (
	"net/http"
	"net/url"
	"slices"

	"parley"
	"parley/charter"
	"parley/wire"
)

// An OffersPage lists what may be opened.
type OffersPage struct {
	Frame
	Charters []OfferedCharter
}

// An OfferedCharter is a charter with the procedures that it offers.
type OfferedCharter struct {
	Title  string
	Offers []Opening
}

// An Opening is a procedure that may be opened: what begins with it, who is to act then, and how it may end.
type Opening struct {
	Link, Title string
	First       string   // state
	Turn        []string // roles
	Ends        []string // states
	Silence     bool     // a silence may count in it
	All         bool     // every party takes part
	With        []WithChoice
}

// A WithChoice is a party that may take part.
type WithChoice struct {
	ID, Name string
	Chosen   bool
}

// openings lists the procedures of every charter.
func (c *Console) openings(v *visit) error {
	ctx := v.r.Context()
	list, err := c.api.Charters(ctx)
	if err != nil {
		return err
	}
	p := &OffersPage{Frame: c.frame(v, "offers")}
	for _, ch := range list {
		h := c.parsed(ctx, ch)
		if h == nil || len(h.text.Procedures) == 0 {
			continue
		}
		o := OfferedCharter{Title: oneLine(ch.Title)}
		for i := range h.text.Procedures {
			o.Offers = append(o.Offers, h.offer(p.Lang, p.Party, &h.text.Procedures[i], nil))
		}
		p.Charters = append(p.Charters, o)
	}
	c.show(v.w, http.StatusOK, p.Lang, "offers", p)
	return nil
}

// offer is a procedure in the words of a reader; to are the parties chosen.
func (h *heldCharter) offer(lang, own string, proc *charter.Procedure, to []string) Opening {
	o := Opening{Link: "/proceedings/new/" + url.PathEscape(proc.Name) + "?charter=" + h.view.ID, Title: h.titled(lang, proc.Title), All: proc.All}
	for i := range proc.States {
		s := &proc.States[i]
		title := h.titled(lang, s.Title)
		if i == 0 {
			o.First = title
			for _, role := range s.Awaits {
				o.Turn = append(o.Turn, h.titled(lang, proc.Role(role).Title))
			}
		}
		if s.End {
			o.Ends = append(o.Ends, title)
		}
		o.Silence = o.Silence || s.Clock != nil && s.Clock.Silence
	}
	for _, p := range h.text.Parties {
		if string(p.ID) != own {
			o.With = append(o.With, WithChoice{string(p.ID), h.party(string(p.ID)), proc.All || len(h.text.Parties) == 2 || slices.Contains(to, string(p.ID))})
		}
	}
	return o
}

// opened is the charter and the procedure that a request names.
func (c *Console) opened(v *visit, id string) (*heldCharter, *charter.Procedure, error) {
	k, err := c.api.Composer(v.r.Context(), id)
	if err != nil {
		return nil, nil, err
	}
	h := c.charterNamed(v.r.Context(), k.Charter.String())
	if h == nil {
		return nil, nil, parley.Errorf(parley.CodeNotFound, "the charter of this proceeding is not held")
	}
	proc := h.text.Procedure(v.r.PathValue("procedure"))
	if proc == nil {
		return h, nil, parley.Errorf(parley.CodeNotFound, "the charter has no procedure %.40q", v.r.PathValue("procedure"))
	}
	return h, proc, nil
}

func (c *Console) propose(v *visit) error {
	q := v.r.URL.Query()
	d := Draft{Charter: q.Get("charter"), From: v.who.Post, Precedence: parley.Routine.String(), Lang: c.bareFrame(v.r).Lang, Values: url.Values{}}
	var err error
	id := q.Get("draft")
	if id != "" {
		d, err = c.cfg.Drafts.Draft(id)
	} else {
		d.ID, err = c.sessions.token()
	}
	if err != nil {
		return err
	}
	h, proc, err := c.opened(v, d.Charter)
	if err != nil {
		return err
	}
	if id == "" {
		d.offered(q, h.text.Schema(proc.Form))
	}
	return c.showOpening(v, h, proc, &ActPage{Draft: d}, http.StatusOK)
}

func (c *Console) showOpening(v *visit, h *heldCharter, proc *charter.Procedure, p *ActPage, status int) error {
	p.Frame = c.frame(v, "act")
	p.Draft.Charter, p.Draft.Of.Act = h.view.ID, proc.Name
	p.Action, p.Title, p.Act, p.Allowed = "/proceedings/new/"+url.PathEscape(proc.Name), h.titled(p.Lang, proc.Title), h.titled(p.Lang, proc.Title), true
	p.Path = p.Action + "?charter=" + h.view.ID
	o := h.offer(p.Lang, p.Party, proc, p.Draft.To)
	p.Offer = &o
	p.Without = p.Title
	if err := c.desks(v, p, h, proc.Form); err != nil {
		return err
	}
	c.show(v.w, status, p.Lang, "act", p)
	return nil
}

// previewOpening keeps what was written and shows what would be signed.
func (c *Console) previewOpening(v *visit) error {
	d, err := draftOf(v.r, v.r.FormValue("draft"))
	if err != nil {
		return err
	}
	h, proc, err := c.opened(v, d.Charter)
	if err != nil {
		return err
	}
	d.Charter, d.Of.Act, d.Of.Proceeding = h.view.ID, proc.Name, ""
	d.take(v.r, h.text, proc.Form)
	page := &ActPage{Draft: d}
	if err := c.keep(v, d); err != nil {
		page.fault(err)
		return c.showOpening(v, h, proc, page, http.StatusOK)
	}
	if asked := v.r.FormValue(rowsInput); asked != "" {
		formRows(h.text, proc.Form, asked, d.Values)
		return c.showOpening(v, h, proc, page, http.StatusOK)
	}
	s, faults, err := c.openingOf(v, h, proc, d)
	if err != nil || len(faults) > 0 {
		page.fault(err)
		page.Fields = formFields(h, c.bareFrame(v.r).Lang, proc.Form, d.Values, faults, nil)
		return c.showOpening(v, h, proc, page, http.StatusOK)
	}
	return c.preview(v, s)
}

// openingOf makes the payload that opens a proceeding.
func (c *Console) openingOf(v *visit, h *heldCharter, proc *charter.Procedure, d Draft) (Sending, fieldFaults, error) {
	p, s, err := c.envelopeOf(v, d, proc.Form)
	if err != nil {
		return s, nil, err
	}
	p.Act = proc.Name
	for _, party := range h.text.Parties {
		own := party.ID == s.Composer.Party
		if !own && !proc.All && !slices.Contains(d.To, string(party.ID)) {
			continue
		}
		p.Participants = append(p.Participants, party.ID)
		if !own {
			p.Action = append(p.Action, wire.Address{Party: party.ID})
		}
	}
	if len(p.Action) == 0 {
		return s, nil, parley.Errorf(parley.CodeBadMessage, "choose at least one party that takes part")
	}
	if d.Text == "" {
		d.Text = h.titled(d.Lang, proc.Title)
	}
	faults, err := c.bodyOf(v, h, p, &s, d)
	return s, faults, err
}
