package console

import (
	"context"

	"parley/charter"
	"parley/form"
	"parley/internal/chart"
	"parley/internal/node"
	"parley/wire"
)

// placesMap draws the places of one message; nil where it has none that can be drawn.
func (c *Console) placesMap(reads *charter.Charter, p *wire.Payload) *Map {
	if reads == nil || reads.Schema(p.Form) == nil {
		return nil
	}
	b, err := form.Of(reads, p.Form).Decode(p.Body)
	if err != nil {
		return nil
	}
	return bodyMap(reads, p.Form, b, p.From.Party == c.cfg.Party, c.cfg.Overlay)
}

// bodyMap draws the places of a body, numbered in the order of its form.
func bodyMap(reads *charter.Charter, name string, b form.Body, own bool, overlay *chart.Overlay) *Map {
	shapes := shapesIn(reads, reads.Schema(name).Fields, b.Fields)
	if len(shapes) == 0 {
		return nil
	}
	view := chart.Fit(shapes)
	m := drawMap(view, overlay)
	for i, s := range shapes[:min(len(shapes), maxShapes)] {
		if d, ok := view.Draw(s); ok {
			m.Shapes = append(m.Shapes, MapShape{d, i + 1, own, ""})
		}
	}
	return &m
}

// shapesIn are the places of fields, in the order of the form.
func shapesIn(reads *charter.Charter, fields []charter.Field, values form.Fields) (out []chart.Shape) {
	for i := range fields {
		switch x := values[fields[i].Name].(type) {
		case form.Place:
			if s, ok := chart.ShapeOf(x, reads); ok {
				out = append(out, s)
			}
		case form.Table:
			for _, row := range x {
				out = append(out, shapesIn(reads, fields[i].Columns, row)...)
			}
		}
	}
	return out
}

// messageMap draws the places of a message that is held.
func (c *Console) messageMap(ctx context.Context, h *heldCharter, m node.MessageView) *Map {
	if h == nil || h.text.Schema(m.Form) == nil {
		return nil
	}
	b, err := c.api.Envelope(ctx, m.ID)
	if err != nil {
		return nil
	}
	_, p, err := wire.DecodeEnvelope(b)
	if err != nil {
		return nil
	}
	return c.placesMap(h.text, p)
}
