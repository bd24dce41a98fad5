package console

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"parley"
	"parley/charter"
	"parley/wire"
)

// An ActPage is the form of an act: what follows from it, what it says, and the texts that it agrees to, in full. The form of
// an opening is drawn by it too.
type ActPage struct {
	Frame
	Action         string // path that it is posted to
	ID, Title      string // of the proceeding; no id: this act opens it
	Act            string
	State          string
	Last           *Cited // the last act on record
	LastWho        string
	Allowed        bool
	Other          bool // the procedure has no such act at all
	Again          bool // it was sent, and something had come in between
	News           []StoryEntry
	Consequence    Consequence
	Offer          *Opening // of an opening
	Agrees         []AgreeChoice
	Corrects       []CorrectChoice
	Fields         *FormFields
	Draft          Draft
	Shown          string // acts that this page has shown
	Posts          []string
	Precedences    []PrecedenceChoice
	Languages      []Option
	Charters       []Option
	Without        string // what it says where nothing is written
	Fault          string // a sentence of the node
	Code           string // of the fault
	Limit          int
	Unsigned       bool
	Subject, Texts string
}

// An AgreeChoice is a text that an act may agree to.
type AgreeChoice struct {
	Act    Cited
	Who    string
	Lines  []Said
	Text   string
	Chosen bool
}

// A CorrectChoice is an act of ours that may be corrected.
type CorrectChoice struct {
	ID     string
	Title  string
	At     Instant
	Chosen bool
}

func (c *Console) actPages() pages {
	return pages{
		"GET /proceeding/{id}/act/{act}":    c.act,
		"POST /proceeding/{id}/act/{act}":   c.previewAct,
		"GET /proceedings/new":              c.openings,
		"GET /proceedings/new/{procedure}":  c.propose,
		"POST /proceedings/new/{procedure}": c.previewOpening,
	}
}

func (c *Console) act(v *visit) error {
	k, err := c.courseOf(v.r.Context(), c.bareFrame(v.r).Lang, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	d, err := c.begunAct(v, k)
	if err != nil {
		return err
	}
	return c.showAct(v, k, &ActPage{Draft: d}, http.StatusOK)
}

// begunAct is what was kept of an act, or a new one.
func (c *Console) begunAct(v *visit, k *course) (Draft, error) {
	if id := v.r.URL.Query().Get("draft"); id != "" {
		return c.cfg.Drafts.Draft(id)
	}
	id, err := c.sessions.token()
	d := Draft{ID: id, Charter: k.Charter, From: v.who.Post, Precedence: parley.Routine.String(), Lang: k.words.lang, Values: url.Values{}}
	d.Of = ActOf{Proceeding: k.ID, Act: v.r.PathValue("act"), Shown: k.shown()}
	for _, a := range k.agreeable(d.Of.Act) {
		d.Of.Agrees = append(d.Of.Agrees, a)
	}
	if a := k.actNamed(d.Of.Act); a != nil {
		k.prefill(a, c.tale(v.r.Context(), k), d.Values)
	}
	return d, err
}

// shownDigits are enough of an id to tell the acts of one proceeding apart.
const shownDigits = 16

// shown names every act that a page of this course shows.
func (k *course) shown() string {
	var out []string
	for _, e := range slices.Concat(k.Entries, k.Aside) {
		if e.Act != nil {
			out = append(out, (*e.Act)[:shownDigits])
		}
	}
	return strings.Join(out, ",")
}

// showAct draws the form of an act, as its draft has it.
func (c *Console) showAct(v *visit, k *course, p *ActPage, status int) error {
	ctx, name := v.r.Context(), p.Draft.Of.Act
	p.Frame = c.frame(v, "act")
	p.Path = "/proceeding/" + k.ID + "/act/" + name
	p.Action, p.ID, p.Title, p.Subject, p.Act = p.Path, k.ID, k.title(), k.subject(), k.actTitle(name)
	p.State = k.stateTitle(k.ProceedingView.State)
	p.Other = !k.everywhere(name) && k.actNamed(name) == nil
	p.Consequence, p.Allowed = k.consequence(name)
	t := c.tale(ctx, k)
	c.lastOf(t, p)
	for _, e := range t.entries(slices.Concat(k.Entries, k.ProceedingStory.Aside)) {
		if e.ID != "" && !strings.Contains(p.Draft.Of.Shown, e.ID[:shownDigits]) {
			p.News = append(p.News, e)
		}
	}
	p.Shown = k.shown()
	p.Agrees, p.Corrects = t.agrees(p), t.corrects(p)
	if err := c.desks(v, p, k.held, k.formOf(name)); err != nil {
		return err
	}
	if a := k.actNamed(name); a != nil && p.Fields == nil {
		p.Without = k.held.titled(k.words.lang, a.Title)
	}
	c.show(v.w, status, p.Lang, "act", p)
	return nil
}

func (c *Console) lastOf(t *tale, p *ActPage) {
	for _, e := range slices.Backward(t.Entries) {
		if e.Act != nil {
			last := t.cited(*e.Act)
			p.Last, p.LastWho = &last, t.held.party(e.Author)
			return
		}
	}
}

// formOf is the form of an act.
func (k *course) formOf(name string) string {
	if a := k.actNamed(name); a != nil {
		return a.Form
	}
	return wire.FormText
}

// desks enters who may send it, at which precedence, in which language, and the fields of the form.
func (c *Console) desks(v *visit, p *ActPage, h *heldCharter, formName string) error {
	composer, err := c.api.Composer(v.r.Context(), p.Draft.Charter)
	if err != nil {
		return err
	}
	for _, post := range composer.Posts {
		p.Posts = append(p.Posts, string(post))
	}
	if !slices.Contains(p.Posts, p.Draft.From) && len(p.Posts) > 0 {
		p.Draft.From = p.Posts[0]
	}
	for _, code := range slices.Backward(parleyPrecedences) {
		at, _ := parley.ParsePrecedence(code)
		p.Precedences = append(p.Precedences, PrecedenceChoice{c.precedence(p.Lang, code), h.text.Clocks.Of(at), code == p.Draft.Precedence})
	}
	for _, l := range textLanguages(h.text, p.Draft.Lang) {
		p.Languages = append(p.Languages, Option{l, languageName(l)})
	}
	officers, err := c.hasOfficers(v.r.Context(), composer)
	if err != nil {
		return err
	}
	p.Unsigned, p.Limit = c.cfg.Signer == nil && !officers, wire.MaxText
	if p.Fields == nil {
		p.Fields = formFields(h, p.Lang, formName, p.Draft.Values, nil, nil)
	}
	p.Fields.besides(h, p.Draft)
	return nil
}

// corrects are the acts of ours that this one may correct, where it corrects.
func (t *tale) corrects(p *ActPage) (out []CorrectChoice) {
	if p.Draft.Of.Act != charter.ActCorrect {
		return nil
	}
	for _, e := range slices.Backward(t.Entries) {
		if e.Act != nil && e.Author == t.own {
			c := t.cited(*e.Act)
			out = append(out, CorrectChoice{c.ID, t.words.say("story.number", c.Number) + " " + c.Title, instant(e.Date), c.ID == p.Draft.Of.Corrects})
		}
	}
	return out
}
