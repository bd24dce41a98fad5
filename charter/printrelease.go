package charter

import (
	"fmt"
	"strings"
)

// A releaseFrame is the wording of the article on release, and of what a row of it asks.
type releaseFrame struct {
	heading, asked, distinct, service, emergency string
	every, these, from                           string
	needs, draft, review, release, path, noPath  string
}

var englishRelease = releaseFrame{
	heading:   "Release of messages",
	asked:     "Where a party names its officers in its record, a message of it has effect only if so many of them have signed it as is asked here; all that speaks of a message is asked of it.",
	distinct:  "No two of those who are asked for are the same person, whatever the number of his keys.",
	service:   "Nothing of this is asked of acknowledgements, of forms that Annex B calls of service, and of what a node signs by itself.",
	emergency: "Who releases a message by the emergency path says so by his signature, and the message is marked on both sides.",
	every:     "Messages in every form",
	these:     "Messages in the forms %s",
	from:      ", from the precedence %s (%s) on",
	needs:     "%s%s: %s. %s",
	draft:     "drafted by %d officer(s)",
	review:    "reviewed by %d",
	release:   "released by %d",
	path:      "By the emergency path they are released by %d.",
	noPath:    "There is no emergency path.",
}

// releases writes the article on release, where there is anything to say.
func (p *printer) releases() {
	f := &p.frame.release
	if len(p.c.Release) == 0 {
		return
	}
	p.begin(f.heading)
	p.line("%s", f.asked+" "+f.distinct)
	for i := range p.c.Release {
		p.row(number(i), "%s", p.askedBy(&p.c.Release[i]))
	}
	p.gap()
	p.line("%s", f.service+" "+f.emergency)
}

// askedBy says what a row asks.
func (p *printer) askedBy(a *Release) string {
	f := &p.frame.release
	what, from := f.every, ""
	if len(a.Forms) > 0 {
		var forms []string
		for _, name := range a.Forms {
			forms = append(forms, p.formNamed(name))
		}
		what = fmt.Sprintf(f.these, strings.Join(forms, ", "))
	}
	if a.From > 0 {
		from = fmt.Sprintf(f.from, p.c.Precedences[p.lang][a.From], a.From)
	}
	var asked []string
	for _, of := range []struct {
		word string
		n    int
	}{{f.draft, a.Draft}, {f.review, a.Review}, {f.release, a.Release}} {
		if of.n > 0 {
			asked = append(asked, fmt.Sprintf(of.word, of.n))
		}
	}
	path := f.noPath
	if a.Emergency > 0 {
		path = fmt.Sprintf(f.path, a.Emergency)
	}
	return fmt.Sprintf(f.needs, what, from, strings.Join(asked, ", "), path)
}

// signedBy says who signs messages of a form.
func (p *printer) signedBy(f Form) string {
	by := choose(f.Automatic, p.automatic, p.byOfficer)
	if f.Service {
		by += " " + p.byWatch
	}
	return by
}
