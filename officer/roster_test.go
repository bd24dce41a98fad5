package officer_test

import (
	"reflect"
	"strings"
	"testing"

	"parley"
	"parley/officer"
	"parley/wire"
)

// fullHistory does everything that acts can do, with keys of every flavour.
func fullHistory(t testing.TB) *history {
	h := withAdministrators(t)
	eve := &officer.Enrol{Officer: "eve", Name: pointer("E. Vesper"), Posts: []officer.Post{{Post: "duty", Rights: officer.Release}, {Post: "air-desk", Rights: officer.Watch | officer.Draft}},
		From: testStart, Until: pointer(testStart + 1000*minute)}
	signers := softAll("ada", "cem")
	for _, f := range flavours[1:] {
		d := newDevice(f, "eve/"+f)
		eve.Keys, signers = append(eve.Keys, d.Key()), append(signers, d)
	}
	h.take(t, entries(eve), signers...)
	h.take(t, entries(&officer.Rekey{Officer: "dan", Added: []officer.Key{soft("dan/2").Key()}, Removed: []parley.KeyID{kidOf("dan")}}), softAll("ben", "cem", "dan/2")...)
	h.take(t, entries(&officer.Quorum{Needed: 1}, &officer.Revoke{Officer: "cem"}), soft("north/root"))
	h.take(t, entries(&officer.Change{Officer: "dan", Posts: at("air-desk", officer.Watch), From: testStart + minute, Until: pointer(testStart + 9*minute)}), soft("ada"))
	h.take(t, entries(&officer.Compromised{Officer: "eve", Key: pointer(eve.Keys[0].ID()), Since: testStart + 3*minute},
		&officer.Compromised{Officer: "dan", Since: testStart + 4*minute}, &officer.Compromised{Officer: "dan", Key: pointer(kidOf("dan")), Since: testStart + 2*minute}), soft("ben"))
	h.take(t, entries(enrol("fay", officer.Release, "fay"), &officer.Revoke{Officer: "fay"}), softAll("ada", "fay")...)
	return h
}

// [OFF-21] What the entries of an act say MUST be done in their order, and the roster is what the acts make of it.
func TestFold(t *testing.T) {
	h := fullHistory(t)
	v := newVector("Rosters: the acts of a record in their order, and what they make.")
	rosterVector(v, "everything that acts can do", h)
	rosterVector(v, "the first act", withAdministrators(t))
	holdVector(t, "rosters.txt", v.b.Bytes())
	r := h.roster
	if r.Party() != "north" || r.Number() != 8 || r.Quorum() != 1 || len(r.Officers()) != 6 {
		t.Errorf("%s %d %d %v", r.Party(), r.Number(), r.Quorum(), r.Officers())
	}
	for _, c := range []struct {
		post   parley.PostID
		rights officer.Rights
		at     parley.Millis
		want   string
	}{
		{"duty", officer.Release, testStart, "ben eve"},
		{"duty", officer.Release | officer.Watch, testStart, ""},
		{"air-desk", officer.Watch, testStart, "eve"}, // dan has no key in force
		{"duty", officer.Release, testStart + 1000*minute, "ben"},
		{"duty", officer.Release, testStart - 1, ""},
		{"duty", officer.Administer, testStart, "ada ben"},
		{"press", officer.Watch, testStart, ""},
	} {
		var got []string
		for _, id := range r.InForce(c.post, c.rights, c.at) {
			got = append(got, string(id))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s %s at %s: %v, want %s", c.post, c.rights, c.at, got, c.want)
		}
	}
	if k, _ := r.Key(kidOf("dan")); !k.Out || k.Compromised == nil || *k.Compromised != testStart+2*minute || k.Officer != "dan" {
		t.Errorf("the old key of dan is %+v", k)
	}
	if id, ok := r.Holder(soft("dan").Key().Hash()); !ok || id != "dan" {
		t.Errorf("the old key of dan is of %q", id)
	}
	if len(r.KeysOf("eve")) != 6 {
		t.Errorf("eve has the keys %v", r.KeysOf("eve"))
	}
	acts := make([]*officer.Act, len(h.acts))
	for i, b := range h.acts {
		acts[i], _ = officer.Parse(b)
	}
	if again, err := officer.Fold("north", testCharter, testRoot, testReserved, acts...); err != nil || !reflect.DeepEqual(again, r) {
		t.Errorf("folded at once: %v", err)
	}
}

// [OFF-13] An act comes back as it was written, and is told from a sheet by its first element.
func TestActComesBack(t *testing.T) {
	for _, b := range fullHistory(t).acts {
		a, err := officer.Parse(b)
		if err != nil {
			t.Fatal(err)
		}
		if !officer.IsAct(b) || a.Hash() != parley.Sum(b) || a.Number < 2 {
			t.Errorf("act %d", a.Number)
		}
		var s struct {
			_          struct{} `cbor:",toarray"`
			Version    uint64
			Page       []byte
			Signatures []wire.Signature
		}
		if err := wire.Unmarshal("act", b, wire.MaxSheet, &s); err != nil || string(s.Page) != string(a.Page()) {
			t.Errorf("act %d: the page comes back as %x, %v", a.Number, a.Page(), err)
		}
	}
	if officer.IsAct([]byte{0x83, 1, 0}) || officer.IsAct(nil) || officer.IsAct([]byte{0x82, 2}) {
		t.Error("a sheet is taken for an act")
	}
}

// [OFF-15] An act MUST stand right after the page that it names: its number one more, its hash the previous.
func TestFollows(t *testing.T) {
	a, err := officer.Parse(fullHistory(t).acts[1])
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Follows(2, a.Previous); err != nil {
		t.Error(err)
	}
	refused(t, "after page 1", a.Follows(1, a.Previous), parley.CodeBadRoster)
	refused(t, "after page 3", a.Follows(3, a.Previous), parley.CodeBadRoster)
	refused(t, "after another page", a.Follows(2, parley.Hash{1}), parley.CodeBadRoster)
}

// Rights are words.
func TestRights(t *testing.T) {
	for _, s := range []string{"watch", "draft,review", "watch,draft,review,release,administer"} {
		if r, err := officer.ParseRights(s); err != nil || r.String() != s {
			t.Errorf("%s comes back as %s, %v", s, r, err)
		}
	}
	for _, s := range []string{"", "watch,", "Watch", "admin", "watch draft"} {
		_, err := officer.ParseRights(s)
		refused(t, s, err, parley.CodeBadRoster)
	}
}
