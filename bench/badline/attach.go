//go:build linux

package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"time"

	"parley"
	"parley/bench/table"
	"parley/wire"
)

// attach submits a ROUTINE message to a party with one attachment of random bytes.
func (s *stage) attach(ctx context.Context, to *table.Party, size int) (a attachment, err error) {
	from := s.table.Parties[0]
	a = attachment{to: to, bytes: make([]byte, size)}
	rand.Read(a.bytes)
	var salt [16]byte
	rand.Read(salt[:])
	id := wire.BlobID(salt, a.bytes)
	a.id = id.String()
	if err := from.Node.Upload(ctx, s.table.Charter, id, salt, uint64(size), bytes.NewReader(a.bytes)); err != nil {
		return a, err
	}
	envelope, err := s.table.SealWith(from, parley.Routine, "A bulk item.", func(p *wire.Payload) {
		p.Salt, p.Blobs = &salt, []wire.Blob{{ID: id, Size: uint64(size), Name: "bulk.bin", MediaType: "application/octet-stream"}}
	}, to.ID)
	if err == nil {
		_, err = from.Submit(ctx, envelope)
	}
	return a, err
}

// An attachment is on its way to a party.
type attachment struct {
	to    *table.Party
	id    string
	bytes []byte
}

// whole waits until an attachment is there, and holds it to what was sent.
func (a attachment) whole(ctx context.Context) error {
	for {
		r, err := a.to.Node.Attachment(ctx, a.id)
		if err == nil {
			defer r.Close()
			got, err := io.ReadAll(r)
			if err != nil || !bytes.Equal(got, a.bytes) {
				return fmt.Errorf("the bulk item is not what was sent, %w", err)
			}
			return nil
		}
		if sleep(ctx, 50*time.Millisecond) != nil {
			return fmt.Errorf("the bulk item did not arrive: %w", err)
		}
	}
}
