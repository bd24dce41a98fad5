package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"parley"
	"parley/internal/store"
)

var proceedingSubjects = []subject{
	{"acts of a proceeding", testActs},
	{"leaves by mark", testMarkedLeaves},
	{"last cosigned", testLastCosigned},
}

// MessageFilter: Proceeding selects "the acts of this proceeding, its opening among them", Openings "acts that open a
// proceeding".
func testActs(t *testing.T, s store.Store) {
	list := []store.Message{message(0), message(1), message(2), message(3), message(4)}
	for i := range 4 {
		list[i].Proceeding = worldIDs[0]
	}
	list[3].Proceeding = worldIDs[3]
	list[2].RecordedAt = 7
	addMessages(t, s, list...)
	ids := func(f store.MessageFilter) (out []parley.Hash) {
		view(t, s, func(r store.Reader) error {
			ms, err := r.Messages(f)
			for _, m := range ms {
				out = append(out, m.ID)
			}
			return err
		})
		return out
	}
	for _, c := range []struct {
		name string
		f    store.MessageFilter
		want []parley.Hash
	}{
		{"all", store.MessageFilter{Proceeding: worldIDs[0]}, worldIDs[:3]},
		{"after the first", store.MessageFilter{Proceeding: worldIDs[0], After: 1}, worldIDs[1:3]},
		{"those that wait", store.MessageFilter{Proceeding: worldIDs[0], Unrecorded: true}, worldIDs[:2]},
		{"openings", store.MessageFilter{Openings: true}, []parley.Hash{worldIDs[0], worldIDs[3]}},
		{"none", store.MessageFilter{Proceeding: worldIDs[4]}, nil},
	} {
		if got := ids(c.f); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// MarkedLeaves: "sent, received or refused with one of marks".
func testMarkedLeaves(t *testing.T, s store.Store) {
	mark := func(n byte) [8]byte { return [8]byte{9, n} }
	of := func(index uint64, kind uint8, n byte) store.Leaf {
		return store.Leaf{Index: index, Kind: kind, ID: worldIDs[index], Mark: mark(n), Bytes: []byte{n}}
	}
	first, second := []store.Leaf{of(0, 9, 1), of(1, 1, 1), of(2, 2, 2), of(3, 3, 1)}, []store.Leaf{of(0, 2, 1), of(1, 5, 1), of(2, 1, 3)}
	update(t, s, func(tx store.Tx) error {
		return errors.Join(tx.AppendLeaves(worldLogs[0], first, nil), tx.AppendLeaves(worldLogs[6], second, nil))
	})
	asked := func(marks ...[8]byte) []string {
		var out []string
		view(t, s, func(r store.Reader) error {
			ls, err := r.MarkedLeaves(marks)
			for _, l := range ls {
				out = append(out, fmt.Sprint(l.Log.Party, l.Log.Volume, l.Index, l.ID == worldIDs[l.Index], l.Bytes))
			}
			slices.Sort(out)
			return err
		})
		return out
	}
	want := []string{"east0 1 true [1]", "east0 3 true [1]", "north2 0 true [1]"}
	if got := asked(mark(1), mark(1), mark(7)); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	var many [][8]byte
	for n := range byte(store.MaxMarks) {
		many = append(many, mark(n))
	}
	if got := asked(many...); len(got) != 5 {
		t.Errorf("by many marks: %q", got)
	}
	if got := asked(); got != nil {
		t.Errorf("by no mark: %q", got)
	}
	update(t, s, func(tx store.Tx) error { return tx.CutLog(worldLogs[0], 2, 0) })
	if got := asked(mark(1)); !slices.Equal(got, []string{want[0], want[2]}) {
		t.Errorf("after a cut: %q", got)
	}
}

// LastCosigned: "the largest size that the mirror cosigned".
func testLastCosigned(t *testing.T, s store.Store) {
	log := worldLogs[1]
	update(t, s, func(tx store.Tx) error {
		for _, size := range []uint64{3, 9, 5} {
			if err := tx.AddCosignature(log, store.Cosignature{Mirror: "east", Size: size}); err != nil {
				return err
			}
		}
		return tx.AddCosignature(log, store.Cosignature{Mirror: "south", Size: 12})
	})
	view(t, s, func(r store.Reader) error {
		size, err := r.LastCosigned(log, "east")
		if size != 9 {
			t.Errorf("the largest size is %d", size)
		}
		_, none := r.LastCosigned(log, "north")
		missing(t, none)
		return err
	})
}

func proceedingQuestions() (qs []question) {
	for _, id := range worldIDs {
		for _, waiting := range []bool{false, true} {
			f := store.MessageFilter{Proceeding: id, Unrecorded: waiting, Limit: 3}
			qs = append(qs, question{"acts", func(r store.Reader) (any, error) { return r.Messages(f) }})
		}
	}
	qs = append(qs, question{"openings", func(r store.Reader) (any, error) { return r.Messages(store.MessageFilter{Openings: true}) }})
	qs = append(qs, question{"marked leaves", func(r store.Reader) (any, error) {
		ls, err := r.MarkedLeaves([][8]byte{{0, 0xff}, {2, 0xff}})
		var names []string
		for _, l := range ls {
			names = append(names, fmt.Sprint(l))
		}
		slices.Sort(names)
		return names, err
	}})
	for _, l := range worldLogs {
		qs = append(qs, question{"last cosigned", func(r store.Reader) (any, error) { return r.LastCosigned(l, "east") }})
	}
	return qs
}
