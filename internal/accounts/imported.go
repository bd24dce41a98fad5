package accounts

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strings"

	"parley"
)

// An Imported is a file of accounts as a node keeps it, apart from its record.
type Imported struct {
	Name       string            // under which it is kept
	At         parley.Millis     // when it was imported
	Procedures map[string]string // procedure of a charter for a channel of the file, where the importer named one
	Text       []byte            // the file, byte for byte
	File       *File
}

// MaxImported is the largest Imported in bytes: JSON may write one byte as six.
const MaxImported = 6*MaxFile + 1<<16

// stored is the form on disk.
type stored struct {
	Mark       string            `json:"mark"`
	Name       string            `json:"name"`
	At         string            `json:"imported"`
	Procedures map[string]string `json:"procedures"`
	Text       string            `json:"text"`
}

// Import reads a file of accounts under a name and pairs its channels with procedures, each written CHANNEL=PROCEDURE.
func Import(name string, text []byte, pairs []string, at parley.Millis) (i Imported, err error) {
	if err := parley.CheckName("accounts", name); err != nil {
		return i, err
	}
	i = Imported{Name: name, At: at, Procedures: map[string]string{}, Text: text}
	if i.File, err = Parse(text); err != nil {
		return i, err
	}
	for _, p := range pairs {
		cut := strings.LastIndex(p, "=")
		if cut < 0 {
			return i, parley.Errorf(parley.CodeUsage, "%.80q pairs no channel with a procedure; write CHANNEL=PROCEDURE", p)
		}
		channel, procedure := p[:cut], p[cut+1:]
		if err := parley.CheckName("procedure", procedure); err != nil {
			return i, err
		}
		if !slices.ContainsFunc(i.File.Events, func(e Event) bool { return e.Channel == channel }) {
			return i, parley.Errorf(parley.CodeNotFound, "the file of accounts tells of no channel %.80q", channel)
		}
		i.Procedures[channel] = procedure
	}
	return i, nil
}

// Encode returns what is stored.
func (i Imported) Encode() []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(stored{Mark, i.Name, i.At.String(), i.Procedures, string(i.Text)}); err != nil {
		return nil // strings only
	}
	return b.Bytes()
}

// DecodeImported reads what Encode wrote, and its text again.
func DecodeImported(b []byte) (Imported, error) {
	if len(b) > MaxImported {
		return Imported{}, parley.Errorf(parley.CodeTooLarge, "the stored accounts have %d bytes, more than %d", len(b), MaxImported)
	}
	var s stored
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return Imported{}, parley.Wrap(err, parley.CodeBadMessage, "the stored accounts are damaged")
	}
	if _, err := d.Token(); err != io.EOF || s.Mark != Mark {
		return Imported{}, bad("the stored accounts are damaged")
	}
	at, err := parley.ParseMillis(s.At)
	if err != nil {
		return Imported{}, parley.Wrap(err, parley.CodeBadMessage, "the stored accounts are damaged: %s", parley.SentenceOf(err))
	}
	var pairs []string
	for channel, procedure := range s.Procedures {
		pairs = append(pairs, channel+"="+procedure)
	}
	return Import(s.Name, []byte(s.Text), pairs, at)
}
