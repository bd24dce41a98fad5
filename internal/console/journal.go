package console

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"parley"
	"parley/internal/node"
)

// A JournalPage is what was done at this node, by whom and when.
type JournalPage struct {
	Frame
	By, Day, Action string // what the rows are chosen by
	Actions         []string
	Days            []JournalDay
	Next            string // link to the following page, or empty
	First           bool
	Check           *JournalCheck
}

// Narrow reports whether anything is chosen by.
func (p *JournalPage) Narrow() bool { return p.By+p.Day+p.Action != "" }

// A JournalDay is the actions of one day, in UTC, the last first.
type JournalDay struct {
	Date string // 2026-11-22
	Word string // 22 NOV 26
	Rows []JournalRow
}

// A JournalRow is one action. Link leads to the message that it is about, where it is about one.
type JournalRow struct {
	At                 Instant
	User, Post, Action string
	Detail, Link       string
}

// A JournalCheck is how a check of the journal ended. How many entries it has is not told.
type JournalCheck struct {
	OK     bool
	Errors []string
}

// journalRows are those of one page.
const journalRows = 50

// journalActions are the actions that one can choose by: those that have words.
var journalActions = []string{"send", "read", "draft", "release", "line-test", "watch-take", "watch-hand", "evidence", "export", "print", "verify", "adopt", "roster", "policy", "replace-sheet", "take-sheet",
	"replace-root", "withdraw", "open-volume", "recover", "accept-clock", "erase", "accounts", "backup", "restore", "rebuild", "token new", "token revoke"}

// ofMessages are the actions whose detail is the id of a message.
var ofMessages = map[string]bool{"send": true, "read": true, "evidence": true, "line-test": true, "print": true}

func (c *Console) journalPages() pages {
	return pages{"GET /journal": c.journal, "POST /journal/verify": c.verifyJournal, "GET /journal/verify": func(v *visit) error {
		http.Redirect(v.w, v.r, "/journal", http.StatusSeeOther) // a page that shows a result is looked at again
		return nil
	}}
}

func (c *Console) journal(v *visit) error {
	p, err := c.journalPage(v)
	if err != nil {
		return err
	}
	c.show(v.w, http.StatusOK, p.Lang, "journal", p)
	return nil
}

func (c *Console) verifyJournal(v *visit) error {
	found, err := c.api.VerifyJournal(v.r.Context())
	if err != nil {
		return err
	}
	p, err := c.journalPage(v)
	if err != nil {
		return err
	}
	p.Check = &JournalCheck{found.OK, linesOf(found.Errors)}
	c.show(v.w, http.StatusOK, p.Lang, "journal", p)
	return nil
}

func (c *Console) journalPage(v *visit) (*JournalPage, error) {
	form := v.r.URL.Query()
	p := &JournalPage{Frame: c.frame(v, "journal"), By: cutRunes(form.Get("user"), 100), Action: form.Get("action"), Actions: journalActions, First: form.Get("before") == ""}
	q := node.JournalQuery{User: p.By, Action: p.Action, Before: c.places.open(form.Get("before")), Limit: journalRows, Aloud: true}
	if day, err := time.Parse(time.DateOnly, form.Get("day")); err == nil {
		p.Day, q.From, q.Until = form.Get("day"), parley.MillisOf(day), parley.MillisOf(day.AddDate(0, 0, 1))
	}
	page, err := c.api.JournalPage(v.r.Context(), q)
	if err != nil {
		return nil, err
	}
	p.add(page.Entries)
	if page.Next > 0 {
		p.Next = "/journal?" + url.Values{"user": {p.By}, "day": {p.Day}, "action": {p.Action}, "before": {c.places.seal(page.Next)}}.Encode()
	}
	return p, nil
}

func (p *JournalPage) add(entries []node.JournalView) {
	for _, e := range entries {
		row := JournalRow{At: instant(e.Time), User: oneLine(e.User), Post: oneLine(e.Post), Action: e.Action, Detail: oneLine(e.Detail)}
		if _, err := parley.ParseHash(e.Detail); err == nil && ofMessages[e.Action] {
			row.Link = "/message/" + e.Detail
		}
		date := row.At.RFC[:min(len(time.DateOnly), len(row.At.RFC))]
		if n := len(p.Days); n == 0 || p.Days[n-1].Date != date {
			_, word, _ := strings.Cut(row.At.Clock, " ")
			p.Days = append(p.Days, JournalDay{Date: date, Word: word})
		}
		last := &p.Days[len(p.Days)-1]
		last.Rows = append(last.Rows, row)
	}
}
