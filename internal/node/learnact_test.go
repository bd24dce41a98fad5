package node

import (
	"bytes"
	"crypto/ed25519"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/simnet"
	"parley/internal/store"
	"parley/officer"
	"parley/record"
	"parley/wire"
)

// enterUnchecked has a lying station enter a leaf that names something as a page of its own, with a head over it.
func (w *world) enterUnchecked(id parley.PartyID, named parley.Hash, act []byte) {
	w.t.Helper()
	n := w.stations[id].node
	tab := n.tables()[0]
	j := &job{t: tab, kind: wire.LeafSheet, id: named, precedence: parley.Immediate}
	for _, s := range tab.seats() {
		j.waiting = append(j.waiting, s.id)
	}
	if a, err := officer.Parse(act); err == nil {
		tab.own().addAct(a, act)
	}
	if _, _, err := n.recorder.do(j); err != nil {
		w.t.Fatal(err)
	}
}

// heldActs counts the roster acts that a station stores.
func (w *world) heldActs(id parley.PartyID) (n int) {
	w.t.Helper()
	err := w.stations[id].memory.View(func(r store.Reader) error {
		all, err := r.AllRosterActs()
		n = len(all)
		return err
	})
	if err != nil {
		w.t.Error(err)
	}
	return n
}

// [REC-94] A node MUST NOT keep a roster act unless leaves that it waits to take name it, at a place where it may stand.
// [REC-92] A lying peer, whose record names an act that may not stand there, is not followed beyond it: its line says so,
// its texts are shown all the same, and the other lines go on.
func TestALyingPeersRosterActs(t *testing.T) {
	edit := func(change func(w *world, a *officer.Act)) func(*world) []byte {
		return func(w *world) []byte {
			a := w.nextAct("north", enrols("north", "a", officer.Release))
			change(w, a)
			return w.signAct(a, "north", officer.Ed25519(w.stations["north"].keys["root"]))
		}
	}
	for name, c := range map[string]struct {
		make  func(*world) []byte
		words string
	}{
		"a number skipped":    {edit(func(_ *world, a *officer.Act) { a.Number = 7 }), "has number 7, and the page in force has 1"},
		"another page before": {edit(func(_ *world, a *officer.Act) { a.Previous[5]++ }), "does not name the page before"},
		"of another charter":  {edit(func(_ *world, a *officer.Act) { a.Charter[5]++ }), ""},
		"of another party":    {edit(func(_ *world, a *officer.Act) { a.Party = "east" }), ""},
		"signed by nobody who may": {func(w *world) []byte {
			return w.signAct(w.nextAct("north", enrols("north", "a", 1)), "north", officer.Ed25519(testKey("nobody")))
		}, "is none of its root"},
		"a key that is not proved": {func(w *world) []byte {
			b := w.act("north", enrols("north", "a", officer.Release))
			g, err := officer.Gather(b)
			if err != nil {
				w.t.Fatal(err)
			}
			g.Signatures = g.Signatures[:1]
			return g.Encode()
		}, ""},
		"no act":  {func(*world) []byte { return []byte("\x83\x02nothing of the kind") }, ""},
		"a sheet": {func(w *world) []byte { return w.next(w.t.(*testing.T), "east", "duty").file.Sheet }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := rosterWorld(t, 44)
				defer w.stopAll()
				south := w.stations["south"].node
				before, act := lastHead(t, south), c.make(w)
				size, err := south.size(south.tables()[0].seat("north").log)
				if err != nil {
					t.Fatal(err)
				}
				w.enterUnchecked("north", parley.Sum(act), act)
				time.Sleep(time.Minute)
				text := w.slip("north", w.message("north", "south", parley.Flash, "Shown all the same."), w.id, w.stations["north"].keys["operator"])
				time.Sleep(10 * time.Second)
				p := south.peerOf(south.tables()[0], "north")
				p.box.put(settleAgain{}) // the act comes once more, by hand
				if _, _, err := south.learnAct(act); err == nil {
					t.Error("the act was learned")
				}
				time.Sleep(time.Minute)
				if now, err := south.size(south.tables()[0].seat("north").log); now != size || err != nil {
					t.Errorf("south follows north's record up to %d, want %d: %v", now, size, err)
				}
				if held := w.heldActs("south"); held != 0 {
					t.Errorf("south keeps %d acts", held)
				}
				if in := w.inbox("south"); len(in) != 1 || in[0].ID != text || in[0].Receipts["south"].Recorded != nil {
					t.Errorf("shown: %+v", in)
				}
				if why := p.watchOf(w.id).unusable.why; c.words != "" && !strings.Contains(why, c.words) {
					t.Errorf("the line says %q", why)
				}
				w.wait("south", w.send("south", "east", parley.Flash, "The others go on."), "recorded", time.Minute)
				if after := lastHead(t, south); after.Size <= before.Size {
					t.Error("south's own record does not go on")
				}
			})
		})
	}
}

// [REC-94] What nobody asked for is not kept, whoever brings it, nor what the other side says twice.
func TestARosterActThatNobodyAskedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 45, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond})
		w.start("north")
		south := w.start("south")
		act := w.act("north", enrols("north", "a", officer.Release))
		if _, _, err := south.learnAct(act); err != errUnasked {
			t.Errorf("unasked: %v", err)
		}
		time.Sleep(time.Minute)
		w.enterAct("north", act)
		time.Sleep(time.Minute)
		if _, _, err := south.learnAct(act); err != errUnasked {
			t.Errorf("held: %v", err)
		}
		if w.heldActs("south") != 1 {
			t.Errorf("south keeps %d", w.heldActs("south"))
		}
		for _, b := range [][]byte{nil, {0x83}, {0x83, 2}, make([]byte, wire.MaxSheet+1)} {
			if _, _, err := south.learnAct(b); err == nil {
				t.Errorf("%x was learned", b)
			}
		}
	})
}

// [REC-81] A node that lacks the page that a leaf names MUST NOT take the leaves from there on before it has it; it asks the
// peers for it by its hash. An act that its owner withholds from one peer comes by another [REC-37]; withheld from all, the
// record waits, and the texts are shown.
func TestAWithheldRosterAct(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := rosterWorld(t, 46)
		defer w.stopAll()
		other := w.act("north", enrols("north", "b", officer.Release)) // with the same number, and entered nowhere
		from := map[parley.PartyID]bool{"north": true, "east": true}
		w.edit = func(at parley.PartyID, to ed25519.PublicKey, frame []byte, sent bool) []byte {
			if sent && from[at] && to.Equal(w.stations["south"].keys["link"].Public()) && wire.PeekType(frame) == wire.TypeSheet {
				frame = bytes.Clone(frame) // other bytes come, and the count of what came stays right
				frame[len(frame)-1] ^= 1
			}
			return frame
		}
		w.enterAct("north", w.act("north", enrols("north", "a", officer.Release)))
		time.Sleep(time.Minute)
		w.wantOfficers("north", "a serves", "north", "east")
		w.wantOfficers("north", "", "south")
		if _, _, err := w.stations["south"].node.learnAct(other); err != errUnasked || w.heldActs("south") != 0 {
			t.Errorf("another act than the one that is awaited: %v", err)
		}
		v, err := w.stations["north"].node.TestLine(t.Context(), LineQuery{Party: "south"}, Who{})
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		m := w.show("south", v.ID)
		if len(m.Marks) == 0 || !strings.Contains(m.Marks[0], "not yet checkable") {
			t.Errorf("shown: %+v", m)
		}
		from["east"] = false
		w.wait("north", w.tested("north", "south"), "recorded", 30*time.Minute)
		w.wait("north", v.ID, "recorded", time.Minute)
		w.wantOfficers("north", "a serves", "south")
		if m := w.show("south", v.ID); len(m.Marks) != 0 {
			t.Errorf("marks: %q", m.Marks)
		}
		w.recordsHold("south")
	})
}

// [REC-81] Who joins later, and who was away, learn every act of every record in its order, however many they are.
func TestRosterActsForWhoJoinsLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := joiningWorld(t)
		defer w.stopAll()
		w.enterAct("north", w.act("north", enrols("north", "a", officer.Administer), &officer.Quorum{Needed: 1}))
		w.stop("south")
		for _, id := range []officer.ID{"b", "c", "d", "e"} {
			w.enterAct("north", w.signAct(w.nextAct("north", enrols("north", id, officer.Release)), "north", officerKey("north", "a")))
		}
		w.start("south")
		time.Sleep(2 * time.Minute)
		all := "a serves, b serves, c serves, d serves, e serves"
		w.wantOfficers("north", all, "south")
		a := w.amend("north", func(*charter.Charter) {}, "east")
		w.adopt("north", a)
		w.adopt("south", a)
		east := w.stations["east"]
		east.node = w.open(east)
		a.Earlier = []EditionFile{{w.text, w.lines}}
		for _, id := range []parley.PartyID{"north", "south"} {
			a.Parties = append(a.Parties, w.stations[id].file.Encode())
		}
		w.adopt("east", a)
		w.serve("east")
		time.Sleep(5 * time.Minute)
		w.wantOfficers("north", all, "east")
		w.recordsHold("east")
		w.tested("north", "east")
	})
}

// [REC-94] A write of the learning node fails once, stored and not stored: it learns the act all the same.
func TestLearningAnActFailsTwice(t *testing.T) {
	for _, stored := range []bool{false, true} {
		reached := true
		for k := int64(1); reached; k++ {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, 47, true, "north", "south")
				defer w.stopAll()
				w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
				f := &failingStore{Store: w.stations["south"].memory, stored: stored}
				w.stations["south"].store = f
				w.start("north")
				w.start("south")
				time.Sleep(time.Minute)
				act := w.act("north", enrols("north", "a", officer.Release))
				f.left.Store(k)
				w.enterAct("north", act)
				time.Sleep(40 * time.Minute) // line tests bring other heads
				reached = f.failed.Load() && k < 6
				w.wantOfficers("north", "a serves", "south")
				w.recordsHold("south")
				w.stop("south")
				w.start("south")
				w.wantOfficers("north", "a serves", "south")
			})
			if k == 1 && !reached {
				t.Fatal("learning makes no write at all")
			}
		}
	}
}

// [REC-92] Nor does a reader take a leaf that names a sheet with a number that is not above that of the page in force, or with
// a key that an officer of the roster in force has or had.
func TestALyingPeersSheets(t *testing.T) {
	for name, change := range map[string]func(*station, *charter.Sheet){
		"the number of a roster act": func(s *station, old *charter.Sheet) { s.keys["duty"] = testKey("another duty key") },
		"a key of an officer":        func(s *station, old *charter.Sheet) { s.keys["duty"], old.Number = testKey("north officer a"), 5 },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := rosterWorld(t, 52)
				defer w.stopAll()
				south := w.stations["south"].node
				w.enterAct("north", w.act("north", enrols("north", "a", officer.Release)))
				time.Sleep(time.Minute)
				liar := newStation(t, "north")
				liar.file = w.stations["north"].file
				old := *mustSheet(t, liar.file.Sheet)
				change(liar, &old)
				liar.makeSheet(t, &old)
				if err := south.learnSheet(liar.file.Sheet); err != nil {
					t.Fatal(err)
				}
				size, err := south.size(south.tables()[0].seat("north").log)
				if err != nil {
					t.Fatal(err)
				}
				w.enterUnchecked("north", charter.SheetHash(liar.file.Sheet), nil)
				time.Sleep(time.Minute)
				if now, err := south.size(south.tables()[0].seat("north").log); now != size || err != nil {
					t.Errorf("south follows north's record up to %d, want %d: %v", now, size, err)
				}
				if n := w.stations["south"].alarms.raised("breaks the rules"); n == 0 {
					t.Error("south raised no alarm")
				}
			})
		})
	}
}

// [REC-81] [REC-80] A FLASH that an officer released comes before the roster act that names the officer: it is shown at once,
// as not yet checkable, is judged when the act comes, and evidence says who released it.
func TestAFlashBeforeItsRosterAct(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := rosterWorld(t, 53)
		defer w.stopAll()
		withheld := true
		w.edit = func(at parley.PartyID, to ed25519.PublicKey, frame []byte, sent bool) []byte {
			if sent && withheld && to.Equal(w.stations["south"].keys["link"].Public()) && wire.PeekType(frame) == wire.TypeSheet {
				frame = bytes.Clone(frame)
				frame[len(frame)-1] ^= 1
			}
			return frame
		}
		w.enterAct("north", w.act("north", enrols("north", "a", officer.Release)))
		s, err := w.stations["north"].node.Submit(t.Context(), w.by("north", w.message("north", "south", parley.Flash, "Released by an officer whom you do not know yet."), "a"), Who{User: "test"})
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(20 * time.Second)
		if in := w.inbox("south"); len(in) != 1 || len(in[0].Marks) == 0 || !strings.Contains(in[0].Marks[0], "not yet checkable") || in[0].Receipts["south"].Recorded != nil {
			t.Errorf("shown: %+v", in)
		}
		w.stop("south") // it goes on after a restart
		w.start("south")
		withheld = false
		w.wait("north", s.ID, "recorded", 20*time.Minute)
		if in := w.inbox("south"); len(in) != 1 || len(in[0].Marks) != 0 {
			t.Errorf("shown: %+v", in)
		}
		time.Sleep(time.Minute)
		for _, at := range []parley.PartyID{"north", "south"} {
			b, err := w.stations[at].node.Evidence(t.Context(), s.ID, Who{})
			if err != nil {
				t.Fatal(err)
			}
			r, err := record.VerifyEvidence(b, charter.Fingerprint(w.id))
			if err != nil || r.Verdict != record.Verified || !strings.Contains(strings.Join(r.Findings, "\n"), "released by the officer a of north") {
				t.Errorf("%s: %v, %+v", at, err, r)
			}
		}
	})
}

// [REC-94] A party whose root signs one act after another with the same number, and names each in leaves over which no head
// comes, fills nobody's disk.
func TestNoMoreThanSoManyLooseRosterActs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 54, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond})
		w.start("north")
		south := w.start("south")
		time.Sleep(time.Minute)
		tab := south.tables()[0]
		m := south.mirrorOf(south.peerOf(tab, "north"), tab, tab.seat("north"))
		held, err := south.size(m.s.log)
		if err != nil {
			t.Fatal(err)
		}
		next := w.nextAct("north", &officer.Quorum{Needed: 1})
		for i := range maxLoose + 1 {
			next.Time++
			act := w.signAct(next, "north", officer.Ed25519(w.stations["north"].keys["root"]))
			leaf := wire.Leaf{Kind: wire.LeafSheet, Date: parley.MillisOf(wall()), ID: parley.Sum(act)}
			m.mu.Lock()
			m.start, m.pending = held, [][]byte{leaf.Encode()}
			m.mu.Unlock()
			if _, _, err := south.learnAct(act); (err == nil) != (i < maxLoose) {
				t.Fatalf("act %d: %v", i, err)
			}
		}
		if n := w.heldActs("south"); n != maxLoose {
			t.Errorf("south keeps %d", n)
		}
	})
}
