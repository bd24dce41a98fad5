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
	"parley/internal/node"
	"parley/wire"
)

// A took is how long one message took from its submission.
type took struct {
	delivered, recorded time.Duration
	bytes               int64 // on the link, both ways, until it fell silent
}

// send submits a FLASH from the first party and waits until the second shows it, its receipt is back, and the link is silent.
func (s *stage) send(ctx context.Context, text string) (t took, err error) {
	before, _ := s.link.Carried()
	start, shown, id, err := s.flash(ctx, s.table.Parties[1], text, func() {})
	if err != nil {
		return t, err
	}
	t.delivered = shown.Sub(start)
	if err := s.table.Parties[0].Node.Wait(ctx, id, "recorded"); err != nil {
		return t, err
	}
	t.recorded = time.Since(start)
	quiet(ctx, s.link)
	after, _ := s.link.Carried()
	t.bytes = after - before
	return t, nil
}

// flash submits a FLASH to a party, calls then, and waits until it is shown there.
func (s *stage) flash(ctx context.Context, to *table.Party, text string, then func()) (submitted, at time.Time, id string, err error) {
	from := s.table.Parties[0]
	envelope, err := s.table.Seal(from, parley.Flash, text, to.ID)
	if err != nil {
		return submitted, at, "", err
	}
	all, stop := watch(ctx, to)
	defer stop()
	submitted = time.Now()
	if id, err = from.Submit(ctx, envelope); err != nil {
		return submitted, at, id, err
	}
	then()
	for {
		select {
		case x := <-all:
			if x.id == id {
				return submitted, x.at, id, nil
			}
		case <-ctx.Done():
			return submitted, at, id, fmt.Errorf("the message did not arrive: %w", ctx.Err())
		}
	}
}

type shown struct {
	id string
	at time.Time
}

// watch tells of each message that is stored at a party.
func watch(ctx context.Context, p *table.Party) (<-chan shown, func()) {
	ctx, stop := context.WithCancel(ctx)
	out := make(chan shown, 1024)
	began := make(chan struct{})
	go func() {
		close(began)
		p.Node.Follow(ctx, false, func(m node.MessageView) error {
			select {
			case out <- shown{m.ID, time.Now()}:
			default:
			}
			return nil
		})
	}()
	<-began
	time.Sleep(20 * time.Millisecond) // Follow says nothing of when it began
	return out, stop
}

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
