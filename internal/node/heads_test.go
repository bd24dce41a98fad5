package node

import (
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/simnet"
	"parley/wire"
)

// Heads tells, for each charter and each party, how far its record is held, who cosigned it, and what is held against it:
// of two parties on a sound line both records, each cosigned by the other as far as it goes, and nothing against either.
func TestHeads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{})
		w.start("north")
		w.start("south")
		w.wait("north", w.send("north", "south", parley.Routine, "A text."), "recorded", time.Minute)
		time.Sleep(10 * time.Second)
		v := heads(t, w.stations["north"].node)
		if len(v) != 1 || v[0].Charter != w.id.String() || !v[0].Exercise || len(v[0].Records) != 2 {
			t.Fatalf("%+v", v)
		}
		for i, r := range v[0].Records {
			other := []string{"south", "north"}[i]
			if r.Own != (i == 0) || r.Size < 3 || r.Size != r.Entries || r.Root == nil || r.Dated == nil || r.Seen == nil || r.Shown != 0 || len(r.Proofs) != 0 {
				t.Errorf("%+v", r)
			}
			if len(r.Mirrors) != 1 || r.Mirrors[0].Party != other || r.Mirrors[0].Size != r.Size || r.Mirrors[0].At == nil || r.Mirrors[0].Since != nil {
				t.Errorf("of %s: %+v", r.Party, r.Mirrors)
			}
		}
		w.cut("north", "south")
		w.send("north", "south", parley.Routine, "Nobody sees this yet.")
		time.Sleep(time.Second)
		own := heads(t, w.stations["north"].node)[0].Records[0]
		if own.Mirrors[0].Size >= own.Size || own.Mirrors[0].Since == nil || *own.Mirrors[0].Since != *own.Dated {
			t.Errorf("an entry that nobody saw: %+v of %d", own.Mirrors[0], own.Size)
		}
	})
}

func heads(t *testing.T, n *Node) []HeadsView {
	t.Helper()
	v, err := n.Heads(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// What is held against a record is shown with it, and is had by its hash; a head whose entries do not come is told apart from
// one that is held.
func TestHeadsOfAForker(t *testing.T) {
	attack(t, func(p *rawPeer) {
		n := p.south
		p.greet()
		f := p.north().clocks(p.t, 3, 0)
		p.send(&wire.Leaves{Log: p.log("north"), Leaves: f.leaves}, p.head(f, false))
		p.send(p.head(p.north().clocks(p.t, 3, 1), true))
		time.Sleep(time.Second)
		var north HeadView
		for _, r := range heads(p.t, n)[0].Records {
			if r.Party == "north" {
				north = r
			}
		}
		if len(north.Proofs) != 1 || north.Proofs[0].Kind != "fork" || north.Size != 5 {
			p.t.Fatalf("%+v", north)
		}
		b, err := n.ProofNamed(p.t.Context(), north.Proofs[0].Hash, Who{User: "ann"})
		if err != nil || parley.Sum(b).String() != north.Proofs[0].Hash {
			p.t.Errorf("the proof: %v", err)
		}
		if _, err := n.ProofNamed(p.t.Context(), parley.Sum(nil).String(), Who{}); parley.CodeOf(err) != parley.CodeNotFound {
			p.t.Errorf("none: %v", err)
		}
	})
}

// LineTests tells when the next is due and by whom it is sent, and lists the last ones of one line, the newest first.
func TestLastAndNextLineTests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorldUnder(t, 1, true, func(c *charter.Charter) { c.LineTestMinutes = 60 }, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{})
		n := w.start("north")
		w.start("south")
		time.Sleep(3*time.Hour + time.Minute)
		v, err := n.LineTests(t.Context(), LineQuery{}, 2)
		if err != nil || len(v) != 1 || v[0].Party != "south" || v[0].Minutes != 60 || len(v[0].Tests) != 2 || v[0].Next == nil {
			t.Fatalf("%+v %v", v, err)
		}
		if a, b := v[0].Tests[0], v[0].Tests[1]; a.Time <= b.Time || a.By == b.By || a.AnsweredByNode == nil || *v[0].NextBy != b.By {
			t.Errorf("%+v", v[0])
		}
		next, _ := parley.ParseMillis(*v[0].Next)
		if left := next - parley.MillisOf(wall()); left <= 0 || left > 3_600_000 {
			t.Errorf("the next is due at %s", *v[0].Next)
		}
		if _, err := n.LineTests(t.Context(), LineQuery{}, 0); parley.CodeOf(err) != parley.CodeUsage {
			t.Errorf("none asked for: %v", err)
		}
		if v, err := n.LineTests(t.Context(), LineQuery{Party: "east"}, 1); err != nil || len(v) != 0 {
			t.Errorf("another party: %+v %v", v, err)
		}
	})
}
