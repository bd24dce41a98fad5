package node

import "context"

// Screens is the part of API that a console needs besides what verbs do.
type Screens interface {
	// Envelope returns the bytes of a message as they were signed, none where they were erased. id is as for Show.
	Envelope(ctx context.Context, id string) ([]byte, error)
}
