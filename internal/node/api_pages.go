package node

import (
	"context"
)

// Pages is the part of API that changes what is in force: sheets, editions, and who is a party.
type Pages interface {
	// ReplaceSheet puts a new sheet of this party, whose keys lie in the node's directory, in the place of the one in force.
	ReplaceSheet(ctx context.Context, r Replacement) (SheetView, error)
	// Erase removes the bytes of a message and its attachments, for a reason that the journal keeps; its entries stay.
	Erase(ctx context.Context, id, reason string, who Who) (MessageView, error)
	// Editions returns the editions held of one charter, from the first on, named as for Composer.
	Editions(ctx context.Context, charter string) ([]EditionFile, error)
}
