package console

import (
	"context"
	"net/http"
	"slices"

	"parley"
	"parley/internal/node"
)

// A DraftPage is one draft as the other side would read it, what it lacks, and what can be signed here.
type DraftPage struct {
	Frame
	ID         string
	State      string // open, outdated, released or cancelled
	Message    string // id of the message that it became
	Letter     Letter
	Payload    string // SHA-256 of what is signed, to be compared when it is
	Text       string // SHA-256 of its body, by which a decision elsewhere names it
	Decided    string // proceeding that decided on it
	Of         *DraftedAct
	Minutes    int
	MadeBy     string
	Made       Instant
	Signed     []DraftSigner
	Waits      []Wanting
	Missing    []string // sentences of the node
	Officer    string   // who would sign here, by id; empty: not chosen
	Signer     string   // and as he is called
	Choices    []Option // officers of whom one is chosen
	Offers     []Offer
	Why        Why
	Fault      string // why what was just tried was not done: a sentence of the node
	Changed    bool   // the draft is not what it was when that was tried
	MayEdit    bool
	MayGiveUp  bool
	PolicyFail string
	Ack        bool // it is an acknowledgement, which whoever has the watch signs
}

// A Why says why an officer cannot sign: the key of its words, and what the node says.
type Why struct{ Key, Sentence string }

func (p *DraftPage) marks() []*Mark { return append(p.Frame.marks(), &p.Letter.Precedence) }

// Main returns the offer that is the main one of the page, if any.
func (p *DraftPage) Main() *Offer {
	for i := range p.Offers {
		if p.Offers[i].Asks != nil && p.Offers[i].Act != actEmergency {
			return &p.Offers[i]
		}
	}
	return nil
}

func (c *Console) draft(v *visit) error { return c.showDraft(v, v.r.PathValue("id"), nil) }

// showDraft shows a draft as it is now; fault is why what was just tried with it was not done.
func (c *Console) showDraft(v *visit, id string, fault error) error {
	ctx := v.r.Context()
	d, err := c.api.ShowDraft(ctx, id)
	if err != nil {
		return err
	}
	m := d.Message
	h := c.charterNamed(ctx, m.Charter)
	name := c.officerNames(ctx, m.Charter)
	p := &DraftPage{Frame: c.frame(v, "draft"), ID: d.ID, State: d.State, Text: d.TextHash, Decided: some(d.Decided), MadeBy: oneLine(d.MadeBy), Made: instant(d.Made),
		Signed: signersOf(d, name), Waits: waitsOf(d, name), Missing: d.Missing}
	p.Path = "/drafts/" + d.ID
	p.Again = p.Path
	p.Letter = c.letter(p.Lang, h, m)
	if h != nil {
		at, _ := parley.ParsePrecedence(m.Precedence)
		p.Minutes = h.text.Clocks.Of(at)
	}
	if d.State == "released" {
		p.Message = m.ID
	} else if p.Of, err = c.draftedAct(ctx, p.Lang, h, d); err != nil {
		return err
	}
	if err := c.signable(ctx, v, p, d, name); err != nil {
		return err
	}
	if of := m.Refers.Acknowledges; of != nil {
		p.Ack = true
		if read, err := c.api.Show(ctx, *of); err == nil && d.State != "released" && read.Receipts[string(c.cfg.Party)].Acknowledged != nil {
			p.Offers, p.Why = nil, Why{Key: "acked"}
		}
	}
	status := http.StatusOK
	if fault != nil {
		status, p.Fault, p.Changed = http.StatusConflict, parley.SentenceOf(fault), parley.CodeOf(fault) == parley.CodeBadSignature
	}
	c.show(v.w, status, p.Lang, "draft", p)
	return nil
}

// signable says what can be done with a draft here.
func (c *Console) signable(ctx context.Context, v *visit, p *DraftPage, d node.DraftView, name func(string) string) (err error) {
	live := d.State == "open" || d.State == "outdated"
	p.MayGiveUp, p.MayEdit = live, live && d.Message.Form == "text" && d.Act == nil
	if !live {
		return nil
	}
	if p.PolicyFail, err = c.policyFault(ctx); err != nil || d.State == "outdated" {
		return err
	}
	p.Officer = v.officer
	if v.officer == "" {
		p.Choices = choicesOf(d, name)
		if as := v.r.FormValue("as"); slices.ContainsFunc(p.Choices, func(o Option) bool { return o.Value == as }) {
			p.Officer = as
		} else if len(p.Choices) == 1 {
			p.Officer = p.Choices[0].Value
		}
	}
	if p.Officer == "" {
		return nil
	}
	p.Signer = name(p.Officer)
	return c.offers(ctx, v, p, d)
}

// choicesOf lists who could give what a draft lacks.
func choicesOf(d node.DraftView, name func(string) string) (out []Option) {
	for _, act := range signingActs {
		for _, id := range d.WaitsFor[act] {
			if !slices.ContainsFunc(out, func(o Option) bool { return o.Value == id }) {
				out = append(out, Option{id, name(id)})
			}
		}
	}
	return out
}
