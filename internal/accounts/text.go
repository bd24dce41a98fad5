package accounts

import "strings"

// Lines says what a view says, for people: the first line what a board says, then each account and where they differ.
func (v View) Lines() []string { return append([]string{v.Board()}, v.ByAccountLines()...) }

// Board says in one line what happened last and what follows from it if all accounts are right.
func (v View) Board() string {
	out := v.Name + ": last " + v.last() + "  [" + strings.Join(v.Last.Accounts, "; ") + "]"
	var inferred []string
	if len(v.Move) > 0 {
		inferred = append(inferred, "move of "+strings.Join(v.Move, ", "))
	}
	if v.For != nil {
		inferred = append(inferred, "silent for "+*v.For+" since: "+*v.Since)
	}
	if inferred != nil {
		out += "; inferred, if all are right: " + strings.Join(inferred, "; ")
	}
	return out
}

// ByAccountLines says what follows from each account by itself, and where they differ.
func (v View) ByAccountLines() []string {
	var out []string
	for _, m := range v.MoveByAccount {
		if len(m.Move) > 0 {
			out = append(out, "move of "+strings.Join(m.Move, ", ")+", inferred from "+m.From+", as of "+m.AsOf+"  ["+m.Account+"]")
		}
	}
	for _, s := range v.Silent {
		out = append(out, s.line())
	}
	for _, d := range v.Disagreements {
		out = append(out, "accounts differ: "+d.What)
		for _, x := range d.Values {
			out = append(out, "- "+x.line())
		}
	}
	return out
}

func (v View) last() string {
	e := Event{Act: v.Last.Act, By: given(v.By), Within: given(v.Last.Within), Value: given(v.Last.Value), Note: given(v.Last.Note)}
	return v.Last.Date + ", " + e.said()
}

func (s SilenceView) line() string {
	out := "silent for " + s.Silent
	if s.Since != nil {
		out += " since: " + *s.Since
	}
	if s.AsOf != nil {
		out += ", as of " + *s.AsOf
	}
	return out + ", " + s.Basis + "  [" + s.Account + "]"
}

func (x ValueView) line() string {
	out := x.Value
	if x.Derived != nil {
		out += ", derived " + *x.Derived
	}
	if x.By != nil {
		out += ", by: " + *x.By
	}
	if x.Within != nil {
		out += " (within " + *x.Within + ")"
	}
	return out + "  [" + strings.Join(x.Accounts, "; ") + "]"
}

// line says a statement with who says so, for people.
func (s Statement) line(f *File) string {
	out := s.What + ", " + s.Date.String()
	if s.By != "" {
		out += ", by: " + plain(s.By)
	}
	if s.AccordingTo != "" {
		out += ", according to: " + plain(s.AccordingTo)
	}
	return out + "  [" + f.Attribution(s.Source) + "]"
}

// StatementLines says who ended what, each statement by itself: they sound alike and speak of different things.
func (f *File) StatementLines() []string {
	var out []string
	for _, s := range f.Statements {
		out = append(out, s.line(f))
	}
	return out
}

func given(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
