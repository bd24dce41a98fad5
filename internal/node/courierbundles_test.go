package node

import (
	"bytes"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/store"
	"parley/wire"
)

// [COU-7] A packing that is held to a size makes several files, none longer, the more urgent first, an attachment in pieces;
// taken in any order, doubled, with one lost and packed again, all of it comes, each message once.
func TestBundlesInAnyOrder(t *testing.T) {
	for seed := range 4 {
		synctest.Test(t, func(t *testing.T) {
			w := byHand(t)
			defer w.stopAll()
			map300 := pattern("a map", 300_000)
			held := w.attach("north", "south", "The map of the crossing.", map300)
			for i := range 60 {
				w.send("north", "south", parley.Routine, fmt.Sprintf("Routine %d. %s", i, bytes.Repeat([]byte("word "), 400)))
			}
			flash := w.send("north", "south", parley.Flash, "Read this first.")
			files, v := w.packAll("north", "south", LeastBundle)
			if len(files) < 6 || v.Messages != 62 || v.Attachments != 1 {
				t.Fatalf("%d files, %+v", len(files), v)
			}
			w.wantUrgentFirst(files, flash)
			lost := 1 + seed%2*(len(files)-2) // of the texts, or of the attachment
			for i := range files {
				k := (i*7 + seed) % len(files) // not their order where 7 does not divide it
				if k == lost {
					continue
				}
				if len(files[k]) > LeastBundle {
					t.Errorf("file %d has %d bytes", k, len(files[k]))
				}
				w.carry("south", files[k])
				if seed%2 == 0 {
					w.carry("south", files[k])
				}
			}
			if got, size := w.held("south", held); len(w.inbox("south")) == 62 && got == size {
				t.Errorf("all came without the file that was lost")
			}
			w.carry("north", w.pack("south", "north"))
			again, second := w.packAll("north", "south", 0)
			if second.Messages+second.Attachments >= v.Messages || len(again) != 1 {
				t.Errorf("packed again: %+v in %d files", second, len(again))
			}
			w.carry("south", again[0])
			if got := len(w.inbox("south")); got != 62 {
				t.Errorf("%d messages", got)
			}
			w.wantAttachment("south", w.blobOf("south", held), map300)
			w.carry("north", w.pack("south", "north"))
			if _, last := w.packAll("north", "south", 0); last.Messages+last.Attachments != 0 {
				t.Errorf("after all: %+v", last)
			}
			w.verified()
		})
	}
}

// wantUrgentFirst holds that the FLASH stands before every other message, and that no later file has a higher precedence.
func (w *world) wantUrgentFirst(files [][]byte, flash string) {
	w.t.Helper()
	least := parley.Flash
	for i, file := range files {
		_, frames := w.opened("south", file)
		for j, f := range frames {
			switch f := f.(type) {
			case *wire.Hello:
				if j != 0 {
					w.t.Errorf("HELLO at place %d of file %d", j, i)
				}
			case *wire.Body:
				if f.Open == nil {
					continue
				}
				if f.Open.Precedence > least {
					w.t.Errorf("file %d: %v after %v", i, f.Open.Precedence, least)
				}
				if least == parley.Flash && (f.Open.ID != nil || parley.Sum(f.Bytes).String() != flash) {
					w.t.Errorf("file %d begins with another message than the FLASH", i)
				}
				least = f.Open.Precedence
				if parley.Sum(f.Bytes).String() == flash {
					least-- // there is one
				}
			}
		}
		if _, second := frames[1].(*wire.Have); !second {
			w.t.Errorf("the second frame of file %d is %T", i, frames[1])
		}
	}
}

// [COU-6] Whichever file of a packing comes alone, each message that is whole in it is recorded, and its receipt goes back.
func TestEachBundleAlone(t *testing.T) {
	for alone := range 3 {
		synctest.Test(t, func(t *testing.T) {
			w := byHand(t)
			defer w.stopAll()
			for i := range 40 {
				w.send("north", "south", parley.Precedence(i%4), fmt.Sprintf("%d. %s", i, bytes.Repeat([]byte("word "), 800)))
			}
			files, _ := w.packAll("north", "south", LeastBundle)
			if len(files) < 3 {
				t.Fatalf("%d files", len(files))
			}
			v := w.carry("south", files[alone])
			if len(v.Messages) == 0 {
				t.Fatalf("file %d of %d brought %+v", alone, len(files), v)
			}
			back := w.carry("north", w.pack("south", "north"))
			if len(back.Receipts) != len(v.Messages) {
				t.Errorf("file %d: %d messages, %d receipts", alone, len(v.Messages), len(back.Receipts))
			}
			w.verified()
		})
	}
}

// [COU-8] [COU-9] A bundle holds what is not settled, whatever was packed before, and leaves out what the peer's newest bundle
// says it holds; its number is higher than those before, also where the clock goes back and the node was started anew.
func TestWhatIsPackedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := byHand(t)
		defer w.stopAll()
		w.send("north", "south", parley.Priority, "One.")
		first, second := w.pack("north", "south"), w.pack("north", "south")
		entries := func(file []byte) (n int, number uint64) {
			r, frames := w.opened("south", file)
			for _, f := range frames {
				if l, is := f.(*wire.Leaves); is {
					n += len(l.Leaves)
				}
			}
			return n, r.Head.Number
		}
		a, x := entries(first)
		b, y := entries(second)
		if a != b || a < 3 || y <= x {
			t.Errorf("%d and %d entries, numbers %d and %d", a, b, x, y)
		}
		w.stop("north")
		w.stations["north"].skew.Store(int64(-60_000_000_000))
		w.start("north")
		w.carry("south", second)
		w.carry("north", w.pack("south", "north"))
		w.send("north", "south", parley.Priority, "Two.")
		third := w.pack("north", "south")
		if c, z := entries(third); c > 2 || z <= y {
			t.Errorf("after the answer: %d entries, number %d after %d", c, z, y)
		}
		if v := w.carry("south", third); len(v.Messages) != 1 {
			t.Errorf("the third: %+v", v)
		}
		if v := w.carry("south", first); !v.Nothing() || !v.Overtaken {
			t.Errorf("the first, overtaken: %+v", v)
		}
		w.verified()
	})
}

// [COU-11] Whoever knows the recipient can seal, and only the link key can speak for its owner: of a bundle that another key
// signed, what bears its owner's own signature is taken, and HAVE, sizes and pieces of bodies are not.
func TestForgedBundle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := byHand(t)
		defer w.stopAll()
		w.send("north", "south", parley.Flash, "True.")
		big := w.attach("north", "south", "With a map.", pattern("map", 100_000))
		r, frames := w.opened("south", w.pack("north", "south"))
		forged := r.Head
		forged.Number = 1 << 60
		v := w.carry("south", w.sealTo("south", forged, testKey("nobody"), frames...))
		if v.Signed || len(v.Messages) != 2 || v.Bytes != 0 {
			t.Errorf("forged: %+v", v)
		}
		if held, _ := w.held("south", big); held != 0 {
			t.Errorf("%d bytes of pieces were taken", held)
		}
		// What a forger says that Northland holds is not believed.
		lie := &wire.Have{}
		id := w.send("south", "north", parley.Immediate, "To be packed all the same.")
		var m store.Message
		hash, _ := parley.ParseHash(id)
		w.stations["south"].store.View(func(r store.Reader) (err error) { m, err = r.Message(hash); return err })
		size := uint64(len(m.Envelope))
		lie.Items = []wire.Held{{ID: hash, Size: size, Ranges: []wire.Range{{To: size}}}}
		h := frames[0].(*wire.Hello)
		for i := range h.Charters {
			for j := range h.Charters[i].Sizes {
				h.Charters[i].Sizes[j] = 1000
			}
		}
		w.carry("south", w.sealTo("south", forged, testKey("nobody"), append([]wire.Frame{h, lie}, frames[2:]...)...))
		if v := w.carry("north", w.pack("south", "north")); len(v.Messages) != 1 || len(v.Receipts) != 2 {
			t.Errorf("after the lie: %+v", v)
		}
		if v := w.carry("south", w.sealTo("south", r.Head, w.stations["north"].keys["link"], frames...)); !v.Signed || v.Overtaken || v.Nothing() {
			t.Errorf("the true one after the forged: %+v", v)
		}
		w.verified()
	})
}

// [COU-12] HELLO and HAVE of a bundle that was overtaken say nothing any more.
func TestOvertakenWord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := byHand(t)
		defer w.stopAll()
		old := w.pack("south", "north")
		w.send("north", "south", parley.Priority, "One.")
		w.carry("south", w.pack("north", "south"))
		w.carry("north", w.pack("south", "north"))
		w.carry("north", old)
		if _, v := w.packAll("north", "south", 0); v.Entries > 1 {
			t.Errorf("%d entries are packed after an old bundle came late", v.Entries)
		}
	})
}

// [COU-13] A bundle is no sign of life of a line, its times are no clock of the other side's, and what asks in it is not
// answered.
func TestBundleIsNoLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 7, true, "north", "south")
		defer w.stopAll()
		w.start("north")
		time.Sleep(time.Hour) // so that another clock has to confirm Southmark's
		w.start("south")
		r, frames := w.opened("south", w.pack("north", "south"))
		log := wire.Log{}
		if c, _ := w.stations["south"].node.Clock(t.Context()); c.Confirmed {
			t.Fatal("the clock is confirmed before anything came")
		}
		more := append(frames, &wire.Ping{Token: 1}, &wire.Ask{What: wire.AskHead, Log: log}, &wire.Bye{Code: 1, Reason: "end"})
		before, _ := w.stations["south"].node.Lines(t.Context())
		v := w.carry("south", w.sealTo("south", r.Head, w.stations["north"].keys["link"], more...))
		after, _ := w.stations["south"].node.Lines(t.Context())
		if !v.Signed || after[0].State != before[0].State || after[0].ClockOffsetMs != nil || len(after[0].Bearers) != len(before[0].Bearers) {
			t.Errorf("%+v: before %+v, after %+v", v, before[0], after[0])
		}
		if c, _ := w.stations["south"].node.Clock(t.Context()); c.Confirmed {
			t.Error("the HELLO in a bundle is taken for a clock")
		}
		if e, _ := w.stations["south"].node.Events(t.Context()); len(e) > 1 || len(e) == 1 && e[0].Kind != EventClock {
			t.Errorf("events: %+v", e)
		}
	})
}

// [COU-11] A sheet in the bundle with the new link key is taken first, by its root's signature; a bundle of the time before
// it, which comes later, speaks for its owner no more.
func TestBundleWithNewLinkKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := byHand(t)
		defer w.stopAll()
		w.send("north", "south", parley.Flash, "Under the old key.")
		old := w.pack("north", "south")
		w.replaceRunning("north", "link")
		w.send("north", "south", parley.Flash, "Under the new key.")
		if v := w.carry("south", w.pack("north", "south")); !v.Signed || len(v.Messages) != 2 {
			t.Errorf("the new one: %+v", v)
		}
		if v := w.carry("south", old); v.Signed || !v.Nothing() {
			t.Errorf("the old one: %+v", v)
		}
		w.verified()
	})
}
