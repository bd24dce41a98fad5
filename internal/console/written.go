package console

import (
	"slices"
	"strings"

	"parley"
	"parley/form"
	"parley/internal/node"
	"parley/wire"
)

// previewWritten keeps what was written and shows what would be signed; a fault brings the form back, with what was typed.
func (c *Console) previewWritten(v *visit) error {
	d, err := draftOf(v.r, v.r.FormValue("draft"))
	if err != nil {
		return err
	}
	if h := c.charterNamed(v.r.Context(), d.Charter); h != nil {
		d.take(v.r, h.text, d.Form)
	}
	if err := c.keep(v, d); err != nil {
		return c.showCompose(v, d, err, "text")
	}
	if c.pressed(v, d) {
		return c.showCompose(v, d, nil, "")
	}
	p, k, faulty, err := c.written(v, d)
	var flags []form.Flag
	if err == nil && d.Form != "" {
		flags, faulty, err = c.fillWritten(v, d, p, k)
	}
	if err != nil {
		return c.showCompose(v, d, err, faulty)
	}
	return c.preview(v, Sending{Payload: p, Composer: k, Flags: flags, Back: "/compose?draft=" + d.ID, Draft: d.ID, Edits: d.Edits})
}

// written makes the payload of a draft; faulty is the field at fault.
func (c *Console) written(v *visit, d Draft) (p *wire.Payload, k node.Composer, faulty string, err error) {
	if k, err = c.api.Composer(v.r.Context(), d.Charter); err != nil {
		return nil, k, "to", err
	}
	if !slices.Contains(k.Posts, parley.PostID(d.From)) {
		return nil, k, "from", parley.Errorf(parley.CodeUnknownParty, "this party has no post %.40q", d.From)
	}
	if p, err = c.blank(k, parley.PostID(d.From)); err != nil {
		return nil, k, "text", err
	}
	p.Form, p.Body, p.Lang, p.Subject, p.Handling, p.Exercise = wire.FormText, []byte(d.Text), d.Lang, strings.TrimSpace(d.Subject), d.Handling, k.Exercise
	if p.Precedence, err = parley.ParsePrecedence(d.Precedence); err != nil {
		return nil, k, "precedence", err
	}
	p.InfoPrecedence = p.Precedence
	if p.Action, err = addressees(k, d.To); err != nil {
		return nil, k, "to", err
	}
	info := slices.DeleteFunc(slices.Clone(d.Info), func(a string) bool { return slices.Contains(d.To, a) })
	if p.Info, err = addressees(k, info); err != nil {
		return nil, k, "to", err
	}
	if err := d.refer(&p.Refers); err != nil {
		return nil, k, "text", err
	}
	if _, err := c.attached(d.ID, p); err != nil {
		return nil, k, "file", err
	}
	if len(p.Action) == 0 {
		return nil, k, "to", parley.Errorf(parley.CodeBadMessage, "the message has no action addressee")
	}
	if d.Form != "" {
		return p, k, "", nil // fillWritten does the rest
	}
	if strings.TrimSpace(d.Text) == "" {
		return nil, k, "text", parley.Errorf(parley.CodeBadMessage, "the message has no text")
	}
	return p, k, "text", p.Check()
}

// addressees reads addresses that the charter has.
func addressees(k node.Composer, list []string) (out []wire.Address, err error) {
	for _, s := range list {
		a, err := parley.ParseAddress(s)
		if err != nil {
			return nil, err
		}
		if posts, ok := k.Parties[a.Party]; !ok || a.Post != "" && !slices.Contains(posts, a.Post) {
			return nil, parley.Errorf(parley.CodeUnknownParty, "the charter has no addressee %s", a)
		}
		out = append(out, wire.AddressOf(a))
	}
	return out, nil
}
