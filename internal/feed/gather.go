package feed

import (
	"context"
	"slices"
	"strings"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/internal/node"
)

// A Query says which notices go into a feed.
type Query struct {
	Charter string // id or prefix; empty: every charter that is not restricted
	Notice  string // id of one message of a notice, or at least its first 8 digits; empty: all
	Lang    string // of the texts; empty, or one that a charter has not: English, else its first authentic one
	Who     node.Who
}

// A Gathered is what a query selects. Restricted are the titles of charters that were left out because they are restricted.
type Gathered struct {
	Notices    []Notice
	Restricted []string
	Lang       string // of the texts of the last charter
	More       bool   // there are older notices that were not looked at
}

// Gather reads notices as they stand: of each with its amendments and its cancellation, one. It asks for nothing under a
// restricted charter; CodePolicy where such a one is named.
func Gather(ctx context.Context, api node.API, q Query) (g Gathered, err error) {
	list, err := api.Charters(ctx)
	if err != nil {
		return g, err
	}
	if q.Charter != "" {
		named, err := api.Composer(ctx, q.Charter)
		if err != nil {
			return g, err
		}
		list = slices.DeleteFunc(list, func(c node.CharterView) bool { return c.ID != named.Charter.String() })
	}
	for _, view := range list {
		text, err := api.Edition(ctx, view.ID)
		if err != nil {
			return g, err
		}
		c, err := charter.Parse(text)
		if err != nil {
			return g, err
		}
		if c.Restricted != nil && q.Charter != "" {
			return g, parley.Errorf(parley.CodePolicy, "the charter %s is restricted: nothing of it goes into a feed", view.ID[:8])
		}
		if c.Restricted != nil {
			g.Restricted = append(g.Restricted, view.Title)
			continue
		}
		if err := g.under(ctx, api, &source{charter: c, view: view, lang: spokenBy(c, q.Lang)}, q); err != nil {
			return g, err
		}
	}
	if q.Notice != "" && len(g.Notices) == 0 {
		return g, parley.Errorf(parley.CodeNotFound, "no notice that goes into a feed has a message %.20q", q.Notice)
	}
	return g, nil
}

// A line is a notice with what amends and cancels it, the first one first.
type line []node.NoticeView

// under adds the notices of one charter.
func (g *Gathered) under(ctx context.Context, api node.API, s *source, q Query) error {
	list, err := api.Notices(ctx, node.NoticeQuery{Charter: s.view.ID, Who: q.Who})
	if err != nil {
		return err
	}
	active, err := api.ActiveNotices(ctx, node.ActiveQuery{Charter: s.view.ID, From: 1, Until: form.MaxTime, Limit: MaxNotices, Who: q.Who})
	if err != nil {
		return err
	}
	s.active, s.all = map[string]*node.ActiveNotice{}, !active.More && len(active.Left) == 0
	for i := range active.Notices {
		s.active[active.Notices[i].Notice] = &active.Notices[i]
	}
	g.More, g.Lang = g.More || list.More, s.lang
	for _, l := range linesOf(list.Notices) {
		if s.follows(l[0].Form) {
			continue // it is about another notice, and what it says stands there
		}
		if q.Notice != "" && !slices.ContainsFunc(l, func(v node.NoticeView) bool { return len(q.Notice) >= 8 && strings.HasPrefix(v.ID, q.Notice) }) {
			continue
		}
		n, ok, err := s.notice(ctx, api, l)
		if err != nil {
			return err
		}
		if ok {
			g.Notices = append(g.Notices, n)
		}
	}
	return nil
}

// linesOf puts the messages of notices together that amend and cancel one another. Only the author's own do.
func linesOf(list []node.NoticeView) (out []line) {
	of := map[string]int{} // by the id of a message, its line
	slices.SortFunc(list, func(a, b node.NoticeView) int { return int(int64(a.Seq) - int64(b.Seq)) })
	for _, v := range list {
		if v.State == node.NoticeRefused {
			continue
		}
		i, goesOn := of[before(v)]
		if goesOn = goesOn && partyOf(out[i][0]) == partyOf(v); !goesOn {
			i, out = len(out), append(out, nil)
		}
		out[i], of[v.ID] = append(out[i], v), i
	}
	return out
}

// before is the message that one amends or cancels, or empty.
func before(v node.NoticeView) string {
	for _, id := range []*string{v.Cancels, v.Corrects} {
		if id != nil {
			return *id
		}
	}
	return ""
}

func partyOf(v node.NoticeView) parley.PartyID {
	a, _ := parley.ParseAddress(v.From)
	return a.Party
}
