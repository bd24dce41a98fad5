package node

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
	"parley/internal/store"
	"parley/link"
	"parley/wire"
)

// pattern returns n bytes that are not all alike.
func pattern(name string, n int) []byte {
	b := make([]byte, n)
	newStream(name).Read(b)
	return b
}

// sendBlobs submits a text with attachments that were uploaded.
func (w *world) sendBlobs(from, to parley.PartyID, salt [16]byte, blobs ...wire.Blob) string {
	w.t.Helper()
	m := w.message(from, to, parley.Immediate, "With attachments.")
	m.Salt, m.Blobs = &salt, blobs
	return w.submit(from, m)
}

// held returns how many bytes of the attachments of a message a station holds, and how many there are.
func (w *world) held(at parley.PartyID, id string) (held, size uint64) {
	w.t.Helper()
	for _, m := range w.inbox(at) {
		for _, a := range m.Attachments {
			if m.ID == id {
				held, size = held+a.Held, size+a.Size
			}
		}
	}
	return held, size
}

// Attachments of one byte to several MiB come whole through cuts and restarts of either side, on bearers that lose,
// repeat and reorder as well: what is held only grows, and in the end each is the one that was sent, entered once.
func TestAttachmentsComeWhole(t *testing.T) {
	for _, c := range []struct {
		reliable bool
		sizes    []int
		path     simnet.Path
	}{
		{true, []int{1}, simnet.Path{Delay: 100 * time.Millisecond, Rate: 9600}},
		{true, []int{100_000, 1, 70_000}, simnet.Path{Delay: 300 * time.Millisecond, Rate: 64000}},
		{true, []int{1 << 20}, simnet.Path{Delay: 50 * time.Millisecond, Rate: 2_000_000}},
		{false, []int{1, 1, 2000}, simnet.Path{Delay: 100 * time.Millisecond, Rate: 9600, Loss: 0.2, Repeat: 0.1, Reorder: 0.1}},
		{false, []int{60_000, 90_000}, simnet.Path{Delay: 200 * time.Millisecond, Rate: 64000, Loss: 0.15, Repeat: 0.1, Reorder: 0.2}},
	} {
		t.Run(fmt.Sprintf("reliable=%v/%v", c.reliable, c.sizes), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { playAttachments(t, c.reliable, c.path, c.sizes) })
		})
	}
}

func playAttachments(t *testing.T, reliable bool, path simnet.Path, sizes []int) {
	w := newWorld(t, 5, reliable, "north", "south")
	defer w.stopAll()
	rnd := rand.New(rand.NewPCG(5, uint64(len(sizes))))
	w.link("north", "south", path)
	w.start("north")
	w.start("south")
	salt := [16]byte{7}
	var blobs []wire.Blob
	var want [][]byte
	total := 0
	for i, n := range sizes {
		want = append(want, pattern(fmt.Sprint("attachment ", i), n))
		blobs = append(blobs, w.upload("north", salt, fmt.Sprintf("map %d.bin", i), want[i]))
		total += n
	}
	id := w.sendBlobs("north", "south", salt, blobs...)
	w.wait("north", id, "recorded", 5*time.Minute)
	step := time.Duration(float64(total) * 8 / float64(path.Rate) / 6 * float64(time.Second))
	last := uint64(0)
	for i := 0; last < uint64(total); i++ {
		time.Sleep(step/2 + time.Duration(rnd.Int64N(int64(step)+1)) + time.Second)
		held, size := w.held("south", id)
		if held < last || held > size || size != uint64(total) || i > 200 {
			t.Fatalf("step %d: %d of %d bytes held, before that %d", i, held, size, last)
		}
		last = held
		switch i % 4 {
		case 0:
			w.cut("north", "south")
			time.Sleep(time.Duration(rnd.Int64N(int64(time.Minute))))
			w.restore("north", "south")
		case 1:
			w.stop("south")
			w.start("south")
		case 2:
			w.stop("north")
			w.start("north")
		}
	}
	time.Sleep(5 * time.Minute)
	w.stop("south")
	w.start("south")
	time.Sleep(time.Minute)
	for i, b := range blobs {
		w.wantAttachment("south", b.ID, want[i])
		if n := w.kinds("south", b.ID.String(), wire.LeafGotBlob); n != 1 {
			t.Errorf("attachment %d stands %d times in the record", i, n)
		}
	}
	w.wantDelivered("north")
	w.checkPromises()
}

// wantDelivered holds that a station has no attachment left to send.
func (w *world) wantDelivered(at parley.PartyID) {
	w.t.Helper()
	for _, to := range w.order {
		err := w.stations[at].memory.View(func(r store.Reader) error {
			open, err := r.OpenBlobDeliveries(w.id, to)
			if len(open) != 0 {
				w.t.Errorf("%s still has attachments for %s: %+v", at, to, open)
			}
			return err
		})
		if err != nil {
			w.t.Fatal(err)
		}
	}
}

// A half-sent attachment resumes from the byte where it stopped: three kills of either side cost at most a tenth of its
// size on a reliable line.
func TestKillsCostFewBytes(t *testing.T) {
	for _, victim := range []parley.PartyID{"north", "south"} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, 5, true, "north", "south")
			defer w.stopAll()
			w.link("north", "south", simnet.Path{Delay: 40 * time.Millisecond, Rate: 1_000_000})
			w.start("north")
			w.start("south")
			salt, b := [16]byte{7}, pattern("a map", 1<<20)
			id := w.sendBlobs("north", "south", salt, w.upload("north", salt, "map.bin", b))
			kills := 0
			for begin := time.Now(); ; time.Sleep(time.Second) {
				held, size := w.held("south", id)
				if size > 0 && held == size {
					break
				}
				if kills < 3 && held > uint64(kills+1)*size/5 {
					kills++
					w.stop(victim)
					w.start(victim)
				}
				if time.Since(begin) > 10*time.Minute {
					t.Fatalf("%d of %d bytes after %v", held, size, time.Since(begin))
				}
			}
			time.Sleep(time.Minute)
			_, carried := w.net.Carried("north.invalid:7420", "south.invalid:7420")
			t.Logf("%s killed %d times: %d bytes on the line for %d", victim, kills, carried, len(b))
			if most := int64(len(b))*11/10 + 20_000; kills != 3 || carried > most {
				t.Errorf("%d kills, %d bytes on the line for %d", kills, carried, len(b))
			}
			w.wantDelivered("north")
		})
	}
}

// An attachment of which a dishonest sender sends one wrong byte is dropped and counted, and never marked whole.
func TestWrongAttachmentsAreDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 5, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 1_000_000})
		north := w.start("north")
		salt, b := [16]byte{7}, pattern("a map", 50_000)
		blob := w.upload("north", salt, "map.bin", b)
		b[49_999] ^= 1
		err := north.cfg.Store.Update(func(tx store.Tx) error {
			if err := tx.DropBody(blob.ID); err != nil {
				return err
			}
			if err := tx.OpenBody(store.Body{ID: blob.ID, Blob: true, Charter: w.id, Author: "north", Size: blob.Size}); err != nil {
				return err
			}
			if err := tx.WriteBody(blob.ID, 0, b); err != nil {
				return err
			}
			return tx.CompleteBody(blob.ID)
		})
		if err != nil {
			t.Fatal(err)
		}
		south := w.start("south")
		id := w.sendBlobs("north", "south", salt, blob)
		for range 2 {
			time.Sleep(5 * time.Minute)
			if n := south.counted(t, "bodies_dropped_total"); n != 1 {
				t.Errorf("counted %v", n)
			}
			if held, size := w.held("south", id); held != 0 || size != blob.Size {
				t.Errorf("%d of %d bytes held", held, size)
			}
			if _, err := south.Attachment(t.Context(), blob.ID.String()); parley.CodeOf(err) != parley.CodeNotFound {
				t.Errorf("the attachment: %v", err)
			}
			if w.kinds("south", blob.ID.String(), wire.LeafGotBlob) != 0 {
				t.Error("the record says that it is held")
			}
			w.stop("south")
			south = w.start("south")
		}
	})
}

// An attachment that comes before the message that names it waits for it, through a restart.
func TestAttachmentBeforeItsMessage(t *testing.T) {
	for _, restart := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, 5, true, "north", "south")
			defer w.stopAll()
			w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 1_000_000})
			north := w.start("north")
			south := w.start("south")
			salt, b := [16]byte{7}, pattern("a map", 30_000)
			blob := w.upload("north", salt, "map.bin", b)
			t0 := north.tables()[0]
			north.peerOf(t0, "south").box.put(link.Offer{Item: blobItem(t0, blob.ID, blob.Size, parley.Flash, 0)})
			time.Sleep(time.Minute)
			if open := openBodies(t, w.stations["south"].memory); len(open) != 1 || !wholeRange(open[0]) {
				t.Fatalf("it is not here: %+v", open)
			}
			if _, err := south.Attachment(t.Context(), blob.ID.String()); parley.CodeOf(err) != parley.CodeNotYet {
				t.Errorf("before its message: %v", err)
			}
			if restart {
				w.stop("south")
				w.start("south")
			}
			_, before := w.net.Carried("north.invalid:7420", "south.invalid:7420")
			w.sendBlobs("north", "south", salt, blob)
			time.Sleep(time.Minute)
			if _, after := w.net.Carried("north.invalid:7420", "south.invalid:7420"); after-before > 10_000 {
				t.Errorf("%d bytes more on the line", after-before)
			}
			w.wantAttachment("south", blob.ID, b)
			w.wantDelivered("north")
			w.checkPromises()
		})
	}
}

// The same attachment in several messages, to one party or there and back, travels once and is held in each.
func TestOneAttachmentInSeveralMessages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 5, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 1_000_000})
		w.start("north")
		w.start("south")
		salt, b := [16]byte{7}, pattern("a map", 200_000)
		blob := w.upload("north", salt, "map.bin", b)
		ids := []string{w.sendBlobs("north", "south", salt, blob), w.sendBlobs("north", "south", salt, blob)}
		time.Sleep(time.Minute)
		for range 2 { // after it has come, and after restarts of both
			ids = append(ids, w.sendBlobs("north", "south", salt, blob))
			time.Sleep(time.Minute)
			for _, id := range w.order {
				w.stop(id)
				w.start(id)
			}
			time.Sleep(time.Minute)
		}
		back := w.upload("south", salt, "map.bin", b)
		ids = append(ids, w.sendBlobs("south", "north", salt, back))
		time.Sleep(time.Minute)
		for i, id := range ids {
			at := parley.PartyID("south")
			if i == len(ids)-1 {
				at = "north"
			}
			if held, size := w.held(at, id); held != size || size != blob.Size {
				t.Errorf("message %d: %d of %d bytes", i, held, size)
			}
		}
		_, there := w.net.Carried("north.invalid:7420", "south.invalid:7420")
		if there > 250_000 {
			t.Errorf("%d bytes on the line", there)
		}
		for _, at := range w.order {
			w.wantDelivered(at)
			if n := w.kinds(at, blob.ID.String(), wire.LeafGotBlob); n != 1 {
				t.Errorf("it stands %d times in the record of %s", n, at)
			}
		}
		w.checkPromises()
	})
}

// Messages that name an attachment under a salt that is not its own do not keep it from the one that does.
func TestAttachmentNamedUnderOtherSalts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 5, true, "north", "south", "east")
		defer w.stopAll()
		for _, pair := range [][2]parley.PartyID{{"north", "south"}, {"east", "south"}} {
			w.link(pair[0], pair[1], simnet.Path{Delay: 50 * time.Millisecond, Rate: 1_000_000})
		}
		for _, id := range w.order {
			w.start(id)
		}
		salt, b := [16]byte{7}, pattern("a map", 30_000)
		blob := w.upload("north", salt, "map.bin", b)
		for i := range 8 { // whatever their order by id
			m := w.message("east", "south", parley.Flash, "It is mine.")
			m.Salt, m.Blobs = &[16]byte{byte(100 + i)}, []wire.Blob{blob}
			w.slip("east", m, w.id, w.stations["east"].keys["operator"])
		}
		time.Sleep(time.Minute)
		w.sendBlobs("north", "south", salt, blob)
		time.Sleep(time.Minute)
		w.wantAttachment("south", blob.ID, b)
		w.stop("south")
		w.start("south")
		time.Sleep(time.Minute)
		w.wantAttachment("south", blob.ID, b)
		w.wantDelivered("north")
	})
}

// An attachment is read in pieces of any length, until its reader is closed or the client is gone.
func TestReadingAttachments(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 5, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{})
		n := w.start("north")
		salt, b := [16]byte{7}, pattern("a map", uploadPiece+70_000)
		blob := w.upload("north", salt, "map.bin", b)
		body, err := n.Attachment(t.Context(), blob.ID.String())
		if err != nil {
			t.Fatal(err)
		}
		var got bytes.Buffer
		if _, err := io.CopyBuffer(struct{ io.Writer }{&got}, struct{ io.Reader }{body}, make([]byte, 999)); err != nil || !bytes.Equal(got.Bytes(), b) {
			t.Errorf("%d bytes, %v", got.Len(), err)
		}
		if n, err := body.Read(make([]byte, 1)); n != 0 || err != io.EOF {
			t.Errorf("after the end: %d, %v", n, err)
		}
		if body.Close(); true {
			if _, err := body.Read(make([]byte, 1)); err == nil {
				t.Error("a closed reader reads")
			}
		}
		for name, code := range map[string]parley.Code{"": parley.CodeBadID, "xyz": parley.CodeBadID, parley.Sum(nil).String(): parley.CodeNotFound} {
			if _, err := n.Attachment(t.Context(), name); parley.CodeOf(err) != code {
				t.Errorf("%q: %v", name, err)
			}
		}
	})
}
