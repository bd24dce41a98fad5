package node

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
	"parley/internal/store"
	"parley/link"
	"parley/wire"
)

// A heldUpStore asks before each update how long it takes and how it ends.
type heldUpStore struct {
	store.Store
	mu  sync.Mutex
	ask func() (time.Duration, error) // nil: at once, and well
}

func (s *heldUpStore) set(ask func() (time.Duration, error)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ask = ask
}

func (s *heldUpStore) Update(fn func(store.Tx) error) error {
	s.mu.Lock()
	var wait time.Duration
	var err error
	if s.ask != nil {
		wait, err = s.ask()
	}
	s.mu.Unlock()
	time.Sleep(wait)
	if err != nil {
		return err
	}
	return s.Store.Update(fn)
}

// A message that came whole together with a piece of another one that could not be stored is not taken for held: the
// next session brings it again.
func TestWhatCameWithALostPieceComesAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 8, true, "north", "south", "east")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: time.Millisecond})
		s := &heldUpStore{Store: w.stations["south"].memory}
		w.stations["south"].store = s
		w.start("east")
		p := &rawPeer{t: t, w: w, id: "north", south: w.start("south")}
		p.dial()
		defer func() { p.conn.Close() }()
		p.greet()
		long := w.seal("north", w.message("north", "south", parley.Flash, longText(3000)))
		short := w.seal("north", w.message("north", "south", parley.Flash, "Aircraft in difficulty."))
		id := parley.Sum(long)
		piece := func(offset int) *wire.Body {
			return &wire.Body{Type: wire.TypeBody, N: 1, Offset: uint64(offset), Bytes: long[offset : offset+1000],
				Open: &wire.Open{Log: p.log("north"), Size: uint64(len(long)), ID: &id, Precedence: parley.Flash}}
		}
		whole := &wire.Body{Type: wire.TypeBody, N: 2, Bytes: short, Open: &wire.Open{Log: p.log("north"), Size: uint64(len(short)), Precedence: parley.Flash}}
		updates := 0
		s.set(func() (time.Duration, error) {
			if updates++; updates == 1 {
				return time.Second, nil // the line waits, and finds both of the next frames
			}
			return 0, errors.New("disk failure")
		})
		p.send(piece(0))
		p.send(piece(1000), whole)
		if !p.ended() || updates != 3 { // the log-writer tries what came once more
			t.Fatalf("the session goes on after %d updates", updates)
		}
		s.set(nil)
		if in := w.inbox("south"); len(in) != 0 {
			t.Fatalf("south holds %d messages", len(in))
		}
		p.again()
		p.send(whole)
		if in := w.inbox("south"); len(in) != 1 || in[0].ID != parley.Sum(short).String() {
			t.Errorf("south holds %+v", in)
		}
	})
}

// A peer that begins to send what is held whole, its own attachment from before a restart or one that was uploaded here
// too, or a message that waits for its receipt, is told so and stops.
func TestWhatIsHeldIsNotSentAgain(t *testing.T) {
	for _, own := range []bool{false, true} {
		t.Run(fmt.Sprintf("own=%v", own), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { playHeldAttachment(t, own) })
		})
	}
	t.Run("message", func(t *testing.T) { synctest.Test(t, playHeldMessage) })
}

func playHeldAttachment(t *testing.T, own bool) {
	w := newWorld(t, 5, true, "north", "south")
	defer w.stopAll()
	w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 1_000_000})
	north := w.start("north")
	w.start("south")
	salt, b := [16]byte{7}, pattern("a map", 400_000)
	blob := w.upload("north", salt, "map.bin", b)
	if own {
		w.upload("south", salt, "map.bin", b)
	} else {
		w.sendBlobs("north", "south", salt, blob)
		time.Sleep(time.Minute)
		w.wantAttachment("south", blob.ID, b)
		w.stop("south")
		w.start("south")
	}
	time.Sleep(time.Minute)
	carried := func() int64 { _, n := w.net.Carried("north.invalid:7420", "south.invalid:7420"); return n }
	before := carried()
	t0 := north.tables()[0]
	north.peerOf(t0, "south").box.put(link.Offer{Item: blobItem(t0, blob.ID, blob.Size, parley.Priority, 0)})
	time.Sleep(time.Minute)
	if n := carried() - before; n < 500 || n > 100_000 {
		t.Errorf("%d bytes on the line of an attachment of %d", n, len(b))
	}
	w.wantAttachment("south", blob.ID, b)
	w.sendBlobs("north", "south", salt, blob)
	time.Sleep(time.Minute)
	w.wantDelivered("north")
	w.checkPromises()
}

func playHeldMessage(t *testing.T) {
	w := newWorld(t, 5, true, "north", "south")
	defer w.stopAll()
	w.link("north", "south", simnet.Path{Delay: 300 * time.Millisecond, Rate: 64_000})
	north := w.start("north")
	w.start("south")
	time.Sleep(time.Minute)
	id := w.send("north", "south", parley.Flash, longText(60_000))
	w.wait("north", id, "recorded", time.Minute)
	w.stop("south")
	w.start("south")
	time.Sleep(time.Minute)
	carried := func() int64 { _, n := w.net.Carried("north.invalid:7420", "south.invalid:7420"); return n }
	before := carried()
	h, _ := parley.ParseHash(id)
	t0 := north.tables()[0]
	item := link.Item{ID: h, Log: link.LogKey(t0.own().log), Size: w.envelopeSize("north", h), Precedence: parley.Priority, Index: -1}
	north.peerOf(t0, "south").box.put(link.Offer{Item: item})
	time.Sleep(time.Minute)
	if n := carried() - before; n < 500 || n > 20_000 {
		t.Errorf("%d bytes on the line of a message of %d", n, item.Size)
	}
	if in := w.inbox("south"); len(in) != 1 {
		t.Errorf("south holds %d messages", len(in))
	}
	if open := openBodies(t, w.stations["south"].memory); len(open) != 0 {
		t.Errorf("south holds %+v", open)
	}
}

// longText returns n letters.
func longText(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = 'a' + byte(i%26)
	}
	return string(b)
}

// envelopeSize returns how long a message is that a station holds.
func (w *world) envelopeSize(at parley.PartyID, id parley.Hash) (size uint64) {
	w.t.Helper()
	err := w.stations[at].memory.View(func(r store.Reader) error {
		m, err := r.Message(id)
		size = uint64(len(m.Envelope))
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return size
}
