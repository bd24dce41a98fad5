package node

import (
	"crypto/ed25519"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/simnet"
	"parley/procedure"
	"parley/record"
	"parley/wire"
)

// split has a station go on as two machines with one record and the same keys: the other one, which is returned, will talk
// to one party, once they are linked, and the first one to the rest.
func (w *world) split(id, to parley.PartyID) *station {
	s := w.stations[id]
	w.stop(id)
	w.cut(id, to)
	other := &station{id: id, keys: s.keys, file: s.file, memory: s.memory.Snapshot(), marks: &memoryMarks{m: maps.Clone(s.marks.(*memoryMarks).m)}, rand: newStream("other")}
	other.store = other.memory
	w.start(id)
	other.node = w.open(other)
	w.serveAt(other, "other-"+string(id)+".invalid:7420")
	return other
}

// linkOther joins such a second machine to the party.
func (w *world) linkOther(id, to parley.PartyID) {
	w.link("other-"+id, to, simnet.Path{Delay: 50 * time.Millisecond})
	time.Sleep(2 * time.Minute)
}

// threeTalk has north invite east and south, over lines of packets.
func threeTalk(t *testing.T, seed uint64) (w *world, proceeding string) {
	w = newWorldUnder(t, seed, false, withTalks, "east", "north", "south")
	for i, a := range w.order {
		for _, b := range w.order[:i] {
			w.link(a, b, simnet.Path{Delay: 50 * time.Millisecond})
		}
	}
	for _, id := range w.order {
		w.start(id)
	}
	time.Sleep(5 * time.Second)
	proceeding = w.submit("north", w.opens("north", "east", "south"))
	for _, id := range w.order {
		w.until(id, proceeding)
	}
	time.Sleep(2 * time.Minute)
	return w, proceeding
}

// whole is where the one proceeding stands at a station.
func (w *world) whole(at parley.PartyID, p string) *procedure.Result {
	w.t.Helper()
	n := w.stations[at].node
	id, _ := parley.ParseHash(p)
	x := &caseRun{world: w, t: w.t.(*testing.T)}
	_, res := x.foldAt(n, id)
	if res == nil {
		w.t.Fatalf("%s cannot fold", at)
	}
	return res
}

// [PROC-20] With proof that a record forked, of which f leaves stand in both branches, leaves of that volume beyond f and
// beyond what was cosigned as PROC-19 asks MUST count for nothing. Leaves of a later volume count.
// [PROC-25] A reader MUST take f to be 0 for a proof that shows two heads and not where their trees part.
// [REC-90] A node that holds a proof that a record forked MUST give every peer but its owner its cosignatures over the last
// heads of that record, and cosign the heads of it that another party cosigned and that the leaves held agree with.
func TestAParticipantForks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, p := threeTalk(t, 31)
		defer w.stopAll()
		w.cut("north", "south")
		w.cut("east", "south")
		w.wait("east", w.send("east", "north", parley.Routine, "What both branches have, and only north cosigned."), "recorded", time.Minute)
		time.Sleep(30 * time.Second)
		both := w.sizeAt("north", "east")
		other := w.split("east", "south")
		defer other.stop()
		w.send("east", "north", parley.Routine, "To north, in one branch.")
		accept := w.submit("east", w.acts("east", p, "accept", "north", "south"))
		decline, err := other.node.Submit(t.Context(), w.seal("east", w.acts("east", p, "decline", "north", "south")), Who{User: "test"})
		if err != nil {
			t.Fatal(err)
		}
		w.linkOther("east", "south") // who is shown no head below that of the decline
		w.until("north", accept)
		w.until("south", decline.ID)
		time.Sleep(30 * time.Second)
		if r := w.whole("south", p); r.State != "declined" || r.Settled {
			t.Fatalf("south, before it knows of the fork: %s, settled %v", r.State, r.Settled)
		}
		w.restore("north", "south")
		time.Sleep(5 * time.Minute)
		north, south := w.whole("north", p), w.whole("south", p)
		for _, r := range []*procedure.Result{north, south} {
			if r.State != "open" || len(r.Entries) != 1 || !r.Settled || r.Proof != procedure.ProofConfirmed || r.Final {
				t.Errorf("with the proof: %s, %d entries, settled %v, proof %d", r.State, len(r.Entries), r.Settled, r.Proof)
			}
		}
		if d := differsFrom(north, south); d != "" {
			t.Error(d)
		}
		w.cosignedBy("east", both, "north", "south")

		other.stop()
		w.restore("east", "south")
		time.Sleep(2 * time.Minute)
		w.openVolume("east", "it forked")
		again := w.submit("east", w.acts("east", p, "decline", "north", "south"))
		w.until("north", again)
		w.until("south", again)
		time.Sleep(3 * time.Minute)
		for _, at := range []parley.PartyID{"north", "south", "east"} {
			if r := w.whole(at, p); r.State != "declined" || !r.Final || len(r.Disputed) != 0 {
				t.Errorf("%s, after a new volume: %s, final %v, disputed by %v", at, r.State, r.Final, r.Disputed)
			}
		}
		w.checkPromises()
	})
}

// cosignedBy holds that two come to the size at which a record forked, cosigned by both of them, at both of them.
func (w *world) cosignedBy(of parley.PartyID, want uint64, a, b parley.PartyID) {
	w.t.Helper()
	size := func(at parley.PartyID) (least uint64) {
		id := w.proceedingAt(at)
		n := w.stations[at].node
		x := &caseRun{world: w, t: w.t.(*testing.T)}
		in, _ := x.foldAt(n, id)
		for _, l := range in.Logs {
			if l.Party == of {
				if l.Volumes[0].Fork == nil || *l.Volumes[0].Fork != 0 {
					w.t.Errorf("%s takes f to be %v", at, l.Volumes[0].Fork)
				}
				least = l.Volumes[0].Held
				for _, m := range []parley.PartyID{a, b} {
					i := slices.IndexFunc(l.Volumes[0].Cosigned, func(c procedure.Cosigned) bool { return c.Mirror == m })
					if i < 0 {
						return 0
					}
					least = min(least, l.Volumes[0].Cosigned[i].Size)
				}
			}
		}
		return least
	}
	if x, y := size(a), size(b); x != want || y != want {
		w.t.Errorf("%s counts %d leaves of %s, %s %d, and %d stand in both branches", a, x, of, b, y, want)
	}
}

// proceedingAt is the one proceeding of a station.
func (w *world) proceedingAt(at parley.PartyID) parley.Hash {
	id, _ := parley.ParseHash(w.stands(at).ID)
	return id
}

// [PROC-19] Among three or more participants what is settled or final MUST be called confirmed only if it is so by the
// leaves that every participant has cosigned, apart from their owner and from those against whose record there is proof of
// a fork.
// [REC-91] A reader MUST refuse evidence of a proceeding with a proof of a fork that is no file of kind 2 of the same charter
// or fails by itself, and proofs that are not in ascending order of party and volume. It folds with what they prove.
func TestConfirmedAmongThree(t *testing.T) {
	var proof, without []byte
	fingerprint := ""
	synctest.Test(t, func(t *testing.T) {
		w := newWorldUnder(t, 32, false, withTalks, "east", "north", "south")
		defer w.stopAll()
		silent := true
		w.edit = func(at parley.PartyID, _ ed25519.PublicKey, frame []byte, sent bool) []byte {
			if sent && silent && at == "east" && len(frame) > 8 && wire.PeekType(frame[8:]) == wire.TypeCosig {
				return nil
			}
			return frame
		}
		for i, a := range w.order {
			for _, b := range w.order[:i] {
				w.link(a, b, simnet.Path{Delay: 50 * time.Millisecond})
			}
			w.start(a)
		}
		p := w.submit("north", w.opens("north", "east", "south"))
		w.until("east", p)
		w.until("south", p)
		time.Sleep(5 * time.Minute)
		for _, at := range []parley.PartyID{"north", "south"} {
			if r := w.whole(at, p); !r.Settled || r.Proof != procedure.ProofSettled || r.Vouched.State != "" {
				t.Errorf("%s, east cosigns nothing: settled %v, proof %d, confirmed up to %q", at, r.Settled, r.Proof, r.Vouched.State)
			}
		}
		w.cut("north", "south")
		other := w.split("east", "south")
		defer other.stop()
		w.send("east", "north", parley.Routine, "To north.")
		if _, err := other.node.Submit(t.Context(), w.seal("east", w.message("east", "south", parley.Routine, "To south.")), Who{User: "test"}); err != nil {
			t.Fatal(err)
		}
		w.linkOther("east", "south")
		time.Sleep(30 * time.Second)
		w.restore("north", "south")
		time.Sleep(5 * time.Minute)
		for _, at := range []parley.PartyID{"north", "south"} {
			if r := w.whole(at, p); !r.Settled || r.Proof != procedure.ProofConfirmed || r.Vouched.State != "open" {
				t.Errorf("%s, east is proved to have forked: settled %v, proof %d, confirmed up to %q, disputed by %v", at, r.Settled, r.Proof, r.Vouched.State, r.Disputed)
			}
		}
		proof, without = w.outcomeWithFork("north", "east", p)
		fingerprint = charter.Fingerprint(w.id)
	})
	const vouched = `it stands at "open", and every other participant has vouched`
	if said := verifyFiles(t, fingerprint, [][]byte{proof}); !strings.Contains(said, vouched) || !strings.Contains(said, "east signed two heads of one record") {
		t.Errorf("with the proof of the fork:\n%s", said)
	}
	if said := verifyFiles(t, fingerprint, [][]byte{without}); strings.Contains(said, vouched) {
		t.Errorf("without it:\n%s", said)
	}
}

// outcomeWithFork returns evidence of a proceeding that brings the proof of a fork, and the same without it.
func (w *world) outcomeWithFork(at, forker parley.PartyID, p string) (proof, without []byte) {
	w.t.Helper()
	proof, err := w.stations[at].node.Outcome(w.t.Context(), p, Who{User: "test"})
	if err != nil {
		w.t.Fatal(err)
	}
	verify := func(b []byte) *record.Report {
		r, err := record.VerifyEvidence(b, charter.Fingerprint(w.id))
		if err != nil {
			w.t.Fatal(err)
		}
		return r
	}
	if r := verify(proof); r.Verdict != record.Verified || !slices.Equal(r.Course.Forked, []record.LogName{{Party: forker}}) {
		w.t.Fatalf("%+v", r)
	}
	changed := func(change func(e *record.Evidence)) []byte {
		e, err := record.DecodeEvidence(proof)
		if err != nil {
			w.t.Fatal(err)
		}
		change(e)
		return e.Encode()
	}
	without = changed(func(e *record.Evidence) { e.Forks = nil })
	for name, change := range map[string]func(e *record.Evidence){
		"twice":              func(e *record.Evidence) { e.Forks = append(e.Forks, e.Forks[0]) },
		"of another kind":    func(e *record.Evidence) { e.Forks[0] = without },
		"cut short":          func(e *record.Evidence) { e.Forks[0] = e.Forks[0][:100] },
		"of another charter": func(e *record.Evidence) { e.Editions[0].Text = append(e.Editions[0].Text, '\n') },
		"signed by nobody": func(e *record.Evidence) {
			f, err := record.DecodeEvidence(e.Forks[0])
			if err != nil {
				w.t.Fatal(err)
			}
			f.Logs[0].Heads[0].Signature[5] ^= 1
			e.Forks[0] = f.Encode()
		},
	} {
		if r := verify(changed(change)); r.Verdict != record.Fails {
			w.t.Errorf("the proof of the fork %s: %d", name, r.Verdict)
		}
	}
	return proof, without
}

// In a record of several volumes the leaves of a later volume stand behind those of the volumes before.
//
// [PROC-5] Where leaves of one record name an act more than once, the first MUST count and the others say nothing; so
// entries that a later volume repeats (REC-57) change nothing.
func TestAProceedingRunsOnIntoALaterVolume(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, p := threeTalk(t, 33)
		defer w.stopAll()
		hold := w.submit("south", w.acts("south", p, "hold", "east", "north"))
		w.until("north", hold)
		w.openVolume("north", "a new machine")
		m := w.acts("north", p, "withdraw", "east", "south")
		for _, id := range w.whole("north", p).Seen {
			m.Seen = append(m.Seen, id)
		}
		withdraw := w.submit("north", m)
		w.until("south", withdraw)
		w.until("east", withdraw)
		time.Sleep(5 * time.Minute)
		for _, at := range w.order {
			if r := w.whole(at, p); r.State != "withdrawn" || !r.Final || r.Proof != procedure.ProofConfirmed {
				t.Errorf("%s: %s, final %v, proof %d", at, r.State, r.Final, r.Proof)
			}
		}
		if at := w.leavesOf("north", "north", withdraw); len(at) != 0 {
			t.Errorf("the first volume has %d leaves of it", len(at))
		}
		w.checkPromises()
	})
}
