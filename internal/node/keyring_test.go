package node

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	stations "parley/internal/station"
	"parley/internal/store"
	"parley/internal/store/storetest"
	"parley/narrow"
)

// ringOf opens a station of a world whose store fails as planned, and returns the secrets of its line to the other.
func ringOf(w *world, id parley.PartyID, plan storetest.Plan) (*Node, *keyring, *peer) {
	s := w.stations[id]
	s.store = s.memory
	if plan != nil {
		s.store = storetest.Faulty(s.memory, plan)
	}
	n := w.open(s)
	return n, n.secrets, n.allPeers()[0]
}

func shared(i byte) []byte { return bytes.Repeat([]byte{i}, narrow.SecretSize) }

func ids(t *testing.T, r *keyring, p *peer) (out []narrow.KeyID) {
	t.Helper()
	list, err := r.Order(p.sheet().Link)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range list {
		out = append(out, h.Secret.ID)
	}
	return out
}

func idOf(t *testing.T, i byte) narrow.KeyID {
	t.Helper()
	s, err := narrow.SecretOf(shared(i))
	if err != nil {
		t.Fatal(err)
	}
	return s.ID
}

// [NAR-3] "An end MUST keep the last two secrets that it took from TLS and the one given by hand, and MUST use for a beginning
// the newest one of which it knows that the other end has it, too: one under which something of the other end was authentic, or
// else the one before the newest, or else that given by hand."
func TestSecretsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 61, true, "north", "south")
		n, r, p := ringOf(w, "north", nil)
		keep := func(i byte, byHand bool) {
			time.Sleep(time.Minute)
			if _, err := r.keep(p.root, shared(i), byHand, nil); err != nil {
				t.Fatal(err)
			}
		}
		wants := func(what string, want ...byte) {
			t.Helper()
			var list []narrow.KeyID
			for _, i := range want {
				list = append(list, idOf(t, i))
			}
			if got := ids(t, r, p); fmt.Sprint(got) != fmt.Sprint(list) {
				t.Errorf("%s: %x, want %x", what, got, list)
			}
		}
		wants("none")
		keep(1, false)
		wants("one", 1)
		keep(2, true)
		wants("that by hand before the newest", 2, 1)
		keep(3, false)
		wants("the one before the newest first", 1, 2, 3)
		keep(4, false)
		wants("two from TLS", 3, 2, 4)
		keep(5, true)
		wants("one by hand", 3, 5, 4)
		keep(5, true)
		wants("the same again", 3, 5, 4)
		r.Proved(r.Named(idOf(t, 4))[0])
		wants("proved", 4, 3, 5)
		n.Close()
		n, r, p = ringOf(w, "north", nil)
		defer n.Close()
		wants("after a restart", 4, 3, 5)
		if x := r.Named(idOf(t, 1)); len(x) != 0 {
			t.Error("a secret that was dropped is held")
		}
	})
}

// [NAR-5] [NAR-7] "The counter ... is durable before the packet goes": a counter is never given out twice and never taken twice,
// whatever became of the write, and after a restart; one that could not be stored is not used.
func TestCountersAreDurable(t *testing.T) {
	for _, fault := range append([]storetest.Fault{storetest.None}, storetest.Faults...) {
		t.Run(fault.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { counters(t, fault) })
		})
	}
}

func counters(t *testing.T, fault storetest.Fault) {
	w := newWorld(t, 62, true, "north", "south")
	failing := false
	plan := func(int) storetest.Fault {
		if failing {
			return fault
		}
		return storetest.None
	}
	n, r, p := ringOf(w, "north", plan)
	if _, err := r.keep(p.root, shared(1), false, nil); err != nil {
		t.Fatal(err)
	}
	h := r.Named(idOf(t, 1))[0]
	given := map[uint64]bool{}
	next := func(wantError bool) {
		t.Helper()
		c, err := r.Counter(h)
		if (err != nil) != wantError {
			t.Errorf("counter %d: %v", c, err)
		}
		if err == nil && (given[c] || c == 0) {
			t.Errorf("the counter %d comes again", c)
		}
		given[c] = err == nil
	}
	take := func(c uint64, want, wantError bool) {
		t.Helper()
		fresh, err := r.Take(h, c)
		if fresh != want || (err != nil) != wantError {
			t.Errorf("%d is taken: %v, %v", c, fresh, err)
		}
	}
	next(false)
	next(false) // in the same millisecond
	take(7, true, false)
	take(7, false, false)
	failing = true
	next(fault != storetest.None)
	take(8, fault == storetest.None, fault != storetest.None)
	take(8, false, false)
	failing = false
	next(false)
	take(9, true, false)
	take(3, false, false)
	if r.New(h, 9) || !r.New(h, 10) {
		t.Error("New disagrees with Take")
	}
	n.Close()
	n, r, _ = ringOf(w, "north", nil)
	defer n.Close()
	h = r.Named(idOf(t, 1))[0]
	next(false)
	take(9, false, false)
	take(10, true, false)
}

// A secret that could not be stored is not used.
func TestSecretThatIsNotStored(t *testing.T) {
	for _, fault := range storetest.Faults {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, 63, true, "north", "south")
			failing := false
			n, r, p := ringOf(w, "north", func(int) storetest.Fault {
				if failing {
					return fault
				}
				return storetest.None
			})
			failing = true
			if _, err := r.keep(p.root, shared(1), true, &store.Entry{Action: "line-secret"}); !errors.Is(err, storetest.ErrInjected) {
				t.Errorf("%v: %v", fault, err)
			}
			if got := ids(t, r, p); len(got) != 0 {
				t.Errorf("%v: it is used", fault)
			}
			failing = false
			n.Close()
		})
	}
}

// Nothing of a secret stands in what the node says of it: not in its answer, the journal, the log or a printed value.
func TestSecretIsNotTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 64, true, "north", "south")
		n, r, p := ringOf(w, "north", nil)
		defer n.Close()
		given := LineSecretGiven{LineQuery: LineQuery{Party: "south"}, Secret: []byte("a-secret-nobody-is-to-be-told-of"), Who: Who{User: "ann"}}
		v, err := n.KeepLineSecret(t.Context(), given)
		if err != nil || len(v.ID) != 8 || v.Party != "south" {
			t.Fatalf("%+v, %v", v, err)
		}
		j, err := n.Journal(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var held []stations.Held
		for _, id := range ids(t, r, p) {
			held = append(held, r.Named(id)...)
		}
		text := fmt.Sprintf("%+v %#v %v %+v %v", v, given, given, j, r.rows[0].LineSecret)
		if strings.Contains(text, "nobody") || !strings.Contains(text, "line-secret") || len(held) != 1 {
			t.Errorf("%s", text)
		}
		given.Secret = given.Secret[:31]
		if _, err := n.KeepLineSecret(t.Context(), given); parley.CodeOf(err) != parley.CodeUsage {
			t.Errorf("a short secret: %v", err)
		}
	})
}
