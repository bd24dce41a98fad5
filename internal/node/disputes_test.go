package node

import (
	"testing"

	"parley"
	"parley/internal/store"
	"parley/record"
)

// A head that contradicts the leaves held costs a proof once, and no more of them than are kept cost one at all.
func TestContradictionsAreProvedOnce(t *testing.T) {
	var d disputes
	log := store.LogID{Party: "north"}
	for i := range uint64(3 * maxProofs) {
		h := triedHead{log, i, parley.Hash{1}}
		if d.fresh(h) != (i < maxProofs) {
			t.Fatalf("after %d proofs another is made: %v", i, d.fresh(h))
		}
		d.try(h)
		if d.fresh(h) {
			t.Fatalf("head %d would be proved again", i)
		}
		d.add(log, dispute{hash: parley.Hash{byte(i + 1)}, kind: record.EvidenceFork})
	}
	if !d.fresh(triedHead{store.LogID{Party: "south"}, 1, parley.Hash{1}}) {
		t.Error("proofs against one record keep another from being proved")
	}
	if !d.first(log, parley.Hash{1}) || d.first(log, parley.Hash{2}) || d.first(log, parley.Hash{99}) {
		t.Error("the first proof is not the one that is handed on")
	}
	for i := range uint64(3 * maxTried) {
		d.try(triedHead{log, i, parley.Hash{2}})
	}
	if len(d.tried) > maxTried {
		t.Errorf("%d heads are remembered", len(d.tried))
	}
}
