package node

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/simnet"
	"parley/record"
)

// stands returns where the one proceeding of a station stands.
func (w *world) stands(at parley.PartyID) ProceedingView {
	w.t.Helper()
	vs, err := w.stations[at].node.Proceedings(w.t.Context(), "")
	if err != nil || len(vs) != 1 {
		w.t.Fatalf("%s lists %d proceedings: %v", at, len(vs), err)
	}
	return vs[0]
}

// An invitation that nobody answers, the line up: a clock leaf follows the deadline, and the silence is final on both
// sides. Both boards are mirror images.
//
// [REC-33] It also enters one as soon after each deadline as it can.
func TestUnanswered(t *testing.T) {
	var proof []byte
	var fingerprint string
	synctest.Test(t, func(t *testing.T) {
		w := newWorldUnder(t, 1, true, withTalks, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond})
		w.start("north")
		w.start("south")
		p := w.submit("north", w.opens("north", "south"))
		w.wait("north", p, "recorded", time.Minute)
		time.Sleep(10 * time.Second)
		for at, acts := range map[parley.PartyID][]string{"north": {"withdraw"}, "south": {"decline", "accept"}} {
			v := w.stands(at)
			if v.ID != p || v.State != "open" || !slices.Equal(v.Turn, []string{"south"}) || v.Lapse != "running" || v.Until == nil ||
				v.Proof != "confirmed" || !slices.Equal(v.ActsAllowed[:len(v.ActsAllowed)-3], acts) {
				t.Errorf("%s: %+v", at, v)
			}
		}
		north, south := w.board("north"), w.board("south")
		if len(north.OurMove) != 0 || len(north.TheirMove) != 1 || len(south.OurMove) != 1 || len(south.TheirMove) != 0 {
			t.Errorf("boards: %+v, %+v", north, south)
		}
		until, _ := time.Parse(time.RFC3339, *w.stands("north").Until)
		time.Sleep(until.Sub(wall()) + 2*time.Second)
		for _, at := range w.order {
			v := w.stands(at)
			if v.State != "unanswered" || v.Lapse != "final" || !v.Final || v.Proof != "confirmed" || len(v.Turn) != 0 {
				t.Errorf("%s, after the deadline: %+v", at, v)
			}
			said := w.said(at)
			if !strings.Contains(said, "the outcome is final: unanswered") || strings.Contains(said, "it is our move") != (at == "south") {
				t.Errorf("%s was told:\n%s", at, said)
			}
		}
		w.send("north", "south", parley.Routine, "Of something else, and secret.")
		time.Sleep(time.Minute)
		proof, fingerprint = w.checkOutcome("north", p), charter.Fingerprint(w.id)
		w.stop("north")
		w.start("north")
		synctest.Wait()
		if v := w.stands("north"); !v.Final || w.said("north") != "" {
			t.Errorf("after a restart: %+v, told %q", v, w.said("north"))
		}
		w.checkPromises()
	})
	said := verifyFiles(t, fingerprint, [][]byte{proof})
	for _, want := range []string{"every party that could act had the act that set it on record, and none had acted before", `it stands at "unanswered", and every other participant has vouched`} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not in:\n%s", want, said)
		}
	}
}

func (w *world) board(at parley.PartyID) BoardView {
	w.t.Helper()
	b, err := w.stations[at].node.Board(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return b
}

// said returns what a station raised of proceedings.
func (w *world) said(at parley.PartyID) string {
	w.t.Helper()
	es, err := w.stations[at].node.Events(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	var out []string
	for _, e := range es {
		if e.Kind == EventMove || e.Kind == EventOutcome {
			out = append(out, e.Sentence)
			if e.Proceeding == nil {
				w.t.Errorf("the event %q does not name its proceeding", e.Sentence)
			}
		}
	}
	return strings.Join(out, "\n")
}

// The same with the line cut: the time has elapsed, and nothing is proved, until the line is back and brings an acceptance
// that was in time.
func TestAnsweredWhileTheLineIsDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorldUnder(t, 2, true, withTalks, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond})
		w.start("north")
		w.start("south")
		p := w.submit("north", w.opens("north", "south"))
		w.wait("north", p, "recorded", time.Minute)
		time.Sleep(10 * time.Second)
		w.cut("north", "south")
		time.Sleep(10 * time.Minute)
		m := w.acts("south", p, "accept", "north")
		story, err := w.stations["south"].node.Proceeding(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range story.Seen {
			id, _ := parley.ParseHash(s)
			m.Seen = append(m.Seen, id)
		}
		accept := w.submit("south", m)
		time.Sleep(2 * time.Hour)
		v := w.stands("north")
		if v.State != "unanswered" || v.Lapse != "elapsed" || v.Final || v.Proof != "none" {
			t.Errorf("while the line is down: %+v", v)
		}
		if v := w.stands("south"); v.State != "met" {
			t.Errorf("south: %+v", v)
		}
		w.restore("north", "south")
		w.wait("south", accept, "recorded", 10*time.Minute)
		time.Sleep(time.Minute)
		for _, at := range w.order {
			if v := w.stands(at); v.State != "met" || !v.Final || v.Proof != "confirmed" {
				t.Errorf("%s, the line is back: %+v", at, v)
			}
		}
		b, err := w.stations["north"].node.Outcome(t.Context(), p, Who{User: "test"})
		if err != nil {
			t.Fatal(err)
		}
		if r, _ := record.VerifyEvidence(b, ""); r.Course == nil || r.Course.Opening.String() != p || len(r.Course.Messages) != 2 {
			t.Errorf("the outcome: %+v", r)
		}
		full, err := w.stations["north"].node.Proceeding(t.Context(), accept[:12])
		if err != nil || len(full.Entries) != 2 || full.Entries[1].Standing != "in effect" || *full.Entries[1].Text != "Come and talk." {
			t.Errorf("the story: %v %+v", err, full)
		}
	})
}

// [REC-89] Evidence of a proceeding proves each of its messages and leaves by itself, and shows no other message. A file
// that leaves a leaf out, or shows one of another record, fails, or proves less.
func (w *world) checkOutcome(at parley.PartyID, p string) []byte {
	w.t.Helper()
	b, err := w.stations[at].node.Outcome(w.t.Context(), p, Who{User: "test"})
	if err != nil {
		w.t.Fatal(err)
	}
	r, err := record.VerifyEvidence(b, charter.Fingerprint(w.id))
	if err != nil || r.Verdict != record.Verified || r.Course == nil || r.Course.Opening.String() != p || len(r.Course.Messages) != 1 {
		w.t.Fatalf("the outcome: %v %+v", err, r)
	}
	if bytes.Contains(b, []byte("secret")) {
		w.t.Error("it shows another message")
	}
	e, err := record.DecodeEvidence(b)
	if err != nil {
		w.t.Fatal(err)
	}
	run := func(e record.Evidence) int {
		r, _ := record.VerifyEvidence(e.Encode(), "")
		if r.Course == nil {
			return 0
		}
		return len(r.Course.Logs[0].Leaves)
	}
	gap := *e
	gap.Logs = slices.Clone(e.Logs)
	gap.Logs[0].Leaves = slices.Delete(slices.Clone(e.Logs[0].Leaves), len(e.Logs[0].Leaves)-2, len(e.Logs[0].Leaves)-1)
	if all, less := run(*e), run(gap); all < 3 || less >= all-1 {
		w.t.Errorf("of %d leaves, with a gap before the last, %d are taken", all, less)
	}
	for i := range e.Logs {
		for k := range e.Logs[i].Leaves {
			bad := *e
			bad.Logs = slices.Clone(e.Logs)
			bad.Logs[i].Leaves = slices.Clone(e.Logs[i].Leaves)
			bad.Logs[i].Leaves[k].Leaf = slices.Clone(bad.Logs[i].Leaves[k].Leaf)
			bad.Logs[i].Leaves[k].Leaf[6] ^= 1
			if r, _ := record.VerifyEvidence(bad.Encode(), ""); r.Verdict != record.Fails {
				w.t.Errorf("a leaf with another date verifies")
			}
		}
	}
	return b
}
