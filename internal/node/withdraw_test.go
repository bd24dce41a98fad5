package node

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/store"
	"parley/link"
)

// leave has a station's root withdraw it, after a time.
func (w *world) leave(id parley.PartyID, after time.Duration) DepartureView {
	w.t.Helper()
	n := w.stations[id].node
	d, err := n.DraftWithdrawal(w.t.Context(), "", n.now()+parley.Millis(after.Milliseconds()))
	if err != nil {
		w.t.Fatal(err)
	}
	v, err := n.Withdraw(w.t.Context(), Withdrawing{Statement: w.sign(id, "root", d), Who: Who{User: "ann"}})
	if err != nil {
		w.t.Fatal(err)
	}
	return v
}

func (w *world) sign(id parley.PartyID, key string, d WithdrawalDraft) []byte {
	w.t.Helper()
	b, err := charter.SignWithdrawal(w.stations[id].keys[key], &charter.Withdrawal{Charter: d.Charter, Edition: d.Edition, Party: d.Party, From: d.From})
	if err != nil {
		w.t.Fatal(err)
	}
	return b
}

// notice sets the days of notice; with none a test does not run through days of signs of life.
func notice(days int) func(*charter.Charter) {
	return func(c *charter.Charter) { c.WithdrawalDays = days }
}

// tryWrite is write without the wish to succeed.
func (w *world) tryWrite(from, to parley.PartyID) error {
	n := w.stations[from].node
	_, err := n.Submit(w.t.Context(), w.seal(from, w.message(from, to, parley.Flash, "After the end.")), Who{User: "test"})
	return err
}

// noticeWorld is three parties on a mesh under a charter with so many days of notice, serving.
func noticeWorld(t *testing.T, days int) *world {
	w := newWorldUnder(t, 3, true, notice(days), "east", "north", "south")
	for i, a := range w.order {
		for _, b := range w.order[i+1:] {
			w.link(a, b, quick)
		}
	}
	for _, id := range w.order {
		w.start(id)
	}
	return w
}

// [CHR-53] [CHR-54] [CHR-55] A party withdraws while its line to one of the others is down. Until the date all goes on; then
// what it sends and what is sent to it is refused on both sides, its lines close, the others go on, and everything from
// before still verifies and can be shown to outsiders.
func TestAPartyWithdraws(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := noticeWorld(t, 0)
		defer w.stopAll()
		before := w.send("north", "south", parley.Flash, "Before all of it.")
		w.wait("north", before, "recorded", time.Minute)
		w.cut("north", "east")
		v := w.leave("north", time.Hour)
		time.Sleep(10 * time.Minute)
		for _, id := range w.order {
			c, err := w.stations[id].node.Charters(t.Context())
			if p := c[0].Parties[1]; err != nil || p.Leaves == nil || *p.Leaves != v.From || c[0].Parties[0].Leaves != nil {
				t.Errorf("%s shows %+v, %v", id, c[0].Parties, err)
			}
		}
		if l := w.lineTo("south", "north"); l.State != "up" || l.Leaves == nil || *l.Leaves != v.From {
			t.Errorf("the line before the date: %+v", l)
		}
		meanwhile := w.send("south", "north", parley.Flash, "All goes on.")
		w.wait("south", meanwhile, "recorded", time.Minute)
		late := w.send("east", "north", parley.Flash, "The line is down, and stays so.")
		time.Sleep(time.Hour)

		for from, to := range map[parley.PartyID]parley.PartyID{"north": "south", "south": "north"} {
			if err := w.tryWrite(from, to); err == nil || !strings.Contains(err.Error(), "withdrawn") {
				t.Errorf("%s may write to %s: %v", from, to, err)
			}
		}
		for _, x := range [][2]parley.PartyID{{"south", "north"}, {"east", "north"}, {"north", "south"}, {"north", "east"}} {
			l := w.lineTo(x[0], x[1])
			if l.State != string(link.StateWithdrawn) || l.Since != v.From && l.Leaves != nil || len(l.Bearers) > 0 && l.Bearers[0].State == "up" || l.Overdue != 0 {
				t.Errorf("the line of %s to %s: %+v", x[0], x[1], l)
			}
		}
		if err := w.stations["east"].node.Wait(t.Context(), late, "recorded"); parley.CodeOf(err) != parley.CodeExpired || !strings.Contains(err.Error(), "left the charter") {
			t.Errorf("a message that north never got: %v", err)
		}
		w.wait("east", w.send("east", "south", parley.Flash, "The two of us go on."), "recorded", time.Minute)
		for range 2 {
			for _, id := range w.order {
				w.recordsHold(id)
			}
			for _, id := range []string{before, meanwhile} {
				w.evidenceHolds("north", id)
				w.evidenceHolds("south", id)
			}
			for _, id := range w.order {
				w.stop(id)
			}
			for _, id := range w.order {
				w.start(id)
			}
			time.Sleep(time.Minute)
			if l := w.lineTo("south", "north"); l.State != string(link.StateWithdrawn) || len(l.Bearers) > 0 && l.Bearers[0].State == "up" {
				t.Errorf("after a restart: %+v", l)
			}
		}
		if _, err := w.stations["east"].node.Erase(t.Context(), late, "its time is over", Who{}); err != nil {
			t.Errorf("what north will never record cannot be erased: %v", err)
		}
		w.stop("north")
		w.stop("south")
		w.stations["south"].marks = &memoryMarks{m: map[store.LogID]Mark{}}
		w.start("south")
		time.Sleep(2 * time.Minute)
		w.wantState("south", "recovered")
		w.wait("east", w.send("east", "south", parley.Flash, "And on."), "recorded", time.Minute)
	})
}

// [CHR-54] A node that does not keep to the rule is refused: its text is shown, and marked. A message with an earlier date is not.
func TestAfterAWithdrawalTheTextIsShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := noticeWorld(t, 0)
		defer w.stopAll()
		w.leave("north", time.Hour)
		time.Sleep(20 * time.Minute)
		east := w.stations["east"].node.tables()[0]
		kept := east.departures()
		w.cut("east", "south")
		early := w.send("east", "south", parley.Flash, "Before the date, on its way.")
		time.Sleep(50 * time.Minute)
		east.gone.Store(nil) // this one forgets who has left
		p := w.message("east", "south", parley.Flash, "To both of you.")
		p.Info = append(p.Info, addressTo("north"))
		s, err := w.stations["east"].node.Submit(t.Context(), w.seal("east", p), Who{User: "test"})
		if err != nil {
			t.Fatal(err)
		}
		east.gone.Store(&kept)
		w.restore("east", "south")
		time.Sleep(10 * time.Minute)
		m := w.show("south", s.ID)
		if m.Text == nil || *m.Text != "To both of you." || len(m.Marks) == 0 || !strings.Contains(m.Marks[0], "withdrawn from the charter") {
			t.Errorf("shown as %+v", m)
		}
		if r := w.show("east", s.ID).Receipts["south"].Refused; r == nil || r.Code != int(parley.RefusedWithdrawn) {
			t.Errorf("refused: %+v", r)
		}
		w.wait("east", early, "recorded", time.Minute)
		for _, id := range w.order {
			w.recordsHold(id)
		}
	})
}

// [CHR-53] A new edition that names the party, and that all sign, undoes its withdrawal; one that does not name it leaves it
// where it is.
func TestANewEditionUndoesAWithdrawal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := noticeWorld(t, 0)
		defer w.stopAll()
		w.leave("north", time.Hour)
		time.Sleep(10 * time.Minute)
		a := w.amend("south", clause("North has thought better of it."))
		for _, id := range w.order {
			w.adopt(id, a)
		}
		time.Sleep(time.Hour)
		w.wait("south", w.write("south", "north", "You are here."), "recorded", time.Minute)
		w.wait("north", w.write("north", "south", "We are."), "recorded", time.Minute)
		if l := w.lineTo("south", "north"); l.State == string(link.StateWithdrawn) || l.Leaves != nil {
			t.Errorf("the line: %+v", l)
		}
		for _, id := range w.order {
			w.recordsHold(id)
		}
	})
}

// [CHR-52] [CHR-53] Withdrawals that are refused, and what a date that is too early means.
func TestWithdrawalsThatAreNone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := noticeWorld(t, 2)
		defer w.stopAll()
		north, south := w.stations["north"].node, w.stations["south"].node
		d, err := north.DraftWithdrawal(t.Context(), "", 0)
		if err != nil || d.Days != 2 || d.Edition != w.id {
			t.Fatalf("draft: %+v, %v", d, err)
		}
		if _, err := north.DraftWithdrawal(t.Context(), "", north.now()+dayMs); parley.CodeOf(err) != parley.CodeBadCharter {
			t.Errorf("one day of notice: %v", err)
		}
		early, other := d, d
		early.From = north.now() + dayMs
		other.Charter = parley.Sum([]byte("another charter"))
		for name, b := range map[string][]byte{"another key": w.sign("north", "log", d), "too early": w.sign("north", "root", early), "another charter": w.sign("north", "root", other), "no statement": []byte("parley-withdrawal/1\n")} {
			if _, err := north.Withdraw(t.Context(), Withdrawing{Statement: b}); err == nil {
				t.Errorf("%s: entered", name)
			}
			if name != "too early" {
				south.learnStatement(w.id, b)
			}
		}
		if got := south.tables()[0].statements(); len(got) != 0 {
			t.Errorf("south holds %d statements", len(got))
		}
		st, err := readStatement(w.sign("north", "root", early)) // whoever enters it all the same leaves at the end of the notice
		if err != nil {
			t.Fatal(err)
		}
		tab := north.tables()[0]
		_, date, err := north.recorder.do(tab.statementJob(st))
		if err != nil {
			t.Fatal(err)
		}
		tab.addStatement(st)
		north.departuresChanged(tab)
		time.Sleep(time.Minute)
		if got := south.tables()[0].left("north", date+2*dayMs); got == nil || got.from != date+2*dayMs {
			t.Errorf("with too little notice it leaves: %+v", got)
		}
		if got := south.tables()[0].left("north", date+2*dayMs-1); got != nil {
			t.Errorf("it leaves before: %+v", got)
		}
	})
}

// [REC-84] A record whose *statement* leaf names a statement that nobody shows, or that of another party, is taken no further.
func TestAStatementOfAnotherParty(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := noticeWorld(t, 0)
		defer w.stopAll()
		north, south := w.stations["north"].node, w.stations["south"].node
		d, err := south.DraftWithdrawal(t.Context(), "", 0)
		if err != nil {
			t.Fatal(err)
		}
		st, err := readStatement(w.sign("south", "root", d))
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		held := w.sizeAt("south", "north")
		tab := north.tables()[0]
		if _, _, err := north.recorder.do(tab.statementJob(st)); err != nil {
			t.Fatal(err)
		}
		tab.addStatement(st)
		time.Sleep(5 * time.Minute)
		if got := w.sizeAt("south", "north"); got != held || len(south.tables()[0].departures()) != 0 {
			t.Errorf("south took %d entries more", got-held)
		}
		var v store.Statement
		south.cfg.Store.View(func(r store.Reader) error { all, err := r.Statements(w.id); v = all[0]; return err })
		if v.Party != "south" {
			t.Errorf("south holds a statement of %s", v.Party)
		}
	})
}
