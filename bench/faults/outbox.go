package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"sync"
	"time"

	"parley"
	"parley/internal/keystore"
	"parley/internal/node"
	"parley/wire"
)

// An outbox is what a side's officers hold outside the nodes: each message that they signed, and whether the node
// answered for it.
type outbox struct {
	mu      sync.Mutex
	printed map[string]bool // ids that were answered for
	waiting [][]byte        // envelopes of which nobody knows whether they were taken
	maps    []string        // ids of messages with an attachment, in order
	deaf    func() bool     // if not nil, reports that no answer can be heard any more
}

var errDeaf = errors.New("the power failed before the answer was heard")

func newOutbox() *outbox { return &outbox{printed: map[string]bool{}} }

// took notes the node's answer to a submission.
func (o *outbox) took(envelope []byte, id string, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if err != nil {
		o.waiting = append(o.waiting, envelope)
		return
	}
	o.printed[id] = true
}

// again returns an envelope that is to be handed over once more, or nil.
func (o *outbox) again() []byte {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.waiting) == 0 {
		return nil
	}
	e := o.waiting[0]
	o.waiting = o.waiting[1:]
	return e
}

func (o *outbox) ids() map[string]bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	ids := map[string]bool{}
	for id := range o.printed {
		ids[id] = true
	}
	return ids
}

// A letter is what a message is made of.
type letter struct {
	from, to   parley.PartyID
	charter    parley.Hash
	precedence parley.Precedence
	text       string
	blob       []byte // or nil
	key        *keystore.Key
}

// seal signs the letter. With a blob it returns its salt and id too.
func (l letter) seal() (envelope []byte, salt [16]byte, blob parley.Hash, err error) {
	post := parley.PostID("duty")
	m := &wire.Payload{
		Time: parley.MillisOf(time.Now()), From: wire.Address{Party: l.from, Post: &post}, Action: []wire.Address{{Party: l.to}},
		Precedence: l.precedence, InfoPrecedence: l.precedence, Edition: 1, Roster: 1, Form: wire.FormText, Lang: "en", Exercise: true,
		Body: []byte(l.text),
	}
	rand.Read(m.Nonce[:])
	if l.blob != nil {
		rand.Read(salt[:])
		blob = wire.BlobID(salt, l.blob)
		m.Salt = &salt
		m.Blobs = []wire.Blob{{Name: "map.bin", MediaType: "application/octet-stream", Size: uint64(len(l.blob)), ID: blob}}
	}
	e, err := wire.Seal(m, l.charter, l.key)
	if err != nil {
		return nil, salt, blob, err
	}
	return e.Encode(), salt, blob, nil
}

// An officer hands over what he signed, to a node in this process or in another.
type officer interface {
	Submit(ctx context.Context, envelope []byte, who node.Who) (node.Submitted, error)
	Upload(ctx context.Context, charter, id parley.Hash, salt [16]byte, size uint64, bytes io.Reader) error
}

// hand signs a letter and hands it over, its attachment first. What the node did not answer for is kept.
func (o *outbox) hand(ctx context.Context, to officer, l letter) error {
	envelope, salt, blob, err := l.seal()
	if err != nil {
		return err
	}
	if l.blob != nil {
		if err := to.Upload(ctx, l.charter, blob, salt, uint64(len(l.blob)), bytes.NewReader(l.blob)); err != nil {
			return err // nobody was told an id: the letter was never handed over
		}
		if o.deaf != nil && o.deaf() {
			return errDeaf
		}
	}
	err = o.submit(ctx, to, envelope)
	if err == nil && l.blob != nil {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.maps = append(o.maps, parley.Sum(envelope).String())
	}
	return err
}

// lastMaps returns the ids of the newest messages with an attachment.
func (o *outbox) lastMaps() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]string{}, o.maps[max(0, len(o.maps)-4):]...)
}

func (o *outbox) submit(ctx context.Context, to officer, envelope []byte) error {
	s, err := to.Submit(ctx, envelope, node.Who{User: "crash"})
	if o.deaf != nil && o.deaf() && err == nil {
		err = errDeaf
	}
	o.took(envelope, s.ID, err)
	return err
}

// handAgain hands over once more what nobody answered for, until all of it is taken.
func (o *outbox) handAgain(ctx context.Context, to officer) error {
	for e := o.again(); e != nil; e = o.again() {
		if err := o.submit(ctx, to, e); err != nil {
			return err
		}
	}
	return nil
}
