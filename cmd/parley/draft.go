package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/internal/node"
	"parley/wire"
)

// A draft is what a message in a form says, as the command line gives it.
type draft struct {
	file string   // JSON, numbered text, or text for a form without fields; - for standard input
	set  []string // field=value
	by   speaker
	text string // for a form without fields, where nothing else is given
}

func (d *draft) add(cmd *cobra.Command, file string) {
	cmd.Flags().StringVar(&d.file, file, "", "file with the fields as JSON or numbered text, or the text of a form without fields; - for standard input")
	cmd.Flags().StringArrayVar(&d.set, "set", nil, "field=value, or text=... for a form without fields; give it once for each")
}

// body returns the body that the draft gives a message p in a form under c. The message's form, time and references must
// stand in it.
func (d *draft) body(c *charter.Charter, p *wire.Payload, held []form.Reference) ([]byte, error) {
	var file []byte
	if d.file != "" {
		var err error
		if file, err = readFile(d.file, form.MaxJSON); err != nil {
			return nil, err
		}
	}
	f := form.Of(c, p.Form)
	if f.Schema() == nil {
		return d.plain(p.Form, file)
	}
	var b form.Body
	var err error
	if d.file != "" {
		if b, err = f.Read(file); err != nil {
			return nil, inFile(d.file, err)
		}
	}
	for _, s := range d.set {
		if err := f.Set(&b, s); err != nil {
			return nil, err
		}
	}
	if f.Referenced() && b.Reference == nil {
		b.Reference = f.NewReference(held, p.From.Party, p.Time, p.Refers)
	}
	return f.Encode(b)
}

// plain returns the body of a form without fields.
func (d *draft) plain(name string, file []byte) ([]byte, error) {
	text := d.text
	if file != nil {
		text = string(file)
	}
	for _, s := range d.set {
		value, ok := strings.CutPrefix(s, "text=")
		if !ok {
			return nil, parley.Errorf(parley.CodeBadMessage, "the form %s has no fields; give its text with --set text=...", name)
		}
		text = value
	}
	if text == "" || !utf8.ValidString(text) {
		return nil, parley.Errorf(parley.CodeBadMessage, "the text of a message in the form %s is empty, or is not UTF-8", name)
	}
	return []byte(text), nil
}

// A desk is a charter with what a message under it is drafted with.
type desk struct {
	api   node.API
	c     *charter.Charter
	rules *form.Rules
	node.Composer
}

// deskOf opens a charter, named as for the node.
func deskOf(ctx context.Context, api node.API, name string) (*desk, error) {
	composer, err := api.Composer(ctx, name)
	if err != nil {
		return nil, err
	}
	text, err := api.Edition(ctx, composer.Charter.String())
	if err != nil {
		return nil, err
	}
	c, err := charter.Parse(text)
	if err != nil {
		return nil, err
	}
	rules, err := form.Compile(c)
	return &desk{api, c, rules, composer}, err
}

// under has the desk draft by the edition that a proceeding keeps: its acts are read by that one, whatever is in force since.
func (k *desk) under(ctx context.Context, proceeding string) error {
	text, err := k.api.ProceedingEdition(ctx, proceeding)
	if err != nil {
		return err
	}
	if k.c, err = charter.Parse(text); err != nil {
		return err
	}
	k.rules, err = form.Compile(k.c)
	return err
}

// fill gives a message its body, and returns the flags that its rules raise. They never stop it.
func (k *desk) fill(ctx context.Context, p *wire.Payload, d *draft) ([]form.Flag, error) {
	if !k.c.HasForm(p.Form) {
		return nil, parley.Errorf(parley.CodeUsage, "the charter has no form %.40q; see: parley forms", p.Form)
	}
	past, err := k.api.Drafting(ctx, k.Charter.String(), p.Form)
	if err != nil {
		return nil, err
	}
	var held []form.Reference
	for _, s := range past.References {
		if r, err := form.ParseReference(s); err == nil {
			held = append(held, r)
		}
	}
	if p.Body, err = d.body(k.c, p, held); err != nil {
		return nil, err
	}
	return k.rules.Flags(parley.Hash{}, p, form.Of(k.c, p.Form).Past(past.Earlier)), nil
}

// lang is the language of what is shown.
func (k *desk) lang() string { return spoken(k.c) }

// spoken returns the language in which the verbs speak of a charter: English, as they do otherwise, where the charter has
// it, else its first authentic language.
func spoken(c *charter.Charter) string {
	if c.Title["en"] != "" {
		return "en"
	}
	return c.Authentic[0]
}

// printFlags prints flags, one a line.
func printFlags(w io.Writer, lang string, flags []form.Flag) {
	for _, f := range flags {
		sentence := f.Sentence[lang]
		if f.Paragraph != "" {
			sentence += " [" + f.Paragraph + "]"
		}
		if len(f.Unchecked) > 0 {
			sentence += " (not checked against its source: " + strings.Join(f.Unchecked, ", ") + ")"
		}
		if f.Failed != "" {
			sentence += " (not evaluated: " + f.Failed + ")"
		}
		fmt.Fprintf(w, "%s: %s\n", f.Level, oneLine(sentence))
	}
}
