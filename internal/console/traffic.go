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
	Posts   []string
	Forms   []Option
	Rows    []TrafficRow
	Next    string // link to the following page, or empty
	Looked  Instant
	First   bool // nothing is left out before the first row
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

func (c *Console) traffic(v *visit) error {
	q := v.r.URL.Query()
	p := &TrafficPage{Frame: c.frame(v, "traffic"), Own: q.Get("box") == "sent"}
	p.Filter = Filter{q.Get("precedence"), q.Get("party"), q.Get("post"), q.Get("form"), cutRunes(q.Get("text"), 200), q.Get("state")}
	before, _ := strconv.ParseUint(q.Get("before"), 10, 63)
	p.First = before == 0
	if !slices.Contains(parleyPrecedences, p.Filter.Precedence) {
		p.Filter.Precedence = ""
	}
	list, err := c.api.Traffic(v.r.Context(), node.TrafficQuery{Own: p.Own, Before: before, Precedence: p.Filter.Precedence, Party: p.Filter.Party,
		Post: p.Filter.Post, Form: p.Filter.Form, Text: p.Filter.Text, Open: p.Filter.State == "open"})
	if err != nil {
		return err
	}
	if p.Own {
		p.Page = "sent"
	}
	for _, row := range list.Rows {
		p.Rows = append(p.Rows, c.trafficRow(v, p.Lang, p.Own, row))
	}
	if list.Next != 0 {
		q.Set("before", strconv.FormatUint(list.Next, 10))
		q.Del("done")
		p.Next = "/traffic?" + q.Encode()
		p.Looked = instantOrNone(list.Looked)
	}
	c.offerFilters(v, p)
	c.show(v.w, http.StatusOK, p.Lang, "traffic", p)
	return nil
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
				if !slices.Contains(p.Posts, string(post)) {
					p.Posts = append(p.Posts, string(post))
				}
			}
		}
		for _, f := range h.text.Forms {
			if f.Name != "ack" {
				add(&p.Forms, Option{f.Name, h.titled(p.Lang, f.Title)})
			}
		}
	}
	slices.Sort(p.Posts)
}

func (c *Console) trafficRow(v *visit, lang string, own bool, row node.TrafficRow) TrafficRow {
	h := c.charterNamed(v.r.Context(), row.Charter)
	out := TrafficRow{ID: row.ID, Precedence: c.precedence(lang, row.Precedence), From: h.address(row.From), To: h.addresses(append(slices.Clone(row.To), row.Info...)),
		Sent: instant(row.Time), Line: headline(row.MessageView), Exercise: row.Exercise, Open: row.Open, Attachments: len(row.Attachments), Marks: len(row.Marks)}
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
