package node

import (
	"bytes"
	"crypto/ed25519"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/simnet"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

// What is wrong with an adoption is said in one sentence, and nothing of it stays.
func TestAdoptRefuses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newStations(t, 1, true, "north", "south", "east")
		good := w.agree(nil, "north", "south")
		second := w.agree(func(c *charter.Charter) {
			id := charter.EditionID(good.Text)
			c.Edition, c.Charter, c.Amends = 2, &id, &id
		}, "north", "south")
		keyTwice := newStation(t, "south")
		keyTwice.keys["operator"] = w.stations["north"].keys["operator"]
		keyTwice.makeSheet(t, nil)
		for _, c := range []struct {
			name   string
			change func(a *Adoption)
			code   parley.Code
			words  string
		}{
			{"text that is no charter", func(a *Adoption) { a.Text = []byte("edition: 1\n") }, parley.CodeBadCharter, ""},
			{"one byte of the text changed", func(a *Adoption) { a.Text = bytes.Replace(a.Text, []byte("30"), []byte("31"), 1) }, parley.CodeBadSignature, "signature"},
			{"a signature missing", func(a *Adoption) { a.Signatures = a.Signatures[:1] }, parley.CodeBadSignature, "south"},
			{"a signature twice", func(a *Adoption) { a.Signatures[1] = a.Signatures[0] }, parley.CodeBadSignature, ""},
			{"a signature of another text", func(a *Adoption) { a.Signatures[1] = w.agree(nil, "south", "east").Signatures[0] }, parley.CodeBadSignature, "south"},
			{"the party file of the other side missing", func(a *Adoption) { a.Parties = a.Parties[:1] }, parley.CodeBadSheet, "the party file of south is missing"},
			{"a party file that is none", func(a *Adoption) { a.Parties[1] = []byte("party: \"south\"\n") }, parley.CodeBadSheet, ""},
			{"the party file of a stranger", func(a *Adoption) { a.Parties = append(a.Parties, w.stations["east"].file.Encode()) }, parley.CodeUnknownParty, "it is no party of the charter"},
			{"a key of north on the sheet of south", func(a *Adoption) { a.Parties[1] = keyTwice.file.Encode() }, parley.CodeBadSheet, "operator"},
			{"edition 2 first", func(a *Adoption) { *a = second }, parley.CodeBadCharter, "edition 2"},
			// [FORM-19] A charter with a rule that does not compile is refused when it is adopted.
			{"a rule that does not compile", func(a *Adoption) { *a = w.agree(misspelt, "north", "south") }, parley.CodeBadCharter, `the rule "late" of the form "note": undefined field 'strat', at character 5`},
			{"a charter between others", func(a *Adoption) { *a = w.agree(nil, "south", "east") }, parley.CodeBadCharter, "is not a party of the charter"},
		} {
			s := w.stations["north"]
			s.memory, s.marks = storetest.NewMemory(), &memoryMarks{m: map[store.LogID]Mark{}}
			s.store = s.memory
			n := w.open(s)
			a := Adoption{Text: good.Text, Signatures: append([]string(nil), good.Signatures...), Parties: append([][]byte(nil), good.Parties...)}
			c.change(&a)
			_, err := n.Adopt(t.Context(), a)
			if err == nil || parley.CodeOf(err) != c.code || !strings.Contains(err.Error(), c.words) {
				t.Errorf("%s: %v (%s)", c.name, err, parley.CodeOf(err))
			}
			if got, err := n.Adopt(t.Context(), good); err != nil || len(got.Parties) != 2 {
				t.Errorf("%s: the right one afterwards: %v", c.name, err)
			}
			if _, err := n.Adopt(t.Context(), good); parley.CodeOf(err) != parley.CodeDuplicate {
				t.Errorf("twice: %v", err)
			}
			n.Close()
		}
	})
}

// misspelt gives a charter a form whose rule names a field that it does not have.
func misspelt(c *charter.Charter) {
	title := map[string]string{"en": "Note"}
	c.Forms = append(c.Forms, charter.Form{Name: "note", Title: title})
	c.Language = charter.Language
	c.Schemas = []charter.Schema{{Form: "note", Fields: []charter.Field{{Name: "start", Title: title, Kind: charter.KindTime}},
		Rules: []charter.Rule{{Name: "late", Level: charter.LevelWarn, When: "body.strat < time", Sentence: title}}}}
}

// The own party file need not be given, and one that is given in its place is not used.
func TestAdoptUsesTheOwnPartyFile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newStations(t, 1, true, "north", "south")
		for _, own := range [][]byte{nil, newStationNamed(t, "north", "north again").file.Encode()} {
			a := w.agree(nil, "north", "south")
			a.Parties = a.Parties[1:]
			if own != nil {
				a.Parties = append(a.Parties, own)
			}
			s := w.stations["north"]
			s.memory, s.marks = storetest.NewMemory(), &memoryMarks{m: map[store.LogID]Mark{}}
			s.store = s.memory
			n := w.open(s)
			if _, err := n.Adopt(t.Context(), a); err != nil {
				t.Fatal(err)
			}
			if got := n.tables()[0].own().newest().Link; !bytes.Equal(got, s.keys["link"].Public()) {
				t.Error("the sheet in use is not the node's own")
			}
			n.Close()
		}
	})
}

// An adoption that is cut off by a failing disk, at any of its writes and in each of the ways in which a commit can
// fail, is done again at the same node, or by one that was restarted: the record has its two first entries, once.
func TestAdoptIsTriedAgain(t *testing.T) {
	for _, fault := range storetest.Faults {
		for _, restart := range []bool{false, true} {
			for write := 1; write <= 2; write++ {
				synctest.Test(t, func(t *testing.T) { playAdoptFailure(t, storetest.Nth(write, fault), restart) })
			}
		}
	}
}

func playAdoptFailure(t *testing.T, plan storetest.Plan, restart bool) {
	w := newStations(t, 1, true, "north", "south")
	a := w.agree(nil, "north", "south")
	w.id = charter.EditionID(a.Text)
	s := w.stations["north"]
	s.store = storetest.Faulty(s.memory, plan)
	n := w.open(s)
	defer func() { n.Close() }()
	if _, err := n.Adopt(t.Context(), a); err != nil {
		if parley.CodeOf(err) != parley.CodeStorage {
			t.Errorf("the disk failed: %v (%s)", err, parley.CodeOf(err))
		}
		if restart {
			n.Close()
			n = w.open(s)
		}
		if _, err := n.Adopt(t.Context(), a); err != nil && parley.CodeOf(err) != parley.CodeDuplicate {
			t.Errorf("again: %v", err)
		}
	}
	if cs, err := n.Charters(t.Context()); err != nil || len(cs) != 1 {
		t.Errorf("charters: %+v, %v", cs, err)
	}
	if d := w.dates("north"); len(d) != 2 {
		t.Errorf("the record begins with %d entries", len(d))
	}
	v, err := n.VerifyRecord(t.Context())
	if err != nil || !v.OK {
		t.Errorf("the record: %+v, %v", v, err)
	}
}

// Ten adoptions of one charter at once: one is done.
func TestAdoptAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newStations(t, 1, true, "north", "south")
		a := w.agree(nil, "north", "south")
		w.id = charter.EditionID(a.Text)
		n := w.open(w.stations["north"])
		defer n.Close()
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() {
				if _, err := n.Adopt(t.Context(), a); err != nil && parley.CodeOf(err) != parley.CodeDuplicate {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if d := w.dates("north"); len(n.tables()) != 1 || len(d) != 2 {
			t.Errorf("%d charters, %d entries", len(n.tables()), len(d))
		}
	})
}

// A record that was shown is not begun again when its database is gone: that would be a fork.
func TestAdoptAfterTheDatabaseIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		s := w.stations["north"]
		s.memory = storetest.NewMemory()
		s.store = s.memory
		n := w.open(s)
		defer n.Close()
		_, err := n.Adopt(t.Context(), Adoption{Text: w.text, Signatures: w.lines, Parties: [][]byte{w.stations["south"].file.Encode()}})
		if parley.CodeOf(err) != parley.CodeBadRecord || !strings.Contains(err.Error(), "would fork it") {
			t.Errorf("%v", err)
		}
	})
}

// Two charters at one node, the second adopted while it serves: messages pass under each; without a name the node asks
// for one; and no peer ever sees a byte of the id of a charter that it is not a party to.
func TestTwoChartersAtOneNode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newStations(t, 1, true, "north", "south", "east")
		defer w.stopAll()
		both := w.agree(nil, "north", "south")
		all := w.agree(func(c *charter.Charter) { c.RetentionDays = 1 }, "north", "south", "east")
		other := w.agree(func(c *charter.Charter) { c.RetentionDays = 2 }, "north", "east")
		members := map[parley.Hash][]parley.PartyID{
			charter.EditionID(both.Text): {"north", "south"}, charter.EditionID(all.Text): {"north", "south", "east"},
			charter.EditionID(other.Text): {"north", "east"},
		}
		var mu sync.Mutex
		frames := 0
		w.tap = func(from parley.PartyID, to ed25519.PublicKey, frame []byte) {
			mu.Lock()
			defer mu.Unlock()
			frames++
			for id, parties := range members {
				if bytes.Contains(frame, id[:8]) && !contains(parties, w.stationOf(to)) {
					t.Errorf("%s showed %s the charter of %v", from, w.stationOf(to), parties)
				}
			}
		}
		for _, pair := range [][2]parley.PartyID{{"north", "south"}, {"north", "east"}, {"south", "east"}} {
			w.link(pair[0], pair[1], simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		}
		for _, id := range w.order {
			w.start(id)
		}
		first := charter.EditionID(both.Text)
		for _, a := range []Adoption{both, all, other} {
			for _, id := range members[charter.EditionID(a.Text)] {
				if _, err := w.stations[id].node.Adopt(t.Context(), a); err != nil {
					t.Fatalf("%s: %v", id, err)
				}
				time.Sleep(10 * time.Second) // one side knows the charter before the other
			}
			w.exchange(t, charter.EditionID(a.Text), members[charter.EditionID(a.Text)])
			w.exchange(t, first, members[first])
		}
		if mu.Lock(); frames < 50 {
			t.Errorf("only %d frames were looked at", frames)
		}
		mu.Unlock()
		north := w.stations["north"].node
		if _, err := north.Composer(t.Context(), ""); parley.CodeOf(err) != parley.CodeAmbiguous {
			t.Errorf("without a name: %v", err)
		}
		for id := range members {
			if c, err := north.Composer(t.Context(), id.String()[:8]); err != nil || c.Charter != id {
				t.Errorf("named %s: %+v, %v", id.String()[:8], c, err)
			}
			if _, err := north.Composer(t.Context(), id.String()[:7]); parley.CodeOf(err) != parley.CodeNotFound {
				t.Errorf("seven digits: %v", err)
			}
			if in, err := north.Sent(t.Context(), Query{Charter: id.String()}); err != nil || len(in) == 0 {
				t.Errorf("sent under %s: %d, %v", id, len(in), err)
			}
		}
		time.Sleep(time.Minute)
		w.checkPromises()
		for _, id := range w.order {
			w.stop(id)
			w.start(id)
		}
		for id, parties := range members {
			w.exchange(t, id, parties)
		}
		w.checkPromises()
	})
}

func contains(all []parley.PartyID, id parley.PartyID) bool {
	for _, x := range all {
		if x == id {
			return true
		}
	}
	return false
}

// exchange sends a FLASH under a charter from each of its parties to all others.
func (w *world) exchange(t *testing.T, id parley.Hash, parties []parley.PartyID) {
	t.Helper()
	for _, from := range parties {
		var to []parley.PartyID
		for _, p := range parties {
			if p != from {
				to = append(to, p)
			}
		}
		m := w.message(from, to[0], parley.Flash, "Under one charter.")
		for _, p := range to[1:] {
			m.Action = append(m.Action, addressTo(p))
		}
		s, err := w.stations[from].node.Submit(t.Context(), w.sealUnder(id, from, m), Who{})
		if err != nil {
			t.Fatalf("%s under %s: %v", from, id, err)
		}
		w.wait(from, s.ID, "recorded", time.Minute)
		v, err := w.stations[to[0]].node.Show(t.Context(), s.ID)
		if err != nil || v.Charter != id.String() {
			t.Errorf("%s holds it under %s: %v", to[0], v.Charter, err)
		}
	}
}
