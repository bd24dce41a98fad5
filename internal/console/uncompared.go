package console

import (
	"parley/form"
	"parley/internal/chart"
	"parley/wire"
)

// uncompared are the titles of those fields of a notice that should say where it is and name no area on the map: words, or nothing. They are
// compared with no other notice [OVL-3]. None where the charter compares nothing.
func (h *heldCharter) uncompared(lang string, p *wire.Payload) (out []string) {
	if h == nil || p == nil || h.text.Conflicts == nil || h.noticeOf(p.Form) == nil {
		return nil
	}
	b, err := form.Of(h.text, p.Form).Decode(p.Body)
	if err != nil {
		return nil
	}
	for _, name := range h.noticeOf(p.Form).Areas {
		at, given := form.Get[form.Place](b.Fields, name)
		if _, drawn := chart.ShapeOf(at, h.text); !given || !drawn {
			out = append(out, h.fieldNamed(lang, p.Form, name))
		}
	}
	return out
}
