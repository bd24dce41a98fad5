package console

import (
	"slices"

	"parley/form"
	"parley/internal/node"
)

// noticeStates are the states of notices by which a list is chosen; empty is standing.
var noticeStates = []string{node.NoticeStanding, node.NoticeCorrected, node.NoticeCancelled, node.NoticeRefused}

// A NoticeFilter is what notices are chosen by.
type NoticeFilter struct {
	Form, Party, State string
	Forms, Parties     []FormOption
	States             []FormOption // each with the key of its words
	More               bool         // there are older ones that were not looked at
}

// Narrow reports whether anything is chosen by.
func (f NoticeFilter) Narrow() bool { return f.Form != "" || f.Party != "" || f.State != "" }

// noticesFor asks for the notices that the request chooses, and says by what one can choose.
func (c *Console) noticesFor(v *visit, frame Frame) (f NoticeFilter, rows []NoticeRow, err error) {
	q := v.r.URL.Query()
	f = NoticeFilter{Form: cutRunes(q.Get("form"), 64), Party: cutRunes(q.Get("party"), 64), State: q.Get("state")}
	if !slices.Contains(noticeStates, f.State) && f.State != "any" || f.State == node.NoticeStanding {
		f.State = ""
	}
	list, err := c.api.Notices(v.r.Context(), node.NoticeQuery{Form: f.Form, Party: f.Party, Who: v.who})
	if err != nil {
		return f, nil, err
	}
	f.More = list.More
	held := map[string]*heldCharter{}
	charters, err := c.api.Charters(v.r.Context())
	for _, ch := range charters {
		if h := c.parsed(v.r.Context(), ch); h != nil {
			held[ch.ID] = h
			f.offer(h, frame.Lang)
		}
	}
	for _, x := range list.Notices {
		if f.State == "any" || x.State == f.State || f.State == "" && x.State == node.NoticeStanding {
			rows = append(rows, rowOf(held[x.Charter], frame, c.cfg.Now(), x))
		}
	}
	f.offerStates()
	return f, rows, err
}

// offer lists the forms and parties of a charter.
func (f *NoticeFilter) offer(h *heldCharter, lang string) {
	add := func(to *[]FormOption, o FormOption) {
		if !slices.ContainsFunc(*to, func(x FormOption) bool { return x.Value == o.Value }) {
			*to = append(*to, o)
		}
	}
	for _, x := range h.text.Forms {
		if h.text.Schema(x.Name) != nil && !x.Automatic && x.Name != form.FormTranslation {
			add(&f.Forms, FormOption{x.Name, h.titled(lang, x.Title), x.Name == f.Form})
		}
	}
	for _, p := range h.text.Parties {
		add(&f.Parties, FormOption{string(p.ID), h.party(string(p.ID)), string(p.ID) == f.Party})
	}
}

func (f *NoticeFilter) offerStates() {
	for _, s := range append(slices.Clone(noticeStates), "any") {
		f.States = append(f.States, FormOption{s, "", s == f.State || f.State == "" && s == node.NoticeStanding})
	}
}
