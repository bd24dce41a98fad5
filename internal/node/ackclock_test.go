package node

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
	"parley/wire"
)

// events returns the sentences of the events of a kind at a station, each as often as it was raised.
func (w *world) events(at parley.PartyID, kind string) (out []string) {
	w.t.Helper()
	all, err := w.stations[at].node.Events(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	for _, e := range all {
		for range e.Count {
			if e.Kind == kind {
				out = append(out, e.Sentence)
			}
		}
	}
	return out
}

func (w *world) marksOf(at parley.PartyID, id string) string {
	return strings.Join(w.show(at, id).Marks, "|")
}

// A message of ours that is recorded and not acknowledged within the time of its precedence is overdue: raised once,
// also across a restart, and shown with the message, at both sides each from its own; an acknowledgement ends it.
func TestOverdue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 21, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		w.start("north")
		w.start("south")
		id := w.send("north", "south", parley.Flash, "Hold your fire north of the river.")
		reply := w.send("north", "south", parley.Flash, "Is that yours?")
		w.wait("north", id, "recorded", time.Minute)
		time.Sleep(4 * time.Minute)
		if o := append(w.events("north", EventOverdue), w.events("south", EventOwed)...); len(o) > 0 || w.line("north").State != "up" || w.marksOf("north", id) != "" {
			t.Fatalf("before its time: %q, %s", o, w.line("north").State)
		}
		time.Sleep(2 * time.Minute)
		over, owed := w.events("north", EventOverdue), w.events("south", EventOwed)
		if len(over) != 2 || !strings.HasPrefix(over[0], "south recorded our FLASH of 220300Z NOV 26 (") || !strings.HasSuffix(over[0], "), and no officer acknowledged it within 5 min") {
			t.Errorf("north raised %q", over)
		}
		if len(owed) != 2 || !strings.HasPrefix(owed[0], "we have not acknowledged the FLASH of 220300Z NOV 26 (") || strings.Contains(strings.Join(append(over, owed...), ""), "river") {
			t.Errorf("south raised %q", owed)
		}
		if l := w.line("north"); l.State != "unacknowledged" || l.Overdue != 2 || l.Owed != 0 || w.line("south").Owed != 2 || w.line("south").State != "up" {
			t.Errorf("north %+v, south %+v", l, w.line("south"))
		}
		if m, s := w.marksOf("north", id), w.marksOf("south", id); !strings.Contains(m, "not acknowledged by south") || !strings.Contains(s, "not acknowledged by us") {
			t.Errorf("marks %q and %q", m, s)
		}
		w.stop("north")
		w.start("north")
		time.Sleep(30 * time.Minute)
		if o := w.events("north", EventOverdue); len(o) != 0 {
			t.Errorf("raised again after a restart: %q", o)
		}
		if w.line("north").State != "unacknowledged" {
			t.Errorf("after a restart: %s", w.line("north").State)
		}
		w.ack("south", id)
		of, _ := parley.ParseHash(reply)
		answer := w.message("south", "north", parley.Routine, "It is.")
		answer.Refers.ReplyTo = &of
		if _, err := w.stations["south"].node.Submit(t.Context(), w.seal("south", answer), Who{}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if l := w.line("north"); l.State != "up" || l.Overdue != 0 || w.line("south").Owed != 0 || w.marksOf("north", id)+w.marksOf("south", id) != "" {
			t.Errorf("after the acknowledgement: %+v", l)
		}
	})
}

// A message that is not recorded in time is overdue as well; recorded late, its time to be acknowledged begins then. One
// that is refused, or whose time to be sent is over, is not overdue any more.
func TestOverdueUnrecorded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 22, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		w.start("north")
		id := w.send("north", "south", parley.Flash, "Is anybody there?")
		gone := w.message("north", "south", parley.Immediate, "Until four.")
		at := gone.Time + 600_000
		gone.Expires = &at
		if _, err := w.stations["north"].node.Submit(t.Context(), w.seal("north", gone), Who{}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		if o := w.events("north", EventOverdue); len(o) != 1 || !strings.HasPrefix(o[0], "south has not recorded our FLASH") {
			t.Fatalf("raised %q", o)
		}
		w.start("south")
		w.wait("north", id, "recorded", time.Minute)
		time.Sleep(4 * time.Minute)
		if l := w.line("north"); l.State != "up" || l.Overdue != 0 {
			t.Errorf("recorded four minutes ago: %+v", l)
		}
		time.Sleep(2 * time.Minute)
		if o := w.events("north", EventOverdue); len(o) != 2 || w.line("north").State != "unacknowledged" {
			t.Errorf("raised %q", o)
		}
	})
}

// Nobody at the desk: the node answers every line test, and no officer writes or acknowledges anything for as long as the
// charter gives a ROUTINE message. One sign of an officer ends it.
func TestNobodyReadsLineTests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 23, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		w.start("north")
		w.start("south")
		time.Sleep(24 * time.Hour)
		if s := w.line("north").State; s != "up" {
			t.Fatalf("within the time: %s", s)
		}
		time.Sleep(3*time.Hour + 2*time.Minute)
		if o := w.events("north", EventOverdue); len(o) != 1 || o[0] != "south records our line tests, and no officer there has written or acknowledged anything for 1 d" {
			t.Errorf("raised %q", o)
		}
		if l := w.line("north"); l.State != "unacknowledged" || l.Overdue != 0 || l.LastTest.AnsweredByNode == nil || l.SilentSince != nil || l.LastSignOfLife == nil {
			t.Errorf("%+v", l)
		}
		w.send("south", "north", parley.Routine, "Good morning.")
		time.Sleep(time.Minute)
		if s := w.line("north").State; s != "up" {
			t.Errorf("an officer wrote: %s", s)
		}
		w.checkPromises()
	})
}

// What a node says by itself answers nothing that an officer wrote: the clock runs on.
func TestAutomaticReplyIsNoAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 24, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		w.start("north")
		w.start("south")
		id := w.send("north", "south", parley.Flash, "Answer this.")
		w.wait("north", id, "recorded", time.Minute)
		of, _ := parley.ParseHash(id)
		p := w.message("south", "north", parley.Routine, "Answered.")
		p.Form, p.Refers.ReplyTo = "line-test-answer", &of
		e, err := wire.Seal(p, w.id, w.stations["south"].keys["duty"])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.stations["south"].node.Submit(t.Context(), e.Encode(), Who{}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Minute)
		if w.line("north").State != "unacknowledged" || w.line("south").Owed != 1 {
			t.Errorf("%+v, %+v", w.line("north"), w.line("south"))
		}
	})
}
