package procedure

import (
	"parley"
	"parley/charter"
	"parley/wire"
)

// Input is what a reader holds of one proceeding. The order of Bodies and Logs says nothing.
type Input struct {
	Charter *charter.Charter // the edition in force at the place of the opening; the proceeding keeps it
	Opening parley.Hash      // id of the act that opened the proceeding
	Bodies  []Body           // every body held that names the proceeding or that a leaf with its mark names
	Logs    []Log            // the record of each participant, as far as it is held; one that is missing is empty
	Now     parley.Millis    // the reader's clock

	off rules
}

// A Body is a message held whole.
type Body struct {
	ID      parley.Hash // hash of its envelope
	Payload *wire.Payload
	Fields  Fields // how to read Payload.Body as its form says; nil: it has no fields
	Void    string // a sentence where it is void for everybody alike, such as a signature that is not its author's
}

// Fields reads the body of a message by the names of its form's fields.
type Fields interface {
	// Time returns the instant in a field of the kind time; false when it is empty.
	Time(field string) (parley.Millis, bool)
	// Party returns the party in a field of the kind party; false when it is empty.
	Party(field string) (parley.PartyID, bool)
	// Reference returns the message named in a field of the kind reference; false when it is empty or names none by its id.
	Reference(field string) (parley.Hash, bool)
	// Questions returns the ids of a table of questions, in the order of its rows. Of two that are equal the first counts.
	Questions(table string) []string
	// Joint returns the parties that the rows of a table name.
	Joint(table string) []parley.PartyID
	// Answers returns the rows of a table of answers; an answer to a question that there is not is passed over.
	Answers(table string) []Answer
	// Findings returns the rows of a table of findings; one on a question that there is not is passed over.
	Findings(table string) []Finding
}

// A Finding is what one act finds on one question of the opening.
type Finding struct {
	Question string // id of a question
	Says     string // a value of the choice charter.ColumnFinding
}

// An Answer is what one act says to one question of the opening.
type Answer struct {
	Question string // id of a question
	Status   string // one of charter.StatusAnswered and those after it
}

// A Log is the record of one participant, as far as the reader holds it under heads that it verified.
type Log struct {
	Party   parley.PartyID
	Volumes []Volume // in the order in which they were opened
}

// A Volume is one volume of a record.
type Volume struct {
	Number int    // 0 for the first, then 2, 3 and so on
	Held   uint64 // number of leaves held, from place 0 on

	// Leaves are leaves of this volume in ascending order of Index: at least each that bears a mark of the proceeding
	// (see Marks) and each sent leaf whose id is that of a body in Input. Others do no harm.
	Leaves []Leaf

	// First returns the place of the first leaf held that is dated t or later. Nil: Leaves are all leaves from the first
	// that bears a mark on, and the fold looks there.
	First func(t parley.Millis) (uint64, bool)

	Cosigned []Cosigned // for each mirror the largest head that it cosigned and that agrees with the leaves held
	Fork     *uint64    // with proof of a fork: how many leaves stand in both branches, as far as they are known to
}

// A Leaf is one entry of a record at its place.
type Leaf struct {
	Index uint64
	Kind  wire.LeafKind
	Date  parley.Millis
	Mark  [8]byte
	ID    parley.Hash
}

// Cosigned says that a mirror vouches for the leaves of a volume below a size.
type Cosigned struct {
	Mirror parley.PartyID
	Size   uint64
}

// LeafAt returns the leaf l at place index in the form in which the fold takes it.
func LeafAt(index uint64, l wire.Leaf) Leaf {
	return Leaf{Index: index, Kind: l.Kind, Date: l.Date, Mark: l.Mark, ID: l.ID}
}

// rules switches rules off, one at a time, so that tests can show what each is for. Its zero value is the rules.
type rules struct {
	void, past, order, deadline, served, instant, seen, prefix, movers, proved, confirmed, fork bool
}
