package console

import (
	"slices"
	"strings"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/internal/node"
	"parley/wire"
)

// noticeForms are the forms of a charter that stand by themselves, and that an officer fills in: those with fields that
// belong to no procedure.
func noticeForms(c *charter.Charter) (out []string) {
	inProcedure := map[string]bool{}
	for _, p := range c.Procedures {
		inProcedure[p.Form] = true
		for _, a := range p.Acts {
			inProcedure[a.Form] = true
		}
	}
	for _, f := range c.Forms {
		if c.Schema(f.Name) != nil && !f.Automatic && !inProcedure[f.Name] && f.Name != form.FormTranslation {
			out = append(out, f.Name)
		}
	}
	return out
}

// offerForm offers the forms in which a message may be written, and draws the one that was chosen. Where faulty is the form,
// the faults stand beside their fields; a form without faults has the flags of its rules there.
func (c *Console) offerForm(v *visit, p *ComposePage, h *heldCharter, k node.Composer, faulty string) error {
	names := noticeForms(h.text)
	if !slices.Contains(names, p.Draft.Form) {
		p.Draft.Form = ""
	}
	for _, name := range names {
		p.Forms = append(p.Forms, FormOption{name, h.form(p.Lang, name), name == p.Draft.Form})
	}
	if p.Draft.Form == "" {
		return nil
	}
	body, faults := readForm(h.text, p.Draft.Form, p.Draft.Values)
	var flags []form.Flag
	if len(faults) == 0 && p.Draft.referenced(&body) == nil {
		draft := wire.Payload{Form: p.Draft.Form, Time: parley.MillisOf(c.cfg.Now()), From: wire.AddressOf(parley.Address{Party: k.Party, Post: parley.PostID(p.Draft.From)})}
		var err error
		if flags, err = c.fillBody(v.r.Context(), h, &draft, body); err != nil {
			return err
		}
	}
	if faulty != faultyForm {
		faults = nil
	}
	p.Fields = formFields(h, p.Lang, p.Draft.Form, p.Draft.Values, faults, flags)
	p.Fields.besides(h, p.Draft)
	return nil
}

// faultyForm is the name of the form among what may be at fault.
const faultyForm = "form"

// pressed does what a button of the form other than its main one asked for, and reports whether one did: another form, or
// another row.
func (c *Console) pressed(v *visit, d Draft) bool {
	asked := v.r.FormValue(rowsInput)
	if asked == "" {
		return false
	}
	if h := c.charterNamed(v.r.Context(), d.Charter); h != nil {
		formRows(h.text, d.Form, asked, d.Values)
	}
	return true
}

// fillWritten gives a payload the body that its draft has.
func (c *Console) fillWritten(v *visit, d Draft, p *wire.Payload, k node.Composer) (flags []form.Flag, faulty string, err error) {
	h := c.charterNamed(v.r.Context(), k.Charter.String())
	if h == nil || !slices.Contains(noticeForms(h.text), d.Form) {
		return nil, faultyForm, parley.Errorf(parley.CodeUsage, "the charter has no form %.40q that is sent by itself", d.Form)
	}
	p.Form = d.Form
	body, faults := readForm(h.text, d.Form, d.Values)
	if err := d.referenced(&body); err != nil {
		return nil, faultyForm, err
	}
	if len(faults) > 0 {
		return nil, faultyForm, parley.Errorf(parley.CodeBadMessage, "the form is not filled in; what is at fault stands beside each field")
	}
	if flags, err = c.fillBody(v.r.Context(), h, p, body); err != nil {
		return nil, faultyForm, err
	}
	return flags, "text", p.Check()
}

// line is how a draft begins, for a list. What was typed into a form is not shown there.
func (d Draft) line(h *heldCharter, lang string) string {
	if d.Of.Act != "" && h != nil {
		return cut(h.actOf(lang, d.Of)+": "+d.Text, 80)
	}
	if d.Form == "" {
		return cut(d.Subject+" "+d.Text, 80)
	}
	return strings.TrimSuffix(cut(h.form(lang, d.Form)+": "+d.Subject, 80), ":")
}
