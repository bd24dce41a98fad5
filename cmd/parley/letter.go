package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"parley"
	"parley/internal/node"
	"parley/wire"
)

// A letter is a signed message with the files of its attachments, ready to be handed over.
type letter struct {
	charter  parley.Hash
	edition  parley.Hash
	post     parley.PostID
	payload  *wire.Payload
	envelope []byte                 // nil: an officer signs it at the node, as a draft
	files    map[parley.Hash]string // attachments at hand, by id
}

// attachments hands over the attachments that are at hand.
func (l *letter) attachments(ctx context.Context, api node.API) error {
	for _, b := range l.payload.Blobs {
		path, ok := l.files[b.ID]
		if !ok {
			continue
		}
		if err := upload(ctx, api, l, b, path); err != nil {
			return err
		}
	}
	return nil
}

// submit hands over the attachments, then the message. The id that it returns is accepted: the node keeps it.
func (l *letter) submit(ctx context.Context, api node.API) (string, error) {
	if err := l.attachments(ctx, api); err != nil {
		return "", err
	}
	s, err := api.Submit(ctx, l.envelope, who(l.post))
	return s.ID, err
}

// draft hands over the attachments, then the message for officers to sign. edits names the draft that it replaces, decided
// the proceeding under another charter that decided on it; either may be empty.
func (l *letter) draft(ctx context.Context, api node.API, edits, decided string) (node.DraftView, error) {
	if err := l.attachments(ctx, api); err != nil {
		return node.DraftView{}, err
	}
	return api.Draft(ctx, node.NewDraft{ID: edits, Charter: l.charter.String(), Payload: l.payload.Encode(), Decided: decided, Who: who(l.post)})
}

// send signs a message and hands it over: with the key of the post, or as the officer who is named, by whose signature it
// leaves or waits for others. It prints the id of the message, or of the draft.
func (l *letter) send(ctx context.Context, api node.API, dir string, by *speaker, w io.Writer) (id string, err error) {
	if !by.named() {
		if l.envelope == nil {
			if err := l.seal(dir); err != nil {
				return "", err
			}
		}
		if id, err = l.submit(ctx, api); err == nil {
			_, err = fmt.Fprintln(w, id)
		}
		return id, err
	}
	d, err := l.draft(ctx, api, "", "")
	if err != nil {
		return "", err
	}
	if d, err = by.begin(ctx, api, d, ""); err != nil {
		return "", err
	}
	return d.Message.ID, outcome(w, d)
}

// seal signs the message with the key of its post.
func (l *letter) seal(dir string) error {
	key, err := operatorKey(dir, l.post)
	if err != nil {
		return err
	}
	e, err := wire.Seal(l.payload, l.edition, key)
	if err == nil {
		l.envelope = e.Encode()
	}
	return err
}

func upload(ctx context.Context, api node.API, l *letter, b wire.Blob, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return unreadable(path, err)
	}
	defer f.Close()
	return api.Upload(ctx, l.charter, b.ID, *l.payload.Salt, b.Size, f)
}

// saved reads a message that --save wrote. Attachments that the node does not hold are given with --attach.
func (f *sendFlags) saved(ctx context.Context, api node.API) (*letter, error) {
	envelope, err := readFile(f.submit, wire.MaxEnvelope)
	if err != nil {
		return nil, err
	}
	_, p, err := wire.DecodeEnvelope(envelope)
	if err != nil {
		return nil, inFile(f.submit, err)
	}
	l := &letter{payload: p, envelope: envelope, post: p.From.Parley().Post, files: map[parley.Hash]string{}}
	if len(f.attach) == 0 {
		return l, nil
	}
	c, err := api.Composer(ctx, f.charter)
	if err != nil {
		return nil, err
	}
	l.charter = c.Charter
	return l, l.match(f.attach)
}

// match ties files to the attachments that the message names.
func (l *letter) match(paths []string) error {
	if l.payload.Salt == nil {
		return parley.Errorf(parley.CodeBadMessage, "the saved message has no attachments")
	}
	for _, path := range paths {
		id, _, err := blobOf(*l.payload.Salt, path)
		if err != nil {
			return err
		}
		if !l.names(id) {
			return parley.Errorf(parley.CodeBadMessage, "%s is none of the attachments of the saved message, or it has changed", path)
		}
		l.files[id] = path
	}
	return nil
}

func (l *letter) names(id parley.Hash) bool {
	for _, b := range l.payload.Blobs {
		if b.ID == id {
			return true
		}
	}
	return false
}

// errNoFile keeps directories, devices and pipes, which cannot be read twice, from being attached.
var errNoFile = errors.New("not a regular file")
