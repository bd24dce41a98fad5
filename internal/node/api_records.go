package node

import (
	"context"

	"parley"
)

// Records is the part of API about what is proved: the records of all parties, the check of them, and the journal.
type Records interface {
	// Heads tells, for each charter and each party, how far its record is held, who cosigned it, and what is held against it.
	Heads(ctx context.Context) ([]HeadsView, error)
	// ProofNamed returns a proof against a record by its hash, as an evidence file.
	ProofNamed(ctx context.Context, hash string, who Who) ([]byte, error)
	// StartVerify has the node check its records as VerifyRecord does, and returns at once. While a check runs no second one
	// is started: the one that runs is returned. Its outcome is entered in the journal.
	StartVerify(ctx context.Context, who Who) (VerificationView, error)
	// Verification tells how far a check of the records is that runs, and how the last one ended.
	Verification(ctx context.Context) (VerificationView, error)
	// JournalPage lists the local actions that q selects, the newest first.
	JournalPage(ctx context.Context, q JournalQuery) (JournalPageView, error)
	// LineTests tells of each line that q names, or of all, the last line tests, at most limit, and when the next is due.
	LineTests(ctx context.Context, q LineQuery, limit int) ([]LineTestsView, error)
}

// HeadsView is the records under one charter, in party order.
type HeadsView struct {
	Charter  string     `json:"charter"`
	Title    string     `json:"title"`
	Edition  uint64     `json:"edition"`
	Exercise bool       `json:"exercise"`
	Records  []HeadView `json:"records"`
}

// HeadView is one party's record, its volume that is open now, as it is held here.
type HeadView struct {
	Party   string  `json:"party"`
	Own     bool    `json:"own"`
	Origin  string  `json:"origin"`
	Volume  uint64  `json:"volume"` // 0: the first
	Entries uint64  `json:"entries"`
	Size    uint64  `json:"size"` // entries under the last signed head that is held whole
	Root    *string `json:"root"`
	Dated   *string `json:"dated"` // the last entry under it, by its owner's clock
	Seen    *string `json:"seen"`  // when this node made the head or first saw it
	// Shown is the size of a later head that was shown, of which not all entries are here; 0: there is none.
	Shown      uint64       `json:"shown"`
	ShownSince *string      `json:"shown_since"`
	Mirrors    []MirrorView `json:"mirrors"` // the other parties
	// Withheld is how many messages to us the record names as sent whose bodies are not here.
	Withheld      int         `json:"withheld"`
	WithheldSince *string     `json:"withheld_since"`
	Proofs        []ProofView `json:"proofs"`     // of every volume
	Recovering    *string     `json:"recovering"` // since when it does not go on
	Leaves        *string     `json:"leaves"`     // when its party leaves the charter
}

// MirrorView is how far another party has cosigned a record, as far as that is known here.
type MirrorView struct {
	Party string  `json:"party"`
	Size  uint64  `json:"size"` // of the largest head that it cosigned; 0: none
	At    *string `json:"at"`   // when, by its clock
	// Since is the date of the first entry that it has not cosigned, by the clock of the record's owner; null where it has
	// cosigned all.
	Since *string `json:"since"`
}

// VerificationView is the check of all records. Step is a table that is being checked, Done and Total its entries or
// messages; Total is 0 where there are too few to count.
type VerificationView struct {
	Running bool          `json:"running"`
	Since   *string       `json:"since"`
	By      *string       `json:"by"` // local user; null for a command
	Step    string        `json:"step"`
	Steps   int           `json:"steps"` // in all
	Place   int           `json:"place"` // of Step among them, from 1
	Done    uint64        `json:"done"`
	Total   uint64        `json:"total"`
	Last    *VerifiedView `json:"last"`
}

// VerifiedView is how a check of the records ended. Detail is what was found, of a check by this run of the node.
type VerifiedView struct {
	Time    string      `json:"time"`
	By      string      `json:"by"`
	OK      bool        `json:"ok"`
	Outcome string      `json:"outcome"` // a sentence
	Detail  *VerifyView `json:"detail"`
}

// JournalQuery selects local actions: those for which everything holds that is given.
type JournalQuery struct {
	User   string        `json:"user"`
	Action string        `json:"action"`
	From   parley.Millis `json:"from"`
	Until  parley.Millis `json:"until"`  // 0: no bound
	Before uint64        `json:"before"` // Seq less than; 0: no bound
	Limit  int           `json:"limit"`  // 1 to 1000
	Aloud  bool          `json:"aloud"`  // without what must not be seen where others may look on
}

// JournalPageView is a page of the journal. Next is what Before is for the following page; 0: there is none.
type JournalPageView struct {
	Entries []JournalView `json:"entries"`
	Next    uint64        `json:"next"`
}

// LineTestsView is the line tests of one line under one charter, the newest first.
type LineTestsView struct {
	Party   string         `json:"party"`
	Charter string         `json:"charter"`
	Minutes int            `json:"minutes"` // between two tests, by the charter; 0: it asks for none
	Next    *string        `json:"next"`
	NextBy  *string        `json:"next_by"` // the party that sends it
	Tests   []LineTestView `json:"tests"`
}
