package release

import (
	"testing"

	"parley"
	"parley/internal/policy"
	"parley/officer"
	"parley/wire"
)

// Two-person release: one drafts, another releases; nobody speaks for a party alone.
func TestTwoPersons(t *testing.T) {
	d, r := draftOf(t, flash("Text.")), rules(t, twoPersons)
	stays(t, d, r)
	signed(t, d, r, "ann", policy.Drafted)
	stays(t, d, r)
	signed(t, d, r, "bob", policy.Released)
	goes(t, d, r)
	if e, _, err := wire.DecodeEnvelope(d.Envelope().Encode()); err != nil || len(e.Signatures) != 2 {
		t.Errorf("%v, %v", e, err)
	}
}

// One person can't do both with one key: a key signs a message once.
func TestOneKey(t *testing.T) {
	d, r := draftOf(t, flash("Text.")), rules(t, twoPersons)
	signed(t, d, r, "ann", policy.Drafted)
	refused(t, sign(t, d, r, "ann", policy.Released), parley.CodeDuplicate)
	stays(t, d, r)
}

// One person can't do both with two keys: officers count, not keys.
func TestTwoKeysOfOneOfficer(t *testing.T) {
	d, r := draftOf(t, flash("Text.")), rules(t, twoPersons)
	signed(t, d, r, "ann", policy.Drafted)
	signed(t, d, r, "ann/2", policy.Released)
	stays(t, d, r)
	d, r = draftOf(t, flash("Text.")), rules(t, "    release: 2\n")
	signed(t, d, r, "ann", policy.Released)
	refused(t, sign(t, d, r, "ann/2", policy.Released), parley.CodeDuplicate)
	stays(t, d, r)
	two := []wire.Signature{says(t, "ann", policy.Released, d.Edition, d.Bytes), says(t, "ann/2", policy.Released, d.Edition, d.Bytes)}
	wire.SortSignatures(two)
	refused(t, r.Leave(&d.Message, two), parley.CodePolicy) // nor when they come ready signed
}

// The same key under two ids: the roster takes a key once for ever.
func TestOneKeyUnderTwoIDs(t *testing.T) {
	twin := &officer.Enrol{Officer: "zoe", Posts: []officer.Post{{Post: "duty", Rights: officer.Release}}, Keys: []officer.Key{soft("ann").key()}, From: start}
	if _, err := take(enrolled(t), 3, []officer.Entry{twin}, "ann"); err == nil {
		t.Error("a key of ann is enrolled for zoe too")
	}
}

// An old signature replayed, a signature moved to another message, charter, edition or party: each counts for what it was
// made for and for nothing else.
func TestSignaturesStay(t *testing.T) {
	r := rules(t, twoPersons)
	here := draftOf(t, flash("Text."))
	for _, c := range []struct {
		name string
		sign wire.Signature
		act  policy.Act
	}{
		{"of another message", says(t, "bob", policy.Released, testEdition, flash("Other text.").Encode()), policy.Released},
		{"of another edition, or another charter", says(t, "bob", policy.Released, parley.Sum([]byte("other")), here.Bytes), policy.Released},
		{"of another act", says(t, "bob", policy.Reviewed, testEdition, here.Bytes), policy.Released},
		{"of a stranger", says(t, "eve", policy.Released, testEdition, here.Bytes), policy.Released},
		{"of a post's key", says(t, "operator", policy.Released, testEdition, here.Bytes), policy.Released},
	} {
		d := draftOf(t, flash("Text."))
		signed(t, d, r, "ann", policy.Drafted)
		refused(t, d.Sign(r, c.sign, c.act, "user"), parley.CodeBadSignature, parley.CodeBadKey)
		stays(t, d, r)
		both := append(d.Envelope().Signatures, c.sign)
		wire.SortSignatures(both)
		refused(t, r.Leave(&d.Message, both), parley.CodeNotReleased, parley.CodePolicy)
	}
	other := flash("Text.")
	other.From.Party = "east" // another party's message, with our officers' signatures over it
	d := draftOf(t, other)
	for _, key := range []soft{"ann", "bob"} {
		d.Signed = append(d.Signed, Signed{Signature: says(t, key, policy.Released, testEdition, d.Bytes), Use: wire.UseMessage})
	}
	refused(t, r.Leave(&d.Message, signatures(d.Signed)), parley.CodeNotReleased)
}

// A draft edited after review: what was signed is no longer what stands there.
func TestEditedAfterReview(t *testing.T) {
	d, r := draftOf(t, flash("Text.")), rules(t, "    review: 1\n    release: 1\n")
	signed(t, d, r, "bob", policy.Reviewed)
	edited := flash("Another text.")
	d.Payload, d.Bytes = edited, edited.Encode()
	if len(d.Good()) != 0 {
		t.Error("the review counts for a text that nobody reviewed")
	}
	signed(t, d, r, "cid", policy.Released)
	stays(t, d, r)
}

// An officer revoked between review and release: his review counts no more.
func TestRevokedMeanwhile(t *testing.T) {
	d, r := draftOf(t, flash("Text.")), rules(t, "    review: 1\n    release: 1\n")
	signed(t, d, r, "bob", policy.Reviewed)
	d.Roster = taken(t, d.Roster, 3, []officer.Entry{&officer.Revoke{Officer: "bob"}})
	signed(t, d, r, "cid", policy.Released)
	if len(d.Signed) != 1 {
		t.Errorf("%d signatures are kept", len(d.Signed))
	}
	stays(t, d, r)
	refused(t, sign(t, d, r, "bob", policy.Reviewed), parley.CodePolicy, parley.CodeBadKey)
	signed(t, d, r, "ann", policy.Reviewed)
	goes(t, d, r)
}

// An officer whose time ends before the release has not signed either.
func TestOutOfTime(t *testing.T) {
	d, r := draftOf(t, flash("Text.")), rules(t, "    review: 1\n    release: 1\n")
	until := start + 2*minute
	d.Roster = taken(t, d.Roster, 3, []officer.Entry{&officer.Change{Officer: "bob", Posts: []officer.Post{{Post: "duty", Rights: officer.Review}}, From: start, Until: &until}})
	signed(t, d, r, "bob", policy.Reviewed)
	d.Now = until
	signed(t, d, r, "cid", policy.Released)
	stays(t, d, r)
}
