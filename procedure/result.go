package procedure

import (
	"parley"
	"parley/charter"
)

// A Result is where a proceeding stands, as far as its reader can know.
type Result struct {
	Opening      parley.Hash
	Procedure    *charter.Procedure
	Participants []parley.PartyID // in the charter's order

	Entries []Entry // what has a place in the fixed order, the opening first
	Aside   []Entry // acts without a place: waiting, incomplete, void and cut off

	State string        // where it stands; empty while the opening itself is not in hand
	End   bool          // nothing follows
	Since parley.Millis // when that state began: the date of the act in its author's record, or the deadline that lapsed
	Turn  []parley.PartyID
	// Contested are those who contest the turn since the state began. It judges nobody.
	Contested []parley.PartyID
	Holding   []parley.PartyID // those who sent a holding reply since the state began

	Until     parley.Millis // the deadline of the state; 0: none, or not known yet
	Lapse     LapseStatus   // how the clock of the state, or the lapse that led to it, stands
	NotServed []parley.PartyID
	Next      parley.Millis // fold again when the clock passes this, and enter a clock leaf; 0: only when something arrives

	Settled   bool // everything that led to this state is settled, lapses are final
	Confirmed bool // and every other participant vouches for the records that show it
	ByRule    bool // an act that needs no proof led here; by itself it makes nothing final
	Final     bool // settled, at an end, and not by rule alone, nor by what a proof of a fork alone has settled so far
	Proof     Proof
	Ground    Ground           // how far all is settled, which may be less far than the proceeding has come
	Vouched   Ground           // the same of what is confirmed
	Disputed  []parley.PartyID // forked, and without the proof of it something would be settled that now is not, or not so

	Allowed   []Permission  // for each participant, in the charter's order
	Seen      []parley.Hash // what an officer who has read all this names as seen: the acts that no other stands behind
	Questions []Question
	Found     []Found  // what the parties find on the questions: by question, then in the order of the acts
	Texts     []Text   // messages that a later one of the same author corrects
	Agreed    []Agreed // texts that acts in effect agree to
	Waits     []Wait   // what is missing before more is settled or final
	Missing   []Missing
}

// An Entry is an act, or the lapse of a deadline, and how it stands.
type Entry struct {
	Lapse    bool        // a deadline, not an act; then Act, Author and Name are empty
	Act      parley.Hash // id of the message
	Author   parley.PartyID
	Name     string        // name of the act; of the opening: of the procedure; empty while its body is not here
	Date     parley.Millis // in its author's record; of a lapse: the deadline
	Standing Standing
	Why      string // a sentence where it has no effect; empty otherwise

	From, To string // state in which it was taken, and the state after it

	Unseen      []parley.Hash // acts before it that its officer had not seen when signing, at most 16 of them
	UnseenCount int
	NotServed   []parley.PartyID // of a lapse without effect: movers that did not have its starting act in time
	CorrectedBy []parley.Hash    // later messages of its author that correct it

	Mover     bool // its author could move in From; only such acts are waited for
	Settled   bool
	Confirmed bool
	ByRule    bool
}

// Standing says what an act is worth.
type Standing uint8

// The standings of an act. Those from Waiting on have no place in the order.
const (
	InEffect   Standing = iota + 1 // it was allowed where it stands
	Crossed                        // the state reached does not allow it: kept, shown, no effect
	Unsighted                      // a strict act whose officer had not seen all that stands before it, or an agreement without what began the state: no effect
	Late                           // dated at or after a deadline that has lapsed, and no longer allowed: no effect
	Waiting                        // dated at or after the running deadline: looked at again when that lapses
	Incomplete                     // its body, its leaf or something before it is not here
	Void                           // void for everybody alike
	CutOff                         // stands where its author's record forked
)

// LapseStatus says how a deadline stands.
type LapseStatus uint8

// What a deadline can be.
const (
	LapseNone      LapseStatus = iota // the state has no clock, and none led to it
	LapseUnknown                      // runs from a receipt that not all movers' records show yet
	LapseRunning                      // the deadline is ahead
	LapseElapsed                      // the reader's clock is past it; not proved
	LapseNotServed                    // proved that it passed, and that a mover had not been served: it counts for nothing
	LapseFinal                        // proved: nobody who could act did
)

// Proof says what stands behind a state.
type Proof uint8

// What can stand behind a state.
const (
	ProofNone      Proof = iota // it may still change by what arrives
	ProofByRule                 // by a rule of the charter, not by proof
	ProofSettled                // the records show that it cannot change any more
	ProofConfirmed              // and every other participant vouches for these records
	ProofDisputed               // a party forked its record, and what was settled stands on it
)

// A Ground is a state that stands fast, whatever else arrives.
type Ground struct {
	State   string // empty: nothing is settled yet
	End     bool
	ByRule  bool // an act that needs no proof led to it
	Entries int  // so many of the first entries lead to it; acts among them by those who could not move need not be settled
}

// A Permission is what one participant may do now.
type Permission struct {
	Party parley.PartyID
	Acts  []string // in the order of the procedure's list, then hold, contest and correct
}

// A Question is one row of the opening's table of questions.
type Question struct {
	ID     string
	Status string // charter.StatusContested when any party's last word is that; else the last word; empty: nothing said
	By     parley.PartyID
	Act    parley.Hash
}

// A Found is what the parties find on one question by one kind of act, side by side.
type Found struct {
	Question string
	Act      string // name of the act
	Words    []Word // in the order of the acts; none takes another's place
	Common   bool   // two or more may do this act, and the last word of each of them is the same
}

// A Word is what one party found.
type Word struct {
	Party   parley.PartyID
	Says    string
	Act     parley.Hash
	Earlier bool // its party has found again since
}

// A Text is a message and the chain of messages that correct it, each replacing the one before.
type Text struct {
	Original parley.Hash
	Chain    []parley.Hash
}

// An Agreed is a text and who agreed to it, by acts in effect.
type Agreed struct {
	Text    parley.Hash
	Parties []parley.PartyID // in the order of their acts
	All     bool             // every participant
}

// A Wait is a record that has to grow, or to become readable, before more is settled.
type Wait struct {
	Party parley.PartyID // whose record
	Act   parley.Hash    // until it holds this act; zero: until it has a leaf dated Until or later
	Until parley.Millis
}

// A Missing is something that a leaf held names and that is not here; any participant may hand it on.
type Missing struct {
	Party parley.PartyID // whose act
	Act   parley.Hash
	Body  bool // its body; else its leaf in its author's record
}
