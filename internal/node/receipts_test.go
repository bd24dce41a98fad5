package node

import (
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
	"parley/link"
)

// reply sends a text that answers a message.
func (w *world) reply(by, to parley.PartyID, id, text string) string {
	w.t.Helper()
	of, err := parley.ParseHash(id)
	if err != nil {
		w.t.Fatal(err)
	}
	m := w.message(by, to, parley.Flash, text)
	m.Refers.ReplyTo = &of
	return w.submit(by, m)
}

// dateOf returns the date of the first leaf of a kind about a message, in the record of a party as that party holds it.
func (w *world) dateOf(of parley.PartyID, id, kind string) string {
	w.t.Helper()
	for _, p := range w.show(of, id).Places {
		if p.Party == string(of) && p.Kind == kind {
			return p.Date
		}
	}
	w.t.Fatalf("the record of %s does not say %s %s", of, kind, id)
	return ""
}

// Acknowledged and answered are dates of the sent leaves of the ack and of the reply in the addressee's own record; both
// sides show the same ones, and the first of each counts.
func TestAcknowledgedAndAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		w.start("north")
		w.start("south")
		id := w.send("north", "south", parley.Flash, "Answer this.")
		w.wait("north", id, "recorded", time.Minute)
		time.Sleep(time.Minute)
		ack := w.ack("south", id)
		time.Sleep(time.Minute)
		answer := w.reply("south", "north", id, "Here is the answer.")
		time.Sleep(time.Minute)
		w.reply("south", "north", id, "And another.")
		w.ack("south", id)
		time.Sleep(time.Minute)
		for _, at := range w.order {
			r := w.show(at, id).Receipts["south"]
			if r.Recorded == nil || *r.Recorded != w.dateOf("south", id, "received") {
				t.Errorf("%s: recorded %v", at, r.Recorded)
			}
			if r.Acknowledged == nil || *r.Acknowledged != w.dateOf("south", ack, "sent") {
				t.Errorf("%s: acknowledged %v", at, r.Acknowledged)
			}
			if r.Answered == nil || *r.Answered != w.dateOf("south", answer, "sent") {
				t.Errorf("%s: answered %v", at, r.Answered)
			}
		}
		if in := w.inbox("north"); len(in) != 2 || *in[0].Refers.ReplyTo != id {
			t.Errorf("north's inbox holds %d messages; an acknowledgement is none", len(in))
		}
		w.checkPromises()
	})
}

// An acknowledgement that its sender's node would have refused counts for nothing, nor does that of a third party.
func TestAcknowledgementsThatDoNotCount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south", "east")
		defer w.stopAll()
		for _, pair := range [][2]parley.PartyID{{"north", "south"}, {"north", "east"}} {
			w.link(pair[0], pair[1], simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		}
		for _, id := range w.order {
			w.start(id)
		}
		id := w.send("north", "south", parley.Flash, "To south.")
		w.wait("north", id, "recorded", time.Minute)
		of, _ := parley.ParseHash(id)
		for _, from := range []parley.PartyID{"south", "east"} {
			m := w.message(from, "north", parley.Flash, "")
			m.Form, m.Body, m.Lang, m.Refers.Acknowledges = "ack", nil, "", &of
			key := w.stations[from].keys["operator"]
			if from == "south" {
				key = w.stations[from].keys["duty"] // which may sign no acknowledgement
			}
			w.slip(from, m, w.id, key)
		}
		time.Sleep(time.Minute)
		if r := w.show("north", id).Receipts; r["south"].Acknowledged != nil || len(r) != 1 {
			t.Errorf("acknowledged: %+v", r)
		}
	})
}

// Silent since: the last message that an officer wrote. Receipts, heads, clock leaves, acknowledgements and line tests do
// not break silence.
func TestSilentSince(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		north := w.start("north")
		w.start("south")
		silent := func() *string {
			lines, err := north.Lines(t.Context())
			if err != nil || len(lines) != 1 {
				t.Fatalf("%+v, %v", lines, err)
			}
			return lines[0].SilentSince
		}
		id := w.send("north", "south", parley.Flash, "Are you there?")
		w.wait("north", id, "recorded", time.Minute)
		w.ack("south", id)
		time.Sleep(5 * time.Hour)
		if in, err := north.Inbox(t.Context(), Query{}); err != nil || len(in) != 2 || in[1].Form != link.FormLineTest {
			t.Fatalf("no line test arrived: %+v, %v", in, err)
		}
		if s := silent(); s != nil {
			t.Errorf("no officer of south has written, and it is silent since %s", *s)
		}
		w.send("south", "north", parley.Routine, "We are.")
		time.Sleep(time.Minute)
		in := w.inbox("north")
		at := w.dateOf("north", in[0].ID, "received")
		if s := silent(); s == nil || *s > at || *s < in[0].Time {
			t.Errorf("silent since %v, recorded at %s", s, at)
		}
		before := *silent()
		id = w.send("north", "south", parley.Flash, "Good.")
		w.wait("north", id, "recorded", time.Minute)
		w.ack("south", id)
		time.Sleep(time.Hour)
		if s := silent(); *s != before {
			t.Errorf("silent since %s, then since %s", before, *s)
		}
	})
}
