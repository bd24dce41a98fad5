// Package paper draws messages, proceedings and charters as PDF, for A4 and Letter, in black and white: each page says
// which document it is of, and what its number is among how many. It is a pure function: the same document gives the same
// bytes. The fonts are embedded, as far as they are used.
package paper

import (
	"bytes"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"parley"
)

// A Size is that of a page.
type Size string

// The sizes of pages.
const (
	A4     Size = "A4"
	Letter Size = "Letter"
)

// A Document is what is drawn. All texts may come from anybody: see Visible.
type Document struct {
	Size       Size   // empty: A4
	Lang       string // BCP 47, of the text; empty: not said
	Kind       string // what it is: Message, Proceeding
	Title      string // stands once, large
	Precedence string
	DTG        string
	Handling   string
	ID         string
	Exercise   string // the word that stands before and after, on every page; empty: none
	Printed    string // where and when it was printed, as a sentence
	Parts      []Part
}

// A Part is drawn from top to bottom: heading, fields, text. Text has a rule on its left, which nothing else has, so that
// a text that imitates fields or the foot of a page is seen to be one.
type Part struct {
	Heading string
	Fields  []Field
	Text    string
}

// A Field is a name and its value.
type Field struct{ Name, Value string }

// Limits of a document.
const (
	MaxText  = 4 << 20 // bytes of all texts together
	MaxPages = 5000
)

// PDF draws a document. Errors: parley.CodeUsage for an unknown size, parley.CodeTooLarge beyond the limits.
func PDF(d Document) ([]byte, error) {
	if d.Size == "" {
		d.Size = A4
	}
	if d.Size != A4 && d.Size != Letter {
		return nil, parley.Errorf(parley.CodeUsage, "the paper %.20q is neither A4 nor Letter", d.Size)
	}
	if d.bytes() > MaxText {
		return nil, parley.Errorf(parley.CodeTooLarge, "the document has more than %d bytes of text", MaxText)
	}
	d = d.visible()
	pages := 0
	for range 2 { // the first time to count the pages
		p := newPrinter(d, pages)
		p.draw()
		if pages = p.pdf.PageNo(); pages > MaxPages {
			return nil, parley.Errorf(parley.CodeTooLarge, "the document has more than %d pages", MaxPages)
		}
		if p.total == 0 {
			continue
		}
		var b bytes.Buffer
		err := p.pdf.Output(&b)
		if err != nil {
			return nil, parley.Wrap(err, parley.CodeInternal, "the page could not be drawn")
		}
		return b.Bytes(), nil
	}
	return nil, parley.Errorf(parley.CodeInternal, "the document has no page")
}

// texts are all that d draws.
func (d *Document) texts() []*string {
	all := []*string{&d.Kind, &d.Title, &d.Precedence, &d.DTG, &d.Handling, &d.ID, &d.Exercise, &d.Printed}
	for i := range d.Parts {
		p := &d.Parts[i]
		all = append(all, &p.Heading, &p.Text)
		for j := range p.Fields {
			all = append(all, &p.Fields[j].Name, &p.Fields[j].Value)
		}
	}
	return all
}

func (d *Document) bytes() (n int) {
	for _, s := range d.texts() {
		n += len(*s)
	}
	return n
}

// visible returns a copy with every text as it is drawn.
func (d Document) visible() Document {
	parts := make([]Part, len(d.Parts))
	for i, p := range d.Parts {
		p.Fields = append([]Field(nil), p.Fields...)
		parts[i] = p
	}
	d.Parts = parts
	for _, s := range d.texts() {
		*s = Visible(*s)
	}
	return d
}

// someTime stands where the format wants to know when the file was made.
var someTime = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

func newPDF(d Document) *fpdf.Fpdf {
	f := fpdf.New("P", "mm", string(d.Size), "")
	f.SetCreationDate(someTime)
	f.SetModificationDate(someTime)
	f.SetCatalogSort(true)
	f.SetProducer("Parley", true)
	f.SetTitle(d.Kind+" "+d.ID, true)
	if d.Lang != "" {
		f.SetLang(d.Lang)
	}
	f.AddUTF8FontFromBytes("plex", "", bytes.Clone(regular))
	f.AddUTF8FontFromBytes("plex", "B", bytes.Clone(bold))
	f.SetAutoPageBreak(false, 0)
	return f
}
