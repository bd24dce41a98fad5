package storetest

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"parley"
	"parley/internal/store"
)

var charterSubjects = []subject{
	{"meta", testMeta},
	{"editions", testEditions},
	{"sheets", testSheets},
	{"journal", testJournal},
	{"heads of the journal", testJournalHeads},
	{"evidence", testEvidence},
}

func testMeta(t *testing.T, s store.Store) {
	for _, v := range []string{"one", "", "two\x00", strings.Repeat("x", 100_000)} {
		update(t, s, func(tx store.Tx) error { return tx.PutMeta("имя 'x'", []byte(v)) })
		view(t, s, func(r store.Reader) error {
			got, err := r.Meta("имя 'x'")
			if string(got) != v {
				t.Errorf("got %.20q, want %.20q", got, v)
			}
			return err
		})
	}
	update(t, s, func(tx store.Tx) error { return tx.PutMeta("nil", nil) })
	view(t, s, func(r store.Reader) error {
		if v, err := r.Meta("nil"); err != nil || len(v) != 0 {
			t.Errorf("a value without bytes came out as %q, %v", v, err)
		}
		return nil
	})
}

// Editions: "ascending number"; Charters: "in order of adoption"; AddEdition: "ErrConflict if the number is taken by
// other bytes".
func testEditions(t *testing.T, s store.Store) {
	edition := func(charter parley.Hash, n uint64) store.Edition {
		return store.Edition{Charter: charter, Number: n, ID: parley.Sum([]byte{byte(n)}), Bytes: fmt.Appendf(nil, "edition: %d\n", n),
			Signatures: []string{"— north b\n", "— south a\n", "— east c\n"}}
	}
	first, second := worldCharters[1], worldCharters[0] // not in the order of their ids, one way or the other
	update(t, s, func(tx store.Tx) error {
		return errors.Join(tx.AddEdition(edition(first, 2)), tx.AddEdition(edition(second, 1)), tx.AddEdition(edition(first, 1)),
			tx.AddEdition(edition(worldIDs[0], 1)))
	})
	view(t, s, func(r store.Reader) error {
		charters, err := r.Charters()
		if !slices.Equal(charters, []parley.Hash{first, second, worldIDs[0]}) {
			t.Errorf("charters %v", charters)
		}
		editions, err2 := r.Editions(first)
		want := fmt.Sprintf("%+v", []store.Edition{edition(first, 1), edition(first, 2)})
		if got := fmt.Sprintf("%+v", editions); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		return errors.Join(err, err2)
	})
	before := all(t, s)
	same := edition(first, 1)
	same.Signatures = nil
	update(t, s, func(tx store.Tx) error { return tx.AddEdition(same) })
	if after := all(t, s); after != before {
		t.Errorf("adding the same edition changed something: %s", difference(before, after))
	}
	other := edition(first, 1)
	other.Bytes = []byte("edition: 1 \n")
	refused(t, s, conflict, func(tx store.Tx) error { return tx.AddEdition(other) })
	refused(t, s, tooLarge, func(tx store.Tx) error { return tx.AddEdition(edition(first, store.MaxNumber+1)) })
}

// AddSheet: "ErrConflict if the number is taken by other bytes".
func testSheets(t *testing.T, s store.Store) {
	sheet := func(n uint64) store.Sheet {
		return store.Sheet{Root: worldRoots[0], Number: n, Hash: parley.Sum([]byte{byte(n)}), Bytes: fmt.Appendf(nil, "sheet %d", n)}
	}
	update(t, s, func(tx store.Tx) error {
		return errors.Join(tx.AddSheet(sheet(10)), tx.AddSheet(sheet(2)), tx.AddSheet(sheet(2)),
			tx.AddSheet(store.Sheet{Root: worldRoots[1], Number: 2, Bytes: []byte("another party's")}))
	})
	view(t, s, func(r store.Reader) error {
		sheets, err := r.Sheets(worldRoots[0])
		if got, want := fmt.Sprint(sheets), fmt.Sprint([]store.Sheet{sheet(2), sheet(10)}); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		return err
	})
	other := sheet(2)
	other.Bytes = []byte("sheet 2 ")
	refused(t, s, conflict, func(tx store.Tx) error { return tx.AddSheet(other) })
	refused(t, s, tooLarge, func(tx store.Tx) error { return tx.AddSheet(sheet(store.MaxNumber + 1)) })
}

// Heads of the journal: by size, ascending; the first is kept, and another of the same size is refused.
func testJournalHeads(t *testing.T, s store.Store) {
	missing := func(r store.Reader) error { _, err := r.LastJournalHead(); return err }
	if err := s.View(missing); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the last of none: %v", err)
	}
	head := func(size uint64) store.JournalHead {
		return store.JournalHead{Size: size, Root: parley.Sum([]byte{byte(size)}), Frontier: []byte("frontier"), Signature: []byte("signature")}
	}
	for _, size := range []uint64{5, 2, 9, 5} {
		update(t, s, func(tx store.Tx) error { return tx.AddJournalHead(head(size)) })
	}
	for _, change := range []func(*store.JournalHead){func(h *store.JournalHead) { h.Root[0]++ }, func(h *store.JournalHead) { h.Frontier = []byte("another") }} {
		other := head(5)
		change(&other)
		refused(t, s, conflict, func(tx store.Tx) error { return tx.AddJournalHead(other) })
	}
	refused(t, s, tooLarge, func(tx store.Tx) error { return tx.AddJournalHead(head(store.MaxNumber + 1)) })
	view(t, s, func(r store.Reader) error {
		last, err := r.LastJournalHead()
		if err != nil || !reflect.DeepEqual(last, head(9)) {
			t.Errorf("the last: %+v, %v", last, err)
		}
		some, err := r.JournalHeads(3, 1)
		if !reflect.DeepEqual(some, []store.JournalHead{head(5)}) {
			t.Errorf("one from 3 on: %+v", some)
		}
		all, err := r.JournalHeads(0, 0)
		if len(all) != 3 {
			t.Errorf("all: %+v", all)
		}
		return err
	})
}

// Journal: ascending Seq, greater than after, at most limit.
func testJournal(t *testing.T, s store.Store) {
	for i := range 5 {
		update(t, s, func(tx store.Tx) error {
			e := store.Entry{Seq: 77, Time: parley.Millis(i), User: "Ж'\"", Post: "duty", Action: "read", Detail: fmt.Sprint(i)}
			if i > 2 {
				e.Leaf = parley.Sum([]byte(e.Detail))
			}
			return tx.AddEntry(e)
		})
	}
	view(t, s, func(r store.Reader) error {
		entries, err := r.Journal(0, 0)
		if err != nil || len(entries) != 5 {
			t.Fatalf("%d entries, %v", len(entries), err)
		}
		for i, e := range entries {
			if e.Detail != fmt.Sprint(i) || e.User != "Ж'\"" || i > 0 && e.Seq <= entries[i-1].Seq || e.Leaf.IsZero() != (i <= 2) ||
				i > 2 && e.Leaf != parley.Sum([]byte(e.Detail)) {
				t.Errorf("entry %d is %+v", i, e)
			}
		}
		part, err := r.Journal(entries[1].Seq, 2)
		if !slices.Equal(part, entries[2:4]) {
			t.Errorf("two entries after the second: %v", part)
		}
		return err
	})
}

// AddEvidence: "by Hash; keeps the first".
func testEvidence(t *testing.T, s store.Store) {
	ids := slices.SortedFunc(slices.Values(worldIDs[:3]), func(a, b parley.Hash) int { return strings.Compare(a.String(), b.String()) })
	for _, i := range []int{2, 0, 1, 0} {
		update(t, s, func(tx store.Tx) error {
			n, _ := tx.AllEvidence()
			return tx.AddEvidence(store.Evidence{Log: worldLogs[0], Hash: ids[i], Found: parley.Millis(len(n)), Bytes: ids[i][:4]})
		})
	}
	view(t, s, func(r store.Reader) error {
		proofs, err := r.AllEvidence()
		proof := func(i int, found parley.Millis) store.Evidence {
			return store.Evidence{Log: worldLogs[0], Hash: ids[i], Found: found, Bytes: ids[i][:4]}
		}
		want := []store.Evidence{proof(0, 1), proof(1, 2), proof(2, 0)}
		if fmt.Sprint(proofs) != fmt.Sprint(want) {
			t.Errorf("got  %v\nwant %v", proofs, want)
		}
		return err
	})
}
