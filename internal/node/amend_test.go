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
	"parley/link"
	"parley/wire"
)

// amend drafts the edition after the one that a station has in force and has its parties sign it.
func (w *world) amend(at parley.PartyID, change func(*charter.Charter), joining ...parley.PartyID) (a Adoption) {
	w.t.Helper()
	tab := w.stations[at].node.tables()[0]
	e := tab.edition()
	var files []charter.PartyFile
	for _, id := range joining {
		files = append(files, *w.stations[id].file)
		a.Parties = append(a.Parties, w.stations[id].file.Encode())
	}
	c, err := charter.Amend(tab.after(e), e.id, parley.MillisOf(wall()), files)
	if err != nil {
		w.t.Fatal(err)
	}
	change(c)
	a.Text = c.Encode()
	for _, p := range c.Parties {
		line, err := charter.Sign(w.stations[p.ID].keys["root"], p.ID, a.Text)
		if err != nil {
			w.t.Fatal(err)
		}
		a.Signatures = append(a.Signatures, line)
	}
	return a
}

func (w *world) adopt(at parley.PartyID, a Adoption) {
	w.t.Helper()
	if _, err := w.stations[at].node.Adopt(w.t.Context(), a); err != nil {
		w.t.Fatalf("%s: %v", at, err)
	}
}

// write submits a text under the edition and sheet that a station has in force.
func (w *world) write(from, to parley.PartyID, text string) string {
	w.t.Helper()
	n := w.stations[from].node
	c, err := n.Composer(w.t.Context(), "")
	if err != nil {
		w.t.Fatal(err)
	}
	p := w.message(from, to, parley.Flash, text)
	p.Edition, p.Roster = c.Edition, c.Roster
	s, err := n.Submit(w.t.Context(), w.sealUnder(c.EditionID, from, p), Who{User: "test"})
	if err != nil {
		w.t.Fatalf("%s: %v", from, err)
	}
	return s.ID
}

// clause adds a clause.
func clause(text string) func(*charter.Charter) {
	return func(c *charter.Charter) { c.Clauses = append(c.Clauses, map[string]string{"en": text}) }
}

// recordsHold holds that the records at a station verify.
func (w *world) recordsHold(at parley.PartyID) {
	w.t.Helper()
	if v, err := w.stations[at].node.VerifyRecord(w.t.Context()); err != nil || !v.OK {
		w.t.Errorf("%s: %v %+v", at, err, v)
	}
}

// [REC-80] A node MUST judge a message by the edition and the sheet that are in force at its *sent* leaf. An edition is adopted in mid-flight, by one side before the other and while the line is down in between: nothing is
// lost, every text is shown, each message is judged by the edition in force at its place.
func TestAnEditionInMidFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		north, south := w.start("north"), w.start("south")
		sent := map[parley.PartyID][]string{}
		say := func(from, to parley.PartyID, text string) string {
			id := w.write(from, to, text)
			sent[from] = append(sent[from], id)
			return id
		}
		w.wait("north", say("north", "south", "Under edition 1."), "recorded", time.Minute)
		w.cut("north", "south")
		time.Sleep(time.Minute)
		say("north", "south", "Before the amendment, on its way.")
		a := w.amend("north", clause("The line is tested every hour."))
		w.adopt("north", a)
		under2 := say("north", "south", "After the amendment.")
		say("south", "north", "South has not heard of it.")
		w.restore("north", "south")
		w.wait("north", under2, "recorded", 5*time.Minute)
		if e := south.tables()[0].edition().number(); e != 1 {
			t.Errorf("south has edition %d in force and adopted nothing", e)
		}
		w.wait("south", say("south", "north", "South still writes under edition 1."), "recorded", time.Minute)
		w.adopt("south", a)
		w.wait("south", say("south", "north", "And now under edition 2."), "recorded", time.Minute)
		time.Sleep(time.Minute)
		for from, ids := range sent {
			for _, id := range ids {
				w.wait(from, id, "recorded", time.Minute)
				for at := range sent {
					w.evidenceHolds(at, id)
				}
			}
		}
		for _, at := range []parley.PartyID{"north", "south"} {
			w.recordsHold(at)
		}
		w.checkArrived(sent)
		w.checkPromises()
		w.stop("south")
		if south = w.start("south"); south.tables()[0].edition().number() != 2 {
			t.Error("after a restart south has another edition in force")
		}
		if v, _ := north.Charters(t.Context()); v[0].Edition != 2 {
			t.Errorf("shown: %+v", v)
		}
	})
}

// joiningWorld is two nodes that talk, and a third party that is no party of their charter yet.
func joiningWorld(t *testing.T) *world {
	w := newWorld(t, 1, true, "north", "south")
	w.stations["east"] = newStation(t, "east")
	w.order = append(w.order, "east")
	for _, pair := range [][2]parley.PartyID{{"north", "south"}, {"north", "east"}, {"south", "east"}} {
		w.link(pair[0], pair[1], simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
	}
	w.start("north")
	w.start("south")
	w.wait("north", w.write("north", "south", "Two of us."), "recorded", time.Minute)
	return w
}

// [REC-81] A node that lacks the edition that a leaf names MUST NOT take the leaves from there on before it has it. An
// edition puts a new party first in the order: bits of addressees shift, places of records do not.
func TestAPartyJoins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := joiningWorld(t)
		defer w.stopAll()
		a := w.amend("north", func(c *charter.Charter) {
			c.Parties[0], c.Parties[1], c.Parties[2] = c.Parties[2], c.Parties[0], c.Parties[1]
		}, "east")
		w.adopt("north", a)
		w.wait("north", w.write("north", "south", "South has not adopted it."), "recorded", time.Minute)

		east := w.stations["east"]
		east.node = w.open(east)
		joins := a
		joins.Earlier = []EditionFile{{w.text, w.lines}}
		for _, id := range []parley.PartyID{"north", "south"} {
			joins.Parties = append(joins.Parties, w.stations[id].file.Encode())
		}
		w.adopt("east", joins)
		w.serve("east")
		w.wait("north", w.write("north", "east", "Welcome."), "recorded", 5*time.Minute)
		w.wait("east", w.write("east", "north", "Thank you."), "recorded", 5*time.Minute)
		toSouth := w.write("east", "south", "South knows me from the edition that it holds.")
		w.wait("east", toSouth, "recorded", 5*time.Minute)
		w.adopt("south", a)
		w.wait("south", w.write("south", "east", "Adopted."), "recorded", 5*time.Minute)
		time.Sleep(time.Minute)
		for _, at := range w.order {
			w.recordsHold(at)
		}
		w.evidenceHolds("south", toSouth)
		w.evidenceHolds("east", toSouth)
	})
}

// [CHR-30] A party MUST NOT take a second successor of an edition that it holds one of. What cannot follow the edition in
// force [CHR-17] is refused as well. Who shows a second successor has a line that is disputed [LINK-55].
func TestEditionsThatAreNotTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		north := w.start("north")
		south := w.start("south")
		good, other := w.amend("north", clause("One.")), w.amend("north", clause("Another."))
		early := w.amend("north", func(c *charter.Charter) { c.InForce += 86_400_000 })
		unsigned := good
		unsigned.Signatures = good.Signatures[:1]
		live := w.amend("north", func(c *charter.Charter) { c.Exercise = false })
		for _, c := range []struct {
			name  string
			a     Adoption
			words string
		}{
			{"a signature missing", unsigned, "the signature of south is missing"},
			{"not yet in force", early, "enters into force"},
			{"a live one after an exercise", live, "exercise"},
			{"edition 1 again", Adoption{Text: w.text, Signatures: w.lines}, "adopted already"},
		} {
			if _, err := north.Adopt(t.Context(), c.a); err == nil || !strings.Contains(err.Error(), c.words) {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		w.adopt("north", good)
		if _, err := north.Adopt(t.Context(), good); parley.CodeOf(err) != parley.CodeDuplicate {
			t.Errorf("twice: %v", err)
		}
		for _, n := range []*Node{north, south} {
			w.wait("north", w.write("north", "south", fmt.Sprint("Held by ", n.cfg.Party)), "recorded", time.Minute)
			if _, err := n.Adopt(t.Context(), other); err == nil {
				t.Errorf("%s took a second successor", n.cfg.Party)
			}
			f := &wire.EditionFrame{Charter: w.id, Edition: other.Text, Signatures: other.Signatures}
			if err := n.learnEdition(f); err == nil || !strings.Contains(err.Error(), "signs one successor") {
				t.Errorf("%s: %v", n.cfg.Party, err)
			}
		}
		if len(w.events("south", EventCharter)) == 0 || w.line("south").State == "disputed" {
			t.Errorf("events %q, line %+v", w.events("south", EventCharter), w.line("south"))
		}
		north.peerOf(north.tables()[0], "south").box.put(link.Control{Frame: &wire.EditionFrame{Charter: w.id, Edition: other.Text, Signatures: other.Signatures}, Session: -1})
		time.Sleep(10 * time.Second)
		if l := w.line("south"); l.State != "disputed" || l.Reason == nil || !strings.Contains(*l.Reason, "signs one successor") {
			t.Errorf("after north showed the other one: %+v", l)
		}
		stale := w.message("north", "south", parley.Flash, "Signed under edition 1, and too late.")
		if _, err := north.Submit(t.Context(), w.seal("north", stale), Who{}); err == nil {
			t.Error("a message under an edition that is no longer in force was accepted")
		}
		id := w.slip("north", stale, w.id, w.stations["north"].keys["operator"])
		time.Sleep(time.Minute)
		in := w.inbox("south")
		last := in[len(in)-1]
		if last.ID != id || last.Receipts["south"].Refused == nil || last.Receipts["south"].Refused.Code != int(parley.RefusedEdition) || *last.Text == "" {
			t.Errorf("shown as %+v", last)
		}
	})
}
