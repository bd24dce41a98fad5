package storetest

import (
	"errors"
	"testing"

	"parley"
	"parley/internal/store"
)

// testFaults proves that a FaultyStore over the driver does what its plan says, and nothing else.
func testFaults(t *testing.T, open func(*testing.T) store.Store) {
	for _, fault := range Faults {
		t.Run(fault.String(), func(t *testing.T) {
			s := Faulty(open(t), Nth(2, fault))
			put := func(v string) error {
				return s.Update(func(tx store.Tx) error { return tx.PutMeta("clock", []byte(v)) })
			}
			if err := put("1"); err != nil {
				t.Fatal(err)
			}
			if err := s.Update(func(store.Tx) error { return errGiveUp }); !errors.Is(err, errGiveUp) {
				t.Fatalf("a transaction that gave up returned %v", err)
			}
			err := put("2")
			if !errors.Is(err, ErrInjected) || errors.Is(err, store.ErrUnknown) != (fault != NotStored) || parley.CodeOf(err) != parley.CodeStorage {
				t.Errorf("the second commit returned %v", err)
			}
			want := "1"
			if fault == UnknownStored {
				want = "2"
			}
			view(t, s, func(r store.Reader) error {
				v, err := r.Meta("clock")
				if string(v) != want {
					t.Errorf("after the second commit the store holds %q, want %q", v, want)
				}
				return err
			})
			if err := put("3"); err != nil || s.Commits() != 3 {
				t.Errorf("the third commit returned %v; %d commits", err, s.Commits())
			}
		})
	}
}
