package console

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"parley/internal/node"
)

// A ProceedingsPage is a page of the proceedings of this node.
type ProceedingsPage struct {
	Frame
	Filter     ProceedingFilter
	Procedures []Option
	Parties    []Option
	Rows       []ProceedingRow
	All        int // that fit
	From       int // of the first row, counted from 1
	Earlier    string
	Later      string
}

// A ProceedingFilter is what the rows were chosen by. State is running, ours, theirs or ended; Procedure CHARTER/NAME.
type ProceedingFilter struct{ State, Procedure, Party string }

// Narrow reports whether anything is chosen by but what every list begins with.
func (f ProceedingFilter) Narrow() bool { return f != (ProceedingFilter{State: running}) }

const running = "running"

// A ProceedingRow is one proceeding in a list.
type ProceedingRow struct {
	Move
	Parties []string // the others
	Ours    bool
	End     bool
	Final   bool
}

// proceedingRows are those of one page.
const proceedingRows = 50

func (c *Console) proceedings(v *visit) error {
	q := v.r.URL.Query()
	p := &ProceedingsPage{Frame: c.frame(v, "proceedings"), Filter: ProceedingFilter{q.Get("state"), q.Get("procedure"), q.Get("party")}}
	if !slices.Contains([]string{running, "ours", "theirs", "ended", "all"}, p.Filter.State) {
		p.Filter.State = running
	}
	all, err := c.api.Proceedings(v.r.Context(), "")
	if err != nil {
		return err
	}
	c.offerProcedures(v, p)
	fit := c.fitting(v, p.Filter, all)
	from, _ := strconv.Atoi(q.Get("from"))
	from = min(max(from, 0), max(len(fit)-1, 0))
	p.All, p.From = len(fit), from+1
	p.Earlier, p.Later = p.pageLink(from-proceedingRows, from > 0), p.pageLink(from+proceedingRows, from+proceedingRows < len(fit))
	for _, x := range fit[min(from, len(fit)):min(from+proceedingRows, len(fit))] {
		p.Rows = append(p.Rows, c.proceedingRow(v, p.Lang, x))
	}
	c.show(v.w, http.StatusOK, p.Lang, "proceedings", p)
	return nil
}

// pageLink is the link to the rows from a place on.
func (p *ProceedingsPage) pageLink(from int, there bool) string {
	if !there {
		return ""
	}
	q := url.Values{"state": {p.Filter.State}, "from": {strconv.Itoa(max(from, 0))}}
	if p.Filter.Procedure != "" {
		q.Set("procedure", p.Filter.Procedure)
	}
	if p.Filter.Party != "" {
		q.Set("party", p.Filter.Party)
	}
	return "/proceedings?" + q.Encode()
}

// fitting are the proceedings that are asked for: what runs by its next deadline, what has ended by when, the last first.
func (c *Console) fitting(v *visit, f ProceedingFilter, all []node.ProceedingView) (out []node.ProceedingView) {
	ends := map[string]bool{}
	for _, x := range all {
		if f.Procedure != "" && f.Procedure != x.Charter[:min(16, len(x.Charter))]+"/"+x.Procedure || !c.inState(v, f.State, x, ends) {
			continue
		}
		if f.Party != "" && !slices.Contains(c.participants(v.r.Context(), x), f.Party) {
			continue
		}
		out = append(out, x)
	}
	slices.SortStableFunc(out, func(a, b node.ProceedingView) int {
		if f.State == "ended" || f.State == "all" {
			return cmp.Compare(b.Since, a.Since)
		}
		return cmp.Or(cmp.Compare(deadline(a), deadline(b)), cmp.Compare(a.Since, b.Since))
	})
	return out
}

// inState reports whether a proceeding is among those asked for. ends keeps whether a state is an end.
func (c *Console) inState(v *visit, state string, x node.ProceedingView, ends map[string]bool) bool {
	key := x.Charter + "/" + x.Procedure + "/" + x.State
	end, known := ends[key]
	if !known {
		end = c.charterNamed(v.r.Context(), x.Charter).ended(x)
		ends[key] = end
	}
	switch state {
	case "ours":
		return ownMove(x, string(c.cfg.Party))
	case "theirs":
		return len(x.Turn) > 0 && !ownMove(x, string(c.cfg.Party))
	case "ended":
		return end
	case "all":
		return true
	}
	return !end
}

// ended reports whether nothing follows the state in which a proceeding stands.
func (h *heldCharter) ended(x node.ProceedingView) bool {
	if h != nil {
		if p := h.text.Procedure(x.Procedure); p != nil && p.State(x.State) != nil {
			return p.State(x.State).End
		}
	}
	return x.Final
}

func (c *Console) proceedingRow(v *visit, lang string, x node.ProceedingView) ProceedingRow {
	ctx := v.r.Context()
	h := c.charterNamed(ctx, x.Charter)
	r := ProceedingRow{Move: c.move(ctx, lang, x), Ours: ownMove(x, string(c.cfg.Party)), End: h.ended(x), Final: x.Final}
	for _, id := range c.participants(ctx, x) {
		if id != string(c.cfg.Party) {
			r.Parties = append(r.Parties, h.party(id))
		}
	}
	r.Subject = c.subjectOf(ctx, x)
	return r
}

// offerProcedures lists what one can choose by.
func (c *Console) offerProcedures(v *visit, p *ProceedingsPage) {
	list, _ := c.api.Charters(v.r.Context())
	for _, ch := range list {
		h := c.parsed(v.r.Context(), ch)
		if h == nil {
			continue
		}
		for _, x := range h.text.Procedures {
			p.Procedures = append(p.Procedures, Option{ch.ID[:min(16, len(ch.ID))] + "/" + x.Name, h.titled(p.Lang, x.Title)})
		}
		for _, x := range h.text.Parties {
			if o := (Option{string(x.ID), h.party(string(x.ID))}); string(x.ID) != p.Party && !slices.Contains(p.Parties, o) {
				p.Parties = append(p.Parties, o)
			}
		}
	}
}
