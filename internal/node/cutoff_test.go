package node

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
	"parley/internal/store"
	"parley/wire"
)

// A cutoff is a store whose power fails whenever a body that has come whole is to be taken over: what was stored
// before stays.
type cutoff struct{ store.Store }

type cutoffTx struct{ store.Tx }

var errNoPower = errors.New("no power")

func (c cutoff) Update(fn func(store.Tx) error) error {
	return c.Store.Update(func(tx store.Tx) error { return fn(cutoffTx{tx}) })
}

func (cutoffTx) CompleteBody(parley.Hash) error           { return errNoPower }
func (cutoffTx) DropBody(parley.Hash) error               { return errNoPower }
func (cutoffTx) AddMessage(store.Message) (uint64, error) { return 0, errNoPower }

// An attachment whose last byte was stored before the node lost power, and a message of several frames, are taken over
// when it is back: nobody sends them again.
func TestWholeBodiesAreTakenOverAtStart(t *testing.T) {
	t.Run("attachment", func(t *testing.T) {
		playCutoff(t, "A map.", bytes.Repeat([]byte("map "), 10000), func(w *world, message string) {
			w.wait("north", message, "recorded", time.Minute)
		})
	})
	t.Run("message", func(t *testing.T) {
		playCutoff(t, string(bytes.Repeat([]byte("word "), 8000)), nil, func(*world, string) {})
	})
}

// playCutoff sends a message to a node that loses power, and starts that node again. ready returns when the power may
// fail.
func playCutoff(t *testing.T, text string, attachment []byte, ready func(*world, string)) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		w.start("north")
		w.start("south")
		time.Sleep(time.Second)
		id := w.attach("north", "south", text, attachment)
		ready(w, id)
		south := w.stations["south"]
		w.stop("south")
		south.store = cutoff{south.memory}
		w.start("south")
		time.Sleep(time.Minute)
		w.stop("south")
		if open := openBodies(t, south.memory); len(open) != 1 || !wholeRange(open[0]) {
			t.Fatalf("when the power failed, these bodies were here and not taken over: %+v", open)
		}
		south.store = south.memory
		w.start("south")
		w.wait("north", id, "recorded", time.Minute)
		time.Sleep(time.Minute)
		in, err := south.node.Inbox(t.Context(), Query{})
		if err != nil || len(in) != 1 || *in[0].Text != text {
			t.Fatalf("the inbox: %v, %+v", err, in)
		}
		for _, a := range in[0].Attachments {
			body, err := south.node.Attachment(t.Context(), a.ID)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := io.ReadAll(body); err != nil || !bytes.Equal(got, attachment) {
				t.Errorf("the attachment: %d bytes, %v", len(got), err)
			}
		}
		if open := openBodies(t, south.memory); len(open) != 0 {
			t.Errorf("not taken over: %+v", open)
		}
	})
}

func openBodies(t *testing.T, s store.Store) (open []store.Body) {
	t.Helper()
	if err := s.View(func(r store.Reader) (err error) { open, err = r.OpenBodies(); return err }); err != nil {
		t.Fatal(err)
	}
	return open
}

// attach submits a text with an attachment, or without one, at a running station and returns its id.
func (w *world) attach(from, to parley.PartyID, text string, attachment []byte) string {
	w.t.Helper()
	m, n := w.message(from, to, parley.Routine, text), w.stations[from].node
	if attachment != nil {
		m.Salt = &[16]byte{1}
		b := wire.Blob{ID: wire.BlobID(*m.Salt, attachment), Size: uint64(len(attachment)), Name: "map.bin", MediaType: "application/octet-stream"}
		m.Blobs = []wire.Blob{b}
		if err := n.Upload(w.t.Context(), w.id, b.ID, *m.Salt, b.Size, bytes.NewReader(attachment)); err != nil {
			w.t.Fatal(err)
		}
	}
	s, err := n.Submit(w.t.Context(), w.seal(from, m), Who{User: "test"})
	if err != nil {
		w.t.Fatal(err)
	}
	return s.ID
}
