package node

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
)

// "All or none": one that could not leave, a repeated id, or a write that fails, and none of them is kept; a store that failed after it
// had stored keeps all of them.
func TestDraftAll(t *testing.T) {
	for _, c := range []struct {
		name  string
		fails int64 // the update that fails; 0: none
		after bool  // after it stored
		kept  int
	}{{"whole", 0, false, 3}, {"not stored", 1, false, 0}, {"stored", 1, true, 3}} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, 41, true, "north", "south")
				defer w.stopAll()
				w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond})
				s := w.stations["north"]
				f := &failingStore{Store: s.memory, stored: c.after}
				s.store = f
				w.start("north")
				w.start("south")
				w.staff("north")
				time.Sleep(time.Minute)
				n := s.node
				var list []NewDraft
				for i := range 3 {
					list = append(list, NewDraft{Payload: w.message("north", "south", parley.Routine, fmt.Sprint("text ", i)).Encode(), Who: Who{User: "clerk"}})
				}
				open := func() int {
					v, err := n.Drafts(t.Context(), true)
					if err != nil {
						t.Fatal(err)
					}
					return len(v)
				}
				stray := NewDraft{Payload: w.message("south", "north", parley.Routine, "of another party").Encode()}
				for says, bad := range map[string][]NewDraft{"draft 3: the originator is south": {list[0], list[1], stray}, "draft 2 names one": {list[0], {ID: "abcd", Payload: list[1].Payload}},
					"draft 1: ": {{Payload: []byte{1}}}, "there are 0 drafts": nil, "there are 201 drafts": make([]NewDraft, MaxDrafts+1)} {
					if v, err := n.DraftAll(t.Context(), bad); err == nil || !strings.Contains(parley.SentenceOf(err), says) || len(v) > 0 || open() != 0 {
						t.Fatalf("%s: %v, %d drafts", says, err, open())
					}
				}
				if c.fails > 0 {
					f.left.Store(c.fails)
				}
				v, err := n.DraftAll(t.Context(), list)
				if (err == nil) != (c.fails == 0) || open() != c.kept || err == nil && len(v) != 3 {
					t.Errorf("%v: %d drafts are kept, %d returned", err, open(), len(v))
				}
				if err != nil && parley.CodeOf(err) != parley.CodeStorage {
					t.Errorf("it fails with %v", err)
				}
			})
		})
	}
}
