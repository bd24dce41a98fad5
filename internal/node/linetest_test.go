package node

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/simnet"
	"parley/internal/store"
	"parley/link"
	"parley/wire"
)

// ofForm returns the messages of a form that a station holds, oldest first.
func (w *world) ofForm(at parley.PartyID, form string) (list []store.Message) {
	w.t.Helper()
	err := w.stations[at].store.View(func(r store.Reader) error {
		newest, err := r.LastMessages(w.id, form, 1000)
		for i := len(newest) - 1; i >= 0; i-- {
			list = append(list, newest[i])
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return list
}

func (w *world) line(at parley.PartyID) LineView {
	w.t.Helper()
	lines, err := w.stations[at].node.Lines(w.t.Context())
	if err != nil || len(lines) != 1 {
		w.t.Fatalf("%+v, %v", lines, err)
	}
	return lines[0]
}

// [LINK-50] [LINK-51] [LINK-52] Line tests go on a schedule, the sides alternate, the text can be read, the other node
// answers by itself; that an officer read one is another result, and both sides show the same two.
func TestLineTests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 11, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 9600})
		w.start("north")
		w.start("south")
		time.Sleep(5*time.Hour + time.Minute)
		tests, answers := w.ofForm("north", link.FormLineTest), w.ofForm("north", link.FormTestAnswer)
		if len(tests) != 5 || len(answers) != 5 {
			t.Fatalf("after five hours: %d tests, %d answers", len(tests), len(answers))
		}
		in, err := w.stations["south"].node.Inbox(t.Context(), Query{})
		if err != nil || len(in) != 3 {
			t.Fatalf("south's inbox: %d messages, %v", len(in), err)
		}
		for i, m := range tests {
			by := []parley.PartyID{"north", "south"}[i%2]
			_, p, err := wire.DecodeEnvelope(m.Envelope)
			if err != nil || m.Author != by || answers[i].Author == by || answers[i].ReplyTo != m.ID || p.Precedence != parley.Routine {
				t.Errorf("test %d by %s, answered by %s to %s", i+1, m.Author, answers[i].Author, answers[i].ReplyTo)
			}
		}
		if in[2].Text == nil || *in[2].Text != "LINE TEST 5 of 22 NOV 26, 0800Z. Please confirm." || in[2].To[0] != "south" || !in[2].Exercise {
			t.Errorf("the last test is %+v", in[2])
		}
		before := w.line("north")
		if x := before.LastTest; x == nil || x.By != "north" || x.Party != "south" || x.AnsweredByNode == nil || x.ReadByOfficer != nil || x.ID != in[2].ID || before.SilentSince != nil {
			t.Fatalf("north shows %+v, %+v", before, x)
		}
		w.ack("south", in[2].ID)
		time.Sleep(time.Minute)
		ours, theirs := *w.line("north").LastTest, *w.line("south").LastTest
		if ours.ReadByOfficer == nil || *ours.ReadByOfficer <= *ours.AnsweredByNode || *ours.AnsweredByNode != *before.LastTest.AnsweredByNode {
			t.Errorf("after an officer acknowledged it: %+v", ours)
		}
		if *ours.ReadByOfficer != *theirs.ReadByOfficer || *ours.AnsweredByNode != *theirs.AnsweredByNode || ours.Time != theirs.Time || ours.ID != theirs.ID {
			t.Errorf("the sides differ:\n%+v\n%+v", ours, theirs)
		}
		w.checkPromises()
	})
}

// When a line comes back, one test comes over it and not one for each hour that it was away; a node that stopped before
// it answered does so when it starts again.
func TestLineTestsWithoutALine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 12, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 9600})
		w.start("north")
		time.Sleep(7*time.Hour + time.Minute)
		if n := len(w.ofForm("north", link.FormLineTest)); n != 1 {
			t.Fatalf("%d tests wait", n)
		}
		w.stop("north")
		w.start("north")
		time.Sleep(2 * time.Hour)
		if n := len(w.ofForm("north", link.FormLineTest)); n != 1 {
			t.Fatalf("%d tests wait after a restart", n)
		}
		w.start("south")
		time.Sleep(2 * time.Minute)
		if n := len(w.ofForm("south", link.FormTestAnswer)); n != 1 {
			t.Errorf("south answered %d times", n)
		}
		if x := w.line("north").LastTest; x.AnsweredByNode == nil {
			t.Errorf("%+v", x)
		}
	})
}

// A test on demand goes at once; a peer that sends many is answered at most six times a minute; a test that an officer
// signed is one as well. A charter without the forms has no tests, and says so.
func TestLineTestNow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 13, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		north := w.start("north")
		w.start("south")
		for range 9 {
			v, err := north.TestLine(t.Context(), LineQuery{}, Who{User: "ann"})
			if err != nil || v.By != "north" || v.Party != "south" {
				t.Fatalf("%+v, %v", v, err)
			}
		}
		time.Sleep(30 * time.Second)
		if n := len(w.ofForm("north", link.FormTestAnswer)); n != maxAnswers {
			t.Errorf("%d answers to 9 tests", n)
		}
		time.Sleep(time.Minute)
		v, err := north.TestLine(t.Context(), LineQuery{Party: "south"}, Who{})
		if err != nil {
			t.Fatal(err)
		}
		w.wait("north", v.ID, "answered", time.Minute)
		if v, err = north.LineTest(t.Context(), v.ID[:12]); err != nil || v.AnsweredByNode == nil || v.ReadByOfficer != nil {
			t.Errorf("%+v, %v", v, err)
		}
		if j, err := north.Journal(t.Context()); err != nil || j[len(j)-1].Action != "line-test" || j[len(j)-1].Detail != v.ID {
			t.Errorf("%+v, %v", j, err)
		}
		for _, q := range []LineQuery{{Party: "east"}, {Party: "north"}, {Charter: "00000000"}} {
			if _, err := north.TestLine(t.Context(), q, Who{}); err == nil {
				t.Errorf("a test to %+v", q)
			}
		}
		if _, err := north.LineTest(t.Context(), w.send("north", "south", parley.Routine, "No test.")); parley.CodeOf(err) != parley.CodeNotFound {
			t.Errorf("a text as a line test: %v", err)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		w := newWorldUnder(t, 13, true, func(c *charter.Charter) { c.Forms = c.Forms[:2] }, "north", "south")
		defer w.stopAll()
		north := w.start("north")
		time.Sleep(3 * time.Hour)
		_, err := north.TestLine(t.Context(), LineQuery{}, Who{})
		if err == nil || !strings.Contains(err.Error(), "does not list the form") || w.stations["north"].alarms.raised("line test") > 0 {
			t.Errorf("%v, %q", err, w.stations["north"].alarms.lines)
		}
	})
}

// [LINK-56] The node's own answers and line days stand in no list; anything else in those forms does.
func TestUnlisted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 14, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		w.start("north")
		w.start("south")
		at := parley.MillisOf(wall())
		answer := link.AnswerText("fr", at, at)
		for _, c := range []struct {
			form, subject, text string
			listed              bool
		}{
			{link.FormTestAnswer, "", answer, false}, {link.FormTestAnswer, "We attack at dawn", answer, true},
			{link.FormTestAnswer, "", answer + " We attack at dawn.", true}, {link.FormLineDay, "", "We attack at dawn.\nday 2026-11-22\n", true},
			{link.FormLineDay, "", link.LineDay{Day: at - at%86_400_000}.Text("ru"), false}, {link.FormLineTest, "", "x", true},
		} {
			before := len(w.listed("south"))
			m := w.message("north", "south", parley.Routine, c.text)
			m.Form, m.Subject = c.form, c.subject
			s, err := w.stations["north"].node.Submit(t.Context(), w.seal("north", m), Who{})
			if err != nil {
				t.Fatal(err)
			}
			w.wait("north", s.ID, "recorded", time.Minute)
			if listed := len(w.listed("south")) > before; listed != c.listed {
				t.Errorf("%s %q %q is listed: %v", c.form, c.subject, c.text, listed)
			}
		}
	})
}

func (w *world) listed(at parley.PartyID) []MessageView {
	w.t.Helper()
	in, err := w.stations[at].node.Inbox(w.t.Context(), Query{})
	if err != nil {
		w.t.Fatal(err)
	}
	return in
}
