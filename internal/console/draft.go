package console

import (
	"io"
	"net/http"
	"net/url"
	"strings"

	"parley"
)

// A Draft is a message that is being written, as the form has it. It is kept as it is typed, with the node, so that it
// outlives the browser, the session and a restart, and is there for the next officer at the desk.
type Draft struct {
	ID         string      `json:"id"`
	Charter    string      `json:"charter"`
	From       string      `json:"from"` // own post
	To         []string    `json:"to"`
	Info       []string    `json:"info"`
	Precedence string      `json:"precedence"`
	Subject    string      `json:"subject"`
	Handling   string      `json:"handling"`
	Lang       string      `json:"lang"`
	Text       string      `json:"text"`
	Form       string      `json:"form,omitempty"`      // with fields; empty: free text
	Values     url.Values  `json:"values,omitempty"`    // what was typed into its fields
	Reference  string      `json:"reference,omitempty"` // human one, of the text that was taken over
	ReplyTo    string      `json:"reply_to"`
	Corrects   string      `json:"corrects,omitempty"`
	Cancels    string      `json:"cancels,omitempty"`
	Edits      string      `json:"edits"`          // draft of the node whose text it changes
	Of         ActOf       `json:"of,omitzero"`    // of an act
	User       string      `json:"user"`           // who wrote last
	Kept       string      `json:"kept"`           // when
	Salt       string      `json:"salt,omitempty"` // of its attachments, 32 hexadecimal digits
	Files      []DraftFile `json:"files,omitempty"`

	taken Taken // what became of a text from elsewhere just now
}

// Drafts keep what is being written.
type Drafts interface {
	Keep(d Draft) error
	// Draft returns one; parley.CodeNotFound where there is none.
	Draft(id string) (Draft, error)
	// All lists them, the one last kept first.
	All() ([]Draft, error)
	// Remove forgets one, with its attachments; a missing one is no error.
	Remove(id string) error
	// Attach keeps the bytes of a file with a draft under the id that named gives when they were read. File opens them;
	// parley.CodeNotFound where they do not lie here. Detach forgets them.
	Attach(id string, in io.Reader, named func() parley.Hash) (parley.Hash, uint64, error)
	File(id string, blob parley.Hash) (io.ReadCloser, error)
	Detach(id string, blob parley.Hash) error
}

// maxDraft bounds a field of a draft, in bytes: more than a message holds, so that nothing that was typed is cut off.
const maxDraft = 128 << 10

// draftOf reads the form.
func draftOf(r *http.Request, id string) (Draft, error) {
	if err := r.ParseForm(); err != nil {
		return Draft{}, parley.Wrap(err, parley.CodeBadEncoding, "the form cannot be read, or is too large")
	}
	one := func(name string) string { return r.PostForm.Get(name) }
	d := Draft{ID: id, Charter: one("charter"), From: one("from"), To: r.PostForm["to"], Info: r.PostForm["info"], Precedence: one("precedence"), Subject: one("subject"),
		Handling: one("handling"), Lang: one("lang"), Text: strings.ReplaceAll(one("text"), "\r\n", "\n"), ReplyTo: one("reply_to"), Corrects: one("corrects"), Cancels: one("cancels"), Edits: one("edits"),
		Form: one("form"), Values: formInput(r.PostForm), Reference: one("reference"), Of: actOfForm(r.PostForm)}
	size := 0
	for name, v := range d.Values {
		size += len(name) + len(v[0])
	}
	if len(d.Text) > maxDraft || size > maxDraft || len(d.Subject) > maxDraft || len(d.Reference) > maxDraft || len(d.To)+len(d.Info) > 256 {
		return d, parley.Errorf(parley.CodeTooLarge, "the draft is larger than this console keeps: a text may have %d bytes", maxDraft)
	}
	return d, d.Of.check()
}

// Empty reports whether nothing was written.
func (d Draft) Empty() bool {
	for _, v := range d.Values {
		if v[0] != "" {
			return false
		}
	}
	return d.Text == "" && d.Subject == "" && d.Of.Act == ""
}

// keepDraft keeps what a script sends while it is typed.
func (c *Console) keepDraft(v *visit) error {
	d, err := draftOf(v.r, v.r.PathValue("draft"))
	if err == nil {
		err = c.keep(v, d)
	}
	if err != nil {
		http.Error(v.w, parley.SentenceOf(err), http.StatusBadRequest)
		return nil
	}
	v.w.WriteHeader(http.StatusNoContent)
	return nil
}

func (c *Console) keep(v *visit, d Draft) error {
	if d.Salt == "" { // what came by a form does not name its attachments
		if had, err := c.cfg.Drafts.Draft(d.ID); err == nil {
			d.Salt, d.Files = had.Salt, had.Files
		}
	}
	if d.Empty() && len(d.Files) == 0 {
		return nil
	}
	d.User, d.Kept = v.who.User, parley.MillisOf(c.cfg.Now()).String()
	return c.cfg.Drafts.Keep(d)
}

func (c *Console) removeDraft(v *visit) error {
	if err := c.cfg.Drafts.Remove(v.r.PathValue("draft")); err != nil {
		return err
	}
	http.Redirect(v.w, v.r, "/compose?done=removed", http.StatusSeeOther)
	return nil
}
