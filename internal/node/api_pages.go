package node

import (
	"context"

	"parley"
)

// Pages is the part of API that changes what is in force: sheets, editions, and who is a party.
type Pages interface {
	// ReplaceSheet puts a new sheet of this party, whose keys lie in the node's directory, in the place of the one in force.
	ReplaceSheet(ctx context.Context, r Replacement) (SheetView, error)
	// TakeSheet learns the newest sheet of another party from its party file, which was handed over by another channel: where
	// both have replaced their link keys while the line was down, neither reaches the other before. CodeDuplicate: it is held.
	TakeSheet(ctx context.Context, r Replacement) (SheetView, error)
	// Erase removes the bytes of a message and its attachments, for a reason that the journal keeps; its entries stay.
	Erase(ctx context.Context, id, reason string, who Who) (MessageView, error)
	// DraftWithdrawal returns what the root of this party signs (charter.SignWithdrawal) to leave a charter, named as for
	// Composer: at a date, or, where that is 0, at the end of the notice. CodeBadCharter: the date is before that.
	DraftWithdrawal(ctx context.Context, charter string, from parley.Millis) (WithdrawalDraft, error)
	// Withdraw enters a statement by which this party leaves a charter, and tells every other party. Nothing but a new
	// edition that all sign undoes it.
	Withdraw(ctx context.Context, w Withdrawing) (DepartureView, error)
	// DraftRoots returns, for each charter under which root is not this party's root yet, what a charter.RootChange says
	// there. ReplaceRoot puts a new root in force: statements signed by the recovery key, or by all others, and a party file.
	DraftRoots(ctx context.Context, root parley.Hash) ([]RootDraft, error)
	ReplaceRoot(ctx context.Context, r RootReplacement) (SheetView, error)
	// RootChanges returns the statements by which roots were replaced under a charter, named as for Composer.
	RootChanges(ctx context.Context, charter string) ([][]byte, error)
	// EnterRosterAct enters a signed roster act of this party in its record under the act's charter (chapter 7). The same act a
	// second time gives Repeated. CodeBadRoster, CodeBadKey, CodeBadSignature: it may not be the next one there, and why.
	EnterRosterAct(ctx context.Context, a ActEntering) (RosterActView, error)
	// Roster returns the roster of a party under a charter, named as for Composer; of this one, where none is named.
	Roster(ctx context.Context, charter, party string) (RosterView, error)
	// Sheets returns the newest sheet held of each party of a charter, named as for Composer, in the charter's order.
	Sheets(ctx context.Context, charter string) ([]SheetKeysView, error)
	// Editions returns the editions held of one charter, from the first on, named as for Composer.
	Editions(ctx context.Context, charter string) ([]EditionFile, error)
}
