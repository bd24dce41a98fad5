package node

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"parley/internal/store"
	"parley/link"
	"parley/record"
	"parley/wire"
)

// A countedStore counts transactions that write.
type countedStore struct {
	store.Store
	updates atomic.Int64
}

func (s *countedStore) Update(fn func(store.Tx) error) error {
	s.updates.Add(1)
	return s.Store.Update(fn)
}

// What came together of one record is used together, as much of it as may wait.
func TestOneRecord(t *testing.T) {
	one, two := link.LogKey{Party: "north"}, link.LogKey{Party: "south"}
	proofs := func(n int) (out []link.Delivery) {
		for range n {
			out = append(out, link.ProofIn{Log: one})
		}
		return out
	}
	heads := func(n int) (out []link.Delivery) {
		for range n {
			out = append(out, link.LeavesIn{Log: one}, link.HeadIn{Log: one})
		}
		return out
	}
	for _, c := range []struct {
		name string
		all  []link.Delivery
		want int
	}{
		{"leaves, heads and proofs", append(heads(3), proofs(2)...), 8},
		{"of two records", append(heads(2), link.LeavesIn{Log: two}), 4},
		{"more proofs than may wait", proofs(maxProofRun + 1), maxProofRun},
		{"more heads than are used together", heads(maxHeadRun + 1), 2*maxHeadRun + 1},
	} {
		if run := oneRecord(c.all); len(run) != c.want {
			t.Errorf("%s: %d", c.name, len(run))
		}
	}
}

// [REC-39] A node MUST hold each head that a peer shows of any record against the leaves that it holds of that record. Forty heads that
// came together with their leaves are one transaction, and one among them that is not signed over those leaves is asked about.
func TestHeadsThatComeTogether(t *testing.T) {
	for _, spoiled := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, 83, true, "north", "south")
			defer w.stopAll()
			counted := &countedStore{Store: w.stations["south"].memory}
			w.stations["south"].store = counted
			south := w.start("south")
			p := &rawPeer{t: t, w: w, id: "north", south: south}
			f, peer, table := p.north(), south.peerOf(south.tables()[0], "north"), south.tables()[0]
			log := link.LogKey(table.seat("north").log)
			var run []link.Delivery
			var signatures [][]byte
			for i := range 40 {
				from := len(f.leaves)
				f.clocks(t, 1, i*100)
				head := p.head(f, false)
				signatures = append(signatures, head.Signature)
				if spoiled && i == 20 {
					head.Signature = signatures[10]
				}
				if i == 0 {
					from = 0
				}
				run = append(run, link.LeavesIn{Log: log, Leaves: &wire.Leaves{Type: wire.TypeLeaves, Start: uint64(from), Leaves: f.leaves[from:]}},
					link.HeadIn{Log: log, Head: head})
			}
			time.Sleep(time.Second)
			before := counted.updates.Load()
			newLine(south, peer).deliver(run)
			if held := p.held(); held != uint64(len(f.leaves)) {
				t.Errorf("%d of %d leaves are held", held, len(f.leaves))
			}
			if n := counted.updates.Load() - before; n != 1 {
				t.Errorf("they took %d transactions", n)
			}
			m := south.mirrorOf(peer, table, table.seat("north"))
			if asked := !m.asked.head.IsZero(); asked != spoiled {
				t.Errorf("a head is asked for: %t, and one was spoiled: %t", asked, spoiled)
			}
		})
	}
}

// [LINK-25] A leaf that the peer waits for goes ahead of the others as a PROOF. Twenty that came together, with the head and its root, are
// two transactions: the head that waits for its leaves, and what they prove.
func TestProofsThatComeTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 84, true, "north", "south")
		defer w.stopAll()
		counted := &countedStore{Store: w.stations["south"].memory}
		w.stations["south"].store = counted
		south := w.start("south")
		p := &rawPeer{t: t, w: w, id: "north", south: south}
		f, table := p.north(), south.tables()[0]
		peer, log := south.peerOf(table, "north"), link.LogKey(table.seat("north").log)
		f.clocks(t, 60, 0)
		run := []link.Delivery{link.HeadIn{Log: log, Head: p.head(f, true)}}
		for i := 30; i < 50; i++ {
			path, err := record.ProveInclusion(uint64(len(f.leaves)), uint64(i), f.read)
			if err != nil {
				t.Fatal(err)
			}
			run = append(run, link.ProofIn{Log: log, Proof: &wire.Proof{Index: uint64(i), Leaf: f.leaves[i], Size: uint64(len(f.leaves)), Path: path}})
		}
		time.Sleep(time.Second)
		before := counted.updates.Load()
		newLine(south, peer).deliver(run)
		if n := counted.updates.Load() - before; n != 2 {
			t.Errorf("they took %d transactions", n)
		}
		if m := south.mirrorOf(peer, table, table.seat("north")); len(m.proofs) != 0 || m.rootOf(uint64(len(f.leaves))).IsZero() || p.held() >= 30 {
			t.Errorf("%d proofs wait, %d leaves are held", len(m.proofs), p.held())
		}
	})
}
