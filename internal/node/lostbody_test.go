package node

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
	"parley/internal/store"
	"parley/wire"
)

// [REC-53] What an entry that came back names is asked of those who have it: a message of ours of its addressees, a message
// of another party of its author, and attachments in the same way, whole and however long.
func TestBodiesComeBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, x := twoWorld(t, 8)
		defer w.stopAll()
		w.start("north")
		w.start("south")
		x.both(1)
		old := w.stations["north"].memory.Snapshot()
		a, b := pattern("ours", 9000), pattern("theirs", 11000)
		ours := w.attach("north", "south", "With our map. "+longText(6000), a)
		theirs := w.attach("south", "north", "With their map. "+longText(6000), b)
		for from, id := range map[parley.PartyID]string{"north": ours, "south": theirs} {
			w.wait(from, id, "recorded", time.Minute)
			x.sent[from] = append(x.sent[from], id)
		}
		time.Sleep(2 * time.Minute)
		w.ack("south", ours)
		w.reply("south", "north", ours, "Answered.")
		x.sent["south"] = append(x.sent["south"], w.reply("south", "north", theirs, "More."))
		x.sent["south"] = append(x.sent["south"], w.stations["south"].lastSent(t, 2))
		time.Sleep(time.Minute)
		before := w.show("north", ours).Receipts["south"]
		w.stop("north")
		w.stations["north"].putBack(old)
		w.start("north")
		time.Sleep(5 * time.Minute)
		if v := w.wantState("north", "recovered"); len(v.Wanted)+len(v.Lost) != 0 || len(v.Back) != 6 {
			t.Errorf("recovered: %+v", v)
		}
		w.wantAttachment("north", w.blobOf("south", ours), a)
		w.wantAttachment("north", w.blobOf("south", theirs), b)
		after := w.show("north", ours).Receipts["south"]
		if *after.Recorded != *before.Recorded || *after.Acknowledged != *before.Acknowledged || *after.Answered != *before.Answered {
			t.Errorf("receipts %v, before %v", after, before)
		}
		w.wantDelivered("north")
		x.both(1)
		x.settled()
		x.all("north")
	})
}

// lastSent returns the id of the k-th last message that a station sent.
func (s *station) lastSent(t *testing.T, k int) string {
	t.Helper()
	all, err := s.node.Sent(t.Context(), Query{})
	if err != nil || len(all) < k {
		t.Fatal(len(all), err)
	}
	return all[len(all)-k].ID
}

// blobOf returns the attachment of a message.
func (w *world) blobOf(at parley.PartyID, id string) parley.Hash {
	w.t.Helper()
	h, err := parley.ParseHash(w.show(at, id).Attachments[0].ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return h
}

// [REC-54] What nobody has is entered as lost, by its id, after every party that may have had it was there for a while and
// gave nothing; the record then verifies.
func TestWhatNobodyHasIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 9, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 2400})
		w.start("north")
		w.start("south")
		x := newTalk(w)
		x.both(1)
		time.Sleep(time.Minute)
		old := w.stations["north"].memory.Snapshot()
		id := w.send("north", "south", parley.Routine, longText(20000)) // a minute and more on this line
		time.Sleep(20 * time.Second)
		if held := w.sizeAt("south", "north"); held != 5 {
			t.Fatalf("south holds %d entries of north", held)
		}
		w.stop("north")
		w.stations["north"].putBack(old)
		w.start("north")
		time.Sleep(lostAfter - 3*time.Minute)
		if v := w.wantState("north", "recovered"); len(v.Wanted) != 1 || v.Wanted[0] != id {
			t.Fatalf("wanted: %+v", v)
		}
		time.Sleep(10 * time.Minute)
		if v := w.wantState("north", "recovered"); len(v.Lost) != 1 || v.Lost[0] != id || len(v.Wanted) != 0 {
			t.Errorf("lost: %+v", v)
		}
		h, _ := parley.ParseHash(id)
		if _, ok := w.stations["north"].node.ownLeaf(w.stations["north"].node.tables()[0], h, wire.LeafLost); !ok {
			t.Error("no lost leaf was entered")
		}
		time.Sleep(time.Minute)
		x.both(1)
		x.settled()
	})
}

// Each write of a node that recovers fails once, in either way: it recovers all the same, and everything stands once.
func TestEveryWriteOfARecoveryFails(t *testing.T) {
	for _, stored := range []bool{false, true} {
		reached := true
		for k := int64(1); reached; k++ {
			t.Run(fmt.Sprintf("stored=%v/write=%d", stored, k), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { reached = playRecoveryFailure(t, stored, k) })
			})
			if k == 5 && !reached {
				t.Fatal("a recovery makes only 4 writes")
			}
		}
	}
}

// playRecoveryFailure reports whether the failure was reached.
func playRecoveryFailure(t *testing.T, stored bool, k int64) bool {
	w, x := twoWorld(t, 10)
	defer w.stopAll()
	w.start("north")
	w.start("south")
	x.both(1)
	back := w.setBack("north")
	x.both(1)
	time.Sleep(time.Minute)
	w.stop("north")
	w.stop("south")
	back()
	s := w.stations["north"]
	w.start("north")
	x.say("north", "south", 1)
	f := &failingStore{Store: s.memory, stored: stored}
	f.left.Store(-1)
	w.stop("north")
	s.store = f
	w.start("north")
	f.left.Store(k)
	w.start("south")
	time.Sleep(3 * time.Minute)
	if s.node == nil || s.node.server() == nil { // its store answered nothing any more
		w.stop("north")
		s.store = s.memory
		w.start("north")
		time.Sleep(3 * time.Minute)
	}
	if v := w.wantState("north", "recovered"); len(v.Back) != 2 || len(v.Moved) != 1 {
		t.Errorf("recovered: %+v", v)
	}
	f.left.Store(0) // no more
	x.both(1)
	x.settled()
	x.all("north")
	w.wantForks("south", 0)
	return f.failed.Load()
}

// [REC-52] A head that our own key did not sign, and leaves that give no head of ours, change nothing.
func TestAPeerCannotMakeUpOurRecord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, x := twoWorld(t, 11)
		defer w.stopAll()
		w.start("north")
		w.start("south")
		x.both(2)
		time.Sleep(time.Minute)
		n := w.stations["north"].node
		p, t0 := n.allPeers()[0], n.tables()[0]
		root := parley.Sum([]byte("made up"))
		forged := &wire.Head{Size: 100, Root: &root, Signature: make([]byte, 64)}
		if err := n.takeOwnHead(p, t0, forged); err != nil {
			t.Error(err)
		}
		time.Sleep(time.Minute)
		w.wantState("north", "sound")
		old := w.stations["north"].memory.Snapshot()
		x.both(2)
		time.Sleep(time.Minute)
		w.stop("north")
		w.stop("south")
		w.stations["north"].putBack(old)
		n = w.start("north")
		p, t0 = n.allPeers()[0], n.tables()[0]
		rec := t0.recovery.Load()
		rec.said("south", 100, n.now())
		n.takeOwnHead(p, t0, forged)
		var junk [][]byte
		for range 200 {
			junk = append(junk, wire.Leaf{Kind: wire.LeafClock, Date: n.now()}.Encode())
		}
		n.takeOwnLeaves(p, t0, &wire.Leaves{Start: rec.note.Had, Leaves: junk})
		time.Sleep(time.Minute)
		if v := w.wantState("north", "recovering"); v.Peers[0].Answered || v.Peers[0].Head != 0 {
			t.Errorf("answers: %+v", v)
		}
		w.start("south")
		time.Sleep(2 * time.Minute)
		if v := w.wantState("north", "recovered"); len(v.Back) != 4 {
			t.Errorf("recovered: %+v", v)
		}
		x.settled()
	})
}

// A decision is not taken while a peer hands back what it would fork.
func TestADecisionThatWouldForkIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, x := twoWorld(t, 12)
		defer w.stopAll()
		w.start("north")
		w.start("south")
		x.both(2)
		old := w.stations["north"].memory.Snapshot()
		x.both(1)
		time.Sleep(time.Minute)
		head := w.stations["north"].node.tables()[0].shown.Load()
		w.stop("north")
		w.stop("south")
		w.stations["north"].putBack(old)
		n := w.start("north")
		p, t0 := n.allPeers()[0], n.tables()[0]
		t0.recovery.Load().said("south", head.Size, n.now())
		n.takeOwnHead(p, t0, &wire.Head{Size: head.Size, Root: &head.Root, Signature: head.Signature})
		if _, err := n.GoOn(t.Context(), GoingOn{}); parley.CodeOf(err) != parley.CodeNotYet || !strings.Contains(err.Error(), "would fork it") {
			t.Errorf("decided: %v", err)
		}
		w.start("south")
		time.Sleep(time.Minute)
		x.settled()
	})
}

// [REC-53] A node gives what is asked for by its id to its author, and [REC-42] to its addressees; to nobody else.
func TestBodiesAreGivenToThoseTheyAreFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := meshWorld(t, nil, "east", "north", "south")
		defer w.stopAll()
		for _, id := range w.order {
			w.start(id)
		}
		blob := pattern("a map", 700)
		id := w.attach("north", "south", "Not for east.", blob)
		w.wait("north", id, "recorded", time.Minute)
		time.Sleep(time.Minute)
		h, _ := parley.ParseHash(id)
		for _, c := range []struct {
			at, to parley.PartyID
			given  bool
		}{{"south", "north", true}, {"north", "south", true}, {"north", "east", false}, {"south", "east", false}} {
			n := w.stations[c.at].node
			ps, _ := n.peerOf(n.tables()[0], c.to).seatIn(w.id)
			err := n.cfg.Store.View(func(r store.Reader) error {
				it, _, err := n.messageFor(r, ps, h)
				b, err2 := n.blobFor(r, ps, w.blobOf(c.at, id))
				if (it != nil) != c.given || (b != nil) != c.given {
					t.Errorf("%s gives %s: the text %v, the attachment %v", c.at, c.to, it != nil, b != nil)
				}
				return errors.Join(err, err2)
			})
			if err != nil {
				t.Error(err)
			}
		}
	})
}
