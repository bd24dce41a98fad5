package storetest

import (
	"errors"
	"fmt"
	"testing"

	"parley/internal/store"
)

var volumeSubjects = []subject{
	{"volumes", testVolumes},
	{"two volumes of one party", testTwoVolumes},
}

// Volumes: "in the order in which they were added". AddVolume: "ErrConflict if the number is taken by other bytes".
func testVolumes(t *testing.T, s store.Store) {
	volume := func(log store.LogID, number uint64) store.Volume {
		log.Volume = number
		return store.Volume{Log: log, Hash: worldIDs[number%10], Bytes: fmt.Appendf(nil, "volume %d of %s", number, log.Party)}
	}
	east, north, other := worldLogs[0], worldLogs[1], worldLogs[3]
	update(t, s, func(tx store.Tx) error {
		return errors.Join(tx.AddVolume(volume(north, 2)), tx.AddVolume(volume(other, 2)), tx.AddVolume(volume(north, 3)),
			tx.AddVolume(volume(north, 2)), tx.AddVolume(volume(east, 2)))
	})
	view(t, s, func(r store.Reader) error {
		got, err := r.Volumes(north.Charter)
		if want := []store.Volume{volume(north, 2), volume(north, 3), volume(east, 2)}; fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("got  %v\nwant %v", got, want)
		}
		return err
	})
	changed := volume(north, 3)
	changed.Bytes = []byte("another statement")
	refused(t, s, conflict, func(tx store.Tx) error { return tx.AddVolume(changed) })
	refused(t, s, tooLarge, func(tx store.Tx) error { return tx.AddVolume(volume(north, store.MaxNumber+1)) })
}

// LogID "names one volume of one party's record": what is said of one is not said of another.
func testTwoVolumes(t *testing.T, s store.Store) {
	first, second := worldLogs[0], worldLogs[0]
	second.Volume = 2
	head := func(size uint64) store.Head {
		return store.Head{Size: size, Root: worldIDs[size], Reconciled: size < 5}
	}
	fill := func(tx store.Tx, log store.LogID, size uint64) error {
		var leaves []store.Leaf
		for i := range size {
			leaves = append(leaves, leaf(i))
		}
		return errors.Join(tx.AppendLeaves(log, leaves, []store.HashAt{{Pos: 0, Hash: worldIDs[size]}}), tx.PutHead(log, head(size)),
			tx.PutHead(log, head(size+4)), tx.AddCosignature(log, store.Cosignature{Mirror: "north", Size: size, Root: worldIDs[size]}),
			tx.AddEvidence(store.Evidence{Log: log, Hash: worldIDs[size]}))
	}
	update(t, s, func(tx store.Tx) error { return errors.Join(fill(tx, first, 4), fill(tx, second, 3)) })
	view(t, s, func(r store.Reader) error {
		for log, want := range map[store.LogID]uint64{first: 4, second: 3} {
			size, err := r.LogSize(log)
			leaves, err2 := r.Leaves(log, 0, 9)
			byID, err3 := r.LeavesByID(log, worldIDs[0])
			last, err4 := r.LastHead(log)
			pending, err5 := r.PendingHeads(log)
			cosigs, err6 := r.Cosignatures(log)
			hashes, err7 := r.Hashes(log, []uint64{0})
			if err := errors.Join(err, err2, err3, err4, err5, err6, err7); err != nil {
				return err
			}
			got := fmt.Sprint(size, len(leaves), len(byID), last.Size, pending[0].Size, cosigs[0].Size, len(cosigs), hashes[0])
			if want := fmt.Sprint(want, want, (want+2)/3, want, want+4, want, 1, worldIDs[want]); got != want {
				t.Errorf("volume %d: got %s, want %s", log.Volume, got, want)
			}
		}
		proofs, err := r.AllEvidence()
		for _, e := range proofs {
			if want := map[bool]store.LogID{true: first, false: second}[e.Hash == worldIDs[4]]; e.Log != want {
				t.Errorf("evidence against %v is held against %v", want, e.Log)
			}
		}
		return err
	})
	third := store.LogID{Charter: first.Charter, Party: first.Party, Volume: store.MaxNumber + 1}
	refused(t, s, tooLarge, func(tx store.Tx) error { return tx.AppendLeaves(third, []store.Leaf{leaf(0)}, nil) })
	refused(t, s, tooLarge, func(tx store.Tx) error { return tx.PutHead(third, head(2)) })
	refused(t, s, tooLarge, func(tx store.Tx) error { return tx.AddCosignature(third, store.Cosignature{Mirror: "north"}) })
	refused(t, s, tooLarge, func(tx store.Tx) error { return tx.AddEvidence(store.Evidence{Log: third, Hash: worldIDs[9]}) })
}
