package storetest

import (
	"fmt"
	"reflect"
	"testing"

	"parley"
	"parley/internal/store"
)

var draftSubjects = []subject{{"drafts", testDrafts}, {"void payloads", testVoidPayloads}}

// PutDraft: "inserts, or replaces by ID and keeps its Seq". OpenDrafts: ascending Seq. Drafts: "of every state, Seq below
// before, descending Seq".
func testDrafts(t *testing.T, s store.Store) {
	draft := func(i byte, state store.DraftState) store.Draft {
		return store.Draft{ID: store.DraftID{9 - i, i}, Charter: worldCharters[0], Edition: worldIDs[1], Payload: []byte{i, 1}, Signed: []byte{i, 2}, State: state,
			Message: worldIDs[2], Decided: worldIDs[3], User: "Ж'\"", Made: parley.Millis(i), Changed: 7}
	}
	for i := range byte(4) {
		d := draft(i, store.DraftOpen)
		d.Seq = 77
		update(t, s, func(tx store.Tx) error { return tx.PutDraft(d) })
	}
	update(t, s, func(tx store.Tx) error { return tx.PutDraft(draft(1, store.DraftReleased)) })
	update(t, s, func(tx store.Tx) error { return tx.PutDraft(draft(3, store.DraftCancelled)) })
	update(t, s, func(tx store.Tx) error {
		d := draft(3, store.DraftOpen) // also one that is no longer open can be put again: it is for the caller to know
		d.Payload = nil
		return tx.PutDraft(d)
	})
	view(t, s, func(r store.Reader) error {
		_, err := r.Draft(store.DraftID{1, 2, 3})
		missing(t, err)
		d, err := r.Draft(store.DraftID{8, 1})
		want := draft(1, store.DraftReleased)
		if want.Seq = 2; err != nil || !reflect.DeepEqual(d, want) {
			t.Errorf("%+v, %v", d, err)
		}
		open, err := r.OpenDrafts()
		if err != nil || fmt.Sprint(draftSeqs(open)) != "[1 3 4]" || len(open[2].Payload) != 0 {
			t.Errorf("open: %+v, %v", open, err)
		}
		all, err := r.Drafts(1<<63, 0)
		some, err2 := r.Drafts(4, 2)
		if err != nil || err2 != nil || fmt.Sprint(draftSeqs(all), draftSeqs(some)) != "[4 3 2 1] [3 2]" {
			t.Errorf("all: %v, %v; some: %v, %v", draftSeqs(all), err, draftSeqs(some), err2)
		}
		return nil
	})
}

// VoidPayload: "keeps the first".
func testVoidPayloads(t *testing.T, s store.Store) {
	for i := range 2 {
		update(t, s, func(tx store.Tx) error { return tx.VoidPayload(worldIDs[0], parley.Millis(7+i)) })
	}
	view(t, s, func(r store.Reader) error {
		if at, err := r.PayloadVoid(worldIDs[0]); at != 7 || err != nil {
			t.Errorf("%v, %v", at, err)
		}
		_, err := r.PayloadVoid(worldIDs[1])
		missing(t, err)
		return nil
	})
}

func draftSeqs(all []store.Draft) (out []uint64) {
	for _, d := range all {
		out = append(out, d.Seq)
	}
	return out
}
