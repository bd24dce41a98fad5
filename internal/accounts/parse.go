package accounts

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"parley"
)

// MaxFile is the largest file of accounts, in bytes.
const MaxFile = 1 << 20

// maxList is how many sources, parties, channels, events, disagreements or statements a file may hold.
const maxList = 10_000

// Parse reads a file of accounts: YAML without anchors, aliases and tags, one document.
//
// A key that is not known is refused wherever claims stand, since what is passed over may be the word that turns a claim
// into its opposite. Two kinds are understood without being known: in a source a key without a value continues the
// outlet, where a comma in an unquoted name cut it off; in a channel any further key is a claim with value and source.
// What else a party has besides its name says nothing with a source, and is passed over.
//
// Errors: CodeTooLarge over MaxFile, CodeBadMessage with a sentence that names the event or field.
func Parse(text []byte) (*File, error) {
	if len(text) > MaxFile {
		return nil, parley.Errorf(parley.CodeTooLarge, "the file of accounts has %d bytes, more than %d", len(text), MaxFile)
	}
	root, err := document(text)
	if err != nil {
		return nil, err
	}
	top, err := fieldsOf(root, "the file of accounts")
	if err == nil {
		err = top.only("sources", "parties", "channels", "events", "disagreements", "who_ended_what")
	}
	if err != nil {
		return nil, err
	}
	r := &reader{f: &File{place: map[string]int{}}, top: top}
	for _, part := range []func() error{r.sources, r.parties, r.channels, r.events, r.disagreements, r.statements} {
		if err := part(); err != nil {
			return nil, err
		}
	}
	return r.f, nil
}

// document reads the one document of a text and refuses what makes a YAML text more than it looks.
func document(text []byte) (*yaml.Node, error) {
	if !utf8.Valid(text) {
		return nil, bad("the file of accounts is not readable: it is not UTF-8")
	}
	d := yaml.NewDecoder(bytes.NewReader(text))
	var doc, next yaml.Node
	err := d.Decode(&doc)
	if errors.Is(err, io.EOF) {
		return nil, bad("the file of accounts is empty")
	}
	if err != nil {
		return nil, unreadable(err)
	}
	if err := d.Decode(&next); !errors.Is(err, io.EOF) {
		return nil, bad("the file of accounts holds more than one document")
	}
	if err := plainYAML(&doc); err != nil {
		return nil, err
	}
	if doc.Content[0].Kind != yaml.MappingNode {
		return nil, bad("the file of accounts is not readable: it is no list of keys and values")
	}
	return doc.Content[0], nil
}

// unreadable is an error of the YAML reader on one line, without what would act on a terminal.
func unreadable(err error) error {
	s := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return ' '
		}
		return r
	}, err.Error())
	return parley.Wrap(err, parley.CodeBadMessage, "the file of accounts is not readable: %.200s", s)
}

// plainYAML refuses anchors, aliases, merges and tags.
func plainYAML(n *yaml.Node) error {
	switch {
	case n.Anchor != "" || n.Kind == yaml.AliasNode || n.Tag == "!!merge":
		return bad("the file of accounts has an anchor or an alias in line %d; write the text out", n.Line)
	case n.Style&yaml.TaggedStyle != 0:
		return bad("the file of accounts has a tag in line %d; leave it out", n.Line)
	}
	for _, c := range n.Content {
		if err := plainYAML(c); err != nil {
			return err
		}
	}
	return nil
}

// A reader reads the parts of a file, sources first, which all others name.
type reader struct {
	f   *File
	top *fields
}

// named calls fn for each entry of a part whose entries have names.
func (r *reader) named(part, kind string, fn func(id string, f *fields) error) error {
	n := r.top.value[part]
	if empty(n) {
		return nil
	}
	all, err := fieldsOf(n, part)
	if err != nil {
		return err
	}
	if len(all.keys) > maxList {
		return parley.Errorf(parley.CodeTooLarge, "the file of accounts has %d %s, more than %d", len(all.keys), part, maxList)
	}
	for _, id := range all.keys {
		f, err := fieldsOf(all.value[id], fmt.Sprintf("the %s %q", kind, id))
		if err == nil && id == "" {
			err = bad("a %s has no name", kind)
		}
		if err == nil {
			err = fn(id, f)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// numbered calls fn for each entry of a part that is a list.
func (r *reader) numbered(part, kind string, fn func(f *fields) error) error {
	all, err := r.top.list(part)
	if err != nil {
		return err
	}
	for i, n := range all {
		f, err := fieldsOf(n, fmt.Sprintf("%s %d", kind, i+1))
		if err == nil {
			err = fn(f)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// source reads the accounts that a claim comes from: one or a list, each held in the file, none twice.
func (r *reader) source(f *fields) ([]string, error) {
	n := f.value["source"]
	if empty(n) {
		n = f.value["reported_by"]
	} else if !empty(f.value["reported_by"]) {
		return nil, bad("%s has both source and reported_by, which mean the same", f.what)
	}
	if empty(n) {
		return nil, bad("%s names no source; every claim here is somebody's account", f.what)
	}
	all := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		all = n.Content
	}
	var ids []string
	for _, n := range all {
		_, held := r.f.place[n.Value]
		switch {
		case n.Kind != yaml.ScalarNode:
			return nil, bad("%s: the source is no name (line %d)", f.what, n.Line)
		case !held:
			return nil, bad("%s names the source %.80q, which the file does not hold", f.what, n.Value)
		case slices.Contains(ids, n.Value):
			return nil, bad("%s names the source %.80q twice", f.what, n.Value)
		}
		ids = append(ids, n.Value)
	}
	if len(ids) == 0 {
		return nil, bad("%s names no source; every claim here is somebody's account", f.what)
	}
	return ids, nil
}
