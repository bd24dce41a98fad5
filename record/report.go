package record

import (
	"parley"
)

// Verdict is the outcome of checking an evidence file.
type Verdict int

const (
	Fails      Verdict = iota // something in it does not hold: it proves nothing
	Verified                  // everything holds, under the charter that was named
	Consistent                // everything holds among itself, but no charter was named: whoever made the file may have made up the parties too
)

// String returns one word.
func (v Verdict) String() string {
	switch v {
	case Verified:
		return "verified"
	case Consistent:
		return "consistent"
	}
	return "fails"
}

// A Report says what an evidence file proves and what it does not.
type Report struct {
	Verdict   Verdict
	Kind      EvidenceKind
	Charter   parley.Hash  // the charter's id
	Editions  []EditionRef // the editions in the file; one of them is the one named
	Title     string       // of the last edition, in its first authentic language
	Exercise  bool         // the charter is for exercises: every surface says so before and after
	Findings  []string     // sentences, each proved, without full stop; none where the file fails
	NotProved []string     // sentences that a reader might take for proved
	// NotReleased says of a message why it was not released as agreed: the file proves that its author sent it so, and not
	// that the author stands behind it. Empty where it was.
	NotReleased string
	Text        []byte  // body of the message where its form is text, as signed: make it safe before showing it
	Course      *Course // of a proceeding: what is to be folded; nil for other kinds
	Why         string  // where the file fails: the first thing that does not hold
}

// EditionRef names an edition by its number and its fingerprint.
type EditionRef struct {
	Number      uint64
	Fingerprint string
}
