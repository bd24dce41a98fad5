package node

import (
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/simnet"
	"parley/internal/store"
	"parley/wire"
)

// kinds counts the leaves of a kind about a message in a station's own record.
func (w *world) kinds(at parley.PartyID, id string, kind wire.LeafKind) (n int) {
	w.t.Helper()
	h, err := parley.ParseHash(id)
	if err != nil {
		w.t.Fatal(err)
	}
	err = w.stations[at].memory.View(func(r store.Reader) error {
		rows, err := r.LeavesByID(store.LogID{Charter: w.id, Party: at}, h)
		for _, row := range rows {
			if wire.LeafKind(row.Kind) == kind {
				n++
			}
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// Opened is written only where the charter says report_opened: true, once however often it is read; elsewhere only the
// local journal knows.
func TestOpenedIsReportedWhereTheCharterSaysSo(t *testing.T) {
	for _, report := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorldUnder(t, 1, true, func(c *charter.Charter) { c.ReportOpened = report }, "north", "south")
			defer w.stopAll()
			w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
			w.start("north")
			south := w.start("south")
			id := w.send("north", "south", parley.Flash, "Read this.")
			w.wait("north", id, "recorded", time.Minute)
			time.Sleep(time.Minute)
			opened := func() *string { return w.show("north", id).Receipts["south"].Opened }
			if o := opened(); report != (o == nil) || !report && *o != "not-reported" {
				t.Fatalf("before it is read: %v", o)
			}
			at := parley.MillisOf(wall())
			for _, name := range []string{id, id[:8], id} {
				if err := south.MarkRead(t.Context(), name, Who{User: "anna", Post: "duty"}); err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Minute)
			}
			if o := opened(); *o != "not-reported" && (!report || *o != at.String()) {
				t.Errorf("read at %s, shown as %s", at, *o)
			}
			want := 0
			if report {
				want = 1
			}
			if got := w.kinds("south", id, wire.LeafOpened); got != want {
				t.Errorf("report_opened: %v: %d entries say so", report, got)
			}
			js, err := south.Journal(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			reads := 0
			for _, j := range js {
				if j.Action == "read" && j.Detail == id && j.User == "anna" && j.Post == "duty" {
					reads++
				}
			}
			if reads != 3 {
				t.Errorf("the journal holds %d readings", reads)
			}
			if err := south.MarkRead(t.Context(), parley.Sum(nil).String(), Who{}); parley.CodeOf(err) != parley.CodeNotFound {
				t.Errorf("a message that is not here: %v", err)
			}
			w.checkPromises()
		})
	}
}

// A message that is read before it can be recorded is reported as opened when it is.
func TestOpenedBeforeRecorded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorldUnder(t, 1, true, func(c *charter.Charter) { c.ReportOpened = true }, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		north := w.start("north")
		south := w.start("south")
		envelope := w.seal("north", w.message("north", "south", parley.Flash, "Read before it is proved to be on record."))
		if err := south.receiveMessage(parley.Sum(envelope), envelope); err != nil {
			t.Fatal(err)
		}
		id := parley.Sum(envelope).String()
		if in := w.inbox("south"); len(in) != 1 || len(in[0].Marks) != 1 || in[0].Receipts["south"].Recorded != nil {
			t.Fatalf("shown as %+v", in)
		}
		if err := south.MarkRead(t.Context(), id, Who{}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if w.kinds("south", id, wire.LeafOpened) != 0 {
			t.Fatal("an entry about a message that is not recorded")
		}
		if _, err := north.Submit(t.Context(), envelope, Who{}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if r := w.show("north", id).Receipts["south"]; r.Recorded == nil || r.Opened == nil || w.kinds("south", id, wire.LeafOpened) != 1 {
			t.Errorf("%+v", r)
		}
		w.checkPromises()
	})
}
