package node

import (
	"context"
	"errors"
	"slices"
	"testing"

	"parley"
	"parley/internal/store"
)

// A sickStore answers some questions of those who look through all of it in another way than it should.
type sickStore struct {
	store.Store
	damage []string
	failed error // of Damage
	many   error // of questions about many ids
	asked  int   // questions about one
}

func (s *sickStore) View(fn func(store.Reader) error) error {
	return s.Store.View(func(r store.Reader) error { return fn(&sickReader{r, s}) })
}

type sickReader struct {
	store.Reader
	s *sickStore
}

func (r *sickReader) Damage() ([]string, error) { return r.s.damage, r.s.failed }

func (r *sickReader) LeavesNaming(ids []parley.Hash) ([]store.MarkedLeaf, error) {
	all, err := r.Reader.LeavesNaming(ids)
	slices.Reverse(all) // "in any order"
	return all, errors.Join(err, r.s.many)
}

func (r *sickReader) DeliveriesOf(ids []parley.Hash) ([]store.Delivery, error) {
	all, err := r.Reader.DeliveriesOf(ids)
	slices.Reverse(all)
	return all, errors.Join(err, r.s.many)
}

func (r *sickReader) Deliveries(id parley.Hash) ([]store.Delivery, error) {
	r.s.asked++
	return r.Reader.Deliveries(id)
}

// What the driver finds wrong is part of the check, and so is that it cannot look. A check that was ended is none.
func TestVerifyAsksTheDriver(t *testing.T) {
	memory := populated(t)
	for want, s := range map[string]*sickStore{
		"a page is torn": {Store: memory, damage: []string{"a page is torn"}},
		"database: cannot be read: no answer from the disk": {Store: memory, failed: parley.Errorf(parley.CodeStorage, "no answer from the disk")},
	} {
		v, err := Verify(t.Context(), "north", s)
		if err != nil || v.OK || !slices.Equal(v.Errors, []string{want}) {
			t.Errorf("verified: %v %q (%v), want %q", v.OK, v.Errors, err, want)
		}
		if _, damage, err := Compare(t.Context(), "north", s); err != nil || !slices.Equal(damage, []string{want}) {
			t.Errorf("compared: %q (%v), want %q", damage, err, want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Verify(ctx, "north", memory); !errors.Is(err, context.Canceled) {
		t.Errorf("a check that was ended: %v", err)
	}
	if err := (&audit{ctx: ctx}).damaged(make(chan damage)); !errors.Is(err, context.Canceled) {
		t.Errorf("a check that was ended while the driver looked: %v", err)
	}
}

// The leaves about a message are taken in their order, each with the record in which it stands.
func TestLookedUpLeaves(t *testing.T) {
	id, log, other := parley.Sum([]byte("a")), store.LogID{Party: "north"}, store.LogID{Party: "south"}
	at := func(log store.LogID, index uint64) store.MarkedLeaf {
		return store.MarkedLeaf{Log: log, Leaf: store.Leaf{Index: index, ID: id}}
	}
	k := &lookedUp{leaves: map[parley.Hash][]store.MarkedLeaf{id: {at(log, 7), at(other, 3), at(log, 5)}}}
	got, err := k.leavesIn(nil, log, id)
	if err != nil || len(got) != 2 || got[0].Index != 5 || got[1].Index != 7 {
		t.Errorf("leaves %v (%v)", got, err)
	}
}

// A store that cannot answer about many messages at once, because one of the rows is damaged, is asked about each.
func TestVerifyAsksAboutEach(t *testing.T) {
	for many, asked := range map[error]bool{nil: false, errors.New("a row is damaged"): true} {
		s := &sickStore{Store: populated(t), many: many}
		v, err := Verify(t.Context(), "north", s)
		if err != nil || !v.OK || (s.asked > 0) != asked {
			t.Errorf("verified: %v %q (%v), asked about %d messages by themselves", v.OK, v.Errors, err, s.asked)
		}
	}
}
