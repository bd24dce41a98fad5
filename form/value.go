package form

import (
	"parley"
	"parley/charter"
)

// A Body is what a message in a form says.
type Body struct {
	Reference *Reference // the human reference; nil where the form gives none
	Fields    Fields
}

// Fields are the values of a body, or of one row of a table, by the names of their fields. A field that is absent has no
// entry.
type Fields map[string]Value

// A Value is one of Text, Number, Time, Duration, Choice, Party, Citation, Place and Table, as the field's kind says.
type Value interface{ kind() string }

// Text is UTF-8, with LF as its only control character.
type Text string

// Number is an integer in the unit of the field's last decimal: 12.5 is 125 in a field with one decimal.
type Number int64

// Time is an instant, 0 to MaxTime.
type Time parley.Millis

// Duration is a length of time in milliseconds, 0 to MaxDuration.
type Duration int64

// Choice is the value of one of the field's choices.
type Choice string

// Party is a party of the charter.
type Party parley.PartyID

// A Citation names another message: by its id, or by its human reference. One of the two is not nil.
type Citation struct {
	ID        *parley.Hash
	Reference *Reference
}

// Table is rows of the field's columns, at least one.
type Table []Fields

// Sizes and ranges, besides those of the schema [FORM-2].
const (
	MaxBody      = 96 << 10         // encoded body, in bytes
	MaxJSON      = 1 << 20          // body as JSON, in bytes
	MaxTime      = 253402300799999  // 9999-12-31T23:59:59.999Z
	MaxDuration  = 36525 * 86400000 // a hundred years, in milliseconds
	MaxCorners   = 256              // points of a place
	MaxMetres    = 20_000_000       // radius, width and precision of a place
	MaxWords     = 1000             // words of a place, in bytes
	MaxReference = 80               // human reference, in bytes
)

func (Text) kind() string     { return charter.KindText }
func (Number) kind() string   { return charter.KindNumber }
func (Time) kind() string     { return charter.KindTime }
func (Duration) kind() string { return charter.KindDuration }
func (Choice) kind() string   { return charter.KindChoice }
func (Party) kind() string    { return charter.KindParty }
func (Citation) kind() string { return charter.KindReference }
func (Place) kind() string    { return charter.KindPlace }
func (Table) kind() string    { return charter.KindTable }

// fromString returns the value that is s itself in a field of that kind: a text, a choice or a party.
func fromString(kind, s string) (Value, bool) {
	switch kind {
	case charter.KindText:
		return Text(s), true
	case charter.KindChoice:
		return Choice(s), true
	case charter.KindParty:
		return Party(s), true
	}
	return nil, false
}

// asString is the reverse of fromString.
func asString(v Value) (string, bool) {
	switch v := v.(type) {
	case Text:
		return string(v), true
	case Choice:
		return string(v), true
	case Party:
		return string(v), true
	}
	return "", false
}

// Get returns the value of the field with that name, if it is there and of the kind T.
func Get[T Value](f Fields, name string) (T, bool) {
	v, ok := f[name].(T)
	return v, ok
}
