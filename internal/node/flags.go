package node

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"parley/charter"
	"parley/form"
	"parley/internal/store"
	"parley/wire"
)

// FlagView is what a rule of the charter says of a message; it changes nothing [FORM-23].
type FlagView struct {
	Rule      string            `json:"rule"`
	Level     string            `json:"level"`
	Sentence  map[string]string `json:"sentence"` // by the charter's languages
	Paragraph string            `json:"paragraph"`
	Unchecked []string          `json:"unchecked"` // figures of the rule that nobody has compared with their source
	Failed    string            `json:"failed"`
}

// In returns the sentence in a language of the charter, else in English, else in any.
func (f FlagView) In(lang string) string {
	for _, l := range []string{lang, "en"} {
		if s := f.Sentence[l]; s != "" {
			return s
		}
	}
	for _, s := range f.Sentence {
		return s
	}
	return ""
}

// Line returns the sentence with the paragraph from which its rule comes and what is not checked of it.
func (f FlagView) Line(lang string) string {
	s := f.In(lang)
	if f.Paragraph != "" {
		s += " [" + f.Paragraph + "]"
	}
	if len(f.Unchecked) > 0 {
		s += " (not checked against its source: " + strings.Join(f.Unchecked, ", ") + ")"
	}
	if f.Failed != "" {
		s += " (not evaluated: " + f.Failed + ")"
	}
	return s
}

// flags returns what the rules of the edition under which a message was made say of it, on whichever side it is read. What
// does not fit its form is said where its text is shown.
func (n *Node) flags(r store.Reader, m store.Message) ([]FlagView, error) {
	t := n.table(m.Charter)
	if t == nil || erased(m) {
		return nil, nil
	}
	_, p, err := wire.DecodeEnvelope(m.Envelope)
	if err != nil {
		return nil, nil // said by the view
	}
	ed := t.editionNumbered(p.Edition)
	if ed == nil || ed.charter.Schema(p.Form) == nil {
		return nil, nil
	}
	rules, err := ed.compiled()
	if err != nil {
		return nil, nil // never adopted so [FORM-19]
	}
	past, err := noticesPast(r, t, ed.charter, p.Form)
	if err != nil {
		return nil, err
	}
	past = slices.DeleteFunc(past, func(e store.Message) bool { return e.Author == m.Author && !standsBefore(e, m) })
	var envelopes [][]byte
	for _, e := range past {
		envelopes = append(envelopes, e.Envelope)
	}
	var out []FlagView
	for _, f := range rules.Flags(m.ID, p, form.Of(ed.charter, p.Form).Past(envelopes)) {
		if f.Rule != "body" {
			out = append(out, FlagView{f.Rule, f.Level, f.Sentence, f.Paragraph, append([]string{}, f.Unchecked...), f.Failed})
		}
	}
	return out, nil
}

// compiled returns the rules of the edition.
func (e *edition) compiled() (*form.Rules, error) {
	e.once.Do(func() { e.rules, e.rulesErr = form.Compile(e.charter) })
	return e.rules, e.rulesErr
}

// lookedThroughForm is how many messages of a form, the newest, are looked through for what rules see.
const lookedThroughForm = 4096

// noticesPast returns the messages in a form that are held, and those in other forms with fields and a reference that may
// cancel one, in the order of their authors' records.
func noticesPast(r store.Reader, t *table, c *charter.Charter, name string) (out []store.Message, err error) {
	for i := range c.Schemas {
		f := c.Schemas[i].Form
		if f != name && c.Schemas[i].Short == "" {
			continue
		}
		ms, err := r.LastMessages(t.id, f, lookedThroughForm)
		if err != nil {
			return nil, err
		}
		out = append(out, slices.DeleteFunc(ms, func(m store.Message) bool { return erased(m) || m.Refused >= 0 })...)
	}
	slices.SortFunc(out, func(a, b store.Message) int {
		return cmp.Or(cmp.Compare(a.Author, b.Author), cmp.Compare(authorsPlace(a), authorsPlace(b)), cmp.Compare(a.Seq, b.Seq))
	})
	return out, nil
}

// authorsPlace is where a message stands in its author's record; after all others while that is not known.
func authorsPlace(m store.Message) int64 {
	if m.SentAt < 0 {
		return math.MaxInt64
	}
	return m.SentAt
}

// standsBefore reports whether a stands before b in the record of the author of both.
func standsBefore(a, b store.Message) bool {
	return a.ID != b.ID && (authorsPlace(a) < authorsPlace(b) || authorsPlace(a) == authorsPlace(b) && a.Seq < b.Seq)
}
