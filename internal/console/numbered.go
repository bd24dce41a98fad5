package console

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/wire"
)

// takeNumbered is what the button of a form submits as rowsInput that takes over a text from elsewhere, the field's numbered
// text or JSON: the file of numberedFile, or else what was pasted into numberedInput.
const (
	takeNumbered  = "numbered"
	numberedInput = "numbered"
	numberedFile  = "numbered-file"
)

// A Taken is what became of a text from elsewhere. Blank is where a text to be filled in is had.
type Taken struct {
	Blank string
	Over  bool   // it stands in the form now
	Text  string // what was brought and not taken
	Fault string // why it was not: a sentence of the node, which names the item
}

func (c *Console) numberedPages() pages {
	return pages{"GET /message/{id}/numbered": c.asNumbered, "GET /blank/{form}": c.blankForm}
}

// take puts what a text from elsewhere says in the place of what was typed into a form: all of it, or nothing.
func (d *Draft) take(r *http.Request, reads *charter.Charter, name string) {
	if r.FormValue(rowsInput) != takeNumbered || reads.Schema(name) == nil {
		return
	}
	text, err := broughtText(r)
	if err == nil && strings.TrimSpace(text) == "" {
		err = parley.Errorf(parley.CodeBadMessage, "no text was pasted and no file chosen")
	}
	var b form.Body
	if err == nil {
		b, err = form.Of(reads, name).Read([]byte(text))
	}
	if err != nil {
		d.taken = Taken{Text: text, Fault: parley.SentenceOf(err)}
		return
	}
	d.Values, d.Reference, d.taken = valuesOf(reads.Schema(name), b), "", Taken{Over: true}
	if b.Reference != nil {
		d.Reference = b.Reference.String()
	}
}

// broughtText is the file that came, or what was pasted.
func broughtText(r *http.Request) (string, error) {
	if r.MultipartForm != nil {
		for _, f := range r.MultipartForm.File[numberedFile] {
			if f.Size == 0 { // none was chosen
				continue
			}
			in, err := f.Open()
			if err != nil {
				return "", err
			}
			defer in.Close()
			b, err := io.ReadAll(in)
			return string(b), err
		}
	}
	return strings.ReplaceAll(r.FormValue(numberedInput), "\r\n", "\n"), nil
}

// referenced gives a body the human reference that came with the text from which it was taken; the node gives another where
// none came.
func (d Draft) referenced(b *form.Body) error {
	if d.Reference == "" {
		return nil
	}
	r, err := form.ParseReference(d.Reference)
	b.Reference = &r
	return err
}

// besides enters what stands in a form beside its fields.
func (f *FormFields) besides(h *heldCharter, d Draft) {
	if f != nil {
		f.Taken, f.Reference = d.taken, d.Reference
		f.Taken.Blank = "/blank/" + url.PathEscape(f.Form) + "?charter=" + h.view.ID
	}
}

// blankForm sends a numbered text of a form to be filled in.
func (c *Console) blankForm(v *visit) error {
	h := c.charterNamed(v.r.Context(), v.r.URL.Query().Get("charter"))
	if h == nil {
		return parley.Errorf(parley.CodeNotFound, "the charter of this form is not held")
	}
	name := v.r.PathValue("form")
	b, err := form.Of(h.text, name).Blank(spokenIn(h.text, c.bareFrame(v.r).Lang))
	return download(v, name+".txt", b, err)
}

// asNumbered sends a message in a form with fields as the field's numbered text, by the edition under which it was made.
func (c *Console) asNumbered(v *visit) error {
	ctx := v.r.Context()
	m, err := c.api.Show(ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	raw, err := c.api.Envelope(ctx, m.ID)
	if err != nil {
		return err
	}
	_, p, err := wire.DecodeEnvelope(raw)
	if err != nil {
		return err
	}
	reads, err := c.editionNumbered(ctx, m.Charter, p.Edition)
	if err != nil {
		return err
	}
	f := form.Of(reads, p.Form)
	b, err := f.Decode(p.Body)
	if err != nil {
		return err
	}
	out, err := f.Handed(spokenIn(reads, c.bareFrame(v.r).Lang), b, p.Exercise)
	return download(v, p.Form+"-"+m.ID[:min(8, len(m.ID))]+".txt", out, err)
}

// editionNumbered reads an edition of a charter by its number.
func (c *Console) editionNumbered(ctx context.Context, id string, number uint64) (*charter.Charter, error) {
	if h := c.charterNamed(ctx, id); h != nil && h.text.Edition == number {
		return h.text, nil
	}
	held, err := c.api.Editions(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, e := range held {
		if x, err := charter.Parse(e.Text); err == nil && x.Edition == number {
			return x, nil
		}
	}
	return nil, parley.Errorf(parley.CodeNotFound, "edition %d of the charter, under which the message was made, is not here", number)
}

// spokenIn is lang where a charter has it, else the first language in which it is authentic.
func spokenIn(c *charter.Charter, lang string) string {
	if slices.Contains(c.Languages(), lang) {
		return lang
	}
	return c.Authentic[0]
}
