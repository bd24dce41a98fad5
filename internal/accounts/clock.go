package accounts

import (
	"slices"
	"time"
)

// Acts that the clock understands; the words are those of the accounts. An act that stands in none of the lists changes
// neither whose move it is nor how long a channel has been silent.
var (
	// asking acts leave the move with the others: with the other parties of the file, or, where the one who asks speaks
	// within a party, with the others of that party.
	asking = []string{"asked", "invited", "invitation", "proposal", "proposed", "restated"}
	// due acts leave the move with the one of whom they are told.
	due = []string{"answer-due", "decision-due"}
	// contact is when both sides spoke, cut when a channel was closed. A silence counts from either.
	contact = []string{"answered", "called", "met", "met-unofficially", "resumed", "session"}
	cut     = []string{"closed", "ended", "suspended"}
	// settling acts leave the move with nobody, as contact and cut do.
	settling = []string{"accepted", "declined", "founded", "withdrawn", "withdrew"}
)

// A Standing is how a channel stands at a moment by the accounts, none of it proved.
type Standing struct {
	Channel       string
	Name          string
	Together      Reading   // as if all accounts were right
	ByAccount     []Reading // each account by itself, in the order of the file
	Disagreements []Disagreement
}

// A Reading is what accounts say of one channel up to a moment. Events are nil where they say nothing of the kind.
type Reading struct {
	Source string   // the account; empty: all together
	Last   *Event   // the last that happened
	Moved  *Event   // the last that gave the move to somebody, or took it away
	Move   []string // whose move it is, inferred from Moved; empty: nobody's, or nothing is said
	Heard  *Event   // the last from which a silence counts
}

// At returns, for each channel of which something had happened at t, what the accounts say of it up to t, in the order in
// which the file first names it. An event whose date is a month or a year counts from the first day of that.
func At(f *File, t time.Time) []Standing {
	var out []Standing
	place := map[string]int{}
	for _, e := range f.begun(t) {
		i, ok := place[e.Channel]
		if !ok {
			i = len(out)
			place[e.Channel] = i
			out = append(out, Standing{Channel: e.Channel, Name: f.ChannelName(e.Channel)})
		}
		out[i].add(f, e)
	}
	first := map[string]int{}
	for i, e := range f.Events {
		if _, ok := first[e.Channel]; !ok {
			first[e.Channel] = i
		}
	}
	slices.SortFunc(out, func(a, b Standing) int { return first[a.Channel] - first[b.Channel] })
	for i := range out {
		f.finish(&out[i], t)
	}
	return out
}

// begun returns the events that had begun at t, by date; of one date in the order of the file.
func (f *File) begun(t time.Time) (out []*Event) {
	for i := range f.Events {
		if e := &f.Events[i]; e.Date.Begun(t) {
			out = append(out, e)
		}
	}
	slices.SortStableFunc(out, func(a, b *Event) int { return a.Date.From.Compare(b.Date.From) })
	return out
}

// add reads one more event, together and for each account that tells of it.
func (s *Standing) add(f *File, e *Event) {
	s.Together.add(f, e)
	for _, id := range e.Source {
		i := slices.IndexFunc(s.ByAccount, func(r Reading) bool { return r.Source == id })
		if i < 0 {
			i = len(s.ByAccount)
			s.ByAccount = append(s.ByAccount, Reading{Source: id})
		}
		s.ByAccount[i].add(f, e)
	}
}

func (r *Reading) add(f *File, e *Event) {
	r.Last = e
	heard := slices.Contains(contact, e.Act) || slices.Contains(cut, e.Act)
	if heard {
		r.Heard = e
	}
	switch {
	case slices.Contains(asking, e.Act):
		r.Moved, r.Move = e, f.others(e)
	case slices.Contains(due, e.Act) && e.By != "":
		r.Moved, r.Move = e, []string{e.By}
	case heard || slices.Contains(settling, e.Act):
		r.Moved, r.Move = e, nil
	}
}

// tells returns how far an account can be read at t: to its own date, and no further.
func (f *File) tells(id string, t time.Time) (time.Time, string) {
	if d := f.Source(id).Date; !d.To.After(t) {
		return d.To.Add(-time.Millisecond), d.String()
	}
	return t, t.UTC().Format(time.DateOnly)
}

// others returns who is asked by an event. Where it is not told who asks, nobody can be named.
func (f *File) others(e *Event) (out []string) {
	if e.To != "" {
		return []string{e.To}
	}
	if e.Within != "" {
		return []string{"others within " + e.Within}
	}
	asks := slices.ContainsFunc(f.Parties, func(p Party) bool { return p.ID == e.By })
	for _, p := range f.Parties {
		if asks && p.ID != e.By {
			out = append(out, p.ID)
		}
	}
	return out
}

// finish puts the accounts in the order of the file and adds the disagreements.
func (f *File) finish(s *Standing, t time.Time) {
	slices.SortFunc(s.ByAccount, func(a, b Reading) int { return f.place[a.Source] - f.place[b.Source] })
	for _, d := range f.Disagreements {
		if f.out(d, t) && slices.Contains(f.Concerns(d), s.Channel) {
			s.Disagreements = append(s.Disagreements, d)
		}
	}
}
