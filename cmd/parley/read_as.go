package main

import (
	"context"
	"io"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/internal/node"
	"parley/wire"
)

// The ways in which a message in a form with fields is handed to other programs.
const (
	asJSONBody = "json"
	asNumbered = "numbered"
)

// writeAs writes the body of a message for another program: by the edition under which it was made.
func writeAs(ctx context.Context, w io.Writer, api node.API, m node.MessageView, as, lang string) error {
	raw, err := api.Envelope(ctx, m.ID)
	if err != nil {
		return err
	}
	_, p, err := wire.DecodeEnvelope(raw)
	if err != nil {
		return err
	}
	c, err := editionOf(ctx, api, m.Charter, p.Edition)
	if err != nil {
		return err
	}
	return writeBody(w, form.Of(c, p.Form), p.Body, as, languageOr(c, lang), m.Exercise)
}

// writeBody writes a body as JSON or as numbered text.
func writeBody(w io.Writer, f *form.Form, raw []byte, as, lang string, exercise bool) error {
	if as != asJSONBody && as != asNumbered {
		return parley.Errorf(parley.CodeUsage, "--as takes numbered or json, not %.40q", as)
	}
	b, err := f.Decode(raw)
	if err != nil {
		return err
	}
	var out []byte
	if as == asJSONBody {
		out, err = f.JSON(b)
		out = append(out, '\n')
	} else {
		out, err = f.Handed(lang, b, exercise)
	}
	if err == nil {
		_, err = w.Write(out)
	}
	return err
}

// languageOr is lang, or where none was named the language in which the verbs speak of a charter.
func languageOr(c *charter.Charter, lang string) string {
	if lang == "" {
		return spoken(c)
	}
	return lang
}

// editionOf reads an edition of a charter by its number.
func editionOf(ctx context.Context, api node.API, id string, number uint64) (*charter.Charter, error) {
	held, err := api.Editions(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, e := range held {
		if c, err := charter.Parse(e.Text); err == nil && c.Edition == number {
			return c, nil
		}
	}
	return nil, parley.Errorf(parley.CodeNotFound, "edition %d of the charter, under which the message was made, is not here", number)
}
