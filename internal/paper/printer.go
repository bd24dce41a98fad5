package paper

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"codeberg.org/go-pdf/fpdf"
)

// Measures, in millimetres; sizes of type in points.
const (
	margin    = 20.0
	topText   = 34.0 // where the text of a page begins
	footSpace = 28.0
	lineStep  = 5.0
	gap       = 3.0
	nameWidth = 34.0
	indent    = 4.0
	textSize  = 10.0
	headSize  = 12.0
	titleSize = 15.0
	smallSize = 8.5
)

// A printer draws one document.
type printer struct {
	d             Document
	pdf           *fpdf.Fpdf
	total         int // pages; 0 while they are counted
	width, bottom float64
	y             float64
	widths        map[glyph]float64
}

// glyph is a character in one of the fonts at one size.
type glyph struct {
	style string
	size  float64
	r     rune
}

func newPrinter(d Document, total int) *printer {
	p := &printer{d: d, pdf: newPDF(d), total: total, widths: map[glyph]float64{}}
	w, h := p.pdf.GetPageSize()
	p.width, p.bottom = w-2*margin, h-footSpace
	return p
}

func (p *printer) draw() {
	p.page()
	p.block("B", titleSize, 0, p.width, p.d.Title, lineStep*1.4)
	for _, part := range p.d.Parts {
		p.part(part)
	}
	if p.d.Exercise != "" {
		p.y += gap
		p.block("B", headSize, 0, p.width, p.d.Exercise, lineStep)
	}
}

func (p *printer) part(part Part) {
	p.y += gap
	if part.Heading != "" {
		p.room(3 * lineStep)
		p.block("B", headSize, 0, p.width, part.Heading, lineStep*1.2)
	}
	for _, f := range part.Fields {
		p.field(f)
	}
	if part.Text != "" {
		p.y += gap / 2
		p.ruled(part.Text)
	}
}

// field draws a name and, beside it, a value of as many lines as it needs.
func (p *printer) field(f Field) {
	p.room(lineStep)
	p.set("B", textSize)
	at := p.y
	p.line(0, strings.Join(p.wrap(f.Name, nameWidth-2)[:1], ""))
	p.y = at
	p.block("", textSize, nameWidth, p.width-nameWidth, f.Value, lineStep)
}

// ruled draws a text with a rule on its left.
func (p *printer) ruled(text string) {
	p.set("", textSize)
	for _, l := range p.wrap(text, p.width-indent) {
		p.room(lineStep)
		p.set("", textSize)
		p.pdf.SetLineWidth(0.5)
		p.pdf.Line(margin+0.5, p.y, margin+0.5, p.y+lineStep)
		p.line(indent, l)
		p.y += lineStep
	}
}

// block draws lines in one style from x on.
func (p *printer) block(style string, size, x, width float64, text string, step float64) {
	p.set(style, size)
	for _, l := range p.wrap(text, width) {
		p.room(step)
		p.set(style, size)
		p.line(x, l)
		p.y += step
	}
}

// room begins a new page where the height does not fit this one.
func (p *printer) room(height float64) {
	if p.y+height > p.bottom {
		p.page()
	}
}

func (p *printer) set(style string, size float64) { p.pdf.SetFont("plex", style, size) }

func (p *printer) line(x float64, text string) {
	p.pdf.SetXY(margin+x, p.y)
	p.pdf.CellFormat(p.width-x, lineStep, text, "", 0, "LM", false, 0, "")
}

// page begins a page: what it is of stands at its head and its foot.
func (p *printer) page() {
	if p.pdf.PageNo() > MaxPages {
		return
	}
	p.pdf.AddPage()
	w, h := p.pdf.GetPageSize()
	head := strings.Join(given(strings.ToUpper(p.d.Precedence), p.d.DTG, p.d.Handling), "   ")
	p.edge(margin-9, p.d.Exercise, "B", headSize)
	p.edge(margin-3, head, "B", textSize)
	p.edge(margin+2, p.d.Kind+"  "+p.d.ID, "", smallSize)
	p.pdf.SetLineWidth(0.2)
	p.pdf.Line(margin, margin+8.5, w-margin, margin+8.5)
	p.pdf.Line(margin, h-footSpace+3, w-margin, h-footSpace+3)
	p.edge(h-footSpace+4, fmt.Sprintf("page %d of %d   %s", p.pdf.PageNo(), p.total, p.d.ID), "", smallSize)
	p.edge(h-footSpace+9, strings.Join(given(head, p.d.Printed), "   "), "", smallSize)
	p.edge(h-footSpace+14, p.d.Exercise, "B", headSize)
	p.y = topText
}

// edge draws one line in the middle of the page, cut where it is too long.
func (p *printer) edge(y float64, text, style string, size float64) {
	p.set(style, size)
	p.pdf.SetXY(margin, y)
	p.pdf.CellFormat(p.width, lineStep, p.wrap(text, p.width)[0], "", 0, "CM", false, 0, "")
}

func given(words ...string) (out []string) {
	for _, w := range words {
		if w != "" {
			out = append(out, w)
		}
	}
	return out
}

// wrap parts a text into lines no wider than width in the font that is set: at spaces, or, in a word that is longer, at
// any character. There is at least one line.
func (p *printer) wrap(text string, width float64) (lines []string) {
	for _, paragraph := range strings.Split(text, "\n") {
		for {
			n := p.fits(paragraph, width)
			lines = append(lines, strings.TrimRight(paragraph[:n], " "))
			if paragraph = paragraph[n:]; paragraph == "" {
				break
			}
		}
	}
	return lines
}

// fits returns how many bytes of a paragraph make its first line.
func (p *printer) fits(text string, width float64) int {
	used, space := 0.0, 0
	for i, r := range text {
		used += p.runeWidth(r)
		if r == ' ' {
			space = i + 1
			continue // spaces at the end of a line may stand beyond it
		}
		if used > width {
			switch {
			case space > 0:
				return space
			case i > 0:
				return i
			}
			return utf8.RuneLen(r)
		}
	}
	return len(text)
}

func (p *printer) runeWidth(r rune) float64 {
	size, _ := p.pdf.GetFontSize()
	k := glyph{p.pdf.GetFontStyle(), size, r}
	w, ok := p.widths[k]
	if !ok {
		w = p.pdf.GetStringWidth(string(r))
		p.widths[k] = w
	}
	return w
}
