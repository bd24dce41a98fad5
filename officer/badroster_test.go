package officer_test

import (
	"strconv"
	"strings"
	"testing"

	"parley"
	"parley/officer"
	"parley/wire"
)

// A badAct is refused after a history; signers nil stands for those that it needs.
type badAct struct {
	name, want string
	change     func(a *officer.Act)
	entries    []officer.Entry
	signers    []officer.Signer
}

var admins = []string{"ada", "ben"}

func by(names ...string) []officer.Signer { return softAll(names...) }

// badActs is the table of acts that are well made and change nothing, after withAdministrators.
func badActs() []badAct {
	over := func(e *officer.Enrol, posts []officer.Post) *officer.Enrol { e.Posts = posts; return e }
	with := func(e *officer.Enrol, k officer.Key) *officer.Enrol { e.Keys = append(e.Keys, k); return e }
	ssh := newDevice("ssh-ed25519", "dan")
	x := entries(enrol("xia", officer.Release, "xia"))
	rekey := func(id officer.ID, add []string, kids ...parley.KeyID) []officer.Entry {
		e := &officer.Rekey{Officer: id, Removed: kids}
		for _, n := range add {
			e.Added = append(e.Added, soft(n).Key())
		}
		return entries(e)
	}
	var eight []string
	for i := range officer.MaxKeys {
		eight = append(eight, "dan/"+strconv.Itoa(i))
	}
	same := func(*officer.Act) {}
	return []badAct{
		{"another party", "of another party", func(a *officer.Act) { a.Party = "south" }, x, by("north/root", "xia")},
		{"another charter", "of another party than north or of another charter", func(a *officer.Act) { a.Charter = testEdition }, x, by("north/root", "xia")},
		{"an earlier time", "an earlier time", func(a *officer.Act) { a.Time = testStart }, x, by("north/root", "xia")},
		{"a number skipped", "the page in force has 2", func(a *officer.Act) { a.Number++ }, x, by("north/root", "xia")},
		{"the number of the page in force", "the page in force has 2", func(a *officer.Act) { a.Number-- }, x, by("north/root", "xia")},
		{"another page before it", "does not name the page before", func(a *officer.Act) { a.Previous[0] ^= 1 }, x, by("north/root", "xia")},

		{"one administrator", "1 administrators", same, x, by("ada", "xia")},
		{"nobody but the new key", "0 administrators", same, x, by("xia")},
		{"an administrator and an officer", "none of its root or of an administrator", same, x, by("ada", "dan", "xia")},
		{"two administrators and a stranger", "none of its root or of an administrator", same, x, by("ada", "ben", "stranger", "xia")},
		{"the root and a stranger", "none of its root or of an administrator", same, x, by("north/root", "stranger", "xia")},
		{"another root", "none of its root or of an administrator", same, x, by("south/root", "xia")},
		{"no proof of possession", "has not signed it", same, x, by("north/root")},
		{"no proof of a key added later", "has not signed it", same, rekey("dan", []string{"dan/2"}), by("ada", "ben")},

		{"an administrator by administrators", "only the root makes", same, entries(enrol("xia", officer.Administer, "xia")), by("ada", "ben", "xia")},
		{"an administrator at another post", "only the root makes", same, entries(over(enrol("xia", 1, "xia"), []officer.Post{{Post: "duty", Rights: 1}, {Post: "press", Rights: 17}})), by("ada", "ben", "xia")},
		{"an administrator by change", "only the root makes", same, entries(&officer.Change{Officer: "dan", Posts: at("duty", 31), From: testStart}), by(admins...)},
		{"no administrator any more", "only the root makes", same, entries(&officer.Change{Officer: "cem", Posts: at("duty", 1), From: testStart}), by(admins...)},
		{"an administrator for longer", "only the root makes", same, entries(&officer.Change{Officer: "cem", Posts: at("duty", 16), From: testStart}), by(admins...)},
		{"an administrator revoked", "only the root makes", same, entries(&officer.Revoke{Officer: "cem"}), by(admins...)},
		{"a key for an administrator", "only the root makes", same, rekey("cem", []string{"cem/2"}), by("ada", "ben", "cem/2")},
		{"the key of an administrator removed", "only the root makes", same, rekey("cem", nil, kidOf("cem")), by(admins...)},
		{"a quorum by administrators", "only the root says", same, entries(&officer.Quorum{Needed: 1}), by(admins...)},

		{"a known officer", "is or was there already", same, entries(enrol("dan", officer.Release, "xia")), by("ada", "ben", "xia")},
		{"an officer twice", "is or was there already", same, entries(enrol("xia", 8, "xia"), enrol("xia", 8, "yan")), by("ada", "ben", "xia", "yan")},
		{"an officer who was revoked before", "is or was there already", same, entries(&officer.Revoke{Officer: "dan"}, enrol("dan", 8, "xia")), by("ada", "ben", "xia")},
		{"nobody's rekeying", "no officer xia", same, rekey("xia", []string{"xia"}), by("ada", "ben", "xia")},
		{"nobody's change", "no officer xia", same, entries(&officer.Change{Officer: "xia", Posts: at("duty", 1), From: testStart}), by(admins...)},
		{"nobody's revocation", "no officer xia", same, entries(&officer.Revoke{Officer: "xia"}), by(admins...)},
		{"nobody's compromise", "no officer xia", same, entries(&officer.Compromised{Officer: "xia", Since: testStart}), by(admins...)},
		{"revoked twice", "is revoked", same, entries(&officer.Revoke{Officer: "dan"}, &officer.Revoke{Officer: "dan"}), by(admins...)},
		{"a change after the end", "is revoked", same, entries(&officer.Revoke{Officer: "dan"}, &officer.Change{Officer: "dan", Posts: at("duty", 1), From: testStart}), by(admins...)},
		{"a key after the end", "is revoked", same, append(entries(&officer.Revoke{Officer: "dan"}), rekey("dan", []string{"dan/2"})...), by("ada", "ben", "dan/2")},

		{"the key of another officer", "is or was a key of the officer dan", same, entries(enrol("xia", 8, "dan")), by("ada", "ben", "dan")},
		{"the key of another officer as an SSH key", "is or was a key of the officer dan", same, entries(with(enrol("xia", 8), ssh.Key())), append(by(admins...), ssh)},
		{"a key twice", "is or was a key of the officer xia", same, entries(enrol("xia", 8, "xia", "xia")), by("ada", "ben", "xia")},
		{"a key of two officers at once", "is or was a key of the officer xia", same, entries(enrol("xia", 8, "xia"), enrol("yan", 8, "xia")), by("ada", "ben", "xia")},
		{"a key that was removed", "is or was a key of the officer dan", same, append(rekey("dan", []string{"dan/2"}, kidOf("dan")), enrol("xia", 8, "dan")), by("ada", "ben", "dan/2", "dan")},
		{"a key that is back", "is or was a key of the officer dan", same, append(rekey("dan", nil, kidOf("dan")), rekey("dan", []string{"dan"})...), by("ada", "ben", "dan")},
		{"the root as an officer's key", "root, recovery or sheets", same, entries(enrol("xia", 8, "north/root")), by("ada", "ben", "north/root")},
		{"a key of the sheet", "root, recovery or sheets", same, entries(enrol("xia", 8, "north/log")), by("ada", "ben", "north/log")},
		{"a key of the sheet as an SSH key", "root, recovery or sheets", same, entries(with(enrol("xia", 8), newDevice("ssh-ed25519", "north/log").Key())), append(by(admins...), newDevice("ssh-ed25519", "north/log"))},
		{"the recovery key", "root, recovery or sheets", same, entries(enrol("xia", 8, "north/recovery")), by("ada", "ben", "north/recovery")},
		{"nine keys", "9 keys", same, rekey("dan", eight), append(by("ada", "ben"), by(eight...)...)},
		{"a strange key removed", "none that the officer dan has", same, rekey("dan", nil, kidOf("ada")), by(admins...)},
		{"a key removed twice", "none that the officer dan has", same, append(rekey("dan", nil, kidOf("dan")), rekey("dan", nil, kidOf("dan"))...), by(admins...)},
		{"a strange key compromised", "none that the officer dan has", same, entries(&officer.Compromised{Officer: "dan", Key: pointer(kidOf("ada")), Since: testStart}), by(admins...)},
	}
}

// [OFF-16] A key MUST sign the act that adds it. [OFF-17] Party, charter, number and time. [OFF-18] Who may change the
// roster. [OFF-19] Administrators are the root's. [OFF-20] A key has one holder for ever. [OFF-21] What an entry needs.
func TestBadActs(t *testing.T) {
	v := newVector("Acts of which the last is refused: by itself, at its place, or by what the acts before make.")
	for _, c := range badActs() {
		h := withAdministrators(t)
		a := h.next(c.entries...)
		c.change(a)
		b, err := h.try(a, c.signers...)
		refused(t, c.name, err, parley.CodeBadRoster)
		if err != nil && !strings.Contains(parley.SentenceOf(err), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
		badHistory(v, c.name, append(h.acts, b))
	}
	for _, c := range badHistories() {
		h := withAdministrators(t)
		h.take(t, entries(c.before), softAll(c.signers...)...)
		b, err := h.try(h.next(enrol("xia", officer.Release, "xia")), softAll(c.last...)...)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
		badHistory(v, c.name, append(h.acts, b))
	}
	holdVector(t, "bad-rosters.txt", v.b.Bytes())
}

func badHistory(v *vector, reason string, acts [][]byte) {
	v.block()
	v.field("reason", reason)
	historyFields(v, acts)
}

// historyFields writes what a fold is given: the root, the reserved hashes, the page before the first act, the acts.
func historyFields(v *vector, acts [][]byte) {
	v.field("party", "north")
	v.field("charter", testCharter.String())
	v.field("root", hexOf(testRoot))
	for _, name := range []string{"north/log", "north/recovery"} {
		v.field("reserved", parley.Sum(edPublic(name)).String())
	}
	v.field("page", "1 "+parley.Sum([]byte("sheet 1")).String())
	for _, b := range acts {
		v.field("act", hexOf(b))
	}
}

// A badHistoryCase is an act that enrols xia and is refused after another act.
type badHistoryCase struct {
	name, want string
	before     officer.Entry
	signers    []string // of the act before
	last       []string // of the act that is refused
}

func badHistories() []badHistoryCase {
	rekey := func(id officer.ID, name string, kids ...parley.KeyID) officer.Entry {
		return &officer.Rekey{Officer: id, Added: []officer.Key{soft(name).Key()}, Removed: kids}
	}
	change := func(rights officer.Rights, from parley.Millis, until *parley.Millis) officer.Entry {
		return &officer.Change{Officer: "ben", Posts: at("duty", rights), From: from, Until: until}
	}
	root, two := []string{"north/root"}, []string{"ada", "ben", "xia"}
	const none = "none of its root or of an administrator in force"
	return []badHistoryCase{
		{"two keys of one administrator", "1 administrators", rekey("ada", "ada/2"), []string{"north/root", "ada/2"}, []string{"ada", "ada/2", "xia"}},
		{"an administrator who was revoked", none, &officer.Revoke{Officer: "ben"}, root, two},
		{"a compromised administrator", none, &officer.Compromised{Officer: "ben", Since: testStart}, []string{"ada", "cem"}, two},
		{"an administrator's old key", none, rekey("ben", "ben/2", kidOf("ben")), []string{"north/root", "ben/2"}, two},
		{"an administrator no more", none, change(8, testStart, nil), root, two},
		{"an administrator not yet", none, change(16, testStart+4*minute, nil), root, two},
		{"an administrator whose time is over", none, change(16, testStart, pointer(testStart+3*minute)), root, two},
		{"two where three are needed", "2 administrators", &officer.Quorum{Needed: 3}, root, two},
	}
}

// [OFF-18] An act of one party, charter or place is none elsewhere: its signatures are over all three.
func TestActReplayed(t *testing.T) {
	h := withAdministrators(t)
	first, _ := officer.Parse(h.acts[0])
	_, err := h.roster.Take(first, testRoot, testReserved)
	refused(t, "the same act again", err, parley.CodeBadRoster)
	_, err = officer.New("north", testEdition).Take(first, testRoot, testReserved)
	refused(t, "under another charter", err, parley.CodeBadRoster)
	_, err = officer.New("south", testCharter).Take(first, testRoot, testReserved)
	refused(t, "of another party", err, parley.CodeBadRoster)
	_, err = officer.New("north", testCharter).Take(first, edPublic("south/root"), testReserved)
	refused(t, "under another root", err, parley.CodeBadRoster)
}

// [OFF-18] The signature of the root, or of an administrator, counts only over this act.
func TestForgedAuthority(t *testing.T) {
	h := withAdministrators(t)
	a, other := h.next(&officer.Revoke{Officer: "dan"}), h.next(&officer.Revoke{Officer: "ada"})
	over := func(page []byte, names ...string) (out []wire.Signature) {
		for _, n := range names {
			out = append(out, sign(soft(n), wire.UseRoster, testCharter[:], page))
		}
		return out
	}
	for name, all := range map[string][]wire.Signature{
		"the root's of another act":             over(other.Page(), "north/root"),
		"the administrators' of another act":    over(other.Page(), "ada", "ben"),
		"one administrator's of another act":    append(over(other.Page(), "ada"), over(a.Page(), "ben")...),
		"the root's of a sheet":                 {sign(soft("north/root"), wire.UseSheet, testCharter[:], a.Page())},
		"the root's of an act of a charter":     {sign(soft("north/root"), wire.UseRoster, testEdition[:], a.Page())},
		"the root's, of an SSH key of the root": {sign(newDevice("ssh-ed25519", "north/root"), wire.UseRoster, testCharter[:], a.Page())},
	} {
		b, err := a.Seal(all)
		if err != nil {
			t.Fatal(err)
		}
		read, err := officer.Parse(b)
		if err != nil {
			t.Fatal(err)
		}
		if r, err := h.roster.Take(read, testRoot, testReserved); err == nil {
			t.Errorf("%s: taken: %v", name, r.Officers())
		}
	}
}
