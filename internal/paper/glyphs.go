package paper

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/norm"
)

// The fonts are IBM Plex Sans 1.1.0 as published, of Latin, Greek and Cyrillic; see font/LICENSE.txt.
var (
	//go:embed font/IBMPlexSans-Regular.ttf
	regular []byte
	//go:embed font/IBMPlexSans-SemiBold.ttf
	bold []byte
)

// maxMarks is how many marks are drawn over one letter.
const maxMarks = 3

// Visible returns a text as it is drawn: composed (NFC), with every character that acts, or that the fonts cannot draw,
// in words between brackets, [U+202E], and so are marks beyond the third over one letter. Only line ends stay as they are,
// and a tab becomes spaces. It takes time in proportion to the text.
func Visible(text string) string {
	v := visible{bare: true}
	for _, r := range norm.NFC.String(strings.ToValidUTF8(text, "\ufffd")) {
		v.rune(r)
	}
	v.end()
	v.close()
	return v.b.String()
}

type visible struct {
	b     strings.Builder
	named int  // characters in the brackets that are open
	marks int  // over the last letter
	bare  bool // the last character was not drawn
}

func (v *visible) rune(r rune) {
	if unicode.IsMark(r) && r != graphemeJoiner {
		v.marks++
		if v.marks > maxMarks {
			return
		}
	}
	if !unicode.IsMark(r) {
		v.end()
		v.bare = r == '\n' || r == '\t' || !drawn(r)
	}
	switch {
	case unicode.IsMark(r) && v.bare && r != graphemeJoiner: // nothing is drawn that it could stand on
		v.name(r)
		return
	case r == '\n':
		v.close()
		v.b.WriteByte('\n')
	case r == '\t':
		v.close()
		v.b.WriteString("    ")
	case r == graphemeJoiner: // x/text puts one into a long run of marks
	case drawn(r):
		v.close()
		v.b.WriteRune(r)
	default:
		v.name(r)
	}
}

const graphemeJoiner = '\u034f'

// maxNamed is how many characters stand in one pair of brackets, so that a line can end between two.
const maxNamed = 6

func (v *visible) name(r rune) {
	if v.named == maxNamed {
		v.close()
	}
	if v.named++; v.named == 1 {
		v.b.WriteByte('[')
	} else {
		v.b.WriteByte(' ')
	}
	fmt.Fprintf(&v.b, "U+%04X", r)
}

func (v *visible) close() {
	if v.named > 0 {
		v.named = 0
		v.b.WriteByte(']')
	}
}

// end ends a letter: marks that were not drawn are counted.
func (v *visible) end() {
	if v.marks > maxMarks {
		v.close()
		fmt.Fprintf(&v.b, "[%d more marks]", v.marks-maxMarks)
	}
	v.marks = 0
}

// drawn reports whether a character is drawn as itself: it does nothing to what stands beside it, and both fonts have it.
func drawn(r rune) bool {
	if r == ' ' || r == '\u00a0' {
		return true
	}
	return (unicode.IsGraphic(r) && !unicode.IsSpace(r)) && r <= 0xffff && !unicode.Is(unicode.Cf, r) && fonts().has(r)
}

// A face knows which characters both fonts have.
type face struct{ regular, bold *sfnt.Font }

var fonts = sync.OnceValue(func() *face {
	f := &face{}
	var err error
	if f.regular, err = sfnt.Parse(regular); err == nil {
		f.bold, err = sfnt.Parse(bold)
	}
	if err != nil {
		panic(err) // they are part of the program
	}
	return f
})

func (f *face) has(r rune) bool {
	var b sfnt.Buffer
	one, err := f.regular.GlyphIndex(&b, r)
	if err != nil || one == 0 {
		return false
	}
	other, err := f.bold.GlyphIndex(&b, r)
	return err == nil && other != 0
}
