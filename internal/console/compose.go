package console

import (
	"context"
	"maps"
	"net/http"
	"slices"

	"parley"
	"parley/charter"
	"parley/internal/node"
	"parley/wire"
)

// A ComposePage is the form in which a message is written.
type ComposePage struct {
	Frame
	Draft     Draft
	Posts     []string // own
	Directory []Entry  // of the other parties
	Choices   []PrecedenceChoice
	Markings  []Option
	Languages []Option
	Charters  []Option // where the node has several
	Answers   string   // headline of the message that this one answers
	Kept      []DraftLine
	Files     []DraftFile
	Fault     string       // why it cannot be shown to be sent: a sentence of the node
	Code      string       // of that
	Faulty    string       // code of the field: to, text, subject
	Unsigned  bool         // this console signs nothing
	Limit     int          // bytes of a text
	Forms     []FormOption // in which a message may be written besides free text
	Fields    *FormFields  // of the one that was chosen
}

// An Entry is a party with its posts, each of which may be an addressee.
type Entry struct {
	ID, Name string
	Posts    []Address
}

// An Address is one that may be written to.
type Address struct {
	Value, Word string
	To, Info    bool
}

// A PrecedenceChoice is a precedence with what it brings about. Minutes are those within which an officer of the other side
// is to acknowledge; 0: the charter sets no time.
type PrecedenceChoice struct {
	Mark
	Minutes int
	Chosen  bool
}

// A DraftLine is a draft in a list.
type DraftLine struct {
	ID, Line, User string
	Kept           Instant
}

func (c *Console) composePages() pages {
	return pages{
		"GET /compose":                 c.compose,
		"POST /compose":                c.previewWritten,
		"POST " + attachPath:           c.attach,
		"POST /compose/detach":         c.detach,
		"POST /written/{draft}":        c.keepDraft,
		"POST /written/{draft}/remove": c.removeDraft,
	}
}

func (c *Console) compose(v *visit) error {
	d, err := c.begun(v)
	if err != nil {
		return err
	}
	if link := d.Of.link(d.ID, d.Charter); link != "" {
		http.Redirect(v.w, v.r, link, http.StatusSeeOther)
		return nil
	}
	return c.showCompose(v, d, nil, "")
}

// begun is the draft that is asked for, or a new one, an answer where a message is named.
func (c *Console) begun(v *visit) (Draft, error) {
	q := v.r.URL.Query()
	if id := q.Get("draft"); id != "" {
		return c.cfg.Drafts.Draft(id)
	}
	id, err := c.sessions.token()
	d := Draft{ID: id, Charter: q.Get("charter"), From: v.who.Post, Precedence: parley.Routine.String(), Lang: c.bareFrame(v.r).Lang, Form: q.Get("form")}
	if corrects, cancels := q.Get("corrects"), q.Get("cancels"); err == nil && (corrects == "") != (cancels == "") {
		return d, c.beginAgain(v.r.Context(), &d, corrects, cancels)
	}
	answered := q.Get("answer")
	if err != nil || answered == "" {
		return d, err
	}
	m, err := c.api.Show(v.r.Context(), answered)
	if err != nil {
		return d, err
	}
	d.Charter, d.ReplyTo, d.To, d.Precedence = m.Charter, m.ID, []string{m.From}, m.Precedence
	d.Subject, d.Lang = some(m.Subject), some(m.Lang)
	if posts := c.ownPosts(v.r.Context(), m); len(posts) > 0 {
		d.From = posts[0]
	}
	return d, nil
}

func (c *Console) showCompose(v *visit, d Draft, fault error, faulty string) error {
	ctx := v.r.Context()
	p := &ComposePage{Frame: c.frame(v, "compose"), Faulty: faulty, Unsigned: c.cfg.Signer == nil, Limit: wire.MaxText}
	list, err := c.api.Charters(ctx)
	if err != nil {
		return err
	}
	for _, ch := range list {
		p.Charters = append(p.Charters, Option{ch.ID, oneLine(ch.Title)})
	}
	if d.Charter == "" && len(list) > 0 {
		d.Charter = list[0].ID
	}
	k, err := c.api.Composer(ctx, d.Charter)
	if err != nil {
		return err
	}
	h := c.charterNamed(ctx, k.Charter.String())
	if h == nil {
		return parley.Errorf(parley.CodeNotFound, "the charter of this draft is not held")
	}
	p.Draft = d
	p.offer(h, k)
	if err := c.offerForm(v, p, h, k, faulty); err != nil {
		return err
	}
	for i := range p.Choices {
		p.Choices[i].Mark = c.precedence(p.Lang, p.Choices[i].Code)
	}
	if d.ReplyTo != "" {
		if m, err := c.api.Show(ctx, d.ReplyTo); err == nil {
			p.Answers = headline(m)
		}
	}
	if p.Files, err = c.attached(d.ID, nil); err != nil {
		return err
	}
	for i := range p.Files {
		p.Files[i].Name = oneLine(p.Files[i].Name)
	}
	officers, err := c.hasOfficers(ctx, k)
	if err != nil {
		return err
	}
	p.Unsigned = p.Unsigned && !officers
	if p.Kept, err = c.kept(ctx, p.Lang, d.ID); err != nil {
		return err
	}
	if fault != nil {
		p.Fault, p.Code = parley.SentenceOf(fault), string(parley.CodeOf(fault))
	}
	c.show(v.w, http.StatusOK, p.Lang, "compose", p)
	return nil
}

// kept lists what is being written, but for one.
func (c *Console) kept(ctx context.Context, lang, but string) (out []DraftLine, err error) {
	all, err := c.cfg.Drafts.All()
	for _, x := range all {
		if x.ID != but {
			out = append(out, DraftLine{x.ID, x.line(c.charterNamed(ctx, x.Charter), lang), oneLine(x.User), instant(x.Kept)})
		}
	}
	return out, err
}

// offer lists what can be chosen under a charter.
func (p *ComposePage) offer(h *heldCharter, k node.Composer) {
	for _, post := range k.Posts {
		p.Posts = append(p.Posts, string(post))
	}
	if !slices.Contains(p.Posts, p.Draft.From) && len(p.Posts) > 0 {
		p.Draft.From = p.Posts[0]
	}
	for _, id := range slices.Sorted(maps.Keys(k.Parties)) {
		e := Entry{ID: string(id), Name: h.party(string(id))}
		for _, post := range k.Parties[id] {
			a := string(id) + "/" + string(post)
			e.Posts = append(e.Posts, Address{a, oneLine(string(post)), slices.Contains(p.Draft.To, a) || len(k.Parties) == 1 && len(k.Parties[id]) == 1 && !slices.Contains(p.Draft.Info, a), slices.Contains(p.Draft.Info, a)})
		}
		p.Directory = append(p.Directory, e)
	}
	for _, code := range slices.Backward(parleyPrecedences) {
		at, _ := parley.ParsePrecedence(code)
		p.Choices = append(p.Choices, PrecedenceChoice{Mark{Code: code}, h.text.Clocks.Of(at), code == p.Draft.Precedence})
	}
	for _, m := range h.text.Handling {
		p.Markings = append(p.Markings, Option{m.Mark, h.handling(p.Lang, m.Mark)})
	}
	for _, l := range textLanguages(h.text, p.Draft.Lang) {
		p.Languages = append(p.Languages, Option{l, languageName(l)})
	}
}

// textLanguages are those in which a message may be written: those of the charter first.
func textLanguages(c *charter.Charter, more string) []string {
	out := slices.Clone(c.Authentic)
	for _, l := range Languages {
		out = append(out, l.Tag)
	}
	if more != "" {
		out = append(out, more)
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(out, func(l string) bool { was := seen[l]; seen[l] = true; return was })
}

// languageName is what a language calls itself, where the console speaks it.
func languageName(tag string) string {
	for _, l := range Languages {
		if l.Tag == tag {
			return l.Name
		}
	}
	return oneLine(tag)
}
