package officer_test

import (
	"strconv"
	"strings"
	"testing"

	"parley"
	"parley/officer"
	"parley/wire"
)

// [OFF-13] A reader MUST refuse an act that is too long, not in the one encoding, or of another version. [OFF-14] or that
// says what no act may say.
func TestBadPages(t *testing.T) {
	v := newVector("Roster acts that are refused whatever stands before them; all of them are signed by the root.")
	for _, c := range badPages() {
		_, err := officer.Parse(c.bytes)
		if err == nil || parley.SentenceOf(err) == "" || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
		v.block()
		v.field("reason", c.name)
		v.field("act", hexOf(c.bytes))
	}
	holdVector(t, "bad-acts.txt", v.b.Bytes())
}

type badPage struct {
	name, want string
	bytes      []byte
}

func badPages() []badPage {
	var out []badPage
	signed := func(page []byte, version uint64, names ...string) []byte {
		var all []wire.Signature
		for _, n := range names {
			all = append(all, sign(soft(n), wire.UseRoster, testCharter[:], page))
		}
		wire.SortSignatures(all)
		return item(version, page, all)
	}
	put := func(name, want string, change func(a *officer.Act), e ...officer.Entry) {
		a := newHistory().next(e...)
		change(a)
		out = append(out, badPage{name, want, signed(a.Page(), 2, "north/root", "xia")})
	}
	same := func(*officer.Act) {}
	x := func(change func(e *officer.Enrol)) officer.Entry {
		e := enrol("xia", officer.Release, "xia")
		change(e)
		return e
	}
	good := x(func(*officer.Enrol) {})
	put("number 1", "number", func(a *officer.Act) { a.Number = 1 }, good)
	put("a party that is no name", "party", func(a *officer.Act) { a.Party = "North" }, good)
	put("a time before 2020", "time of the act", func(a *officer.Act) { a.Time = parley.EarliestMillis - 1 }, good)
	put("a time that is too late", "time of the act", func(a *officer.Act) { a.Time = parley.MaxMillis + 1 }, good)
	put("no entries", "0 entries", same)
	many := make([]officer.Entry, officer.MaxEntries+1)
	for i := range many {
		many[i] = &officer.Quorum{Needed: 1}
	}
	put("65 entries", "65 entries", same, many...)
	put("an officer that is no name", "officer id", same, x(func(e *officer.Enrol) { e.Officer = "Xia" }))
	put("an empty display name", "display name is empty", same, x(func(e *officer.Enrol) { e.Name = pointer("") }))
	put("a long display name", "display name has 101", same, x(func(e *officer.Enrol) { e.Name = pointer(strings.Repeat("x", 101)) }))
	put("a display name of two lines", "display name holds", same, x(func(e *officer.Enrol) { e.Name = pointer("x\ny") }))
	put("no post", "0 posts", same, x(func(e *officer.Enrol) { e.Posts = nil }))
	put("65 posts", "65 posts", same, x(func(e *officer.Enrol) {
		e.Posts = nil
		for i := range 65 {
			e.Posts = append(e.Posts, officer.Post{Post: parley.PostID("p" + strconv.Itoa(i)), Rights: 1})
		}
	}))
	put("a post that is no name", "post id", same, x(func(e *officer.Enrol) { e.Posts = at("Duty", 1) }))
	put("a post twice", "stands twice", same, x(func(e *officer.Enrol) { e.Posts = append(e.Posts, e.Posts[0]) }))
	put("no right", "rights at the post duty are 0", same, x(func(e *officer.Enrol) { e.Posts = at("duty", 0) }))
	put("an unknown right", "rights at the post duty are 32", same, x(func(e *officer.Enrol) { e.Posts = at("duty", 32) }))
	put("no key", "no key", same, x(func(e *officer.Enrol) { e.Keys = nil }))
	put("nine keys", "9 keys", same, x(func(e *officer.Enrol) {
		for i := range 8 {
			e.Keys = append(e.Keys, soft("xia/"+strconv.Itoa(i)).Key())
		}
	}))
	put("a bad key", "31 bytes", same, x(func(e *officer.Enrol) { e.Keys[0].Public = e.Keys[0].Public[1:] }))
	put("from before 2020", "time from", same, x(func(e *officer.Enrol) { e.From = 0 }))
	put("until not after from", "until is not after", same, x(func(e *officer.Enrol) { e.Until = pointer(e.From) }))
	put("until too late", "time until", same, x(func(e *officer.Enrol) { e.Until = pointer(parley.MaxMillis + 1) }))
	put("an empty rekeying", "no key is added", same, &officer.Rekey{Officer: "xia"})
	put("a key removed twice in one entry", "removed twice", same, &officer.Rekey{Officer: "xia", Removed: []parley.KeyID{{1}, {1}}})
	put("a bad officer rekeyed", "officer id", same, &officer.Rekey{Officer: "x/y", Removed: []parley.KeyID{{1}}})
	put("a bad officer changed", "officer id", same, &officer.Change{Officer: "", Posts: at("duty", 1), From: testStart})
	put("a change without post", "0 posts", same, &officer.Change{Officer: "xia", From: testStart})
	put("a change that ends before it begins", "until is not after", same, &officer.Change{Officer: "xia", Posts: at("duty", 1), From: testStart, Until: pointer(testStart - 1)})
	put("a bad officer revoked", "officer id", same, &officer.Revoke{Officer: "12"})
	put("compromised before 2020", "time since", same, &officer.Compromised{Officer: "xia", Since: 1})
	put("no administrator needed", "needed are 0", same, &officer.Quorum{})
	put("nine administrators needed", "needed are 9", same, &officer.Quorum{Needed: 9})

	page := newHistory().next(good).Page()
	put2 := func(name, want string, b []byte) { out = append(out, badPage{name, want, b}) }
	put2("version 1", "version 1", signed(page, 1, "north/root", "xia"))
	put2("version 3", "version 3", signed(page, 3, "north/root", "xia"))
	put2("a key that has not signed", "has not signed it", signed(page, 2, "north/root"))
	put2("a signature of the new key over another page", "does not verify", func() []byte {
		s := sign(soft("xia"), wire.UseRoster, testCharter[:], append([]byte{}, page[1:]...))
		return item(uint64(2), page, []wire.Signature{s})
	}())
	put2("a signature of the new key for a message", "does not verify", func() []byte {
		return item(uint64(2), page, []wire.Signature{sign(soft("xia"), wire.UseMessage, testCharter[:], page)})
	}())
	put2("a signature of the new key under another charter", "does not verify", func() []byte {
		return item(uint64(2), page, []wire.Signature{sign(soft("xia"), wire.UseRoster, testEdition[:], page)})
	}())
	s := sign(soft("xia"), wire.UseRoster, testCharter[:], page)
	put2("a signature twice", "ascending order", item(uint64(2), page, []wire.Signature{s, s}))
	put2("a byte behind", "not readable", append(signed(page, 2, "north/root", "xia"), 0))
	put2("a byte behind the page", "not readable", signed(append(page[:len(page):len(page)], 0), 2, "north/root", "xia"))
	put2("over 16 KiB", "more than 16384", signed(append(page[:len(page):len(page)], make([]byte, 16384)...), 2, "north/root"))
	raw := func(name string, entry ...any) {
		p := wire.Marshal([]any{"north", testCharter[:], 2, int64(testStart + minute), testCharter[:], []any{entry}})
		put2(name, "not", signed(p, 2, "north/root"))
	}
	raw("an entry of kind 0", 0, "xia")
	raw("an entry of kind 7", 7, "xia")
	raw("an entry without kind")
	raw("an entry with an element too many", 4, "xia", nil)
	raw("an entry with an element too few", 5, "xia", nil)
	raw("a revocation of nothing", 4, nil)
	raw("a short key id", 2, "xia", []any{}, []any{[]byte{1, 2, 3, 4, 5, 6, 7}})
	raw("a long key id", 2, "xia", []any{}, []any{[]byte{1, 2, 3, 4, 5, 6, 7, 8, 9}})
	raw("rights beyond a byte", 3, "xia", []any{[]any{"duty", 257}}, int64(testStart), nil)
	put2("null for an entry", "not", signed(wire.Marshal([]any{"north", testCharter[:], 2, int64(testStart), testCharter[:], []any{nil}}), 2, "north/root"))
	put2("null for the entries", "not", signed(wire.Marshal([]any{"north", testCharter[:], 2, int64(testStart), testCharter[:], nil}), 2, "north/root"))
	put2("a short charter id", "not", signed(wire.Marshal([]any{"north", testCharter[:31], 2, int64(testStart), testCharter[:], []any{[]any{6, 1}}}), 2, "north/root"))
	return out
}

// item encodes an array.
func item(elements ...any) []byte { return wire.Marshal(elements) }
