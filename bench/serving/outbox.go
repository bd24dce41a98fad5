package serving

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"slices"
	"sync"

	"parley"
	"parley/internal/node"
)

// An Outbox is what a party's officers hold outside the nodes: each message that they signed, and whether a node answered for it.
type Outbox struct {
	Deaf func() bool // if not nil, reports that no answer can be heard any more

	mu      sync.Mutex
	printed map[string]bool // ids that were answered for
	waiting [][]byte        // envelopes of which nobody knows whether they were taken
	maps    []string        // ids of messages with an attachment, in order
}

var errDeaf = errors.New("the power failed before the answer was heard")

// An Officer is who takes what is handed over: a node in this process or in another.
type Officer interface {
	Submit(ctx context.Context, envelope []byte, who node.Who) (node.Submitted, error)
	Upload(ctx context.Context, charter, id parley.Hash, salt [16]byte, size uint64, bytes io.Reader) error
}

// NewOutbox returns an empty one.
func NewOutbox() *Outbox { return &Outbox{printed: map[string]bool{}} }

// Submit hands an envelope over. Where there is no answer it is kept, to be handed over once more.
func (o *Outbox) Submit(ctx context.Context, to Officer, envelope []byte) error {
	s, err := to.Submit(ctx, envelope, node.Who{User: "officer"})
	if o.deaf() && err == nil {
		err = errDeaf
	}
	if err != nil {
		o.Keep(envelope)
		return err
	}
	o.Took(s.ID)
	return nil
}

// Took notes that a node answered for a message.
func (o *Outbox) Took(id string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.printed[id] = true
}

// Keep keeps an envelope of which nobody knows whether it was taken.
func (o *Outbox) Keep(envelope []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.waiting = append(o.waiting, envelope)
}

// Again returns an envelope that is to be handed over once more, or nil.
func (o *Outbox) Again() []byte {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.waiting) == 0 {
		return nil
	}
	e := o.waiting[0]
	o.waiting = o.waiting[1:]
	return e
}

// HandAgain hands over once more what nobody answered for, until all of it is taken.
func (o *Outbox) HandAgain(ctx context.Context, to Officer) error {
	for e := o.Again(); e != nil; e = o.Again() {
		if err := o.Submit(ctx, to, e); err != nil {
			return err
		}
	}
	return nil
}

// Hand signs a letter and hands it over, its attachment first.
func (o *Outbox) Hand(ctx context.Context, to Officer, l Letter) error {
	envelope, salt, blob, err := l.Seal()
	if err != nil {
		return err
	}
	if l.Blob != nil {
		if err := to.Upload(ctx, l.Charter, blob, salt, uint64(len(l.Blob)), bytes.NewReader(l.Blob)); err != nil {
			return err // nobody was told an id: the letter was never handed over
		}
		if o.deaf() {
			return errDeaf
		}
	}
	err = o.Submit(ctx, to, envelope)
	if err == nil && l.Blob != nil {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.maps = append(o.maps, parley.Sum(envelope).String())
	}
	return err
}

// IDs returns the messages that were answered for.
func (o *Outbox) IDs() map[string]bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return maps.Clone(o.printed)
}

// LastMaps returns the ids of the newest messages with an attachment.
func (o *Outbox) LastMaps() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.maps[max(0, len(o.maps)-4):])
}

func (o *Outbox) deaf() bool { return o.Deaf != nil && o.Deaf() }
