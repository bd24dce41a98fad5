package charter

// Language is the edition of the language of schemas, rules and procedures that this version reads.
const Language = 1

// A Constant is a figure that rules and clocks name, so that no figure stands in code.
type Constant struct {
	Name      string
	Value     int // -999,999,999,999,999 to 999,999,999,999,999
	Unit      string
	Source    string // the text and paragraph that it comes from; may be empty
	Unchecked bool   // nobody has compared it with its source yet; every surface says so
}

// An Area is a place that the parties agreed on and name by its short name.
type Area struct {
	Name  string
	Title map[string]string
	Ring  []Point // 3 to 256 corners, without the first repeated; the inside is on the left
}

// A Point is a place on the sphere, in 0.00001 degrees: latitude -9,000,000 to 9,000,000, longitude -18,000,000 to
// 17,999,999.
type Point struct{ Lat, Lon int }

// A Schema is the body of a form. A form without one has a text or nothing as its body.
type Schema struct {
	Form   string // one of the charter's forms
	Short  string // its short name in human references, such as F13; empty: its messages get no reference
	Fields []Field
	Rules  []Rule
	// Compared says that notices in this form are compared with the one before; nil: they are not.
	Compared *Compared
	// Notice says that messages in this form say who will be where; nil: they do not.
	Notice *Notice
	Line   int // where it stands in the text; 0 in a value made otherwise
}

// Compared are the fields by which a notice is compared with that of the period before: each number of each row.
type Compared struct {
	From, Until string // required fields of the kind time: the period
	Table       string // a required table with a column of the kind number
	Row         string // a required column of it, text or choice: what a row is of
}

// The kinds of fields.
const (
	KindText      = "text"      // UTF-8, 1 byte to Max bytes
	KindNumber    = "number"    // integer in units of 10^-Decimals Unit, Min to Max
	KindTime      = "time"      // an instant, UTC
	KindDuration  = "duration"  // milliseconds, not negative
	KindChoice    = "choice"    // one of Choices
	KindParty     = "party"     // a party of the charter
	KindReference = "reference" // the id of a message, or the human reference of one
	KindPlace     = "place"     // polygon, circle, route, agreed area or words, with a precision
	KindTable     = "table"     // 1 to Max rows of Columns
)

// A Field is one entry of a body.
type Field struct {
	Name     string
	Title    map[string]string
	Kind     string
	Required bool
	Personal bool     // it says something of a person: never required, and erased with its message
	Unit     string   // number
	Decimals int      // number: 0 to 6
	Min, Max int      // number: the range; text: Max in bytes; table: Max in rows
	Choices  []Choice // choice
	Columns  []Field  // table: no table among them
	Line     int      // where it stands in the text; 0 in a value made otherwise
}

// A Choice is one value of a choice, and what it is called. A phrase code is a choice.
type Choice struct {
	Value string
	Title map[string]string
}

// The levels of a rule's flag.
const (
	LevelNote = "note"
	LevelWarn = "warn"
)

// A Rule raises a flag where its expression is true. It never changes a state and never stops a message (P7).
type Rule struct {
	Name      string
	Level     string            // note or warn
	When      string            // an expression over body, time, constants and earlier
	Sentence  map[string]string // what the flag says
	Paragraph string            // of the text that it comes from; may be empty
	Line      int               // where it stands in the text; 0 in a value made otherwise
}

// Schema returns the body of the form with that name, or nil.
func (c *Charter) Schema(form string) *Schema {
	return named(c.Schemas, form, func(x *Schema) string { return x.Form })
}

// Constant returns the constant with that name, or nil.
func (c *Charter) Constant(name string) *Constant {
	return named(c.Constants, name, func(x *Constant) string { return x.Name })
}

// Area returns the area with that name, or nil.
func (c *Charter) Area(name string) *Area {
	return named(c.Areas, name, func(x *Area) string { return x.Name })
}

// Form returns the form with that name, or nil.
func (c *Charter) Form(name string) *Form {
	return named(c.Forms, name, func(x *Form) string { return x.Name })
}

// Field returns the field of s with that name, or nil, also where s is nil.
func (s *Schema) Field(name string) *Field {
	if s == nil {
		return nil
	}
	return fieldOf(s.Fields, name)
}

// Column returns the column of f, a table, with that name, or nil.
func (f *Field) Column(name string) *Field { return fieldOf(f.Columns, name) }

func fieldOf(fields []Field, name string) *Field {
	return named(fields, name, func(x *Field) string { return x.Name })
}

// named returns the item of list with that name, or nil.
func named[T any](list []T, name string, of func(*T) string) *T {
	for i := range list {
		if of(&list[i]) == name {
			return &list[i]
		}
	}
	return nil
}
