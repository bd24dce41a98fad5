package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"parley"
	"parley/internal/store"
)

var listingSubjects = []subject{
	{"proceedings", testProceedings},
	{"proceedings that are due", testDueProceedings},
	{"proceedings that something changes", testTouched},
	{"proceedings and faults", testProceedingFaults},
}

// standing returns the n-th proceeding of the world.
func standing(n int, due parley.Millis) store.Proceeding {
	return store.Proceeding{ID: worldIDs[n], Charter: worldCharters[0], Seq: uint64(9 - n), Due: due, View: []byte{byte(n), 1}}
}

func putProceedings(t *testing.T, s store.Store, list ...store.Proceeding) {
	t.Helper()
	update(t, s, func(tx store.Tx) error {
		for _, p := range list {
			if err := tx.PutProceeding(p, nil, nil); err != nil {
				return err
			}
		}
		return nil
	})
}

func proceedingIDs(list []store.Proceeding) (ids []parley.Hash) {
	for _, p := range list {
		ids = append(ids, p.ID)
	}
	return ids
}

// PutProceeding "inserts or replaces a proceeding by id"; Proceedings: "ascending Seq". Touches: "PutProceeding
// takes it for a new row and keeps it else"; TouchProceeding: "Due becomes 0, Touches one more. A missing one is no error."
func testProceedings(t *testing.T, s store.Store) {
	a, b, c := standing(0, 50), standing(1, store.NeverDue), standing(2, 70)
	c.Charter, a.Touches, b.Lacks, b.Vouched = worldCharters[1], 7, true, []byte{8}
	putProceedings(t, s, a, b, c)
	update(t, s, func(tx store.Tx) error {
		return errors.Join(tx.TouchProceeding(a.ID), tx.TouchProceeding(a.ID), tx.TouchProceeding(worldIDs[7]))
	})
	a.Due, a.Touches = 0, 9
	holds := func(want ...store.Proceeding) {
		t.Helper()
		view(t, s, func(r store.Reader) error {
			got, err := r.Proceedings(worldCharters[0])
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%v, want %v", got, want)
			}
			lacking, _ := r.LackingProceedings()
			vouching, _ := r.VouchingProceedings(worldCharters[0])
			other, _ := r.VouchingProceedings(worldCharters[1])
			if !slices.Equal(proceedingIDs(lacking), []parley.Hash{b.ID}) || !slices.Equal(proceedingIDs(vouching), []parley.Hash{b.ID}) || len(other) > 0 {
				t.Errorf("lacking %v, vouching %v, %v", lacking, vouching, other)
			}
			_, none := r.Proceeding(worldIDs[7])
			missing(t, none)
			return err
		})
	}
	holds(b, a)
	a.Due, a.Touches, a.View = 90, 3, []byte("now")
	putProceedings(t, s, a)
	a.Touches = 9
	holds(b, a)
	refused(t, s, tooLarge, func(tx store.Tx) error { return tx.PutProceeding(standing(0, store.MaxNumber+1), nil, nil) })
}

// DueProceedings: "Due at most until and below NeverDue, ascending Due, then id".
func testDueProceedings(t *testing.T, s store.Store) {
	a, b, c, d := standing(0, 50), standing(1, 0), standing(2, store.NeverDue), standing(3, 50)
	putProceedings(t, s, a, b, c, d)
	equal := []parley.Hash{a.ID, d.ID}
	if string(a.ID[:]) > string(d.ID[:]) {
		equal = []parley.Hash{d.ID, a.ID}
	}
	all := append([]parley.Hash{b.ID}, equal...)
	view(t, s, func(r store.Reader) error {
		for _, x := range []struct {
			until parley.Millis
			limit int
			want  []parley.Hash
		}{{0, 9, all[:1]}, {49, 0, all[:1]}, {50, 0, all}, {store.NeverDue, 0, all}, {store.NeverDue, 2, all[:2]}} {
			if got, err := r.DueProceedings(x.until, x.limit); err != nil || !slices.Equal(proceedingIDs(got), x.want) {
				t.Errorf("until %d, %d of them: %v, %v", x.until, x.limit, got, err)
			}
		}
		return nil
	})
}

// KeyedProceedings: "those one of whose keys is among keys"; AwaitingProceedings: "those under the charter of log that wait
// until date or before for its party, or are due by then". A later PutProceeding takes the place of keys and waits.
func testTouched(t *testing.T, s store.Store) {
	a, b, c := standing(0, store.NeverDue), standing(1, 40), standing(2, 0)
	key := func(n int) []byte { return fmt.Appendf(nil, "key %d", n) }
	update(t, s, func(tx store.Tx) error {
		return errors.Join(
			tx.PutProceeding(a, [][]byte{key(2), key(1), key(1)}, []store.RecordWait{{Party: "south", Until: 60}, {Party: "east", Until: 60}}),
			tx.PutProceeding(b, [][]byte{key(2), {}}, nil),
			tx.PutProceeding(c, [][]byte{key(3)}, []store.RecordWait{{Party: "north", Until: 50}}),
			tx.PutProceeding(c, [][]byte{key(4)}, []store.RecordWait{{Party: "north", Until: 45}}))
	})
	view(t, s, func(r store.Reader) error {
		asked := func(keys ...[]byte) []parley.Hash {
			ids, err := r.KeyedProceedings(keys)
			if err != nil {
				t.Error(err)
			}
			return ids
		}
		both := []parley.Hash{a.ID, b.ID}
		if string(a.ID[:]) > string(b.ID[:]) {
			both = []parley.Hash{b.ID, a.ID}
		}
		if !slices.Equal(asked(key(2)), both) || !slices.Equal(asked(key(1), key(2)), both) || asked(key(3)) != nil || asked() != nil ||
			!slices.Equal(asked(key(9), key(4)), []parley.Hash{c.ID}) || !slices.Equal(asked([]byte{}), []parley.Hash{b.ID}) {
			t.Errorf("by key: %v, %v, %v", asked(key(2)), asked(key(3)), asked(key(4)))
		}
		keys, _ := r.ProceedingKeys(a.ID)
		waits, _ := r.ProceedingWaits(a.ID)
		if fmt.Sprintf("%s", keys) != "[key 1 key 2]" || !slices.Equal(waits, []store.RecordWait{{Party: "east", Until: 60}, {Party: "south", Until: 60}}) {
			t.Errorf("%s %v", keys, waits)
		}
		for _, x := range []struct {
			log  store.LogID
			date parley.Millis
			want []parley.Hash
		}{
			{worldLogs[2], 39, nil}, {worldLogs[2], 59, []parley.Hash{b.ID}}, {worldLogs[2], 60, both}, {worldLogs[1], 44, []parley.Hash{b.ID}}, {worldLogs[5], 99, nil},
		} {
			if got, err := r.AwaitingProceedings(x.log, x.date); err != nil || !slices.Equal(got, x.want) {
				t.Errorf("%s until %d: %v, want %v, %v", x.log.Party, x.date, got, x.want, err)
			}
		}
		return nil
	})
}

// A transaction whose commit fails leaves no part of a proceeding behind, or, if it was stored all the same, all of it.
func testProceedingFaults(t *testing.T, s store.Store) {
	for i, fault := range Faults {
		a := standing(i, 50)
		f := Faulty(s, Nth(2, fault))
		putProceedings(t, f, a)
		err := f.Update(func(tx store.Tx) error {
			b := a
			b.Due, b.View = 80, []byte("later")
			return errors.Join(tx.TouchProceeding(a.ID), tx.PutProceeding(b, [][]byte{{byte(i)}}, []store.RecordWait{{Party: "south", Until: 9}}))
		})
		if !errors.Is(err, ErrInjected) {
			t.Fatalf("%v: the second commit returned %v", fault, err)
		}
		want := fmt.Sprint(parley.Millis(50), uint64(0), a.View, 0, 0)
		if fault == UnknownStored {
			want = fmt.Sprint(parley.Millis(80), uint64(1), []byte("later"), 1, 1)
		}
		view(t, s, func(r store.Reader) error {
			p, err := r.Proceeding(a.ID)
			keys, _ := r.ProceedingKeys(a.ID)
			waits, _ := r.ProceedingWaits(a.ID)
			if got := fmt.Sprint(p.Due, p.Touches, p.View, len(keys), len(waits)); got != want {
				t.Errorf("%v: %s, want %s", fault, got, want)
			}
			return err
		})
	}
}

func (c chooser) putProceeding() operation {
	p := store.Proceeding{ID: pick(c, worldIDs), Charter: pick(c, worldCharters), Seq: c.number(), Due: pick(c, []parley.Millis{0, 5, 9, store.NeverDue}),
		Touches: c.Uint64N(5), Lacks: c.one(2), Vouched: c.bytes(1), View: c.bytes(9)}
	var keys [][]byte
	var waits []store.RecordWait
	for range c.IntN(3) {
		keys = append(keys, c.bytes(1))
		waits = append(waits, store.RecordWait{Party: pick(c, worldParties), Until: parley.Millis(c.IntN(9))})
	}
	return operation{"PutProceeding", func(tx store.Tx) error { return tx.PutProceeding(p, keys, waits) }}
}

func (c chooser) touchProceeding() operation {
	id := c.id()
	return operation{"TouchProceeding", func(tx store.Tx) error { return tx.TouchProceeding(id) }}
}

func listingQuestions() (qs []question) {
	add := func(ask func(store.Reader) (any, error)) { qs = append(qs, question{"proceedings", ask}) }
	for _, id := range worldIDs {
		add(func(r store.Reader) (any, error) { return r.Proceeding(id) })
		add(func(r store.Reader) (any, error) { return r.ProceedingKeys(id) })
		add(func(r store.Reader) (any, error) { return r.ProceedingWaits(id) })
	}
	for _, c := range worldCharters {
		add(func(r store.Reader) (any, error) { ps, err := r.Proceedings(c); return seqs(ps), err })
		add(func(r store.Reader) (any, error) { ps, err := r.VouchingProceedings(c); return seqs(ps), err })
	}
	for _, l := range worldLogs {
		add(func(r store.Reader) (any, error) { return r.AwaitingProceedings(l, 5) })
	}
	add(func(r store.Reader) (any, error) { return r.LackingProceedings() })
	add(func(r store.Reader) (any, error) { return r.DueProceedings(7, 4) })
	add(func(r store.Reader) (any, error) { return r.KeyedProceedings([][]byte{{}, {7}, {200}}) })
	return qs
}

// seqs returns what does not depend on the order of rows of one seq, of which a node has none.
func seqs(ps []store.Proceeding) (out []uint64) {
	for _, p := range ps {
		out = append(out, p.Seq)
	}
	return out
}
