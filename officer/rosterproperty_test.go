package officer_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"parley"
	"parley/officer"

	"pgregory.net/rapid"
)

var (
	drawnIDs  = []officer.ID{"ada", "ben", "cem", "dan", "xia", "yan"}
	drawnKeys = []string{"ada", "ben", "cem", "dan", "xia", "yan", "k1", "k2", "k3", "north/log"}
)

func drawEntry(t *rapid.T) officer.Entry {
	id := rapid.SampledFrom(drawnIDs).Draw(t, "officer")
	rights := rapid.SampledFrom([]officer.Rights{1, 2, 8, 15, 16, 24, 31}).Draw(t, "rights")
	key := rapid.SampledFrom(drawnKeys).Draw(t, "key")
	from := testStart + parley.Millis(rapid.IntRange(0, 6).Draw(t, "from"))*minute
	var until *parley.Millis
	if n := rapid.IntRange(0, 6).Draw(t, "until"); n > 0 {
		until = pointer(from + parley.Millis(n)*minute)
	}
	switch rapid.IntRange(1, 6).Draw(t, "kind") {
	case 1:
		e := enrol(id, rights, key)
		e.From, e.Until = from, until
		return e
	case 2:
		return &officer.Rekey{Officer: id, Added: []officer.Key{soft(key).Key()}, Removed: rapid.SliceOfNDistinct(rapid.Map(rapid.SampledFrom(drawnKeys), kidOf), 0, 1, rapid.ID).Draw(t, "removed")}
	case 3:
		return &officer.Change{Officer: id, Posts: at("duty", rights), From: from, Until: until}
	case 4:
		return &officer.Revoke{Officer: id}
	case 5:
		return &officer.Compromised{Officer: id, Since: from}
	}
	return &officer.Quorum{Needed: uint64(rapid.IntRange(1, 3).Draw(t, "quorum"))}
}

// drawSigners returns those who sign: every key that is added, and any others.
func drawSigners(t *rapid.T, a *officer.Act) (signers []officer.Signer, names []string) {
	names = rapid.SliceOfNDistinct(rapid.SampledFrom(append([]string{"north/root"}, drawnKeys[:9]...)), 1, 3, rapid.ID).Draw(t, "signers")
	for _, k := range a.Added() {
		for _, n := range drawnKeys {
			if kidOf(n) == k.ID() && !slices.Contains(names, n) {
				names = append(names, n)
			}
		}
	}
	return softAll(names...), names
}

// told returns what a test compares of a roster.
func told(r *officer.Roster) string {
	s := fmt.Sprint(r.Number(), r.Quorum())
	for _, o := range r.Officers() {
		s += fmt.Sprintf("\n%+v %v", o, o.Until)
		for _, k := range r.KeysOf(o.ID) {
			s += fmt.Sprintf("\n  %s %v %v", k.Key.ID(), k.Out, k.Compromised)
		}
	}
	return s
}

// [OFF-18] [OFF-19] [OFF-20] Whatever is tried, and by whomever: without the root no administrator is made, changed, or
// given a key, and fewer than the quorum change nothing; a key has one holder; who is revoked stays so, without a key in
// force; a roster that was taken is never changed; and the fold at once is the fold act by act.
func TestFoldProperties(t *testing.T) {
	start := withAdministrators(t)
	rapid.Check(t, func(t *rapid.T) {
		h := *start
		h.acts = slices.Clone(start.acts)
		for range rapid.IntRange(1, 8).Draw(t, "acts") {
			a := h.next(rapid.SliceOfN(rapid.Custom(drawEntry), 1, 3).Draw(t, "entries")...)
			signers, names := drawSigners(t, a)
			before, was := h.roster, told(h.roster)
			_, err := h.try(a, signers...)
			if told(before) != was {
				t.Fatalf("the roster before was changed from %s to %s", was, told(before))
			}
			if err != nil {
				if h.roster != before {
					t.Fatal("a refused act changed the roster")
				}
				continue
			}
			checkStep(t, before, h.roster, names, a.Time)
		}
		var acts []*officer.Act
		for _, b := range h.acts {
			a, err := officer.Parse(b)
			if err != nil {
				t.Fatal(err)
			}
			acts = append(acts, a)
		}
		if again, err := officer.Fold("north", testCharter, testRoot, testReserved, acts...); err != nil || !reflect.DeepEqual(again, h.roster) {
			t.Fatalf("folded at once it is %v, %v", again, err)
		}
	})
}

func checkStep(t *rapid.T, before, after *officer.Roster, signers []string, time parley.Millis) {
	if !slices.Contains(signers, "north/root") {
		if got, want := administrators(after), administrators(before); !reflect.DeepEqual(got, want) {
			t.Fatalf("without the root the administrators %v became %v", want, got)
		}
		distinct := map[officer.ID]bool{}
		for _, n := range signers {
			if k, ok := before.Key(kidOf(n)); ok && !k.Out {
				if o, _ := before.Officer(k.Officer); o.Administers() && o.ValidAt(time) {
					distinct[o.ID] = true
				}
			}
		}
		if len(distinct) < before.Quorum() || after.Quorum() != before.Quorum() {
			t.Fatalf("%v of %d changed it, and the quorum is %d", distinct, before.Quorum(), after.Quorum())
		}
	}
	holders := map[parley.Hash]officer.ID{}
	for _, o := range after.Officers() {
		if was, _ := before.Officer(o.ID); was.Revoked && !o.Revoked {
			t.Fatalf("%s is back", o.ID)
		}
		for _, k := range after.KeysOf(o.ID) {
			if other, twice := holders[k.Key.Hash()]; twice || testReserved[k.Key.Hash()] || k.Officer != o.ID {
				t.Fatalf("the key %s of %s is of %s", k.Key.ID(), o.ID, other)
			}
			holders[k.Key.Hash()] = o.ID
			if o.Revoked && !k.Out {
				t.Fatalf("%s is revoked and has a key", o.ID)
			}
		}
	}
}

// administrators returns what the root alone decides: who administers, how long, with which keys. Keys that are out are
// left out, since any quorum may declare one compromised.
func administrators(r *officer.Roster) map[officer.ID]string {
	out := map[officer.ID]string{}
	for _, o := range r.Officers() {
		if o.Administers() && !o.Revoked {
			out[o.ID] = fmt.Sprint(o.Posts, o.From, o.Until != nil, len(r.KeysOf(o.ID)))
		}
	}
	return out
}
