package node

import (
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
	"parley/internal/store"
	"parley/record"
	"parley/wire"
)

// lengthen gives a station that does not run an own record of size leaves, with a head after each few hundred.
func (w *world) lengthen(id parley.PartyID, size uint64) {
	w.t.Helper()
	s := w.stations[id]
	log := store.LogID{Charter: w.id, Party: id}
	date := parley.MillisOf(wall())
	for at := uint64(2); at < size; {
		err := s.memory.Update(func(tx store.Tx) error {
			var rows []store.Leaf
			var raw [][]byte
			for i := range min(size-at, 700) {
				l := wire.Leaf{Kind: wire.LeafClock, Date: date}
				raw = append(raw, l.Encode())
				rows = append(rows, store.Leaf{Index: at + i, Kind: uint8(l.Kind), Bytes: l.Encode()})
			}
			fresh, err := record.AppendHashes(at, raw, hashes(tx, log))
			if err != nil {
				return err
			}
			if err := tx.AppendLeaves(log, rows, hashRows(fresh)); err != nil {
				return err
			}
			at += uint64(len(rows))
			root, err := record.Root(at, hashes(tx, log))
			if err != nil {
				return err
			}
			sig, err := record.SignHead(s.keys["log"], record.Origin(w.id, id), at, root)
			if err != nil {
				return err
			}
			if err := s.marks.Raise(log, Mark{Size: at, Root: root}); err != nil {
				return err
			}
			return tx.PutHead(log, store.Head{Size: at, Root: root, Signature: sig, Seen: date, Reconciled: true})
		})
		if err != nil {
			w.t.Fatal(err)
		}
	}
}

// A node that is further behind than what it keeps of leaves without a head catches up, piece by piece: with the owner,
// and, where their line is down, with a third party.
func TestFarBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const size = maxPendingLeaves + 5000
		w := meshWorld(t, [][2]parley.PartyID{{"east", "north"}}, "east", "north", "south")
		defer w.stopAll()
		fast := simnet.Path{Delay: 5 * time.Millisecond, Rate: 100 << 20}
		w.link("north", "south", fast)
		w.link("east", "south", fast)
		w.lengthen("north", size)
		w.start("north")
		w.start("south")
		begin := time.Now()
		for w.sizeAt("south", "north") < size && time.Since(begin) < 10*time.Minute {
			time.Sleep(time.Second)
		}
		t.Logf("south caught up after %v", time.Since(begin))
		begin = time.Now()
		w.start("east")
		for w.sizeAt("east", "north") < size && time.Since(begin) < 20*time.Minute {
			time.Sleep(time.Second)
		}
		t.Logf("east caught up after %v", time.Since(begin))
		if south, east := w.sizeAt("south", "north"), w.sizeAt("east", "north"); south < size || east < size {
			t.Errorf("south holds %d leaves of %d, east %d", south, size, east)
		}
	})
}
