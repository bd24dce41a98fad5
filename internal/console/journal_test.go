package console

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"parley"
	"parley/internal/accounts"
	"parley/internal/node"
)

// journalEntries are those of the fake node: number 60 must not be seen.
const journalEntries = 130

func (f *fakeNode) JournalPage(_ context.Context, q node.JournalQuery) (p node.JournalPageView, _ error) {
	before := q.Before
	if before == 0 {
		before = journalEntries + 1
	}
	for n := before - 1; n > 0; n-- {
		if len(p.Entries) == q.Limit {
			p.Next = n + 1
			break
		}
		e := node.JournalView{Seq: n, Time: fmt.Sprintf("2026-11-%02dT01:00:00.000Z", 1+n/10), User: []string{"ann", "<b>bob"}[n%2], Action: "send", Detail: parley.Sum([]byte{byte(n)}).String()}
		if q.Aloud && n == 60 || q.User != "" && q.User != e.User || q.Until != 0 && (e.Time < q.From.String() || e.Time >= q.Until.String()) {
			continue
		}
		p.Entries = append(p.Entries, e)
	}
	return p, nil
}

func (f *fakeNode) VerifyJournal(context.Context) (node.JournalCheckView, error) {
	return node.JournalCheckView{Entries: journalEntries, Signed: 7, Errors: []string{"entry 3 was altered"}}, nil
}

var older = regexp.MustCompile(`<a class="button" href="(/journal\?[^"]*)">`)

// The journal is paged, by day and user; nothing on it tells that something is left out, and nobody's name breaks it.
func TestJournalOnPages(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	rows, pages := 0, 0
	for path := "/journal"; path != ""; pages++ {
		a := r.do("GET", path, nil)
		n := strings.Count(a.body, "<tr><td>")
		if rows += n; a.code != http.StatusOK || n == 0 || strings.Contains(a.body, "<b>bob") || strings.Contains(a.body, parley.Sum([]byte{60}).String()) {
			t.Fatalf("%s: %d with %d rows", path, a.code, n)
		}
		path = ""
		if m := older.FindStringSubmatch(a.body); m != nil {
			path = html.UnescapeString(m[1])
			if n != journalRows {
				t.Errorf("a page of %d rows that is not the last", n)
			}
		}
	}
	if rows != journalEntries-1 || pages != 3 {
		t.Errorf("%d rows on %d pages", rows, pages)
	}
	if n := strings.Count(r.do("GET", "/journal?user=ann&day=2026-11-04", nil).body, "<tr><td>"); n != 5 {
		t.Errorf("of a user and a day: %d rows", n)
	}
	a := r.do("POST", "/journal/verify", nil)
	expect(t, a.body, "The journal is not what was entered in it.", "entry 3 was altered")
	if regexp.MustCompile(`\b` + fmt.Sprint(journalEntries) + `\b`).MatchString(a.body) {
		t.Error("the page says how many entries there are")
	}
	for _, bad := range []string{"x", "7", strings.Repeat("A", 60), strings.Repeat("A", 4000)} {
		if a := r.do("GET", "/journal?before="+bad, nil); a.code != http.StatusOK || !strings.Contains(a.body, parley.Sum([]byte{journalEntries}).String()) {
			t.Errorf("a place that was made up: %d", a.code)
		}
	}
}

// Accounts are marked as what they are, each value beside the others with who gives it, at the date that is asked for; what
// an account says is no part of the page.
func TestAccountsPage(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	expect(t, r.do("GET", "/accounts", nil).body, "No accounts are kept here.")
	text := strings.Replace(storyAccounts, "Joint Council", "Joint <i>Council", 1)
	i, err := accounts.Import("press", []byte(text), []string{"council=invitation"}, 1)
	if err != nil {
		t.Fatal(err)
	}
	r.c.cfg.Accounts = func() ([]accounts.Imported, error) { return []accounts.Imported{i}, nil }
	a := r.do("GET", "/accounts", nil)
	expect(t, a.body, "account, not proved", "Joint &lt;i&gt;Council", "14 months", "12 months", "The accounts differ:", "Herald of Northland")
	if strings.Contains(a.body, ">Proved") || strings.Contains(a.body, "<i>Council") {
		t.Error("an account is shown as proved, or breaks the page")
	}
	before := r.do("GET", "/accounts?at=2025-02", nil)
	if strings.Contains(before.body, "14 months") || !strings.Contains(before.body, `value="2025-02"`) {
		t.Error("a disagreement is shown before it was out")
	}
	expect(t, r.do("GET", "/accounts?at=yesterday", nil).body, "That is no date")
}
