package node

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/charter"
	"parley/courier"
	"parley/internal/keystore"
	"parley/wire"
)

// A tray gathers the files of a packing.
type tray struct{ files [][]byte }

type trayFile struct {
	bytes.Buffer
	t *tray
}

func (f *trayFile) Close() error { f.t.files = append(f.t.files, f.Bytes()); return nil }

func (t *tray) file() (io.WriteCloser, error) { return &trayFile{t: t}, nil }

// packAll has a station pack all that it has for another.
func (w *world) packAll(from, to parley.PartyID, most int) (files [][]byte, v PackView) {
	w.t.Helper()
	var t tray
	v, err := w.stations[from].node.PackCourier(w.t.Context(), PackQuery{Party: to, Max: most}, Who{User: "test"}, t.file)
	if err != nil {
		w.t.Fatal(err)
	}
	return t.files, v
}

// pack is packAll where all of it fits one file.
func (w *world) pack(from, to parley.PartyID) []byte {
	w.t.Helper()
	files, _ := w.packAll(from, to, 0)
	if len(files) != 1 {
		w.t.Fatalf("%d files", len(files))
	}
	return files[0]
}

func (w *world) tryImport(at parley.PartyID, file []byte) (ImportView, error) {
	v, err := w.stations[at].node.ImportCourier(w.t.Context(), bytes.NewReader(file), Who{User: "test"})
	synctest.Wait()
	return v, err
}

func (w *world) carry(at parley.PartyID, file []byte) ImportView {
	w.t.Helper()
	v, err := w.tryImport(at, file)
	if err != nil {
		w.t.Fatalf("%s: %v", at, err)
	}
	return v
}

// opened returns the head and the frames of a bundle for a station.
func (w *world) opened(at parley.PartyID, file []byte) (r *courier.Reader, frames []wire.Frame) {
	w.t.Helper()
	inside, err := keystore.Unseal(bytes.NewReader(file), w.stations[at].identity)
	if err == nil {
		r, err = courier.NewReader(inside)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	for {
		b, err := r.Next()
		if err == io.EOF {
			return r, frames
		}
		f, bad := wire.DecodeFrame(b, wire.MaxFrame)
		if err != nil || bad != nil {
			w.t.Fatal(err, bad)
		}
		frames = append(frames, f)
	}
}

// sealTo seals the inside of a bundle, as whoever has the sheet can.
func (w *world) sealTo(to parley.PartyID, h courier.Head, key parley.Signer, frames ...wire.Frame) []byte {
	w.t.Helper()
	var file bytes.Buffer
	sh, err := charter.ParseSheet(w.stations[to].file.Sheet)
	if err != nil {
		w.t.Fatal(err)
	}
	sealed, err := keystore.Seal(&file, sh.Seal)
	if err != nil {
		w.t.Fatal(err)
	}
	c, err := courier.NewWriter(sealed, h)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, f := range frames {
		if err := c.Frame(wire.EncodeFrame(f)); err != nil {
			w.t.Fatal(err)
		}
	}
	if err := c.Close(key); err != nil {
		w.t.Fatal(err)
	}
	sealed.Close()
	return file.Bytes()
}

func (w *world) verified() {
	w.t.Helper()
	for _, s := range w.stations {
		v, err := s.node.VerifyRecord(w.t.Context())
		if err != nil || !v.OK {
			w.t.Fatalf("%s: %v %+v", s.id, err, v)
		}
	}
}

// byHand is a world of two stations that serve and have no line.
func byHand(t *testing.T) *world {
	w := newWorld(t, 7, true, "north", "south")
	w.start("north")
	w.start("south")
	return w
}

// [COU-6] [COU-14] Two nodes without any line exchange a FLASH, its receipt and its acknowledgement by bundles alone; each
// bundle taken again brings nothing new; records verify, and evidence of the FLASH is given.
func TestFlashByBundlesAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := byHand(t)
		defer w.stopAll()
		id := w.send("north", "south", parley.Flash, "Both lines are cut. Please confirm by courier.")
		first := w.pack("north", "south")
		if v := w.carry("south", first); len(v.Messages) != 1 || v.Messages[0] != id || !v.Signed || v.Overtaken {
			t.Fatalf("%+v", v)
		}
		for range 10 {
			if v := w.carry("south", first); !v.Nothing() {
				t.Fatalf("taken again: %+v", v)
			}
		}
		ack := w.ack("south", id)
		back := w.pack("south", "north")
		v := w.carry("north", back)
		if len(v.Receipts) != 1 || v.Receipts[0] != id || len(v.Messages) != 1 || v.Messages[0] != ack {
			t.Fatalf("the bundle back: %+v", v)
		}
		w.wait("north", id, "acknowledged", time.Second)
		if v := w.carry("north", back); !v.Nothing() {
			t.Fatalf("the bundle back again: %+v", v)
		}
		w.carry("south", w.pack("north", "south"))
		if v := w.carry("north", w.pack("south", "north")); len(v.Messages) != 0 {
			t.Errorf("the acknowledgement came again: %+v", v)
		}
		w.verified()
		if _, err := w.stations["north"].node.Evidence(t.Context(), id, Who{User: "test"}); err != nil {
			t.Error(err)
		}
		in, _ := w.stations["south"].node.Inbox(t.Context(), Query{})
		if len(in) != 1 {
			t.Errorf("the inbox has %d messages", len(in))
		}
	})
}

// [COU-10] [COU-5] A stick that was cut, edited, packed for another or by this node itself ends in a sentence, and nothing
// of it is used; the journal says what was tried.
func TestSticksThatAreNotTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 7, true, "north", "south", "west")
		defer w.stopAll()
		for _, id := range w.order {
			w.start(id)
		}
		w.send("north", "south", parley.Flash, "For Southmark alone.")
		file := w.pack("north", "south")
		edited := bytes.Clone(file)
		edited[len(edited)/2] ^= 1
		r, frames := w.opened("south", file)
		moved := w.sealTo("west", r.Head, w.stations["south"].keys["link"], frames...)
		stranger := r.Head
		stranger.From = "east"
		none := w.sealTo("south", stranger, w.stations["south"].keys["link"], frames...)
		for _, c := range []struct {
			at   parley.PartyID
			file []byte
			want string
		}{
			{"south", file[:len(file)-1], "changed or cut short"},
			{"south", file[:3000], "changed or cut short"},
			{"south", nil, "no sealed bundle"},
			{"south", []byte("minutes of a meeting, not a bundle"), "no sealed bundle"},
			{"south", edited, "changed or cut short"},
			{"west", file, "sealed for somebody else"},
			{"north", file, "sealed for somebody else"},
			{"west", moved, "for south and not for this node"},
			{"south", none, "shares none of the charters"},
			{"north", w.sealTo("north", r.Head, w.stations["north"].keys["link"], frames...), "packed by this node itself"},
		} {
			_, err := w.tryImport(c.at, c.file)
			if err == nil || !strings.Contains(parley.SentenceOf(err), c.want) {
				t.Errorf("%s: %v, want %q", c.at, err, c.want)
			}
		}
		for _, id := range w.order[1:] {
			in, _ := w.stations[id].node.Inbox(t.Context(), Query{})
			if len(in) != 0 {
				t.Errorf("%s took %d messages", id, len(in))
			}
		}
		log, _ := w.stations["south"].node.Journal(t.Context())
		said := 0
		for _, e := range log {
			if e.Action == "courier-import" && strings.HasPrefix(e.Detail, "not taken: ") && e.User == "test" {
				said++
			}
		}
		if said != 6 {
			t.Errorf("the journal tells of %d of 6", said)
		}
	})
}
