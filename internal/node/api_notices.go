package node

import (
	"context"

	"parley"
)

// Noticing is the part of API about what messages in forms with fields say of places and times: what lists of notices, a
// calendar and a map are made of.
type Noticing interface {
	// Notices lists messages in forms with fields, the newest first, own and those of others. A charter in whose bodies the
	// user may not find anything has no part in it. CodeUsage: the charter or the form is unknown.
	Notices(ctx context.Context, q NoticeQuery) (NoticesView, error)
}

// A NoticeQuery selects notices: those for which everything holds that is given.
type NoticeQuery struct {
	Charter string `json:"charter"` // id or prefix; empty: all
	Form    string `json:"form"`    // empty: any with fields that officers fill in
	Party   string `json:"party"`   // the author's
	Limit   int    `json:"limit"`   // for each form, 1 to 1000; 0: 1000
	Who     Who    `json:"who"`
}

// NoticesView is notices, and whether there are older ones that were not looked at.
type NoticesView struct {
	Notices []NoticeView `json:"notices"`
	More    bool         `json:"more"`
}

// A NoticeView is one notice. Places and times are those of its body, in the order of its form.
type NoticeView struct {
	ID         string        `json:"id"`
	Charter    string        `json:"charter"`
	Form       string        `json:"form"`
	Edition    uint64        `json:"edition"` // under which it is read
	From       string        `json:"from"`
	Own        bool          `json:"own"`
	Time       string        `json:"time"` // of the message, by its author's clock
	Precedence string        `json:"precedence"`
	Subject    *string       `json:"subject"`
	Reference  *string       `json:"reference"` // the human reference
	Exercise   bool          `json:"exercise"`
	Proceeding *string       `json:"proceeding"` // the act that opened the proceeding that it belongs to
	State      string        `json:"state"`      // standing; corrected or cancelled, by a later notice of the same party; refused, of another one's
	By         *string       `json:"by"`         // that later notice
	Cancels    *string       `json:"cancels"`
	Corrects   *string       `json:"corrects"`
	Places     []NoticePlace `json:"places"`
	Times      []NoticeTime  `json:"times"`
	Misfit     *string       `json:"misfit"` // why its body cannot be read by its form
	Seq        uint64        `json:"seq"`
}

// A NoticePlace is a place of a body, as form.ParsePlace reads it.
type NoticePlace struct {
	Path  string `json:"path"` // of the field, and in a table of its row from 0 and column
	Place string `json:"place"`
}

// A NoticeTime is an instant of a body.
type NoticeTime struct {
	Path string        `json:"path"`
	At   parley.Millis `json:"at"`
}

// The states of notices.
const (
	NoticeStanding  = "standing"
	NoticeCorrected = "corrected"
	NoticeCancelled = "cancelled"
	NoticeRefused   = "refused"
)
