package console

import (
	"net/http"
	"slices"
	"strconv"

	"parley"
	"parley/internal/node"
)

// A TrafficPage is a page of messages received or sent.
type TrafficPage struct {
	Frame
	Own     bool
	Filter  Filter
	Parties []Option
	Posts   []Option
	Forms   []Option
	Rows    []TrafficRow
	States  []string // that a message of this box may be in
	Next    string   // link to the following page, or empty
	Newest  string   // link to the first page, where this is another one
	Fault   string   // why what was asked for cannot be looked for: a sentence of the node
}

// An Option is a choice: what is sent, and what is read.
type Option struct{ Value, Word string }

// A TrafficRow is one message in a list.
type TrafficRow struct {
	ID          string
	Precedence  Mark
	From        string
	To          []string
	Sent        Instant
	Line        string
	Form        string // as the charter calls it; empty for free text
	Exercise    bool
	Open        bool
	Far         []Far // how far it got
	Attachments int
	Marks       int
}

// Far is how far a message got at one party: none, recorded, opened, acknowledged, answered or refused.
type Far struct{ Party, Step string }

func (c *Console) trafficPages() pages { return pages{"GET /traffic": c.traffic} }

func (c *Console) traffic(v *visit) error {
	q := v.r.URL.Query()
	p := &TrafficPage{Frame: c.frame(v, "traffic"), Own: q.Get("box") == "sent", Filter: filterOf(q)}
	if p.States = statesOfTheirs; p.Own {
		p.Page, p.States = "sent", statesOfOurs
	}
	before, _ := strconv.ParseUint(q.Get("before"), 10, 63)
	list, err := c.listed(v, p, before)
	if code := parley.CodeOf(err); code == parley.CodeUsage || code == parley.CodeTooLarge {
		p.Fault, list, err = oneLine(parley.SentenceOf(err)), nil, nil
	}
	if err != nil {
		return err
	}
	if len(list) > trafficRows {
		list = list[:trafficRows]
		p.Next = p.link(list[trafficRows-1].Seq)
	}
	if before > 0 {
		p.Newest = p.link(0)
	}
	for _, m := range list {
		p.Rows = append(p.Rows, c.trafficRow(v, p.Lang, p.Own, m))
	}
	c.offerFilters(v, p)
	c.show(v.w, http.StatusOK, p.Lang, "traffic", p)
	return nil
}

// trafficRows are those of one page.
const trafficRows = 50

// listed asks for the messages of a page, and one more.
func (c *Console) listed(v *visit, p *TrafficPage, before uint64) ([]node.MessageView, error) {
	q := p.Filter.query()
	q.Before, q.Newest, q.Limit, q.Who = before, true, trafficRows+1, v.who
	if p.Own {
		return c.api.Sent(v.r.Context(), q)
	}
	return c.api.Inbox(v.r.Context(), q)
}

// offerFilters lists what one can choose by.
func (c *Console) offerFilters(v *visit, p *TrafficPage) {
	list, _ := c.api.Charters(v.r.Context())
	seen := map[Option]bool{}
	add := func(to *[]Option, o Option) {
		if !seen[o] {
			seen[o] = true
			*to = append(*to, o)
		}
	}
	for _, ch := range list {
		h := c.parsed(v.r.Context(), ch)
		if h == nil {
			continue
		}
		for _, x := range h.text.Parties {
			if string(x.ID) != p.Party {
				add(&p.Parties, Option{string(x.ID), h.party(string(x.ID))})
			}
			for _, post := range x.Posts {
				a := string(x.ID) + "/" + string(post)
				add(&p.Posts, Option{a, h.address(a)})
			}
		}
		for _, f := range h.text.Forms {
			if f.Name != "ack" {
				add(&p.Forms, Option{f.Name, h.titled(p.Lang, f.Title)})
			}
		}
	}
}

func (c *Console) trafficRow(v *visit, lang string, own bool, row node.MessageView) TrafficRow {
	h := c.charterNamed(v.r.Context(), row.Charter)
	out := TrafficRow{ID: row.ID, Precedence: c.precedence(lang, row.Precedence), From: h.address(row.From), To: h.addresses(append(slices.Clone(row.To), row.Info...)),
		Sent: instant(row.Time), Line: c.headline(v.r.Context(), row), Exercise: row.Exercise, Open: c.openNow(v.r.Context(), row, own), Attachments: len(row.Attachments), Marks: len(row.Marks)}
	if row.Form != "text" {
		out.Form = h.form(lang, row.Form)
	}
	for _, party := range sortedKeys(row.Receipts) {
		if own || party == string(c.cfg.Party) {
			out.Far = append(out.Far, Far{h.party(party), stepOf(row.Receipts[party])})
		}
	}
	return out
}

// stepOf is the furthest step of a receipt.
func stepOf(r node.ReceiptView) string {
	switch {
	case r.Refused != nil:
		return "refused"
	case r.Answered != nil:
		return "answered"
	case r.Acknowledged != nil:
		return "acknowledged"
	case r.Opened != nil && *r.Opened != "not-reported":
		return "opened"
	case r.Recorded != nil:
		return "recorded"
	}
	return "none"
}

func (c *Console) precedence(lang, code string) Mark {
	return Mark{code, c.drawn.words[lang].choice("precedence", code)}
}

// link returns the link to these messages from a place on; 0: from the newest on.
func (p *TrafficPage) link(before uint64) string {
	q := p.Filter.values()
	if p.Own {
		q.Set("box", "sent")
	}
	if before > 0 {
		q.Set("before", strconv.FormatUint(before, 10))
	}
	if len(q) == 0 {
		return "/traffic"
	}
	return "/traffic?" + q.Encode()
}

// All returns the link to all messages of this box.
func (p *TrafficPage) All() string { return (&TrafficPage{Own: p.Own}).link(0) }

func cutRunes(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}
