package console

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

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
	Next    string // link to the following page, or empty
	First   bool   // nothing is left out before the first row
}

// A Filter is what the rows were chosen by, as the form says it.
type Filter struct{ Precedence, Party, Post, Form, Text, State string }

// Narrow reports whether anything is chosen by.
func (f Filter) Narrow() bool { return f != (Filter{}) }

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
	p := &TrafficPage{Frame: c.frame(v, "traffic"), Own: q.Get("box") == "sent"}
	p.Filter = Filter{q.Get("precedence"), q.Get("party"), q.Get("post"), q.Get("form"), cutRunes(q.Get("text"), 200), q.Get("state")}
	before, _ := strconv.ParseUint(q.Get("before"), 10, 63)
	p.First = before == 0
	if !slices.Contains(parleyPrecedences, p.Filter.Precedence) {
		p.Filter.Precedence = ""
	}
	list, err := c.listed(v, p, before)
	if err != nil {
		return err
	}
	if p.Own {
		p.Page = "sent"
	}
	if len(list) > trafficRows {
		list = list[:trafficRows]
		q.Set("before", strconv.FormatUint(list[trafficRows-1].Seq, 10))
		q.Del("done")
		p.Next = "/traffic?" + q.Encode()
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
	f := p.Filter
	q := node.Query{Search: f.Text, Form: f.Form, Party: f.Party, Post: f.Post, Before: before, Newest: true, Limit: trafficRows + 1, Who: v.who}
	if f.Precedence != "" {
		q.Precedence = []string{f.Precedence}
	}
	if f.State == "open" {
		q.State = stateOpen
	}
	if p.Own {
		return c.api.Sent(v.r.Context(), q)
	}
	return c.api.Inbox(v.r.Context(), q)
}

// stateOpen is what the node calls messages that nobody has acknowledged.
const stateOpen = "unacknowledged"

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
		Sent: instant(row.Time), Line: headline(row), Exercise: row.Exercise, Open: c.openNow(v.r.Context(), row, own), Attachments: len(row.Attachments), Marks: len(row.Marks)}
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

// Link returns the link to these rows with another state chosen.
func (p *TrafficPage) Link(own bool) string {
	if own {
		return "/traffic?" + url.Values{"box": {"sent"}}.Encode()
	}
	return "/traffic"
}

func cutRunes(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}
