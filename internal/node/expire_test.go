package node

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
	"parley/link"
	"parley/wire"
)

// expiring builds a text that expires after d.
func (w *world) expiring(from, to parley.PartyID, d time.Duration) *wire.Payload {
	m := w.message(from, to, parley.Flash, "Good for a while only.")
	at := parley.MillisOf(wall().Add(d))
	m.Expires = &at
	return m
}

func (w *world) submit(from parley.PartyID, m *wire.Payload) string {
	w.t.Helper()
	s, err := w.stations[from].node.Submit(w.t.Context(), w.seal(from, m), Who{User: "test"})
	if err != nil {
		w.t.Fatal(err)
	}
	return s.ID
}

func (w *world) show(at parley.PartyID, id string) MessageView {
	w.t.Helper()
	v, err := w.stations[at].node.Show(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return v
}

// inbox returns what officers wrote to a station: line tests come by themselves.
func (w *world) inbox(at parley.PartyID) (letters []MessageView) {
	w.t.Helper()
	in, err := w.stations[at].node.Inbox(w.t.Context(), Query{})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, m := range in {
		if m.Form != link.FormLineTest {
			letters = append(letters, m)
		}
	}
	return letters
}

// A message that expires before its addressee is there is not sent any more, and its sender is told; a restart of the
// sender before the expiry, or after it, changes nothing. The addressee, whose mirror of the record says that it was sent,
// asks for it after a while and gets it, marked: else its line would seem to withhold something for ever.
func TestExpiredMessagesAreNotSent(t *testing.T) {
	for _, restart := range []time.Duration{0, 30 * time.Minute, 2 * time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, 1, true, "north", "south")
			defer w.stopAll()
			w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
			w.start("north")
			m := w.expiring("north", "south", time.Hour)
			m.Salt = &[16]byte{1}
			m.Blobs = []wire.Blob{w.upload("north", *m.Salt, "map.bin", []byte("a map"))}
			gone := w.submit("north", m)
			kept := w.submit("north", w.expiring("north", "south", 72*time.Hour))
			waited := make(chan error, 1)
			north := w.stations["north"].node
			go func() { waited <- north.Wait(context.Background(), gone, "recorded") }()
			if restart > 0 {
				time.Sleep(restart)
				w.stop("north")
				north = w.start("north")
			}
			time.Sleep(3 * time.Hour)
			if err := <-waited; restart != 30*time.Minute && parley.CodeOf(err) != parley.CodeExpired {
				t.Errorf("the wait ended with: %v", err)
			}
			if marks := w.show("north", gone).Marks; len(marks) != 1 || !strings.HasPrefix(marks[0], "expired at ") || !strings.HasSuffix(marks[0], "before south recorded it") {
				t.Errorf("marks: %q", marks)
			}
			w.start("south")
			w.wait("north", kept, "recorded", time.Minute)
			time.Sleep(bodyPatience / 2)
			if in := w.inbox("south"); len(in) != 1 || in[0].ID != kept {
				t.Errorf("south holds %d messages", len(in))
			}
			time.Sleep(bodyPatience)
			late := w.show("south", gone)
			if len(late.Marks) == 0 || !strings.HasSuffix(late.Marks[0], "before it came") || late.Receipts["south"].Recorded == nil {
				t.Errorf("what was asked for is shown as %+v", late)
			}
			time.Sleep(4 * time.Hour)
			if l := w.line("south"); l.State != "unacknowledged" && l.State != "up" || l.Owed > 1 {
				t.Errorf("south's line, hours later: %+v", l)
			}
			if open := openBodies(t, w.stations["south"].memory); len(open) != 0 {
				t.Errorf("the attachment was sent all the same: %+v", open)
			}
			if q := w.queue("north"); q != 0 {
				t.Errorf("%d messages wait in the queue", q)
			}
			w.checkPromises()
		})
	}
}

// queue returns how many messages of a station are not settled.
func (w *world) queue(at parley.PartyID) (n int) {
	w.t.Helper()
	lines, err := w.stations[at].node.Lines(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	for _, l := range lines {
		for _, q := range l.Queue {
			n += q
		}
	}
	return n
}

// An expiry far in the future, beyond what a timer can count, does not expire the message at once.
func TestFarExpiry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{})
		w.start("north")
		var ids []string
		for _, at := range []parley.Millis{parley.MaxMillis, parley.MillisOf(time.Date(2400, 1, 1, 0, 0, 0, 0, time.UTC))} {
			m := w.message("north", "south", parley.Routine, "For the archives.")
			m.Expires = &at
			ids = append(ids, w.submit("north", m))
		}
		time.Sleep(50 * time.Hour)
		w.start("south")
		for _, id := range ids {
			w.wait("north", id, "recorded", time.Minute)
			if marks := w.show("north", id).Marks; len(marks) != 0 {
				t.Errorf("marks: %q", marks)
			}
		}
	})
}

// What arrived before its expiry is not called expired, although the receipt comes later.
func TestReceiptAfterTheExpiry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		w.start("north")
		w.start("south")
		time.Sleep(time.Minute)
		id := w.submit("north", w.expiring("north", "south", time.Minute))
		time.Sleep(110 * time.Millisecond) // it is there and recorded, and the receipt is under way
		w.cut("north", "south")
		time.Sleep(time.Hour)
		if len(w.inbox("south")) != 1 {
			t.Fatal("it did not arrive")
		}
		if v := w.show("north", id); len(v.Marks) != 1 || v.Receipts["south"].Recorded != nil {
			t.Fatalf("before the receipt: %q, %+v", v.Marks, v.Receipts["south"])
		}
		w.restore("north", "south")
		time.Sleep(5 * time.Minute)
		if v := w.show("north", id); len(v.Marks) != 0 || v.Receipts["south"].Recorded == nil {
			t.Errorf("after the receipt: %q, %+v", v.Marks, v.Receipts["south"])
		}
		w.wait("north", id, "recorded", time.Second)
	})
}

// What comes after its expiry all the same, sent by a dishonest node or under way at the time, is shown as expired.
func TestExpiredOnArrival(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 3 * time.Second})
		w.start("north")
		w.start("south")
		time.Sleep(5 * time.Minute)
		id := w.submit("north", w.expiring("north", "south", 2*time.Second))
		time.Sleep(5 * time.Minute)
		in := w.inbox("south")
		if len(in) != 1 || len(in[0].Marks) != 1 || !strings.HasSuffix(in[0].Marks[0], "before it came") {
			t.Errorf("south shows %+v", in)
		}
		v := w.show("north", id)
		if v.Receipts["south"].Recorded == nil || len(v.Marks) != 1 {
			t.Errorf("north shows %+v, %q", v.Receipts["south"], v.Marks)
		}
		if q := w.queue("north"); q != 0 {
			t.Errorf("%d messages wait in the queue", q)
		}
	})
}
