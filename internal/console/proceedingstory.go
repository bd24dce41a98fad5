package console

import (
	"context"
	"slices"

	"parley/charter"
	"parley/form"
	"parley/internal/node"
	"parley/wire"
)

// A StoryEntry is an act, or a deadline that passed, as the time line of a proceeding shows it.
type StoryEntry struct {
	Number    int    // in the order that counts; 0: it has no place in it
	ID        string // of the message; empty: the deadline passed
	Who, Act  string
	Own       bool
	At        Instant
	Clock     string // whose clock says when
	To        string // the state that it led to; empty: none
	Standing  string // code
	Why       string // the node's own words, where it has no effect
	Proof     string // none, settled or confirmed
	ByRule    bool
	Unseen    []Cited
	NotServed []string
	Text      string
	Language  string
	Erased    bool
	Others    []Translation
}

// A Cited is an act of the time line: its number, and what it is called.
type Cited struct {
	Number int
	ID     string
	Title  string
}

// Effect reports whether the act did what it is for.
func (e StoryEntry) Effect() bool { return e.Standing == standingEffect }

// A tale tells the acts of a course.
type tale struct {
	*course
	number   map[string]int // of an act
	payloads map[string]*wire.Payload
	others   map[string][]Translation // of a message
}

// tale reads what the acts say.
func (c *Console) tale(ctx context.Context, k *course) *tale {
	t := &tale{course: k, number: map[string]int{}, payloads: map[string]*wire.Payload{}, others: map[string][]Translation{}}
	for i, e := range k.Entries {
		if e.Act != nil {
			t.number[*e.Act] = i + 1
		}
	}
	for _, e := range slices.Concat(k.Entries, k.Aside) {
		if e.Act != nil && len(t.payloads) < maxActs {
			t.payloads[*e.Act] = c.payload(ctx, *e.Act)
		}
	}
	c.translated(ctx, t)
	return t
}

// maxActs bounds how many acts of one proceeding are shown with what they say; beyond, a page leads to the message.
const maxActs = 400

// translated enters the translations of acts that are among the newest.
func (c *Console) translated(ctx context.Context, t *tale) {
	if !slices.ContainsFunc(t.held.text.Forms, func(f charter.Form) bool { return f.Name == form.FormTranslation }) {
		return
	}
	q := node.Query{Charter: t.Charter, Form: form.FormTranslation, Newest: true, Limit: maxTranslations}
	for _, ask := range []func(context.Context, node.Query) ([]node.MessageView, error){c.api.Inbox, c.api.Sent} {
		list, err := ask(ctx, q)
		if err != nil {
			return
		}
		for _, x := range list {
			if of := some(x.Refers.Translates); t.payloads[of] != nil {
				t.others[of] = append(t.others[of], Translation{x.ID, some(x.Lang), t.held.address(x.From), plain(some(x.Text)), instant(x.Time)})
			}
		}
	}
}

func (t *tale) entries(list []node.ActView) (out []StoryEntry) {
	for _, e := range list {
		out = append(out, t.entry(e))
	}
	return out
}

func (t *tale) entry(e node.ActView) StoryEntry {
	out := StoryEntry{At: instant(e.Date), Standing: e.Standing, Why: oneLine(e.Why), ByRule: e.ByRule, NotServed: t.names(e.NotServed), Proof: "none"}
	if e.From != e.To && e.To != "" {
		out.To = t.stateTitle(e.To)
	}
	switch {
	case e.Confirmed:
		out.Proof = "confirmed"
	case e.Settled:
		out.Proof = "settled"
	}
	for _, id := range e.Unseen {
		out.Unseen = append(out.Unseen, t.cited(id))
	}
	if e.Act == nil {
		out.Number = t.lapseNumber(e)
		return out
	}
	out.ID, out.Number, out.Own = *e.Act, t.number[*e.Act], e.Author == t.own
	out.Who = t.held.party(e.Author)
	out.Clock = out.Who
	if e.Name != "" {
		out.Act = t.actTitle(e.Name)
	}
	t.say(&out)
	return out
}

// lapseNumber is the place of a deadline in the order.
func (t *tale) lapseNumber(e node.ActView) int {
	return 1 + slices.IndexFunc(t.Entries, func(x node.ActView) bool { return x.Act == nil && x.Date == e.Date && x.From == e.From })
}

// cited names an act by its place.
func (t *tale) cited(id string) Cited {
	c := Cited{Number: t.number[id], ID: id}
	if n := c.Number; n > 0 {
		c.Title = t.actTitle(t.Entries[n-1].Name)
	}
	return c
}

// say enters what the act says, in the reader's language as far as the charter has words for it.
func (t *tale) say(e *StoryEntry) {
	p := t.payloads[e.ID]
	if p == nil {
		e.Erased = e.Standing != "incomplete"
		return
	}
	e.Text, e.Language = t.held.said(t.words.lang, p)
	e.Others = t.others[e.ID]
}

// said is what a message says and in which language it stands: fields with the titles of the charter, or its text.
func (h *heldCharter) said(lang string, p *wire.Payload) (text, language string) {
	f := form.Of(h.text, p.Form)
	if f.Schema() == nil {
		return plain(f.Show(lang, p.Body)), p.Lang
	}
	return plain(f.Show(lang, p.Body)), ""
}

// subject is the first text that stands in a message.
func (h *heldCharter) subject(p *wire.Payload) string {
	if p.Subject != "" {
		return cut(p.Subject, subjectRunes)
	}
	f := form.Of(h.text, p.Form)
	if f.Schema() == nil {
		return cut(string(p.Body), subjectRunes)
	}
	b, err := f.Decode(p.Body)
	if err != nil {
		return ""
	}
	for _, field := range f.Schema().Fields {
		if s, ok := form.Get[form.Text](b.Fields, field.Name); ok {
			return cut(string(s), subjectRunes)
		}
	}
	return ""
}

const subjectRunes = 120
