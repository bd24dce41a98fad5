package console

import (
	"time"

	"parley/internal/accounts"
	"parley/internal/node"
)

var journalStories = map[string]Story{
	"journal":       {"journal", func(f Frame) any { return journalStory(f) }},
	"journal-good":  {"journal", func(f Frame) any { p := journalStory(f); p.Check = &JournalCheck{OK: true}; return p }},
	"journal-bad":   {"journal", func(f Frame) any { return brokenJournal(f) }},
	"journal-none":  {"journal", func(f Frame) any { return &JournalPage{Frame: f, Actions: journalActions, First: true, By: "eve"} }},
	"accounts":      {"accounts", func(f Frame) any { return accountsStory(f) }},
	"accounts-none": {"accounts", func(f Frame) any { return &AccountsPage{Frame: f, Date: "last year", Fault: true} }},
}

func journalStory(f Frame) *JournalPage {
	p := &JournalPage{Frame: f, Actions: journalActions, First: true, Next: "/journal?before=x"}
	var entries []node.JournalView
	for i, e := range []struct{ user, post, action, detail string }{
		{"watch-2", "duty", "send", storyID(3)}, {"watch-2", "duty", "read", storyID(1)}, {"watch-2", "duty", "verify", "all 2 records hold"}, {"watch-1", "duty", "watch-hand", "duty"},
		{"token mapserver", "", "evidence", storyID(2)}, {"root", "", "accounts", "press: 6 events from 2 sources, SHA-256 " + storyID(9)}, {"watch-1", "duty", "print", storyID(8)}, {"root", "", "a verb of a newer node", "<b>\u202egnp.exe"},
	} {
		entries = append(entries, node.JournalView{Time: storyNow.Add(-time.Duration(i) * 53 * time.Minute).Format("2006-01-02T15:04:05.000Z"), User: e.user, Post: e.post, Action: e.action, Detail: e.detail})
	}
	p.add(entries)
	return p
}

func brokenJournal(f Frame) *JournalPage {
	p := journalStory(f)
	p.Check = &JournalCheck{Errors: []string{"entry 4711 is not the one that was signed over: it was altered"}}
	return p
}

const storyAccounts = `sources:
  herald:  {outlet: "Herald of Northland", date: 2026-06-30, title: "No answer for a year"}
  courier: {outlet: Courier, date: 2026-03, approx: true}
parties:
  north: {name: Northland}
  south: {name: Southmark}
channels:
  council:
    name: Joint Council
    founded: {value: "2002", source: [herald]}
events:
  - {date: 2025-01-10, channel: council, act: met, source: [herald]}
  - {date: 2025-06, approx: true, channel: council, act: invited, by: north, note: "for the autumn", source: [herald]}
  - {date: 2026, channel: council, act: position, by: hill-faction, within: south, value: not-yet-agreed, source: [courier]}
disagreements:
  - what: how long the council had been silent by March 2026
    channel: council
    values:
      - {months: 14, derived: "from the meeting of January 2025", source: [herald]}
      - {months: 12, by: south, source: [courier]}
who_ended_what:
  - {what: the meetings, date: 2025-06, by: south, according_to: north, source: [herald]}
`

func accountsStory(f Frame) *AccountsPage {
	file, err := accounts.Parse([]byte(storyAccounts))
	if err != nil {
		panic(err) // a test draws every story
	}
	i := accounts.Imported{Name: "press", Text: []byte(storyAccounts), File: file}
	out := AccountFile{Name: i.Name, Imported: at(3 * day), Sum: storyID(30), Statements: linesOf(file.StatementLines())}
	for _, s := range file.Sources {
		out.Sources = append(out.Sources, oneLine(s.String()))
	}
	for _, v := range accounts.Board([]accounts.Imported{i}, storyNow) {
		ch := accountChannel(v)
		ch.Beside = "Invitation to talks"
		out.Channels = append(out.Channels, ch)
	}
	return &AccountsPage{Frame: f, Files: []AccountFile{out}}
}
