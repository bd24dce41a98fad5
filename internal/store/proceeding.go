package store

import "parley"

// Proceeding is what a list shows of one proceeding, and until when that holds. It is a view: a function of the record.
type Proceeding struct {
	ID      parley.Hash   // of the act that opened it
	Charter parley.Hash   // under which it was opened
	Seq     uint64        // of that act: the order of lists
	Due     parley.Millis // View holds until the clock passes it; 0: something of it came since; NeverDue: for good
	Touches uint64        // how often something of it came; PutProceeding takes it for a new row and keeps it else
	Lacks   bool          // a body that a record names is not here
	Vouched []byte        // what others had cosigned when View was made, if more of that may change it; else empty
	View    []byte        // empty: nothing was made of it yet
}

// NeverDue is the Due of a proceeding that no clock changes.
const NeverDue parley.Millis = MaxNumber

// A RecordWait says that a view may change once a party's record is dated an instant or later.
type RecordWait struct {
	Party parley.PartyID
	Until parley.Millis
}

// MaxKeys is how many keys one question names.
const MaxKeys = 64
