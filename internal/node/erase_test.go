package node

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/simnet"
	"parley/internal/store"
)

// [REC-83] A node MUST NOT erase the bytes of a message before it is settled. What is erased is shown as erased, verifies as
// erased, and its entries and receipts stay; the other side keeps its copy.
func TestErased(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		north, south := w.start("north"), w.start("south")
		w.timed("north", "south")
		w.cut("north", "south")
		id := w.write("north", "south", "A name that must not be kept.")
		if _, err := north.Erase(t.Context(), id, "too early", Who{}); parley.CodeOf(err) != parley.CodeNotYet {
			t.Errorf("before it was settled: %v", err)
		}
		w.restore("north", "south")
		w.wait("north", id, "recorded", 5*time.Minute)
		w.ack("south", id)
		w.wait("north", id, "acknowledged", time.Minute)
		if _, err := north.Erase(t.Context(), id, "", Who{}); parley.CodeOf(err) != parley.CodeUsage {
			t.Errorf("without a reason: %v", err)
		}
		v, err := north.Erase(t.Context(), id, "its time is over", Who{User: "ann"})
		if err != nil || v.Text != nil || v.Subject != nil || !strings.HasPrefix(v.Marks[0], "erased on 2026-") || v.Receipts["south"].Acknowledged == nil || len(v.Places) < 3 {
			t.Errorf("%v: shown as %+v", err, v)
		}
		if _, err := north.Erase(t.Context(), id, "again", Who{}); parley.CodeOf(err) != parley.CodeDuplicate {
			t.Errorf("twice: %v", err)
		}
		if sent, err := north.Sent(t.Context(), Query{}); err != nil || sent[len(sent)-1].ID != id || sent[len(sent)-1].Text != nil {
			t.Errorf("listed: %v %+v", err, sent)
		}
		if _, err := north.Evidence(t.Context(), id, Who{}); err == nil || !strings.Contains(err.Error(), "erased on") {
			t.Errorf("evidence: %v", err)
		}
		w.evidenceHolds("south", id)
		if in := w.inbox("south"); *in[len(in)-1].Text != "A name that must not be kept." {
			t.Error("the other side's copy is gone")
		}
		if _, err := south.Erase(t.Context(), id, "here as well", Who{}); err != nil {
			t.Error(err)
		}
		w.wait("north", w.write("north", "south", "The line goes on."), "recorded", time.Minute)
		for range 2 {
			w.recordsHold("north")
			w.recordsHold("south")
			w.stop("north")
			w.start("north")
		}
		err = w.stations["north"].memory.Update(func(tx store.Tx) error {
			ms, err := tx.Messages(store.MessageFilter{})
			if err != nil {
				return err
			}
			return tx.EraseMessage(ms[0].ID) // behind the node's back
		})
		if err != nil {
			t.Fatal(err)
		}
		if v, err := w.stations["north"].node.VerifyRecord(t.Context()); err != nil || v.OK {
			t.Errorf("bytes that are gone without an entry: %v %+v", err, v)
		}
	})
}

// What is older than the charter's retention is erased by itself, on each side, once it is settled; what is not settled is
// kept.
func TestRetention(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorldUnder(t, 1, true, func(c *charter.Charter) { c.RetentionDays, c.LineTestMinutes = 2, 0 }, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		w.start("north")
		w.start("south")
		for i := range 3 {
			w.wait("north", w.write("north", "south", fmt.Sprint("Old ", i)), "recorded", time.Minute)
		}
		w.cut("north", "south")
		time.Sleep(time.Minute)
		waits := w.write("north", "south", "Nobody has it yet.")
		time.Sleep(3*24*time.Hour + time.Hour)
		for _, m := range w.inbox("south") {
			if m.Text != nil || len(m.Marks) == 0 || !strings.Contains(m.Marks[0], "retention") {
				t.Errorf("south shows %+v", m)
			}
		}
		sent, err := w.stations["north"].node.Sent(t.Context(), Query{})
		for _, m := range sent {
			if (m.Text == nil) != (m.ID != waits) {
				t.Errorf("north shows %+v", m)
			}
		}
		if err != nil || len(sent) != 4 {
			t.Errorf("%v: %d messages", err, len(sent))
		}
		w.restore("north", "south")
		w.wait("north", waits, "recorded", time.Hour)
		w.recordsHold("north")
		w.recordsHold("south")
	})
}
