package console

import (
	"encoding/base64"
	"maps"
	"net/http"
	"slices"
	"strings"

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
	Fault     string // why it cannot be shown to be sent: a sentence of the node
	Faulty    string // code of the field: to, text, subject
	Unsigned  bool   // this console signs nothing
	Limit     int    // bytes of a text
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

// A PreviewPage shows a message as the other side will read it. Payload is what is signed, and nothing else is.
type PreviewPage struct {
	Frame
	Draft   Draft
	Letter  Letter
	Payload string
	Minutes int
	Size    int // bytes of the text
}

func (c *Console) composePages() pages {
	return pages{
		"GET /compose":                c.compose,
		"POST /compose":               c.preview,
		"POST /compose/send":          c.send,
		"POST /drafts/{draft}":        c.keepDraft,
		"POST /drafts/{draft}/remove": c.removeDraft,
	}
}

func (c *Console) compose(v *visit) error {
	d, err := c.begun(v)
	if err != nil {
		return err
	}
	return c.showCompose(v, d, "", "")
}

// begun is the draft that is asked for, or a new one, an answer where a message is named.
func (c *Console) begun(v *visit) (Draft, error) {
	q := v.r.URL.Query()
	if id := q.Get("draft"); id != "" {
		return c.cfg.Drafts.Draft(id)
	}
	id, err := c.sessions.token()
	d := Draft{ID: id, Charter: q.Get("charter"), From: v.who.Post, Precedence: parley.Routine.String(), Lang: c.bareFrame(v.r).Lang}
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

func (c *Console) showCompose(v *visit, d Draft, fault, faulty string) error {
	ctx := v.r.Context()
	p := &ComposePage{Frame: c.frame(v, "compose"), Fault: fault, Faulty: faulty, Unsigned: c.cfg.Signer == nil, Limit: wire.MaxText}
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
	for i := range p.Choices {
		p.Choices[i].Mark = c.precedence(p.Lang, p.Choices[i].Code)
	}
	if d.ReplyTo != "" {
		if m, err := c.api.Show(ctx, d.ReplyTo); err == nil {
			p.Answers = headline(m)
		}
	}
	kept, err := c.cfg.Drafts.All()
	if err != nil {
		return err
	}
	for _, x := range kept {
		if x.ID != d.ID {
			p.Kept = append(p.Kept, DraftLine{x.ID, cut(x.Subject+" "+x.Text, 80), oneLine(x.User), instant(x.Kept)})
		}
	}
	status := http.StatusOK
	if fault != "" {
		status = http.StatusUnprocessableEntity
	}
	c.show(v.w, status, p.Lang, "compose", p)
	return nil
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

// preview keeps the draft and shows what would be signed; a fault brings the form back, with what was typed.
func (c *Console) preview(v *visit) error {
	d, err := draftOf(v.r, v.r.FormValue("draft"))
	if err != nil {
		return err
	}
	if err := c.keep(v, d); err != nil {
		return c.showCompose(v, d, parley.SentenceOf(err), "text")
	}
	p, k, faulty, err := c.written(v, d)
	if err != nil {
		return c.showCompose(v, d, parley.SentenceOf(err), faulty)
	}
	h := c.charterNamed(v.r.Context(), k.Charter.String())
	page := &PreviewPage{Frame: c.frame(v, "preview"), Draft: d, Payload: base64.StdEncoding.EncodeToString(p.Encode()), Size: len(p.Body)}
	page.Letter = c.letter(page.Lang, h, viewOf(p, k))
	if h != nil {
		page.Minutes = h.text.Clocks.Of(p.Precedence)
	}
	c.show(v.w, http.StatusOK, page.Lang, "preview", page)
	return nil
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
	if d.ReplyTo != "" {
		id, err := parley.ParseHash(d.ReplyTo)
		if err != nil {
			return nil, k, "text", err
		}
		p.Refers.ReplyTo = &id
	}
	if len(p.Action) == 0 {
		return nil, k, "to", parley.Errorf(parley.CodeBadMessage, "the message has no action addressee")
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

// viewOf is a payload as the node of its reader will show it.
func viewOf(p *wire.Payload, k node.Composer) node.MessageView {
	text := string(p.Body)
	m := node.MessageView{Charter: k.Charter.String(), From: p.From.Parley().String(), Precedence: p.Precedence.String(), Time: p.Time.String(), DTG: p.Time.DTG(),
		Exercise: p.Exercise, Form: p.Form, Text: &text, Subject: &p.Subject, Handling: &p.Handling, Lang: &p.Lang}
	for _, a := range p.Action {
		m.To = append(m.To, a.Parley().String())
	}
	for _, a := range p.Info {
		m.Info = append(m.Info, a.Parley().String())
	}
	if p.Refers.ReplyTo != nil {
		id := p.Refers.ReplyTo.String()
		m.Refers.ReplyTo = &id
	}
	return m
}

// send signs what was previewed and hands it to the node. A second time it gives the same message.
func (c *Console) send(v *visit) error {
	b, err := base64.StdEncoding.DecodeString(v.r.FormValue("payload"))
	if err != nil {
		return parley.Wrap(err, parley.CodeBadEncoding, "what was previewed did not come back whole; open the draft again")
	}
	p, err := wire.DecodePayload(b)
	if err != nil {
		return err
	}
	k, err := c.api.Composer(v.r.Context(), v.r.FormValue("charter"))
	if err != nil {
		return err
	}
	if from := p.From.Parley(); p.Form != wire.FormText || from.Party != k.Party || !slices.Contains(k.Posts, from.Post) {
		return parley.Errorf(parley.CodeBadMessage, "what was previewed is no text of this party; open the draft again")
	}
	id, err := c.submit(v.r.Context(), v, k.EditionID, p)
	if err != nil {
		return err
	}
	if err := c.cfg.Drafts.Remove(v.r.FormValue("draft")); err != nil {
		c.cfg.Log.Error("a draft that was sent could not be removed", "error", err)
	}
	http.Redirect(v.w, v.r, "/message/"+id+"?done=sent", http.StatusSeeOther)
	return nil
}
