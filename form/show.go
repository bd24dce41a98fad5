package form

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"parley"
	"parley/charter"
	"parley/wire"
)

// Show returns the body of a message for people, whatever it holds, and never fails: by its schema; as text where the
// form has none; and where it does not fit its form, what can be read of it, after a sentence that says so [FORM-13].
func (f *Form) Show(lang string, raw []byte) string {
	p := f.page(lang)
	b, err := f.Decode(raw)
	switch {
	case f.schema == nil && len(raw) == 0:
		return ""
	case f.schema == nil && utf8.Valid(raw):
		for l := range strings.SplitSeq(strings.TrimSuffix(string(raw), "\n"), "\n") {
			p.b.WriteString(visible(strings.TrimSuffix(l, "\r")) + "\n")
		}
		return p.String()
	case f.schema == nil:
		p.paragraph(p.unknown)
	case err == nil:
		return f.Text(lang, b)
	default:
		p.paragraph(fmt.Sprintf(p.misfits, parley.SentenceOf(err)) + " " + p.holds)
	}
	p.blank()
	f.raw(p, raw)
	return p.String()
}

// raw writes a body that does not fit: each pair of a name and a value by itself, by its field where it fits that, else
// as it stands; and what is no list of pairs in hexadecimal.
func (f *Form) raw(p *page, raw []byte) {
	var items []any
	if wire.Unmarshal("body", raw, MaxBody, &items) != nil {
		const shown = 4096
		p.paragraph(hex.EncodeToString(raw[:min(len(raw), shown)]))
		if len(raw) > shown {
			p.paragraph("... (" + strconv.Itoa(len(raw)) + ")")
		}
		return
	}
	for i, it := range items {
		name, v, err := pair(it)
		if err != nil {
			p.entry(strconv.Itoa(i+1), plain(it))
			continue
		}
		f.rawEntry(p, name, v)
	}
}

func (f *Form) rawEntry(p *page, name string, it any) {
	field := f.field(name)
	if field == nil {
		p.entry(name, plain(it))
		return
	}
	v, err := valueOf(name, field, it)
	if err == nil {
		err = f.checkValue(name, field, v)
	}
	if err != nil {
		p.entry(f.in(p.lang, field.Title), plain(it))
		return
	}
	f.write(p, field, v)
}

// field returns the field of that name, or nil.
func (f *Form) field(name string) *charter.Field {
	if f.schema == nil {
		return nil
	}
	return f.schema.Field(name)
}

// plain writes a decoded item.
func plain(it any) string {
	switch it := it.(type) {
	case nil:
		return "-"
	case string:
		return it
	case []byte:
		return hex.EncodeToString(it)
	case []any:
		parts := make([]string, len(it))
		for i := range it {
			parts[i] = plain(it[i])
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return fmt.Sprint(it)
}
