package node

import (
	"fmt"
	"strings"

	"parley"
	"parley/internal/store"
	"parley/link"
)

// sheet writes the text that is signed. Notes stand apart from all else by their indent, so that none of them can be taken for
// a part of the sheet.
func (f watchFacts) sheet(w store.Watch, notes string) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	if f.exercise {
		line("EXERCISE")
	}
	line("WATCH HAND-OVER")
	line("Party %s, post %s, %s", f.party, f.post, f.now.DTG())
	line("%s has had the watch since %s", strings.Join(strings.Fields(w.User), " "), w.Taken.DTG())
	f.messages(line, "Not acknowledged by us", f.ours, f.more[0], func(m MessageView) string { return "from " + m.From })
	f.messages(line, "Not acknowledged by them", f.theirs, f.more[1], func(m MessageView) string { return "to " + strings.Join(m.To, ", ") })
	f.clocks(line)
	f.draftList(line)
	f.lineList(line)
	line("\nNotes")
	if notes = strings.TrimSpace(strings.ReplaceAll(notes, "\r\n", "\n")); notes == "" {
		notes = "none"
	}
	for l := range strings.SplitSeq(notes, "\n") {
		line("  %s", strings.TrimRight(l, " \t"))
	}
	if f.exercise {
		line("EXERCISE")
	}
	return b.String()
}

func (f watchFacts) messages(line func(string, ...any), title string, all []MessageView, more int, whom func(MessageView) string) {
	line("\n%s: %d", title, len(all)+more)
	for _, m := range all {
		at := m.Time
		if ms, err := parley.ParseMillis(m.Time); err == nil {
			at = ms.DTG()
		}
		line("  %s %s %s, %.12s", strings.ToUpper(m.Precedence), at, whom(m), m.ID)
	}
	if more > 0 {
		line("  and %d more", more)
	}
}

func (f watchFacts) clocks(line func(string, ...any)) {
	line("\nClocks that end within 24 hours: %d", len(f.ends))
	for i, e := range f.ends {
		if i == watchListed {
			line("  and %d more", len(f.ends)-i)
			return
		}
		line("  %s until %s", e.what, e.at.DTG())
	}
}

func (f watchFacts) draftList(line func(string, ...any)) {
	line("\nDrafts: %d", len(f.drafts))
	for i, d := range f.drafts {
		if i == watchListed {
			line("  and %d more", len(f.drafts)-i)
			return
		}
		line("  %s, %s to %s, %s", d.ID, strings.ToUpper(d.Message.Precedence), strings.Join(d.Message.To, ", "), d.State)
	}
}

func (f watchFacts) lineList(line func(string, ...any)) {
	if f.unreachable {
		line("\nLines: the node does not serve")
		return
	}
	var down, tests []string
	for _, l := range f.lines {
		if l.State != string(link.StateUp) {
			down = append(down, fmt.Sprintf("  %s: %s, since %s", l.Party, StateWords(link.State(l.State)), dtgOf(&l.Since)))
		}
		if t := l.LastTest; t != nil {
			tests = append(tests, fmt.Sprintf("  %s: sent %s by %s; answered by the node: %s; read by an officer: %s", l.Party, dtgOf(&t.Time), t.By, dtgOf(t.AnsweredByNode), dtgOf(t.ReadByOfficer)))
		} else {
			tests = append(tests, fmt.Sprintf("  %s: none", l.Party))
		}
	}
	line("\nLines that are not up: %d", len(down))
	for _, s := range down {
		line("%s", s)
	}
	line("\nLast line tests")
	for _, s := range tests {
		line("%s", s)
	}
}

// dtgOf writes a time of a view.
func dtgOf(at *string) string {
	if at == nil {
		return "no"
	}
	if ms, err := parley.ParseMillis(*at); err == nil {
		return ms.DTG()
	}
	return *at
}
