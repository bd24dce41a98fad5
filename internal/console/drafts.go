package console

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"parley"
	"parley/internal/node"
)

// A DraftsPage lists what officers have yet to sign, and what is still being written.
type DraftsPage struct {
	Frame
	Officer string // at this desk; empty: a user of the node
	Mine    []Pending
	Others  []Pending
	Kept    []DraftLine
	Fault   string // why the policy cannot be used: a sentence of the node
}

// A Pending is a message that has not left, and who has yet to sign it.
type Pending struct {
	ID         string
	State      string // open or outdated
	Precedence Mark
	To         []string
	Title      string
	Exercise   bool
	Made       Instant
	Signed     []DraftSigner
	Waits      []Wanting
}

// A DraftSigner is an officer who has signed. Act is draft, review, release or emergency.
type DraftSigner struct {
	Act, Officer string
	At           Instant
}

// A Wanting is an act that is missing, and who could do it.
type Wanting struct {
	Act      string
	Officers []string
}

func (p *DraftsPage) marks() []*Mark {
	return slices.Concat(p.Frame.marks(), pendingMarks(p.Mine), pendingMarks(p.Others))
}

func pendingMarks(list []Pending) (out []*Mark) {
	for i := range list {
		out = append(out, &list[i].Precedence)
	}
	return out
}

func (c *Console) draftPages() pages {
	return pages{
		"GET /drafts":               c.drafts,
		"GET /drafts/{id}":          c.draft,
		"POST /drafts/{id}/sign":    c.signDraft,
		"POST /drafts/{id}/renew":   c.renewDraft,
		"POST /drafts/{id}/edit":    c.editDraft,
		"POST /drafts/{id}/give-up": c.giveUpDraft,
	}
}

func (c *Console) drafts(v *visit) error {
	ctx := v.r.Context()
	p := &DraftsPage{Frame: c.frame(v, "drafts"), Officer: v.officer}
	list, err := c.api.Drafts(ctx, false)
	if err != nil {
		return err
	}
	for _, d := range list {
		x := c.pending(ctx, p.Lang, d)
		if v.officer != "" && waitsFor(d, v.officer) {
			p.Mine = append(p.Mine, x)
		} else {
			p.Others = append(p.Others, x)
		}
	}
	if p.Fault, err = c.policyFault(ctx); err != nil {
		return err
	}
	if p.Kept, err = c.kept(ctx, p.Lang, ""); err != nil {
		return err
	}
	c.show(v.w, http.StatusOK, p.Lang, "drafts", p)
	return nil
}

// policyFault says why nothing leaves at all; empty where that is not so.
func (c *Console) policyFault(ctx context.Context) (string, error) {
	v, err := c.api.Policy(ctx)
	return some(v.Fault), err
}

// waitsFor reports whether an officer could give what a draft lacks.
func waitsFor(d node.DraftView, officer string) bool {
	for _, ids := range d.WaitsFor {
		if slices.Contains(ids, officer) {
			return true
		}
	}
	return false
}

func (c *Console) pending(ctx context.Context, lang string, d node.DraftView) Pending {
	h, m := c.charterNamed(ctx, d.Message.Charter), d.Message
	x := Pending{ID: d.ID, State: d.State, Precedence: c.precedence(lang, m.Precedence), To: h.addresses(slices.Concat(m.To, m.Info)), Title: headline(m), Exercise: m.Exercise, Made: instant(d.Made)}
	if m.Form != "text" {
		x.Title = Waiting{Form: h.form(lang, m.Form), Line: x.Title}.Title()
	}
	name := c.officerNames(ctx, m.Charter)
	x.Signed, x.Waits = signersOf(d, name), waitsOf(d, name)
	return x
}

// signingActs are the acts of signing, in the order in which they are done.
var signingActs = []string{"draft", "review", "release", "emergency"}

func signersOf(d node.DraftView, name func(string) string) (out []DraftSigner) {
	for _, s := range d.Signatures {
		out = append(out, DraftSigner{s.Act, name(s.Officer), instant(s.At)})
	}
	return out
}

func waitsOf(d node.DraftView, name func(string) string) (out []Wanting) {
	for _, act := range signingActs {
		if ids := d.WaitsFor[act]; len(ids) > 0 {
			w := Wanting{Act: act}
			for _, id := range ids {
				w.Officers = append(w.Officers, name(id))
			}
			out = append(out, w)
		}
	}
	return out
}

// officerNames returns how this party's officers are called: the id, and the name where the roster gives one.
func (c *Console) officerNames(ctx context.Context, charter string) func(id string) string {
	names := map[string]string{}
	if v, err := c.api.Roster(ctx, charter, ""); err == nil {
		for _, o := range v.Officers {
			if o.Name != nil {
				names[o.ID] = oneLine(*o.Name)
			}
		}
	}
	return func(id string) string {
		if names[id] == "" {
			return oneLine(id)
		}
		return oneLine(id) + " (" + names[id] + ")"
	}
}

// giveUpDraft cancels a draft: it can never be signed again.
func (c *Console) giveUpDraft(v *visit) error {
	d, err := c.api.CancelDraft(v.r.Context(), v.r.PathValue("id"), v.who)
	if parley.CodeOf(err) == parley.CodeDuplicate { // somebody released it meanwhile, and that is shown
		return c.showDraft(v, v.r.PathValue("id"), err)
	}
	if err != nil {
		return err
	}
	c.desk.changed()
	http.Redirect(v.w, v.r, "/drafts/"+d.ID+"?done=given-up", http.StatusSeeOther)
	return nil
}

// boardDrafts is how many drafts a board shows.
const boardDrafts = 6

// draftsFor lists the drafts that wait for who is at the desk, the most urgent and then the oldest first.
func (c *Console) draftsFor(ctx context.Context, v *visit, lang string) (out []Pending, err error) {
	list, err := c.api.Drafts(ctx, false)
	for _, d := range list {
		if v.officer == "" || waitsFor(d, v.officer) {
			out = append(out, c.pending(ctx, lang, d))
		}
	}
	return first(out, boardDrafts, func(a, b Pending) int {
		return cmp.Or(slices.Index(parleyPrecedences, b.Precedence.Code)-slices.Index(parleyPrecedences, a.Precedence.Code), cmp.Compare(a.Made.RFC, b.Made.RFC))
	}), err
}
