package node

import (
	"context"
)

// Pages is the part of API that changes what is in force: sheets, editions, and who is a party.
type Pages interface {
	// ReplaceSheet puts a new sheet of this party, whose keys lie in the node's directory, in the place of the one in force.
	ReplaceSheet(ctx context.Context, r Replacement) (SheetView, error)
	// Editions returns the editions held of one charter, from the first on, named as for Composer.
	Editions(ctx context.Context, charter string) ([]EditionFile, error)
}
