package node

import "context"

// Screens is the part of API that lists and shows messages as a console does: newest first, a page at a time.
type Screens interface {
	// Traffic returns one page of the messages received or sent, the newest first; acknowledgements are not among them.
	Traffic(ctx context.Context, q TrafficQuery) (TrafficView, error)
	// Envelope returns the bytes of a message as they were signed, none where they were erased. id is as for Show.
	Envelope(ctx context.Context, id string) ([]byte, error)
}

// TrafficQuery selects messages received (or, with Own, sent). Empty fields select all.
type TrafficQuery struct {
	Charter    string `json:"charter"` // id or prefix
	Own        bool   `json:"own"`
	Before     uint64 `json:"before"` // Next of the page before; 0: from the newest on
	Limit      int    `json:"limit"`  // 1 to 200; 0: 50
	Precedence string `json:"precedence"`
	Party      string `json:"party"` // the author, or an addressee
	Post       string `json:"post"`  // a post of either side: the originator, or an addressee
	Form       string `json:"form"`
	Text       string `json:"text"` // in the subject or the text, in any case; composed or decomposed, with ё or е
	Open       bool   `json:"open"` // those that nobody has acknowledged or answered: we, or, with Own, an addressee
}

// TrafficView is a page of messages. Next is where the following page begins; 0: there is none. A page may hold fewer rows
// than were asked for, or none, and be followed by others: a search looks through so many messages at a time. Looked is the
// time of the oldest message that was looked at.
type TrafficView struct {
	Rows   []TrafficRow `json:"rows"`
	Next   uint64       `json:"next"`
	Looked *string      `json:"looked"`
}

// TrafficRow is a message at its place in the order of storing. Open is as in TrafficQuery.
type TrafficRow struct {
	Seq  uint64 `json:"seq"`
	Open bool   `json:"open"`
	MessageView
}
