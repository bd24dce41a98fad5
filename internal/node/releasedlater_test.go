package node

import (
	"crypto/ed25519"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/simnet"
	"parley/officer"
	"parley/record"
	"parley/wire"
)

// marked reports whether a message is shown at a station with a mark that holds words.
func (w *world) marked(at parley.PartyID, id, words string) bool {
	w.t.Helper()
	return slices.ContainsFunc(w.show(at, id).Marks, func(s string) bool { return strings.Contains(s, words) })
}

// [OFF-27] A message that names a page which is not held MUST be shown at once as not yet checkable, and be judged when it
// comes.
//
// A message that names a roster act which is not held yet is shown at once, without receipt and without effect; when the act
// comes it is judged: released as agreed, or not, or by nobody of the party.
func TestRosterComesBehindTheMessage(t *testing.T) {
	for name, held := range map[string][]wire.FrameType{"the act": {wire.TypeSheet}, "its leaf": {wire.TypeLeaves, wire.TypeHead}} {
		t.Run(name, func(t *testing.T) { rosterComesBehind(t, held) })
	}
}

// rosterComesBehind holds frames back until the messages are there.
func rosterComesBehind(t *testing.T, held []wire.FrameType) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorldUnder(t, 12, false, asksTwo, "north", "south")
		defer w.stopAll()
		hold := false
		w.edit = func(_ parley.PartyID, _ ed25519.PublicKey, frame []byte, sent bool) []byte {
			if sent && hold && len(frame) > 8 && slices.Contains(held, wire.PeekType(frame[8:])) {
				return nil
			}
			return frame
		}
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond})
		w.start("north")
		w.start("south")
		time.Sleep(time.Minute)
		a, b := w.nextPage("north", staffed("north", "rex", officer.Review), staffed("north", "lea", officer.Release))
		hold = true
		w.learn("north", a, b)
		if !slices.Contains(held, wire.TypeSheet) {
			w.learn("south", a, b)
		}
		w.enterPage("north", a)
		var ids []string
		for _, words := range [][]string{{"rex review", "lea release"}, {"lea release"}, {"stranger release"}} {
			p := w.numbered("north", "south", parley.Flash, "Read this at once.")
			ids = append(ids, w.slipSigned(p, w.signedBy(p, words...)))
		}
		time.Sleep(5 * time.Second)
		for _, id := range ids {
			theirs, ours := w.show("south", id), w.show("north", id).Receipts["south"]
			if theirs.Text == nil || !w.marked("south", id, "signature not yet checkable") || ours.Recorded != nil || ours.Refused != nil || theirs.Release != nil {
				t.Errorf("%+v, %+v", theirs, ours)
			}
		}
		hold = false
		w.learn("south", a, b)
		time.Sleep(time.Minute)
		if r := w.show("north", ids[0]).Receipts["south"]; r.Recorded == nil || r.Refused != nil || w.marked("south", ids[0], "not yet checkable") {
			t.Errorf("%+v, %q", r, w.show("south", ids[0]).Marks)
		}
		if r := w.show("north", ids[1]).Receipts["south"].Refused; r == nil || r.Code != int(parley.RefusedNotReleased) || !w.marked("south", ids[1], "1 who reviewed") {
			t.Errorf("%+v, %q", r, w.show("south", ids[1]).Marks)
		}
		if r := w.show("north", ids[2]).Receipts["south"]; r.Recorded != nil || r.Refused != nil || !w.marked("south", ids[2], "no effect: no key of north signed it") {
			t.Errorf("%+v, %q", r, w.show("south", ids[2]).Marks)
		}
		if v, err := w.stations["south"].node.VerifyRecord(t.Context()); err != nil || !v.OK {
			t.Errorf("%v: %+v", err, v)
		}
	})
}

// An officer is revoked between his review and the release: the old payload names an older roster, and a new one he cannot
// have reviewed. What was sent before stays as it was.
func TestRevokedBetween(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newStaffedWorld(t)
		defer w.stopAll()
		before := w.numbered("north", "south", parley.Flash, "Sent before.")
		sent := w.slipSigned(before, w.signedBy(before, "rex review", "lea release"))
		old := w.numbered("north", "south", parley.Flash, "Reviewed, and not released yet.")
		time.Sleep(10 * time.Second)
		w.change("north", &officer.Revoke{Officer: "rex"})
		late := w.slipSigned(old, w.signedBy(old, "rex review", "lea release"))
		renewed := w.numbered("north", "south", parley.Flash, "With the new number.")
		again := w.slipSigned(renewed, w.signedBy(renewed, "rex review", "lea release"))
		time.Sleep(time.Minute)
		for id, code := range map[string]parley.RefusalCode{late: parley.RefusedRoster, again: parley.RefusedNotReleased} {
			if r := w.show("north", id).Receipts["south"].Refused; r == nil || r.Code != int(code) {
				t.Errorf("code %d: %+v", code, r)
			}
		}
		if r := w.show("north", sent).Receipts["south"]; r.Recorded == nil || r.Refused != nil || !w.show("south", sent).Release.Agreed {
			t.Errorf("what was sent before: %+v", r)
		}
		if _, err := w.stations["north"].node.Submit(t.Context(), w.signedBy(renewed, "lea release").Encode(), Who{}); parley.CodeOf(err) != parley.CodeNotReleased {
			t.Errorf("the own node takes what is not released: %v", err)
		}
	})
}

// [OFF-27] One that names an older page than that in force at its place is invalid, also where a node learns it after it has
// recorded the message.
//
// A message that was received ahead of the leaves before it is invalid once they show that the roster was a newer one.
func TestOlderRosterLearnedLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorldUnder(t, 13, true, asksTwo, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 100 * time.Millisecond, Rate: 9600})
		w.start("north")
		w.start("south")
		w.staff("north")
		time.Sleep(time.Minute)
		old := w.numbered("north", "south", parley.Flash, "Signed by one who is revoked by then.")
		w.cut("north", "south")
		w.change("north", &officer.Revoke{Officer: "rex"})
		w.entries("north", 5000)
		w.reconnect()
		id := w.slipSigned(old, w.signedBy(old, "rex review", "lea release"))
		time.Sleep(15 * time.Second)
		if r := w.show("north", id).Receipts["south"]; r.Recorded == nil || r.Refused != nil {
			t.Errorf("the FLASH waited for the backlog: %+v", r)
		}
		time.Sleep(30 * time.Minute)
		if !w.marked("south", id, "no effect: the sheet or roster it names is older") {
			t.Errorf("%q", w.show("south", id).Marks)
		}
	})
}

// [OFF-28] Wherever a node shows a message that was released by the emergency path, or that is signed by a key which was declared
// compromised for its time, it MUST mark it so.
//
// [OFF-23] An officer's time is judged by the date of the sent leaf; a compromise that is declared later flags on both sides what
// came before it and undoes nothing, and what comes after is signed by a key that is out.
func TestTimesAndCompromises(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newStaffedWorld(t)
		defer w.stopAll()
		until := parley.MillisOf(wall()) + 600_000
		tom := staffed("north", "tom", officer.Release)
		tom.Until = &until
		w.change("north", tom)
		send := func(words ...string) string {
			p := w.numbered("north", "south", parley.Flash, "Released by "+strings.Join(words, ", "))
			id := w.slipSigned(p, w.signedBy(p, words...))
			time.Sleep(10 * time.Second)
			return id
		}
		code := func(id string) int {
			r := w.show("north", id).Receipts["south"]
			if r.Refused != nil {
				return r.Refused.Code
			}
			if r.Recorded == nil {
				return -2
			}
			return -1
		}
		inTime, plain := send("rex review", "tom release"), send("rex review", "leo release")
		emergency := send("lea emergency", "leo emergency")
		since := parley.MillisOf(wall()) - 15_000
		time.Sleep(15 * time.Minute)
		late := send("rex review", "tom release")
		if code(inTime) != -1 || code(late) != int(parley.RefusedNotReleased) || !w.marked("south", late, "outside the time") {
			t.Errorf("in time %d, late %d: %q", code(inTime), code(late), w.show("south", late).Marks)
		}
		for _, at := range w.order {
			if w.marked(at, emergency, "compromised") || !w.marked(at, emergency, "EMERGENCY: released by the emergency path, by lea, leo") || w.marked(at, plain, "EMERGENCY") {
				t.Errorf("%s: %q", at, w.show(at, emergency).Marks)
			}
		}
		w.change("north", &officer.Compromised{Officer: "lea", Since: since})
		after := send("rex review", "lea release")
		for _, at := range w.order {
			if v := w.show(at, emergency); !w.marked(at, emergency, "compromised for that time, of lea") || len(v.Release.Compromised) != 1 || !v.Release.Agreed || code(emergency) != -1 {
				t.Errorf("%s: %+v, %q", at, v.Release, v.Marks)
			}
			if w.marked(at, plain, "compromised") {
				t.Errorf("%s: %q", at, w.show(at, plain).Marks)
			}
		}
		if code(after) != int(parley.RefusedNotReleased) {
			t.Errorf("after the declaration: %d", code(after))
		}
	})
}

// [OFF-26] A message that was not released as agreed MUST have no effect.
//
// An act that was not released as agreed is recorded as refused and has no effect; an acknowledgement is the watch's.
func TestNotReleasedHasNoEffect(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorldUnder(t, 14, true, func(c *charter.Charter) { asksTwo(c); withTalks(c) }, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond})
		w.start("north")
		w.start("south")
		w.staff("north")
		time.Sleep(time.Minute)
		act := func(m *wire.Payload, words ...string) string {
			m.Roster = w.numbered("north", "south", parley.Routine, "").Roster
			id := w.slipSigned(m, w.signedBy(m, words...))
			time.Sleep(20 * time.Second)
			return id
		}
		p := w.submit("south", w.opens("south", "north"))
		time.Sleep(20 * time.Second)
		alone := act(w.acts("north", p, "accept", "south"), "lea release")
		if v := w.stands("south"); v.State != "open" || !w.marked("south", alone, "refused: not released as agreed") {
			t.Errorf("%+v, %q", v, w.show("south", alone).Marks)
		}
		act(w.acts("north", p, "decline", "south"), "rex review", "lea release")
		if v := w.stands("south"); v.State != "declined" {
			t.Errorf("%+v", v)
		}
		text := w.send("south", "north", parley.Flash, "Please confirm.")
		time.Sleep(20 * time.Second)
		for _, x := range []struct {
			words string
			taken bool
		}{{"lea release", false}, {"operator release", false}, {"wim release", true}} {
			id := act(w.acknowledgement("north", text), x.words)
			if got := w.show("south", text).Receipts["north"].Acknowledged != nil; got != x.taken {
				t.Errorf("acknowledged by %s: %v, %q", x.words, got, w.show("south", id).Marks)
			}
		}
		for _, at := range w.order {
			if r := w.evidenceOf(at, alone); !strings.Contains(r.NotReleased, "1 who reviewed and 1 who released it") || !slices.ContainsFunc(r.Findings, func(s string) bool {
				return strings.Contains(s, "holds leaf") && strings.Contains(s, "refused "+alone+" because: not released as agreed")
			}) {
				t.Errorf("%s: %q, %q", at, r.NotReleased, r.Findings)
			}
			if r := w.evidenceOf(at, text); r.NotReleased != "" || !slices.ContainsFunc(r.Findings, func(s string) bool { return strings.Contains(s, "was signed by the officer wim of north") }) {
				t.Errorf("%s: %q", at, r.Findings)
			}
		}
		b, err := w.stations["south"].node.Outcome(t.Context(), p, Who{User: "test"})
		if err != nil {
			t.Fatal(err)
		}
		r, err := record.VerifyEvidence(b, charter.Fingerprint(w.id))
		if err != nil || r.Verdict != record.Verified || len(r.Course.Messages) != 3 {
			t.Fatalf("%v: %+v", err, r)
		}
		for _, m := range r.Course.Messages {
			if (m.Void != "") != (m.ID.String() == alone) {
				t.Errorf("%s: %q", m.ID, m.Void)
			}
		}
	})
}

// evidenceOf returns what the evidence file that a station makes of a message proves.
func (w *world) evidenceOf(at parley.PartyID, id string) *record.Report {
	w.t.Helper()
	b, err := w.stations[at].node.Evidence(w.t.Context(), id, Who{User: "test"})
	if err != nil {
		w.t.Fatal(err)
	}
	r, err := record.VerifyEvidence(b, charter.Fingerprint(w.id))
	if err != nil || r.Verdict != record.Verified {
		w.t.Fatalf("%v: %s", err, r.Why)
	}
	return r
}
