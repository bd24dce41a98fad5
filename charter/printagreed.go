package charter

import (
	"fmt"
	"strings"
)

// subIndent is the column of what stands below an item.
const subIndent = 2 * itemIndent

// agreedAnnexes writes what an edition of the language governs.
func (p *printer) agreedAnnexes() {
	c := p.c
	switch c.Language {
	case 0:
		return
	case Language:
		p.line(p.agreed.language, c.Language)
	default:
		p.line(p.agreed.unread, c.Language)
		p.unreadLines()
		return
	}
	if c.Regime != "" {
		p.line(p.agreed.regime, c.Regime)
	}
	p.figures()
	p.places()
	for i := range c.Schemas {
		p.line(p.agreed.annexSchema, i+1, p.formNamed(c.Schemas[i].Form))
		p.schema(&c.Schemas[i])
	}
	for i := range c.Procedures {
		p.line(p.agreed.annexProcedure, i+1, p.named(c.Procedures[i].Title, c.Procedures[i].Name))
		p.procedure(&c.Procedures[i])
	}
	p.nearness()
}

// unreadLines writes lines as they stand, each at its own indentation.
func (p *printer) unreadLines() {
	for _, l := range p.c.Unread {
		body := strings.TrimLeft(l, " ")
		p.wrap("", itemIndent+len(l)-len(body), body)
	}
	p.gap()
}

func (p *printer) figures() {
	if len(p.c.Constants) == 0 {
		return
	}
	p.line("%s", p.agreed.annexConstants)
	for i, k := range p.c.Constants {
		s := fmt.Sprintf(p.agreed.constant, k.Name, fmt.Sprint(k.Value), k.Unit)
		if k.Source != "" {
			s += " " + fmt.Sprintf(p.agreed.source, k.Source)
		} else {
			s += " " + p.agreed.noSource
		}
		if k.Unchecked {
			s += " " + p.agreed.unchecked
		}
		p.row(number(i), "%s", s)
	}
	p.gap()
}

func (p *printer) places() {
	if len(p.c.Areas) == 0 {
		return
	}
	p.line("%s", p.agreed.annexAreas)
	for i, a := range p.c.Areas {
		p.row(number(i), "%s. %s", p.named(a.Title, a.Name), p.agreed.area)
		for _, at := range a.Ring {
			p.below("-", "%s", p.corner(at))
		}
		p.gap()
	}
}

// corner writes a place in degrees.
func (p *printer) corner(at Point) string {
	f := &p.agreed
	return fmt.Sprintf(f.corner, fixed(max(at.Lat, -at.Lat), 5), choose(at.Lat < 0, f.south, f.north),
		fixed(max(at.Lon, -at.Lon), 5), choose(at.Lon < 0, f.west, f.east))
}

// fixed writes n units of 10^-decimals.
func fixed(n, decimals int) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	s := fmt.Sprintf("%0*d", decimals+1, n)
	if decimals == 0 {
		return sign + s
	}
	return sign + s[:len(s)-decimals] + "." + s[len(s)-decimals:]
}

// named writes a thing where it is defined: its title and its name.
func (p *printer) named(title map[string]string, name string) string {
	return fmt.Sprintf(p.agreed.named, title[p.lang], name)
}

func (p *printer) formNamed(name string) string {
	if f := p.c.Form(name); f != nil {
		return p.named(f.Title, name)
	}
	return name
}

// below writes a row under an item.
func (p *printer) below(label, format string, args ...any) {
	p.wrap(strings.Repeat(" ", itemIndent)+label, subIndent, fmt.Sprintf(format, args...))
}

// number is the label of the i-th item of a list.
func number(i int) string { return fmt.Sprintf("%d.", i+1) }
