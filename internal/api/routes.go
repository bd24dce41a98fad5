package api

import (
	"bytes"
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"parley"
	"parley/internal/node"
)

// routes are all that the door answers.
func (d *door) routes(a huma.API) {
	d.messages(a)
	d.proceedings(a)
	d.lines(a)
	d.drafts(a)
	d.attachments(a)
	d.records(a)
	d.feed(a)
	d.plot(a)
	d.stream(a)
}

type (
	list struct {
		Charter    string   `query:"charter" maxLength:"64"`
		Search     string   `query:"search" maxLength:"1000" doc:"words, or their beginnings"`
		Precedence []string `query:"precedence" maxItems:"4"`
		Form       string   `query:"form" maxLength:"64"`
		State      string   `query:"state" maxLength:"20"`
		Post       string   `query:"post" maxLength:"70"`
		Party      string   `query:"party" maxLength:"32"`
		Handling   string   `query:"handling" maxLength:"200"`
		From       int64    `query:"from" minimum:"0" doc:"milliseconds since 1970"`
		Until      int64    `query:"until" minimum:"0" doc:"milliseconds since 1970; 0: no bound"`
		After      uint64   `query:"after" doc:"seq of the last message of the page before"`
		Before     uint64   `query:"before" doc:"likewise, for the newest first"`
		Newest     bool     `query:"newest"`
		Limit      int      `query:"limit" minimum:"1" maximum:"200" default:"50"`
	}
	envelope struct {
		Post    string `query:"post" maxLength:"32" doc:"post for which it is submitted, for the journal"`
		RawBody []byte `contentType:"application/cbor"`
	}
)

// composing is a node.Composer whose hashes are hexadecimal digits.
type composing struct {
	Charter   string                             `json:"charter"`
	Edition   uint64                             `json:"edition"`
	EditionID string                             `json:"edition_id"`
	Roster    uint64                             `json:"roster"`
	Party     parley.PartyID                     `json:"party"`
	Posts     []parley.PostID                    `json:"posts"`
	Exercise  bool                               `json:"exercise"`
	Parties   map[parley.PartyID][]parley.PostID `json:"parties"`
	Authentic []string                           `json:"authentic"`
	Now       parley.Millis                      `json:"now" doc:"the node's clock, milliseconds since 1970"`
}

func (l *list) query(ctx context.Context) node.Query {
	return node.Query{Charter: l.Charter, Search: l.Search, Precedence: l.Precedence, Form: l.Form, State: l.State, Post: l.Post, Party: l.Party, Handling: l.Handling,
		From: parley.Millis(l.From), Until: parley.Millis(l.Until), After: l.After, Before: l.Before, Newest: l.Newest, Limit: min(l.Limit, maxPage), Who: who(ctx)}
}

func (d *door) messages(a huma.API) {
	get(d, a, "charters", "/api/charters", "The charters of the node", func(ctx context.Context, _ *nothing) ([]node.CharterView, error) { return d.node.Charters(ctx) })
	getFile(d, a, "edition", "/api/edition", "application/yaml", "The text of the edition in force", func(ctx context.Context, c *charterNamed) ([]byte, error) { return d.node.Edition(ctx, c.Charter) })
	get(d, a, "composer", "/api/composer", "What goes into a message besides what its officer writes", func(ctx context.Context, c *charterNamed) (composing, error) {
		k, err := d.node.Composer(ctx, c.Charter)
		return composing{k.Charter.String(), k.Edition, k.EditionID.String(), k.Roster, k.Party, k.Posts, k.Exercise, k.Parties, k.Authentic, k.Now}, err
	})
	get(d, a, "inbox", "/api/inbox", "Messages received", func(ctx context.Context, l *list) ([]node.MessageView, error) { return d.node.Inbox(ctx, l.query(ctx)) })
	get(d, a, "sent", "/api/sent", "Messages sent", func(ctx context.Context, l *list) ([]node.MessageView, error) { return d.node.Sent(ctx, l.query(ctx)) })
	get(d, a, "message", "/api/messages/{id}", "One message with its places in the records", func(ctx context.Context, m *byID) (node.MessageView, error) { return d.node.Show(ctx, m.ID) })
	getFile(d, a, "envelope", "/api/messages/{id}/envelope", "application/cbor", "The bytes of a message as they were signed", func(ctx context.Context, m *byID) ([]byte, error) { return d.node.Envelope(ctx, m.ID) })
	getFile(d, a, "evidence", "/api/messages/{id}/evidence", "application/octet-stream", "An evidence file for outsiders about a message", func(ctx context.Context, m *byID) ([]byte, error) {
		return d.node.Evidence(ctx, m.ID, who(ctx))
	})
	register(d, a, route{"submit", http.MethodPost, "/api/messages", Submit, "Hand over a message that its officers have signed: a text, a notice, an act or an acknowledgement", maxEnvelope},
		func(ctx context.Context, e *envelope) (node.Submitted, error) {
			by := who(ctx)
			by.Post = e.Post
			return d.node.Submit(ctx, bytes.Clone(e.RawBody), by) // the library uses its buffer again
		})
}

type drafting struct {
	charterNamed
	Form string `query:"form" maxLength:"64" required:"true"`
}

func (d *door) proceedings(a huma.API) {
	get(d, a, "board", "/api/board", "Whose move it is everywhere, and how the lines are", func(ctx context.Context, _ *nothing) (node.BoardView, error) { return d.node.Board(ctx) })
	get(d, a, "proceedings", "/api/proceedings", "All proceedings, or those under one charter", func(ctx context.Context, c *charterNamed) ([]node.ProceedingView, error) {
		return d.node.Proceedings(ctx, c.Charter)
	})
	get(d, a, "proceeding", "/api/proceedings/{id}", "The whole story of a proceeding: its acts, what each is worth, and what may be done next", func(ctx context.Context, p *byID) (node.ProceedingStory, error) {
		return d.node.Proceeding(ctx, p.ID)
	})
	getFile(d, a, "proceedingEdition", "/api/proceedings/{id}/edition", "application/yaml", "The text of the edition that a proceeding keeps", func(ctx context.Context, p *byID) ([]byte, error) {
		return d.node.ProceedingEdition(ctx, p.ID)
	})
	getFile(d, a, "outcome", "/api/proceedings/{id}/evidence", "application/octet-stream", "An evidence file for outsiders about where a proceeding has come", func(ctx context.Context, p *byID) ([]byte, error) {
		return d.node.Outcome(ctx, p.ID, who(ctx))
	})
	get(d, a, "drafting", "/api/drafting", "What the rules and the human reference of a new message of a form depend on", func(ctx context.Context, x *drafting) (node.Drafting, error) {
		return d.node.Drafting(ctx, x.Charter, x.Form)
	})
}

type (
	lineDays struct {
		charterNamed
		Party string `query:"party" maxLength:"32"`
		Days  int    `query:"days" minimum:"1" maximum:"400" default:"14"`
	}
	lineTests struct {
		charterNamed
		Party string `query:"party" maxLength:"32"`
		Limit int    `query:"limit" minimum:"1" maximum:"100" default:"10"`
	}
	rosterOf struct {
		charterNamed
		Party string `query:"party" maxLength:"32" doc:"may be left out: this node's own"`
	}
)

func (d *door) lines(a huma.API) {
	get(d, a, "lines", "/api/lines", "The state of each line", func(ctx context.Context, _ *nothing) ([]node.LineView, error) { return d.node.Lines(ctx) })
	get(d, a, "lineHistory", "/api/lines/history", "Day by day, how both sides saw the lines", func(ctx context.Context, l *lineDays) ([]node.LineDayView, error) {
		return d.node.LineHistory(ctx, node.LineQuery{Charter: l.Charter, Party: l.Party}, l.Days)
	})
	get(d, a, "lineTests", "/api/lines/tests", "The last line tests of each line, and when the next is due", func(ctx context.Context, l *lineTests) ([]node.LineTestsView, error) {
		return d.node.LineTests(ctx, node.LineQuery{Charter: l.Charter, Party: l.Party}, l.Limit)
	})
	get(d, a, "alarms", "/api/alarms", "The last alarms of this run of the node", func(ctx context.Context, _ *nothing) ([]node.EventView, error) {
		v, err := d.node.Events(ctx)
		return node.Aloud(v), err
	})
	get(d, a, "roster", "/api/roster", "The officers of a party under a charter", func(ctx context.Context, r *rosterOf) (node.RosterView, error) {
		return d.node.Roster(ctx, r.Charter, r.Party)
	})
}
