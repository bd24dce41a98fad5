package node

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
	"parley/internal/store"
)

// brokenMarks are high-water files that can fail.
type brokenMarks struct {
	HighWater
	mu     sync.Mutex
	broken bool
}

func (h *brokenMarks) Raise(log store.LogID, m Mark) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.broken {
		return errors.New("no space left on device")
	}
	return h.HighWater.Raise(log, m)
}

func (h *brokenMarks) set(broken bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.broken = broken
}

// A head whose high-water mark cannot be written is shown to nobody, neither at once nor after a new session, and the
// sender is told; what was stored goes out by itself as soon as the mark can be written.
func TestNothingIsShownBeforeItsMark(t *testing.T) {
	for _, restart := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, 3, true, "north", "south")
			defer w.stopAll()
			w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
			marks := &brokenMarks{HighWater: w.stations["north"].marks}
			w.stations["north"].marks = marks
			north := w.start("north")
			south := w.start("south")
			first := w.send("north", "south", parley.Flash, "Before.")
			w.wait("north", first, "recorded", time.Minute)
			time.Sleep(time.Minute)

			marks.set(true)
			p := w.message("north", "south", parley.Flash, "Shown late.")
			envelope := w.seal("north", p)
			_, err := north.Submit(t.Context(), envelope, Who{})
			if parley.CodeOf(err) != parley.CodeStorage || !strings.Contains(err.Error(), "high-water") {
				t.Fatalf("submitted: %v", err)
			}
			seen := func() (held uint64) {
				held, err := south.size(north.tables()[0].own().log)
				if err != nil {
					t.Fatal(err)
				}
				return held
			}
			before := seen()
			w.cut("north", "south")
			time.Sleep(simnet.BreakTime + time.Second)
			w.restore("north", "south")
			time.Sleep(5 * time.Minute)
			if in, err := south.Inbox(t.Context(), Query{}); err != nil || len(in) != 1 || seen() != before {
				t.Fatalf("the mark was not written, and the peer holds %d messages and %d entries (before: %d), %v", len(in), seen(), before, err)
			}
			if restart {
				w.stop("north")
				marks.set(false)
				north = w.start("north")
			} else {
				marks.set(false)
				time.Sleep(time.Minute)
				if e := w.events("north", EventStorage); len(e) == 0 || !strings.Contains(e[len(e)-1], "are shown now") {
					t.Errorf("events %q", e)
				}
			}
			again, err := north.Submit(t.Context(), envelope, Who{})
			if err != nil || !again.Repeated {
				t.Fatalf("submitted again: %+v, %v", again, err)
			}
			w.wait("north", again.ID, "recorded", time.Minute)
			w.checkPromises()
			w.checkArrived(map[parley.PartyID][]string{"north": {first, again.ID}})
		})
	}
}

// A receipt that waits for its mark is given as soon as the mark can be written.
func TestReceiptsWaitForTheirMark(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 3, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		marks := &brokenMarks{HighWater: w.stations["south"].marks}
		w.stations["south"].marks = marks
		w.start("north")
		south := w.start("south")
		marks.set(true)
		id := w.attach("north", "south", "With a map.", []byte("a map"))
		time.Sleep(time.Minute)
		if in, err := south.Inbox(t.Context(), Query{}); err != nil || len(in) != 1 {
			t.Fatalf("not shown: %d, %v", len(in), err)
		}
		if v, err := w.stations["north"].node.Show(t.Context(), id); err != nil || v.Receipts["south"].Recorded != nil {
			t.Fatalf("a receipt without a mark: %+v, %v", v.Receipts, err)
		}
		marks.set(false)
		w.wait("north", id, "recorded", time.Minute)
		time.Sleep(time.Minute)
		w.checkPromises()
		if in, err := south.Inbox(t.Context(), Query{}); err != nil || in[0].Attachments[0].Held != 5 {
			t.Errorf("the attachment: %+v, %v", in[0].Attachments, err)
		}
	})
}

// [REC-50] A node MUST hold its record against the last head that it showed, kept outside its directory, before it goes on:
// equal, or behind with the same root, it goes on; ahead, with another root, missing or damaged, the record is recovering.
func TestOpenHoldsTheRecordAgainstTheMark(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 4, true, "north", "south")
		defer w.stopAll()
		s := w.stations["north"]
		marks := s.marks.(*memoryMarks)
		n := w.start("north")
		var at []Mark
		log := n.tables()[0].own().log
		for range 3 {
			w.send("north", "south", parley.Routine, "A text.")
			m, _, _ := marks.Read(log)
			at = append(at, m)
		}
		w.stop("north")
		last := at[2]
		for _, c := range []struct {
			name  string
			mark  *Mark
			words string
		}{
			{"equal", &last, ""},
			{"behind with the same root", &at[0], ""},
			{"behind, at size 0", &Mark{}, ""},
			{"behind with another root", &Mark{Size: at[0].Size, Root: parley.Sum(nil)}, "is not the one that was shown to others at size 3"},
			{"equal size, another root", &Mark{Size: last.Size, Root: parley.Sum(nil)}, "is not the one that was shown to others at size 5"},
			{"ahead by one", &Mark{Size: last.Size + 1, Root: last.Root}, "holds 5 entries, but 6 were already shown to others; this directory is an older copy"},
			{"missing", nil, "its high-water file is missing"},
			{"damaged", &Mark{Size: damagedMark}, "its high-water file is damaged"},
		} {
			s.marks = &memoryMarks{m: map[store.LogID]Mark{}}
			s.store = s.memory.Snapshot()
			if c.mark != nil {
				s.marks.(*memoryMarks).m[log] = *c.mark
			}
			n, err := w.tryOpen(s)
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
				continue
			}
			rec := n.tables()[0].recovery.Load()
			if c.words == "" {
				if rec != nil {
					t.Errorf("%s: recovering", c.name)
				}
				if m, _, _ := s.marks.Read(log); m != last {
					t.Errorf("%s: after opening the mark is %+v, want %+v", c.name, m, last)
				}
				n.Close()
				continue
			}
			if rec == nil || !strings.Contains(rec.note.Why, c.words) || n.tables()[0].shown.Load() != nil {
				t.Errorf("%s: %+v", c.name, rec)
			}
			if m, _, _ := s.marks.Read(log); c.mark != nil && m != *c.mark && c.mark.Size != damagedMark {
				t.Errorf("%s: while recovering the mark became %+v", c.name, m)
			}
			n.Close()
		}
		s.marks, s.store = marks, s.memory
	})
}
