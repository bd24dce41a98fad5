package officer_test

import (
	"crypto/ed25519"
	"testing"

	"parley"
	"parley/officer"
)

// The times of the tests: acts are a minute apart.
const (
	testStart = parley.Millis(1795357800000)
	minute    = parley.Millis(60_000)
)

// A softKey signs with an Ed25519 key in this process.
type softKey struct{ ed25519.PrivateKey }

func (k softKey) Public() ed25519.PublicKey { return k.PrivateKey.Public().(ed25519.PublicKey) }

func (k softKey) Sign(b []byte) ([]byte, error) { return ed25519.Sign(k.PrivateKey, b), nil }

// soft returns the signer of the Ed25519 key of a name.
func soft(name string) officer.Signer { return officer.Ed25519(softKey{edKey(name)}) }

func softAll(names ...string) (out []officer.Signer) {
	for _, n := range names {
		out = append(out, soft(n))
	}
	return out
}

var (
	testRoot     = ed25519.PublicKey(edPublic("north/root"))
	testReserved = officer.Reserved{parley.Sum(edPublic("north/log")): true, parley.Sum(edPublic("north/recovery")): true}
)

// A history is a roster as it grows, and the pages of its record.
type history struct {
	roster *officer.Roster
	acts   [][]byte
	number uint64
	time   parley.Millis
	last   parley.Hash
}

func newHistory() *history {
	return &history{roster: officer.New("north", testCharter), number: 1, time: testStart, last: parley.Sum([]byte("sheet 1"))}
}

// next returns the act that would come next.
func (h *history) next(entries ...officer.Entry) *officer.Act {
	return &officer.Act{Party: "north", Charter: testCharter, Number: h.number + 1, Time: h.time + minute, Previous: h.last, Entries: entries}
}

// try has the signers sign an act and takes it; the history stays as it was where it is refused.
func (h *history) try(a *officer.Act, signers ...officer.Signer) ([]byte, error) {
	b, err := a.Sign(signers...)
	if err != nil {
		return b, err
	}
	read, err := officer.Parse(b)
	if err != nil {
		return b, err
	}
	if err := read.Follows(h.number, h.last); err != nil {
		return b, err
	}
	r, err := h.roster.Take(read, testRoot, testReserved)
	if err != nil {
		return b, err
	}
	h.roster, h.acts, h.number, h.time, h.last = r, append(h.acts, b), read.Number, read.Time, read.Hash()
	return b, nil
}

// take is try of an act that is not refused.
func (h *history) take(t testing.TB, entries []officer.Entry, signers ...officer.Signer) {
	t.Helper()
	if _, err := h.try(h.next(entries...), signers...); err != nil {
		t.Fatal(err)
	}
}

func at(post parley.PostID, rights officer.Rights) []officer.Post {
	return []officer.Post{{Post: post, Rights: rights}}
}

// enrol returns an enrolment at the post duty with the Ed25519 keys of names, valid from the start.
func enrol(id officer.ID, rights officer.Rights, names ...string) *officer.Enrol {
	e := &officer.Enrol{Officer: id, Posts: at("duty", rights), From: testStart}
	for _, n := range names {
		e.Keys = append(e.Keys, soft(n).Key())
	}
	return e
}

func entries(e ...officer.Entry) []officer.Entry { return e }

// withAdministrators returns a history whose root enrolled the administrators ada, ben and cem, with a key of their name
// each, and dan, who may do everything else at the post duty.
func withAdministrators(t testing.TB) *history {
	h := newHistory()
	h.take(t, entries(
		enrol("ada", officer.Administer, "ada"), enrol("ben", officer.Administer|officer.Release, "ben"),
		enrol("cem", officer.Administer, "cem"), enrol("dan", officer.Watch|officer.Draft|officer.Review|officer.Release, "dan"),
	), softAll("north/root", "ada", "ben", "cem", "dan")...)
	return h
}

func pointer[T any](v T) *T { return &v }

func kidOf(name string) parley.KeyID { return soft(name).Key().ID() }
