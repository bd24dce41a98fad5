package release

import (
	"crypto/ed25519"
	"crypto/sha256"
	"slices"
	"testing"

	"parley"
	"parley/internal/policy"
	"parley/officer"
	"parley/wire"
)

const (
	start  = parley.EarliestMillis + 1000
	minute = parley.Millis(60_000)
)

var (
	testCharter = parley.Sum([]byte("charter"))
	testEdition = parley.Sum([]byte("edition"))
)

// A soft key is an Ed25519 key that is made from its name.
type soft string

func (k soft) private() ed25519.PrivateKey {
	seed := sha256.Sum256([]byte(k))
	return ed25519.NewKeyFromSeed(seed[:])
}
func (k soft) Public() ed25519.PublicKey           { return k.private().Public().(ed25519.PublicKey) }
func (k soft) Sign(message []byte) ([]byte, error) { return ed25519.Sign(k.private(), message), nil }
func (k soft) key() officer.Key                    { return officer.Ed25519(k).Key() }

// says returns what a key signs.
func says(t testing.TB, key soft, act policy.Act, edition parley.Hash, payload []byte) wire.Signature {
	t.Helper()
	s, err := officer.Ed25519(key).Sign(UseOf(act), edition[:], payload)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// enrolled returns a roster of north: each word is an officer with rights at the post duty, and with a key of the same name,
// and ann another one, ann/2. gus reviews at the post legal.
func enrolled(t testing.TB) *officer.Roster {
	t.Helper()
	return taken(t, officer.New("north", testCharter), 2, entriesOf(map[officer.ID]officer.Rights{
		"ann": officer.Draft | officer.Review | officer.Release, "bob": officer.Review | officer.Release, "cid": officer.Release,
		"dan": officer.Draft, "wim": officer.Watch,
	}), "ann", "ann/2", "bob", "cid", "dan", "gus", "wim")
}

func entriesOf(rights map[officer.ID]officer.Rights) (out []officer.Entry) {
	for _, id := range []officer.ID{"ann", "bob", "cid", "dan", "wim"} {
		e := &officer.Enrol{Officer: id, Posts: []officer.Post{{Post: "duty", Rights: rights[id]}}, Keys: []officer.Key{soft(id).key()}, From: start}
		if id == "ann" {
			e.Keys = append(e.Keys, soft("ann/2").key())
		}
		out = append(out, e)
	}
	return append(out, &officer.Enrol{Officer: "gus", Posts: []officer.Post{{Post: "legal", Rights: officer.Review}}, Keys: []officer.Key{soft("gus").key()}, From: start})
}

// taken returns the roster after an act that the root and those keys sign.
func taken(t testing.TB, r *officer.Roster, number uint64, entries []officer.Entry, keys ...soft) *officer.Roster {
	t.Helper()
	next, err := take(r, number, entries, keys...)
	if err != nil {
		t.Fatal(err)
	}
	return next
}

func take(r *officer.Roster, number uint64, entries []officer.Entry, keys ...soft) (*officer.Roster, error) {
	a := &officer.Act{Party: "north", Charter: testCharter, Number: number, Time: start, Previous: parley.Hash{1}, Entries: entries}
	signers := []officer.Signer{officer.Ed25519(soft("root"))}
	for _, k := range keys {
		signers = append(signers, officer.Ed25519(k))
	}
	b, err := a.Sign(signers...)
	if err != nil {
		return nil, err
	}
	read, err := officer.Parse(b)
	if err != nil {
		return nil, err
	}
	return r.Take(read, soft("root").Public(), nil)
}

// flash is a FLASH text of north/duty to south/duty.
func flash(body string) *wire.Payload {
	post := parley.PostID("duty")
	return &wire.Payload{Nonce: [16]byte{1}, Time: start, From: wire.Address{Party: "north", Post: &post},
		Action: []wire.Address{{Party: "south", Post: &post}}, Precedence: parley.Flash, Edition: 1, Roster: 2,
		Form: wire.FormText, Lang: "en", Exercise: true, Body: []byte(body)}
}

// draftOf returns a draft that nobody has signed.
func draftOf(t testing.TB, p *wire.Payload) *Draft {
	return &Draft{Message: Message{Payload: p, Bytes: p.Encode(), Edition: testEdition, Roster: enrolled(t), Now: start + minute,
		Sheets: []ed25519.PublicKey{soft("operator").Public()}}}
}

// rules reads a policy of one rule with those lines.
func rules(t testing.TB, lines string) *Rules {
	t.Helper()
	r := ReadRules([]byte("rules:\n  - name: \"all\"\n"+lines), true)
	if r.Fault != nil {
		t.Fatal(r.Fault)
	}
	return r
}

const twoPersons = "    draft: 1\n    release: 1\n"

// sign has a key sign a draft as it is.
func sign(t testing.TB, d *Draft, r *Rules, key soft, act policy.Act) error {
	t.Helper()
	return d.Sign(r, says(t, key, act, d.Edition, d.Bytes), act, "user")
}

func signed(t testing.TB, d *Draft, r *Rules, key soft, act policy.Act) {
	t.Helper()
	if err := sign(t, d, r, key, act); err != nil {
		t.Fatalf("%s does not %s: %v", key, Word(act), err)
	}
}

// leaves reports why the draft may not leave with what it has.
func leaves(d *Draft, r *Rules) error { return r.Leave(&d.Message, d.Envelope().Signatures) }

func stays(t testing.TB, d *Draft, r *Rules) {
	t.Helper()
	if leaves(d, r) == nil {
		t.Error("it may leave")
	}
	if w := d.Waits(r); len(w.Missing) == 0 {
		t.Error("it lacks nothing, and may not leave")
	}
}

func goes(t testing.TB, d *Draft, r *Rules) {
	t.Helper()
	if err := leaves(d, r); err != nil {
		t.Errorf("it may not leave: %v", err)
	}
	if w := d.Waits(r); len(w.Missing) != 0 || len(w.Officers) != 0 {
		t.Errorf("it may leave, and waits for %v", w)
	}
}

func refused(t testing.TB, err error, codes ...parley.Code) {
	t.Helper()
	if err == nil || !slices.Contains(codes, parley.CodeOf(err)) {
		t.Errorf("%v (%s), not refused with %v", err, parley.CodeOf(err), codes)
	}
}
