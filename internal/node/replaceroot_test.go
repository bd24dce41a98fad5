package node

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/store"
	"parley/record"
)

// rootChange drafts and signs a replacement of a station's root: by its recovery key, or by the roots of the others.
func (w *world) rootChange(id parley.PartyID, by string) *charter.RootChange {
	w.t.Helper()
	s := w.stations[id]
	for _, role := range []string{"root", "recovery"} {
		s.keys["new "+role] = testKey(string(id) + " new " + role + " " + by)
	}
	ds, err := s.node.DraftRoots(w.t.Context(), parley.Hash(s.keys["new root"].Public()))
	if err != nil || len(ds) != 1 {
		w.t.Fatalf("%+v, %v", ds, err)
	}
	d := ds[0]
	x := &charter.RootChange{Charter: d.Charter, Edition: d.Edition, Party: d.Party, Number: d.Number, Root: s.keys["new root"].Public(), Recovery: parley.Sum(s.keys["new recovery"].Public())}
	if by == "recovery" {
		x.By = s.keys["recovery"].Public()
		line, err := x.SignAsRecovery(s.keys["recovery"])
		if err != nil {
			w.t.Fatal(err)
		}
		x.Lines = []string{line}
	} else {
		for _, other := range d.Others {
			x.Lines = append(x.Lines, w.lineOf(other, x))
		}
	}
	line, err := charter.SignAsRoot(s.keys["new root"], id, x.Text())
	if err != nil {
		w.t.Fatal(err)
	}
	x.Lines = append(x.Lines, strings.TrimSuffix(line, "\n"))
	return x
}

// lineOf is the signature of a station's root over a replacement.
func (w *world) lineOf(id parley.PartyID, x *charter.RootChange) string {
	w.t.Helper()
	line, err := charter.SignAsRoot(w.stations[id].keys["root"], id, x.Text())
	if err != nil {
		w.t.Fatal(err)
	}
	return strings.TrimSuffix(line, "\n")
}

// replaceRoot puts a station's new root in force, with a new sheet whose keys are the old ones but for those named.
func (w *world) replaceRoot(id parley.PartyID, x *charter.RootChange, rotate ...string) {
	w.t.Helper()
	s := w.stations[id]
	old := mustSheet(w.t, s.file.Sheet)
	s.keys["root"], s.keys["recovery"] = s.keys["new root"], s.keys["new recovery"]
	for _, role := range rotate {
		s.keys[role] = testKey(string(id) + " " + role + " after")
	}
	s.makeSheet(w.t, old)
	if _, err := s.node.ReplaceRoot(w.t.Context(), RootReplacement{Statements: [][]byte{x.Encode()}, PartyFile: s.file.Encode(), Who: Who{User: "ann"}}); err != nil {
		w.t.Fatal(err)
	}
}

// [CHR-57] [CHR-59] [REC-85] A lost root is replaced by its recovery key while a message is under way and one line is down. All
// keys are new. What was signed before still verifies, what is signed under it from then on counts, and evidence of both
// verifies and says how the root was replaced.
func TestALostRootIsReplaced(t *testing.T) {
	for _, by := range []string{"recovery", "others"} {
		synctest.Test(t, func(t *testing.T) {
			w := noticeWorld(t, 0)
			defer w.stopAll()
			before := w.send("north", "south", parley.Flash, "Under the first root.")
			w.wait("north", before, "recorded", time.Minute)
			w.cut("north", "east")
			x := w.rootChange("north", by)
			w.replaceRoot("north", x, "log", "link", "cosigner", "duty", "operator")
			w.stop("north")
			w.start("north")
			time.Sleep(5 * time.Minute)
			after := w.write("north", "south", "Under the second.")
			w.wait("north", after, "recorded", 10*time.Minute)
			w.restore("north", "east")
			w.wait("east", w.write("east", "north", "I have heard."), "recorded", 10*time.Minute)
			want := x.Words()
			for range 2 {
				for _, id := range w.order {
					w.recordsHold(id)
					w.evidenceHolds(id, w.write(id, w.order[(slices.Index(w.order, id)+1)%3], "And now."))
					c, err := w.stations[id].node.Charters(t.Context())
					if err != nil || !slices.Equal(c[0].Parties[1].Roots, []string{want}) || c[0].Parties[1].Fingerprint != charter.Fingerprint(parley.Sum(x.Root)) {
						t.Errorf("%s shows %+v, %v", id, c[0].Parties[1], err)
					}
					if v, _ := w.stations[id].node.VerifyRecord(t.Context()); len(v.Roots) != 1 || !strings.HasSuffix(v.Roots[0], want) {
						t.Errorf("%s: verified %+v", id, v.Roots)
					}
				}
				for _, id := range w.order {
					w.stop(id)
				}
				for _, id := range w.order {
					w.start(id)
				}
				time.Sleep(time.Minute)
			}
			for _, id := range []string{before, after} {
				for _, at := range []parley.PartyID{"north", "south"} {
					b, err := w.stations[at].node.Evidence(t.Context(), id, Who{})
					if err != nil {
						t.Fatal(err)
					}
					r, err := record.VerifyEvidence(b, charter.Fingerprint(w.id))
					if err != nil || r.Verdict != record.Verified || !slices.ContainsFunc(r.Findings, func(f string) bool { return strings.Contains(f, want) }) {
						t.Errorf("%s at %s: %+v, %v", id, at, r, err)
					}
				}
			}
			a := w.amend("south", clause("The root of north is the new one."))
			for _, id := range w.order {
				w.adopt(id, a)
			}
			w.wait("north", w.write("north", "south", "Under edition 2."), "recorded", time.Minute)
			w.evidenceHolds("south", w.write("south", "north", "Under edition 2, too."))
			for _, id := range w.order {
				w.recordsHold(id)
			}
		})
	}
}

// [CHR-57] [CHR-58] Statements that replace no root; and after one was taken: a second one with its number, a sheet and a withdrawal
// signed by the root that was replaced.
func TestRootsThatAreNotReplaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := noticeWorld(t, 0)
		defer w.stopAll()
		north, south := w.stations["north"], w.stations["south"].node
		others := w.rootChange("north", "others")
		x := w.rootChange("north", "recovery")
		bad := func(name string, b []byte) {
			if err := south.learnStatement(w.id, b); err == nil {
				t.Errorf("%s: taken", name)
			}
		}
		next := *x
		next.Number = 2
		bad("number 2 first", next.Encode())
		bare := *x
		bare.Lines = x.Lines[1:]
		bad("without the recovery key", bare.Encode())
		two := *others
		two.Lines = others.Lines[1:]
		bad("without one of the others", two.Encode())
		oldRoot, oldSheet := north.keys["root"], mustSheet(t, north.file.Sheet)
		late, err := north.node.DraftWithdrawal(t.Context(), "", 0)
		if err != nil {
			t.Fatal(err)
		}
		w.replaceRoot("north", x)
		time.Sleep(time.Minute)
		bad("a second one", others.Encode())
		all, err := south.Events(t.Context())
		if err != nil || !slices.ContainsFunc(all, func(e EventView) bool { return strings.HasPrefix(e.Sentence, "a second statement replaces the root") }) {
			t.Errorf("the second one is not raised: %+v, %v", all, err)
		}
		if south.tables()[0].rootOf(south.tables()[0].seat("north")) != rootKey(x.Root) {
			t.Fatal("south has not taken the new root")
		}
		stolen := *oldSheet
		hash := charter.SheetHash(north.file.Sheet)
		stolen.Number, stolen.Previous = 3, &hash
		stolen.Log = testKey("a thief's log").Public()
		k := north.keys
		b, err := charter.SignSheet(&stolen, []parley.Signer{oldRoot, testKey("a thief's log"), k["cosigner"], k["link"], k["duty"], k["operator"]})
		if err != nil {
			t.Fatal(err)
		}
		if err := south.learnSheet(b); err == nil {
			t.Error("a sheet under the root that was replaced is taken")
		}
		wd, err := charter.SignWithdrawal(oldRoot, &charter.Withdrawal{Charter: late.Charter, Edition: late.Edition, Party: late.Party, From: late.From})
		if err != nil {
			t.Fatal(err)
		}
		st, err := readStatement(wd)
		if err != nil {
			t.Fatal(err)
		}
		tab := north.node.tables()[0]
		if _, _, err := north.node.recorder.do(tab.statementJob(st)); err != nil {
			t.Fatal(err)
		}
		tab.addStatement(st)
		north.node.departuresChanged(tab)
		time.Sleep(time.Minute)
		if len(tab.departures()) != 0 || len(south.tables()[0].departures()) != 0 {
			t.Error("a withdrawal under the root that was replaced counts")
		}
		w.wait("north", w.write("north", "south", "All goes on."), "recorded", time.Minute)
		south.cfg.Store.View(func(r store.Reader) error {
			all, err := r.Statements(w.id)
			if err != nil || len(all) != 2 {
				t.Errorf("south holds %d statements, %v", len(all), err)
			}
			return nil
		})
		w.recordsHold("south")
	})
}
