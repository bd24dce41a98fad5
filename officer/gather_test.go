package officer_test

import (
	"bytes"
	"testing"

	"parley"
	"parley/officer"
	"parley/wire"
)

// [OFF-16] A reader MUST refuse an act unless every key that it adds has signed it: while signatures are gathered one may be
// missing, and none may be wrong; with all of them the act is the signed one, byte for byte.
func TestGathering(t *testing.T) {
	root, a, b := soft("root"), soft("gather a"), soft("gather b")
	act := &officer.Act{Party: "north", Charter: parley.Hash{1}, Number: 2, Time: parley.EarliestMillis, Entries: []officer.Entry{
		&officer.Enrol{Officer: "a", Posts: []officer.Post{{Post: "duty", Rights: officer.Administer}}, Keys: []officer.Key{a.Key(), b.Key()}, From: parley.EarliestMillis},
	}}
	whole, err := act.Sign(root, a, b)
	if err != nil {
		t.Fatal(err)
	}
	g, err := officer.Gather((&officer.Gathering{Act: act}).Encode())
	if err != nil || len(g.Unproved()) != 2 {
		t.Fatalf("without a signature: %v", err)
	}
	for i, s := range []officer.Signer{b, root, a, b} {
		if i == 3 && len(g.Unproved()) != 0 {
			t.Errorf("has to sign yet: %v", g.Unproved())
		}
		signature, err := s.Sign(wire.UseRoster, act.Charter[:], g.Act.Page())
		if err == nil {
			err = g.Add(signature)
		}
		if err != nil {
			t.Fatal(err)
		}
		if !g.Signed(s.Key().ID()) {
			t.Error("a signature is lost")
		}
		if _, err := officer.Parse(g.Encode()); (err == nil) != (i >= 2) {
			t.Errorf("after %d signatures: %v", i+1, err)
		}
		if g, err = officer.Gather(g.Encode()); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(g.Encode(), whole) {
		t.Error("the act is not the one that was signed at once")
	}
	wrong, err := a.Sign(wire.UseRoster, []byte("another charter"), g.Act.Page())
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Add(wrong); err != nil {
		t.Fatal(err)
	}
	if _, err := officer.Gather(g.Encode()); err == nil {
		t.Error("a wrong signature was taken")
	}
	if err := g.Add(wire.Signature{}); err == nil {
		t.Error("a signature without header was taken")
	}
}

// What a roster act does is said in one line, in which every entry stands.
func TestActWords(t *testing.T) {
	k := soft("words").Key()
	kid, until := k.ID(), parley.EarliestMillis+1
	for _, c := range []struct {
		e    officer.Entry
		want string
	}{
		{&officer.Enrol{Officer: "a", Posts: []officer.Post{{Post: "duty", Rights: officer.Watch | officer.Draft}, {Post: "air", Rights: officer.Release}}, Keys: []officer.Key{k}, From: parley.EarliestMillis, Until: &until},
			"enrol a at duty=watch,draft air=release with the key " + kid.String() + ", from 2020-01-01T00:00:00.000Z until 2020-01-01T00:00:00.001Z"},
		{&officer.Rekey{Officer: "a", Added: []officer.Key{k}, Removed: []parley.KeyID{kid}}, "give a the key " + kid.String() + " and take the key " + kid.String() + " from a"},
		{&officer.Change{Officer: "a", Posts: []officer.Post{{Post: "duty", Rights: officer.Review}}, From: parley.EarliestMillis}, "change a to duty=review, from 2020-01-01T00:00:00.000Z"},
		{&officer.Revoke{Officer: "a"}, "revoke a"},
		{&officer.Compromised{Officer: "a", Since: parley.EarliestMillis}, "declare every key of a compromised since 2020-01-01T00:00:00.000Z"},
		{&officer.Compromised{Officer: "a", Key: &kid, Since: parley.EarliestMillis}, "declare the key " + kid.String() + " of a compromised since 2020-01-01T00:00:00.000Z"},
		{&officer.Quorum{Needed: 3}, "3 administrators sign an act that the root does not sign"},
	} {
		a := &officer.Act{Number: 7, Entries: []officer.Entry{&officer.Revoke{Officer: "z"}, c.e}}
		if got, want := a.Words(), "roster act 7: revoke z; "+c.want; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// FuzzGather: what is accepted re-encodes to the same bytes.
func FuzzGather(f *testing.F) {
	act := &officer.Act{Party: "north", Number: 2, Time: parley.EarliestMillis, Entries: []officer.Entry{&officer.Revoke{Officer: "a"}, &officer.Quorum{Needed: 1}}}
	f.Add((&officer.Gathering{Act: act}).Encode())
	f.Fuzz(func(t *testing.T, b []byte) {
		g, err := officer.Gather(b)
		if err == nil && !bytes.Equal(g.Encode(), b) {
			t.Errorf("%x re-encodes to %x", b, g.Encode())
		}
	})
}
