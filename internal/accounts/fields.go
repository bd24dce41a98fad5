package accounts

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"parley"
	"parley/wire"
)

// maxLine is the longest text of a field, in bytes.
const maxLine = 4 << 10

// fields are the keys and values of one mapping; what names it in the sentence of an error.
type fields struct {
	what  string
	keys  []string
	value map[string]*yaml.Node
}

func bad(format string, args ...any) error {
	return parley.Errorf(parley.CodeBadMessage, format, args...)
}

// fieldsOf reads a mapping. A key that stands in it twice is refused, since two readers could take different ones.
func fieldsOf(n *yaml.Node, what string) (*fields, error) {
	if n.Kind != yaml.MappingNode {
		return nil, bad("%s is no list of keys and values (line %d)", what, n.Line)
	}
	f := &fields{what: what, value: map[string]*yaml.Node{}}
	for i := 0; i < len(n.Content); i += 2 {
		k := n.Content[i]
		if k.Kind != yaml.ScalarNode {
			return nil, bad("%s has a key that is no word (line %d)", what, k.Line)
		}
		if err := wire.CheckLine("key", k.Value, 200); err != nil {
			return nil, bad("%s, line %d: %s", what, k.Line, parley.SentenceOf(err))
		}
		if f.value[k.Value] != nil {
			return nil, bad("%s has the key %q twice", what, k.Value)
		}
		f.keys = append(f.keys, k.Value)
		f.value[k.Value] = n.Content[i+1]
	}
	return f, nil
}

// only refuses keys besides these: what a reader does not know may be the word that turns a claim into its opposite.
func (f *fields) only(known ...string) error {
	for _, k := range f.keys {
		if !slices.Contains(known, k) {
			return bad("%s has the key %q, which has no meaning here; it may have %s", f.what, k, strings.Join(known, ", "))
		}
	}
	return nil
}

// empty reports whether n has no value.
func empty(n *yaml.Node) bool {
	return n == nil || n.Kind == yaml.ScalarNode && n.Tag == "!!null"
}

// text returns a field as one line; what is missing is empty.
func (f *fields) text(key string) (string, error) {
	n := f.value[key]
	if empty(n) {
		return "", nil
	}
	if n.Kind != yaml.ScalarNode {
		return "", bad("%s: the %s is no text (line %d)", f.what, key, n.Line)
	}
	s := strings.Join(strings.FieldsFunc(n.Value, func(r rune) bool { return r == '\n' || r == '\t' }), " ")
	if err := wire.CheckLine(key, s, maxLine); err != nil {
		return "", bad("%s: %s", f.what, parley.SentenceOf(err))
	}
	return strings.TrimSpace(s), nil
}

// texts reads several fields.
func (f *fields) texts(to map[string]*string) error {
	for _, key := range f.keys {
		if at := to[key]; at != nil {
			s, err := f.text(key)
			if err != nil {
				return err
			}
			*at = s
		}
	}
	return nil
}

// must is text for a field that has to be there.
func (f *fields) must(key string) (string, error) {
	s, err := f.text(key)
	if err == nil && s == "" {
		err = bad("%s names no %s", f.what, key)
	}
	return s, err
}

// date reads the date of f, and whether it is given loosely.
func (f *fields) date() (Date, error) {
	s, err := f.must("date")
	if err != nil {
		return Date{}, err
	}
	d, err := ParseDate(s)
	if err != nil {
		return Date{}, bad("%s: the date %s", f.what, parley.SentenceOf(err))
	}
	switch approx, err := f.text("approx"); {
	case err != nil:
		return Date{}, err
	case approx == "true":
		d.Approx = true
	case approx != "" && approx != "false":
		return Date{}, bad("%s: approx is %.40q; write true or false", f.what, approx)
	}
	return d, nil
}

// list returns the elements of a list; what is missing is empty.
func (f *fields) list(key string) ([]*yaml.Node, error) {
	n := f.value[key]
	switch {
	case empty(n):
		return nil, nil
	case n.Kind != yaml.SequenceNode:
		return nil, bad("%s: %s is no list (line %d)", f.what, key, n.Line)
	case len(n.Content) > maxList:
		return nil, parley.Errorf(parley.CodeTooLarge, "%s: %s has %d entries, more than %d", f.what, key, len(n.Content), maxList)
	}
	return n.Content, nil
}
