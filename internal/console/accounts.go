package console

import (
	"net/http"
	"time"

	"parley"
	"parley/internal/accounts"
)

// An AccountsPage is what outsiders say happened, as they say it: never proved, and never beside a name as its word.
type AccountsPage struct {
	Frame
	Date  string // for which it is asked; empty: now
	Fault bool   // that is no date
	Files []AccountFile
}

// An AccountFile is the accounts that were imported under one name.
type AccountFile struct {
	Name       string
	Imported   Instant
	Sum        string
	Sources    []string
	Channels   []AccountChannel
	Statements []string
}

// An AccountChannel is what accounts say of one channel. Everything but its place on the page is theirs.
type AccountChannel struct {
	Name, Beside     string // Beside: title of the procedure that it stands beside
	Date, Act, By    string
	Within, Value    string
	Note             string
	Accounts         []string
	Move             []string
	Since, Silent    string
	MoveBy, SilentBy []AccountSays
	Differ           []AccountDiffer
}

// An AccountSays is what one account says.
type AccountSays struct {
	Account, Says, From, AsOf, Basis string
}

// An AccountDiffer is a question with every answer beside the others.
type AccountDiffer struct {
	What   string
	Values []AccountValue
}

// An AccountValue is one answer, and who gives it.
type AccountValue struct {
	Value, By, Within, Derived string
	Accounts                   []string
}

func (c *Console) accountsPages() pages { return pages{"GET /accounts": c.accounts} }

func (c *Console) accounts(v *visit) error {
	p := &AccountsPage{Frame: c.frame(v, "accounts"), Date: cutRunes(v.r.URL.Query().Get("at"), 20)}
	at := c.cfg.Now().UTC()
	if p.Date != "" {
		d, err := accounts.ParseDate(p.Date)
		if p.Fault = err != nil; err == nil {
			at = d.To.Add(-time.Millisecond)
		}
	}
	if c.cfg.Accounts != nil {
		files, err := c.cfg.Accounts()
		if err != nil {
			return err
		}
		for _, i := range files {
			p.Files = append(p.Files, c.accountFile(v, i, at))
		}
	}
	c.show(v.w, http.StatusOK, p.Lang, "accounts", p)
	return nil
}

func (c *Console) accountFile(v *visit, i accounts.Imported, at time.Time) AccountFile {
	out := AccountFile{Name: oneLine(i.Name), Imported: instantOf(i.At), Sum: parley.Sum(i.Text).String(), Statements: linesOf(i.File.StatementLines())}
	for _, s := range i.File.Sources {
		out.Sources = append(out.Sources, oneLine(s.String()))
	}
	for _, x := range accounts.Board([]accounts.Imported{i}, at) {
		ch := accountChannel(x)
		if x.Procedure != nil {
			ch.Beside = c.procedureTitle(v, *x.Procedure)
		}
		out.Channels = append(out.Channels, ch)
	}
	return out
}

// procedureTitle is what a charter of this node calls a procedure, or its name.
func (c *Console) procedureTitle(v *visit, name string) string {
	list, _ := c.api.Charters(v.r.Context())
	lang := c.bareFrame(v.r).Lang
	for _, ch := range list {
		h := c.parsed(v.r.Context(), ch)
		if h == nil {
			continue
		}
		for _, p := range h.text.Procedures {
			if p.Name == name {
				return h.titled(lang, p.Title)
			}
		}
	}
	return oneLine(name)
}

func accountChannel(x accounts.View) AccountChannel {
	out := AccountChannel{Name: oneLine(x.Name), Date: oneLine(x.Last.Date), Act: oneLine(x.Last.Act), By: oneLine(some(x.By)), Within: oneLine(some(x.Last.Within)), Value: oneLine(some(x.Last.Value)), Note: oneLine(some(x.Last.Note)),
		Accounts: linesOf(x.Last.Accounts), Move: linesOf(x.Move), Since: oneLine(some(x.Since)), Silent: oneLine(some(x.For))}
	for _, m := range x.MoveByAccount {
		says := ""
		for i, who := range linesOf(m.Move) {
			if i > 0 {
				says += ", "
			}
			says += who
		}
		out.MoveBy = append(out.MoveBy, AccountSays{oneLine(m.Account), says, oneLine(m.From), oneLine(m.AsOf), ""})
	}
	for _, s := range x.Silent {
		out.SilentBy = append(out.SilentBy, AccountSays{oneLine(s.Account), oneLine(s.Silent), oneLine(some(s.Since)), oneLine(some(s.AsOf)), s.Basis})
	}
	for _, d := range x.Disagreements {
		differ := AccountDiffer{What: oneLine(d.What)}
		for _, val := range d.Values {
			differ.Values = append(differ.Values, AccountValue{oneLine(val.Value), oneLine(some(val.By)), oneLine(some(val.Within)), oneLine(some(val.Derived)), linesOf(val.Accounts)})
		}
		out.Differ = append(out.Differ, differ)
	}
	return out
}
