package console

import (
	"context"
	"regexp"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/wire"
)

// fillBody gives a payload the body that was read, with its human reference where the form gives one, and returns what the
// rules of the form flag. The form, the time, the sender and the references of the payload must stand in it.
func (c *Console) fillBody(ctx context.Context, h *heldCharter, p *wire.Payload, b form.Body) ([]form.Flag, error) {
	past, err := c.api.Drafting(ctx, h.view.ID, p.Form)
	if err != nil {
		return nil, err
	}
	f := form.Of(h.text, p.Form)
	if b.Reference == nil {
		var held []form.Reference
		for _, s := range past.References {
			if r, err := form.ParseReference(s); err == nil {
				held = append(held, r)
			}
		}
		b.Reference = f.NewReference(held, p.From.Party, p.Time, p.Refers)
	}
	if p.Body, err = f.Encode(b); err != nil {
		return nil, err
	}
	rules, err := c.rulesOf(h)
	if err != nil {
		return nil, err
	}
	return rules.Flags(parley.Hash{}, p, f.Past(past.Earlier)), nil
}

// rulesOf returns the rules of a charter, made ready once for each edition.
func (c *Console) rulesOf(h *heldCharter) (*form.Rules, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if r := c.rules[h.text]; r != nil {
		return r, nil
	}
	r, err := form.Compile(h.text)
	if err == nil {
		c.rules[h.text] = r
	}
	return r, err
}

// named finds the fields that the expression of a rule names.
var named = regexp.MustCompile(`\bbody\.([a-z0-9_-]+)`)

// fieldNotes are flags by the field beside which they stand: the first one that their rule names; "" where there is none.
func fieldNotes(h *heldCharter, lang string, schema *charter.Schema, flags []form.Flag) map[string][]FlagLine {
	out := map[string][]FlagLine{}
	for _, f := range flags {
		field := ""
		for _, rule := range schema.Rules {
			if m := named.FindStringSubmatch(rule.When); rule.Name == f.Rule && m != nil && schema.Field(m[1]) != nil {
				field = m[1]
			}
		}
		out[field] = append(out[field], flagLines(lang, h, []form.Flag{f})...)
	}
	return out
}
