package charter

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"parley"
)

// Print returns c as articles and annexes in lang, one of its languages, wrapped at 78 columns. All data of c is shown
// [CHR-19]. Where there is no wording of the articles in lang, English stands in. An exercise charter is marked before
// and after.
func (c *Charter) Print(lang string) (string, error) {
	if _, ok := c.Title[lang]; !ok {
		return "", badCharter("the charter has no language %.40q; it has %s", lang, strings.Join(c.Languages(), ", "))
	}
	p := &printer{c: c, frame: frameFor(lang), lang: lang}
	p.mark()
	p.heading()
	p.standing()
	p.traffic()
	p.annexes()
	p.agreedAnnexes()
	p.mark()
	return strings.TrimSuffix(p.b.String(), "\n"), nil
}

// A printer writes the articles one after the other.
type printer struct {
	*frame
	c      *Charter
	lang   string
	b      strings.Builder
	number int // of the last article
}

// mark writes EXERCISE where it applies.
func (p *printer) mark() {
	if p.c.Exercise {
		p.line("%s", p.exercise)
	}
}

// heading says which edition this is.
func (p *printer) heading() {
	p.line("%s", p.frame.charter)
	p.line("%s", p.c.Title[p.lang])
	p.line(p.edition, p.c.Edition)
	text := p.c.Encode()
	id := EditionID(text)
	if p.c.Edition > 1 {
		p.line(p.amends, p.c.Charter, p.c.Amends)
	}
	p.line(p.rendering, Format, p.lang)
	if p.frame.lang != p.lang {
		p.line(p.notFrame, p.lang)
	}
	p.line("%s", p.fingerprint)
	p.row("", "%s", Fingerprint(id))
	p.gap()
	p.line("%s", p.id)
	p.row("", "%s", id)
	p.gap()
}

// standing writes the articles on the charter itself.
func (p *printer) standing() {
	c := p.c
	p.begin(p.parties)
	p.line("%s", p.partiesAre)
	for i, party := range c.Parties {
		p.row(fmt.Sprintf("%d.", i+1), p.party, party.Name, party.ID)
	}
	p.gap()
	p.begin(p.languages)
	p.line(p.languagesAre, strings.Join(c.Languages(), ", "), strings.Join(c.Authentic, ", "))
	if !slices.Contains(c.Authentic, p.lang) {
		p.line("%s", p.oneOnly)
	}
	p.begin(p.status)
	p.line("%s", choose(c.Exercise, p.isExercise, p.isLive))
	p.begin(p.force)
	p.line(p.inForce, c.InForce)
	p.count(c.WithdrawalDays, p.notice, p.noNotice)
	p.begin(p.clauses)
	for i, clause := range c.Clauses {
		p.row(fmt.Sprintf("%d.", i+1), "%s", clause[p.lang])
		p.gap()
	}
	if len(c.Clauses) == 0 {
		p.line("%s", p.noClauses)
	}
	p.begin(p.amendment)
	p.line("%s", p.amended)
}

// traffic writes the articles on messages and lines.
func (p *printer) traffic() {
	c := p.c
	p.begin(p.precedence)
	p.line("%s", p.precedences)
	p.line("%s", p.acknowledge)
	for _, prec := range []parley.Precedence{parley.Flash, parley.Immediate, parley.Priority, parley.Routine} {
		p.row("-", "%s (%s): %s", c.Precedences[p.lang][prec], prec, p.within(c.Clocks.Of(prec)))
	}
	p.gap()
	p.begin(p.receipts)
	p.line("%s", choose(c.ReportOpened, p.opened, p.notOpened))
	p.begin(p.handling)
	p.line("%s", choose(len(c.Handling) > 0, p.markings, p.noMarkings))
	for _, m := range c.Handling {
		p.row("-", "%s: %s", m.Mark, m.Title[p.lang])
	}
	if len(c.Handling) > 0 {
		p.gap()
	}
	p.restricted()
	p.begin(p.forms)
	p.line("%s", p.formsAre)
	p.releases()
	p.begin(p.tests)
	p.count(c.LineTestMinutes, p.testsEvery, p.noTests)
	p.begin(p.retention)
	p.count(c.RetentionDays, p.erased, p.kept)
	p.begin(p.limits)
	p.line(p.limitsAre, c.Limits.Sessions, c.Limits.UnfinishedBodies, c.Limits.StoredMiB)
	if c.Dictionary != nil {
		p.begin(p.dictionary)
		p.line(p.dictionaryIs, c.Dictionary)
	}
}

func (p *printer) annexes() {
	p.line("%s", p.annexParties)
	for i, party := range p.c.Parties {
		p.row(fmt.Sprintf("%d.", i+1), p.party, party.Name, party.ID)
		p.row("", "%s", p.root)
		p.row("", "%s", hex.EncodeToString(party.Root))
		p.row("", "%s", p.recovery)
		p.row("", "%s", party.Recovery)
		p.row("", p.posts, joinPosts(party.Posts))
		if len(party.Readers) > 0 {
			p.row("", p.frame.restricted.readers, joinPosts(party.Readers))
		}
		p.gap()
	}
	p.line("%s", p.annexForms)
	for i, f := range p.c.Forms {
		p.row(fmt.Sprintf("%d.", i+1), "%s (\"%s\"). %s", f.Title[p.lang], f.Name, p.signedBy(f))
	}
	p.gap()
}

// restricted writes the article on who reads, where not everybody does.
func (p *printer) restricted() {
	if p.c.Restricted == nil {
		return
	}
	f := &p.frame.restricted
	p.begin(f.heading)
	p.line("%s", f.who)
	p.line("%s", f.beside)
	p.row("", "%s", p.c.Restricted[p.lang])
	p.gap()
}

func joinPosts(posts []parley.PostID) string {
	s := make([]string, len(posts))
	for i, p := range posts {
		s[i] = string(p)
	}
	return strings.Join(s, ", ")
}

func choose(which bool, yes, no string) string {
	if which {
		return yes
	}
	return no
}
