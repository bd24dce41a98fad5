package console

import (
	"net/http"
	"slices"
	"strings"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/wire"
)

// previewAct keeps what was written and shows what would be signed. What came on record since the form was drawn is shown
// first: an officer signs for what he has seen.
func (c *Console) previewAct(v *visit) error {
	d, err := draftOf(v.r, v.r.FormValue("draft"))
	if err != nil {
		return err
	}
	k, err := c.courseOf(v.r.Context(), c.bareFrame(v.r).Lang, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	d.Charter, d.Of.Proceeding, d.Of.Act = k.Charter, k.ID, v.r.PathValue("act")
	d.take(v.r, k.held.text, k.formOf(d.Of.Act))
	page := &ActPage{Draft: d}
	if err := c.keep(v, d); err != nil {
		page.fault(err)
		return c.showAct(v, k, page, http.StatusOK)
	}
	if asked := v.r.FormValue(rowsInput); asked != "" {
		formRows(k.held.text, k.formOf(d.Of.Act), asked, d.Values)
		return c.showAct(v, k, page, http.StatusOK)
	}
	if _, open := k.consequence(d.Of.Act); !open || k.unseen(d.Of.Shown) {
		page.Again = true
		return c.showAct(v, k, page, http.StatusConflict)
	}
	s, faults, err := c.actOf(v, k, d)
	if err != nil || len(faults) > 0 {
		page.fault(err)
		page.Fields = formFields(k.held, k.words.lang, k.formOf(d.Of.Act), d.Values, faults, nil)
		return c.showAct(v, k, page, http.StatusOK)
	}
	return c.preview(v, s)
}

func (p *ActPage) fault(err error) {
	if err != nil {
		p.Fault, p.Code = parley.SentenceOf(err), string(parley.CodeOf(err))
	}
}

// actOf makes the payload of an act.
func (c *Console) actOf(v *visit, k *course, d Draft) (s Sending, faults fieldFaults, err error) {
	p, s, err := c.envelopeOf(v, d, k.formOf(d.Of.Act))
	if err != nil {
		return s, nil, err
	}
	id, err := parley.ParseHash(k.ID)
	if err != nil {
		return s, nil, err
	}
	p.Proceeding, p.Act, s.Reads = &id, d.Of.Act, k.held.text
	for _, party := range k.Participants {
		if party != k.own {
			p.Action = append(p.Action, wire.Address{Party: parley.PartyID(party)})
		}
	}
	if p.Seen, err = hashes(k.Seen[max(0, len(k.Seen)-wire.MaxSeen):]); err != nil {
		return s, nil, err
	}
	if a := k.actNamed(p.Act); a != nil && a.Agrees {
		if p.Texts, err = hashes(k.among(d.Of.Agrees)); err != nil {
			return s, nil, err
		}
		if len(p.Texts) == 0 {
			return s, nil, parley.Errorf(parley.CodeBadMessage, "choose at least one text that this act agrees to")
		}
	}
	if p.Act == charter.ActCorrect {
		list, err := hashes(k.among([]string{d.Of.Corrects}))
		if err != nil || len(list) == 0 {
			return s, nil, parley.Errorf(parley.CodeBadMessage, "choose the act that this one corrects")
		}
		p.Refers.Corrects = &list[0]
	}
	if p.Act == charter.ActCancel || p.Act == charter.ActWithdraw {
		p.Refers.Cancels = p.Proceeding
	}
	if p.Act == charter.ActAmend && k.proc != nil && k.proc.Form == p.Form {
		p.Refers.Corrects = k.amended()
	}
	values := d.Values
	if a := k.actNamed(p.Act); a != nil {
		values = k.answered(a, c.tale(v.r.Context(), k), values)
		if d.Text == "" {
			d.Text = k.held.titled(d.Lang, a.Title)
		}
	}
	d.Values = values
	faults, err = c.bodyOf(v, k.held, p, &s, d)
	return s, faults, err
}

// envelopeOf makes what every act has.
func (c *Console) envelopeOf(v *visit, d Draft, formName string) (p *wire.Payload, s Sending, err error) {
	k, err := c.api.Composer(v.r.Context(), d.Charter)
	if err != nil {
		return nil, s, err
	}
	if !slices.Contains(k.Posts, parley.PostID(d.From)) {
		return nil, s, parley.Errorf(parley.CodeUnknownParty, "this party has no post %.40q", d.From)
	}
	if p, err = c.blank(k, parley.PostID(d.From)); err != nil {
		return nil, s, err
	}
	if p.Precedence, err = parley.ParsePrecedence(d.Precedence); err != nil {
		return nil, s, err
	}
	p.InfoPrecedence, p.Exercise, p.Form = p.Precedence, k.Exercise, formName
	return p, Sending{Payload: p, Composer: k, Draft: d.ID, Back: v.r.URL.Path + "?draft=" + d.ID}, nil
}

// bodyOf fills in what the message says: the fields of its form, or a text.
func (c *Console) bodyOf(v *visit, h *heldCharter, p *wire.Payload, s *Sending, d Draft) (fieldFaults, error) {
	if h.text.Schema(p.Form) == nil {
		if strings.TrimSpace(d.Text) == "" {
			return nil, parley.Errorf(parley.CodeBadMessage, "the message has no text")
		}
		p.Lang, p.Body = d.Lang, []byte(d.Text)
		return nil, p.Check()
	}
	body, faults := readForm(h.text, p.Form, d.Values)
	if len(faults) > 0 {
		return faults, nil
	}
	if err := d.referenced(&body); err != nil {
		return nil, err
	}
	var flags []form.Flag
	flags, err := c.fillBody(v.r.Context(), h, p, body)
	if err != nil {
		return nil, err
	}
	s.Flags = flags
	return nil, p.Check()
}

// amended is the text of ours that an amendment takes the place of; nil where what lies before the parties is another's.
func (k *course) amended() *parley.Hash {
	laid := k.laidAct()
	for _, e := range k.Entries {
		if e.Act != nil && *e.Act == laid && e.Author == k.own {
			if list, err := hashes([]string{laid}); err == nil {
				return &list[0]
			}
		}
	}
	return nil
}

// among leaves of some ids those that are acts of the course.
func (k *course) among(ids []string) (out []string) {
	for _, e := range k.Entries {
		if e.Act != nil && slices.Contains(ids, *e.Act) {
			out = append(out, *e.Act)
		}
	}
	return out
}

func hashes(words []string) (out []parley.Hash, err error) {
	for _, w := range words {
		h, err := parley.ParseHash(w)
		if err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, nil
}
