package console

import (
	"context"

	"parley/charter"
	"parley/internal/node"
)

// A heldCharter is a charter as pages need it: what it calls things, in each of its languages.
type heldCharter struct {
	view node.CharterView
	text *charter.Charter
}

// charterNamed returns the charter with an id, parsed once for each edition; nil where it is not held.
func (c *Console) charterNamed(ctx context.Context, id string) *heldCharter {
	list, err := c.api.Charters(ctx)
	if err != nil {
		return nil
	}
	for _, v := range list {
		if v.ID == id {
			return c.parsed(ctx, v)
		}
	}
	return nil
}

// heldCharters are the charters of the node, by id.
func (c *Console) heldCharters(ctx context.Context) map[string]*heldCharter {
	held := map[string]*heldCharter{}
	list, _ := c.api.Charters(ctx)
	for _, v := range list {
		if h := c.parsed(ctx, v); h != nil {
			held[v.ID] = h
		}
	}
	return held
}

func (c *Console) parsed(ctx context.Context, v node.CharterView) *heldCharter {
	key := v.ID + v.Fingerprint
	c.mu.Lock()
	held := c.charters[key]
	c.mu.Unlock()
	if held != nil {
		return &heldCharter{v, held.text}
	}
	b, err := c.api.Edition(ctx, v.ID)
	if err != nil {
		return nil
	}
	text, err := charter.Parse(b)
	if err != nil {
		return nil
	}
	held = &heldCharter{v, text}
	c.mu.Lock()
	c.charters[key] = held
	c.mu.Unlock()
	return held
}

// titled returns a title in a language, or in the first authentic language of the charter.
func (h *heldCharter) titled(lang string, title map[string]string) string {
	if t := title[lang]; t != "" {
		return oneLine(t)
	}
	return oneLine(title[h.text.Authentic[0]])
}

// form returns what a charter calls a form.
func (h *heldCharter) form(lang, name string) string {
	if h != nil {
		for _, f := range h.text.Forms {
			if f.Name == name {
				return h.titled(lang, f.Title)
			}
		}
	}
	return oneLine(name)
}

// automatic reports whether a form is one that nodes fill in by themselves.
func (h *heldCharter) automatic(name string) bool {
	if h != nil {
		for _, f := range h.text.Forms {
			if f.Name == name {
				return f.Automatic
			}
		}
	}
	return false
}

// party returns what a party calls itself.
func (h *heldCharter) party(id string) string {
	if h != nil {
		for _, p := range h.view.Parties {
			if p.ID == id {
				return oneLine(p.Name)
			}
		}
	}
	return oneLine(id)
}
