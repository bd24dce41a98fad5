package node

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
	"parley/internal/store"
	"parley/wire"
)

// upload stores an attachment at a running station and returns what names it.
func (w *world) upload(at parley.PartyID, salt [16]byte, name string, b []byte) wire.Blob {
	w.t.Helper()
	blob := wire.Blob{ID: wire.BlobID(salt, b), Size: uint64(len(b)), Name: name, MediaType: "application/octet-stream"}
	if err := w.stations[at].node.Upload(w.t.Context(), w.id, blob.ID, salt, blob.Size, bytes.NewReader(b)); err != nil {
		w.t.Fatal(err)
	}
	return blob
}

// An upload that is not what it says leaves nothing behind, and one that was there whole before stays.
func TestUploadRefuses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{})
		n := w.start("north")
		salt := [16]byte{1}
		good := []byte("a map")
		kept := w.upload("north", salt, "map.bin", good)
		for _, c := range []struct {
			name string
			id   parley.Hash
			size uint64
			b    io.Reader
			code parley.Code
		}{
			{"no bytes", wire.BlobID(salt, nil), 0, strings.NewReader(""), parley.CodeBadMessage},
			{"one byte too many for any attachment", kept.ID, wire.MaxBlob + 1, strings.NewReader("x"), parley.CodeBadMessage},
			{"fewer bytes than said", wire.BlobID(salt, []byte("abc")), 4, strings.NewReader("abc"), parley.CodeBadMessage},
			{"other bytes", wire.BlobID(salt, []byte("abc")), 3, strings.NewReader("abd"), parley.CodeBadMessage},
			{"another salt", wire.BlobID([16]byte{2}, []byte("abc")), 3, strings.NewReader("abc"), parley.CodeBadMessage},
			{"a reader that fails", wire.BlobID(salt, []byte("abc")), 3, io.MultiReader(strings.NewReader("a"), errReader{}), parley.CodeBadMessage},
			{"the id of one that is held, another size", kept.ID, 4, strings.NewReader("a ma"), parley.CodeBadMessage},
		} {
			err := n.Upload(t.Context(), w.id, c.id, salt, c.size, c.b)
			if err == nil || parley.CodeOf(err) != c.code && parley.CodeOf(err) != parley.CodeTooLarge {
				t.Errorf("%s: %v (%s)", c.name, err, parley.CodeOf(err))
			}
			if _, err := n.bodyOf(c.id); c.id != kept.ID && !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%s: something stayed: %v", c.name, err)
			}
		}
		w.wantAttachment("north", kept.ID, good)
		if err := n.Upload(t.Context(), w.id, kept.ID, salt, kept.Size, errReader{}); err != nil {
			t.Errorf("one that is held whole, again: %v", err)
		}
	})
}

type errReader struct{}

func (errReader) Read([]byte) (int, error) { return 0, errors.New("the client went away") }

func (w *world) wantAttachment(at parley.PartyID, id parley.Hash, want []byte) {
	w.t.Helper()
	body, err := w.stations[at].node.Attachment(w.t.Context(), id.String())
	if err != nil {
		w.t.Errorf("%s: %v", at, err)
		return
	}
	defer body.Close()
	if got, err := io.ReadAll(body); err != nil || !bytes.Equal(got, want) {
		w.t.Errorf("%s: an attachment of %d bytes is not the one of %d: %v", at, len(got), len(want), err)
	}
}

// What is left of an upload, or what a peer sent under its id, does not get into the attachment.
func TestUploadOverWhatIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{})
		s := w.stations["north"]
		salt, good := [16]byte{1}, []byte("a map of the north")
		id := wire.BlobID(salt, good)
		for _, author := range []parley.PartyID{"north", "south"} {
			err := s.memory.Update(func(tx store.Tx) error {
				if err := tx.OpenBody(store.Body{ID: id, Blob: true, Charter: w.id, Author: author, Size: uint64(len(good))}); err != nil {
					return err
				}
				return tx.WriteBody(id, 2, []byte("XXX"))
			})
			if err != nil {
				t.Fatal(err)
			}
			w.start("north")
			if author == "north" {
				if open := openBodies(t, s.memory); len(open) != 0 {
					t.Errorf("an upload that did not end is still here: %+v", open)
				}
			} else {
				w.upload("north", salt, "map.bin", good)
				w.wantAttachment("north", id, good)
			}
			w.stop("north")
		}
	})
}

// Ten clients upload the same attachment at once, some of them breaking off: it is held whole.
func TestUploadsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{})
		n := w.start("north")
		salt, good := [16]byte{1}, bytes.Repeat([]byte("map "), 1000)
		id := wire.BlobID(salt, good)
		var wg sync.WaitGroup
		for i := range 10 {
			wg.Go(func() {
				var in io.Reader = slowReader{bytes.NewReader(good)}
				if i%2 == 1 {
					in = io.MultiReader(io.LimitReader(in, 2000), errReader{})
				}
				if err := n.Upload(t.Context(), w.id, id, salt, uint64(len(good)), in); (err != nil) != (i%2 == 1) && i%2 == 0 {
					t.Error(err)
				}
			})
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if err := n.Upload(ctx, w.id, id, salt, uint64(len(good)), bytes.NewReader(good)); err == nil {
			t.Log("the upload with little time had its turn first")
		}
		wg.Wait()
		w.wantAttachment("north", id, good)
		if len(n.uploads) != 0 {
			t.Errorf("%d uploads are still under way", len(n.uploads))
		}
	})
}

type slowReader struct{ io.Reader }

func (r slowReader) Read(p []byte) (int, error) {
	time.Sleep(time.Second)
	return r.Reader.Read(p[:min(len(p), 1000)])
}
