package form

import (
	"fmt"

	"parley"
	"parley/charter"
	"parley/wire"
)

// A Flag is something that an officer should look at. It never changes a state and never stops a message.
type Flag struct {
	Rule      string             // name of the rule; "body", "reference" and "source" are this package's own
	Level     string             // charter.LevelNote or charter.LevelWarn
	Sentence  map[string]string  // in each language of the charter
	Paragraph string             // of the text that the rule comes from; may be empty
	Unchecked []string           // constants in the rule that nobody has compared with their source
	Figures   []charter.Constant // constants in the rule, in ascending order of their names
	Failed    string             // why the rule was not evaluated; empty where it was
}

// A Notice is a message in a form with a schema, as rules see it.
type Notice struct {
	ID     parley.Hash
	Party  parley.PartyID // its originator
	Time   parley.Millis  // of the message, by its client's clock
	Refers wire.Refers
	Body   Body
	Other  bool // it is in another form, and here for what it cancels
}

// Notice returns a message as rules see it, or why its body does not fit the form.
func (f *Form) Notice(id parley.Hash, p *wire.Payload) (Notice, error) {
	b, err := f.Decode(p.Body)
	return Notice{id, p.From.Party, p.Time, p.Refers, b, false}, err
}

// Past reads earlier messages, as envelopes, as the rules of the form see them: those in the form, and of the others those
// that cancel something.
func (f *Form) Past(envelopes [][]byte) (out []Notice) {
	for _, b := range envelopes {
		_, p, err := wire.DecodeEnvelope(b)
		if err != nil {
			continue
		}
		n, err := f.Notice(parley.Sum(b), p)
		n.Other = p.Form != f.name
		if err == nil && !n.Other || p.Refers.Cancels != nil {
			out = append(out, n)
		}
	}
	return out
}

// Flags returns all flags of a message: a body that does not fit its form, what is wrong with its reference or its
// source, and those of the rules. earlier are the notices of the same form that stand before it in its author's record.
// The id is used to leave out of earlier what is cancelled and corrected; a draft has none yet.
func (r *Rules) Flags(id parley.Hash, p *wire.Payload, earlier []Notice) []Flag {
	f := Of(r.charter, p.Form)
	if f.schema == nil {
		return f.CheckTranslation(p.Refers)
	}
	n, err := f.Notice(id, p)
	if err != nil {
		return append([]Flag{f.misfit(err)}, f.CheckTranslation(p.Refers)...)
	}
	out := f.CheckReference(n.Body, n.Party, n.Time, n.Refers)
	out = append(out, f.CheckTranslation(p.Refers)...)
	return append(out, r.Check(p.Form, n, earlier)...)
}

// misfit is the flag of a body that does not fit its form.
func (f *Form) misfit(err error) Flag {
	sentence := func(w *words) string { return fmt.Sprintf(w.misfits, parley.SentenceOf(err)) }
	return Flag{Rule: "body", Level: charter.LevelWarn, Sentence: f.inAll(sentence)}
}
