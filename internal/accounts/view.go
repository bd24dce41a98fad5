package accounts

import (
	"fmt"
	"time"
)

// A View is what imported accounts say of one channel, as a program reads it: never proved.
type View struct {
	Channel       string             `json:"channel"`
	Name          string             `json:"name"`      // of the channel, in words
	File          string             `json:"file"`      // name under which the accounts were imported
	Procedure     *string            `json:"procedure"` // procedure of a charter beside which the channel is shown
	Last          EventView          `json:"last"`
	By            *string            `json:"by"`   // who did the last, by its accounts
	Move          []string           `json:"move"` // whose move it would be if all accounts were right, inferred
	MoveByAccount []MoveView         `json:"move_by_account"`
	Since         *string            `json:"since"`  // the last event from which a silence counts, if all accounts were right
	For           *string            `json:"silent"` // how long ago that was, if nothing happened of which no account tells
	Silent        []SilenceView      `json:"silent_by_account"`
	Disagreements []DisagreementView `json:"disagreements"`
	Mark          string             `json:"mark"`
	Proved        bool               `json:"proved"` // false, always
}

// An EventView is one event with the accounts that tell of it.
type EventView struct {
	Date     string   `json:"date"`
	Act      string   `json:"act"`
	Within   *string  `json:"within"`
	Value    *string  `json:"value"`
	Note     *string  `json:"note"`
	Accounts []string `json:"accounts"`
}

// A MoveView is whose move it is by one account, and the event from which that is inferred.
type MoveView struct {
	Account string   `json:"account"`
	Move    []string `json:"move"`
	From    string   `json:"from"`
	AsOf    string   `json:"as_of"` // the date asked for, or the account's own where that is earlier
}

// A SilenceView is how long a channel had been silent by one account, as of a day: an account is read no further than to
// its own date. Basis is "computed", from the last event of which the account tells; "stated", where the account gives
// the length itself; or "derived", where the file's author drew it from the account.
type SilenceView struct {
	Account string  `json:"account"`
	Silent  string  `json:"silent"`
	Since   *string `json:"since"` // where it is computed
	AsOf    *string `json:"as_of"` // where it is computed or stated
	Basis   string  `json:"basis"`
}

// A DisagreementView is a question with each answer and who gives it.
type DisagreementView struct {
	What   string      `json:"what"`
	Values []ValueView `json:"values"`
}

// A ValueView is one answer.
type ValueView struct {
	Value    string   `json:"value"`
	By       *string  `json:"by"`
	Within   *string  `json:"within"`
	Derived  *string  `json:"derived"`
	Accounts []string `json:"accounts"`
}

// Board returns what a board shows of imported accounts at now, file by file, channel by channel.
func Board(files []Imported, now time.Time) []View {
	out := []View{}
	for _, i := range files {
		for _, s := range At(i.File, now) {
			v := i.File.View(s, now)
			v.File = i.Name
			v.Procedure = optional(i.Procedures[s.Channel])
			out = append(out, v)
		}
	}
	return out
}

// View returns a standing at t as a program reads it.
func (f *File) View(s Standing, t time.Time) View {
	v := View{Channel: s.Channel, Name: s.Name, Last: f.event(*s.Together.Last), By: optional(plain(s.Together.Last.By)), Move: list(s.Together.Move),
		MoveByAccount: []MoveView{}, Silent: f.silences(s, t), Disagreements: []DisagreementView{}, Mark: Mark}
	for _, r := range s.ByAccount {
		if r.Moved != nil {
			_, asOf := f.tells(r.Source, t)
			v.MoveByAccount = append(v.MoveByAccount, MoveView{f.Source(r.Source).String(), list(r.Move), r.Moved.short(), asOf})
		}
	}
	if h := s.Together.Heard; h != nil {
		v.Since, v.For = optional(h.since()), optional(h.Date.Since(t).String())
	}
	for _, d := range s.Disagreements {
		v.Disagreements = append(v.Disagreements, f.disagreement(d, t))
	}
	return v
}

func (f *File) event(e Event) EventView {
	return EventView{e.Date.String(), plain(e.Act), optional(e.Within), optional(plain(e.Value)), optional(e.Note), f.attributions(e.Source)}
}

// short names an event without what was said at it.
func (e Event) short() string {
	return e.Date.String() + ": " + Event{Act: e.Act, By: e.By, Within: e.Within}.said()
}

// since names the event from which a silence counts.
func (e Event) since() string { return plain(e.Act) + ", " + e.Date.String() }

// silences returns how long a channel was silent by each account: as it states it, else computed from its events.
func (f *File) silences(s Standing, t time.Time) []SilenceView {
	stated, out := map[string]bool{}, []SilenceView{}
	for _, d := range s.Disagreements {
		for _, v := range d.Values {
			if v.Months == 0 || !f.published(v, t) {
				continue
			}
			for _, id := range v.Source {
				view := SilenceView{f.Source(id).String(), v.String(), nil, nil, "derived"}
				if v.Derived == "" {
					stated[id] = true
					view.AsOf, view.Basis = optional(f.Source(id).Date.String()), "stated"
				}
				out = append(out, view)
			}
		}
	}
	for _, r := range s.ByAccount {
		if r.Heard != nil && !stated[r.Source] {
			at, asOf := f.tells(r.Source, t)
			out = append(out, SilenceView{f.Source(r.Source).String(), r.Heard.Date.Since(at).String(), optional(r.Heard.since()), &asOf, "computed"})
		}
	}
	return out
}

// disagreement returns the values that were published at t.
func (f *File) disagreement(d Disagreement, t time.Time) DisagreementView {
	out := DisagreementView{What: d.What}
	for _, v := range d.Values {
		if f.published(v, t) {
			out.Values = append(out.Values, ValueView{v.String(), optional(plain(v.By)), optional(v.Within), optional(v.Derived), f.attributions(v.Source)})
		}
	}
	return out
}

// String returns the value in words.
func (v Value) String() string {
	if v.Months > 0 {
		return fmt.Sprintf("%d months", v.Months)
	}
	return v.Text
}

// optional is nil for an empty text.
func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// list is never null in JSON.
func list(s []string) []string { return append([]string{}, s...) }
