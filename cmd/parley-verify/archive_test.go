package main

import (
	"crypto/sha256"
	"testing"

	"parley"
	"parley/charter"
	"parley/internal/keystore"
	"parley/officer"
	"parley/record"
	"parley/wire"
)

const begun = parley.Millis(1795357800000)

// An archive is north's record under a charter with south, kept by hand with what the chapters say and package record does.
type archive struct {
	t       *testing.T
	edition record.EditionText
	id      parley.Hash // of the edition, and of the charter
	pages   [][]byte
	leaves  [][]byte
	hashes  []parley.Hash
}

func keyOf(name string) *keystore.Key {
	return keystore.FromSeed(sha256.Sum256([]byte("parley test key " + name)))
}

func newArchive(t *testing.T) *archive {
	t.Helper()
	a := &archive{t: t}
	var parties []charter.PartyFile
	for _, id := range []parley.PartyID{"north", "south"} {
		p := partyOf(t, id)
		parties = append(parties, p)
		if id == "north" {
			a.pages = [][]byte{p.Sheet}
		}
	}
	c, err := charter.Draft("line", true, begun, parties)
	if err != nil {
		t.Fatal(err)
	}
	a.edition.Text = c.Encode()
	for _, p := range c.Parties {
		line, err := charter.Sign(keyOf(string(p.ID)+" root"), p.ID, a.edition.Text)
		if err != nil {
			t.Fatal(err)
		}
		a.edition.Signatures = append(a.edition.Signatures, line)
	}
	a.id = charter.EditionID(a.edition.Text)
	a.add(wire.Leaf{Kind: wire.LeafSheet, ID: parley.Sum(a.pages[0])})
	a.add(wire.Leaf{Kind: wire.LeafAdopted, ID: a.id})
	return a
}

func partyOf(t *testing.T, id parley.PartyID) charter.PartyFile {
	t.Helper()
	key := func(role string) *keystore.Key { return keyOf(string(id) + " " + role) }
	_, seal, err := keystore.NewSealIdentity()
	if err != nil {
		t.Fatal(err)
	}
	s := &charter.Sheet{Party: id, Number: 1, Time: begun, Root: key("root").Public(), Log: key("log").Public(), Cosigner: key("cosigner").Public(), Link: key("link").Public(),
		Seal: seal, Duty: key("duty").Public(), Operators: []charter.Operator{{Post: "duty", Key: key("operator").Public()}}}
	b, err := charter.SignSheet(s, []parley.Signer{key("root"), key("log"), key("cosigner"), key("link"), key("duty"), key("operator")})
	if err != nil {
		t.Fatal(err)
	}
	return charter.PartyFile{Party: id, Name: "The party of " + string(id), Root: s.Root, Recovery: parley.Sum(key("recovery").Public()), Posts: []parley.PostID{"duty"}, Sheet: b}
}

func (a *archive) read(at []uint64) ([]parley.Hash, error) {
	var out []parley.Hash
	for _, i := range at {
		out = append(out, a.hashes[i])
	}
	return out, nil
}

// add appends a leaf and returns its place.
func (a *archive) add(l wire.Leaf) uint64 {
	a.t.Helper()
	at := uint64(len(a.leaves))
	l.Date, l.Mark = begun+parley.Millis(at)*1000, [8]byte{byte(at), 1}
	stored, err := record.AppendHashes(at, [][]byte{l.Encode()}, a.read)
	if err != nil {
		a.t.Fatal(err)
	}
	for _, s := range stored {
		a.hashes = append(a.hashes, s.Hash)
	}
	a.leaves = append(a.leaves, l.Encode())
	return at
}

// enrol enters a roster act by which officers may release from the post duty, each with one key.
func (a *archive) enrol(officers map[officer.ID]officer.Signer) {
	a.t.Helper()
	act := &officer.Act{Party: "north", Charter: a.id, Number: uint64(len(a.pages)) + 1, Time: begun, Previous: parley.Sum(a.pages[len(a.pages)-1])}
	signers := []officer.Signer{officer.Ed25519(keyOf("north root"))}
	for id, s := range officers {
		act.Entries = append(act.Entries, &officer.Enrol{Officer: id, Posts: []officer.Post{{Post: "duty", Rights: officer.Release}}, Keys: []officer.Key{s.Key()}, From: begun})
		signers = append(signers, s)
	}
	b, err := act.Sign(signers...)
	if err != nil {
		a.t.Fatal(err)
	}
	a.pages = append(a.pages, b)
	a.add(wire.Leaf{Kind: wire.LeafSheet, ID: parley.Sum(b)})
}

// payload is a message of north to south.
func (a *archive) payload(text string) []byte {
	post := parley.PostID("duty")
	nonce := parley.Sum([]byte(text))
	p := &wire.Payload{Nonce: [16]byte(nonce[:16]), Time: begun, From: wire.Address{Party: "north", Post: &post}, Action: []wire.Address{{Party: "south"}}, Edition: 1,
		Roster: uint64(len(a.pages)), Form: wire.FormText, Lang: "en", Exercise: true, Body: []byte(text)}
	return p.Encode()
}

// send enters an envelope as sent, whether it counts or not, and returns its evidence.
func (a *archive) send(payload []byte, signatures ...wire.Signature) []byte {
	a.t.Helper()
	e, err := wire.Enclose(payload, signatures)
	if err != nil {
		a.t.Fatal(err)
	}
	a.add(wire.Leaf{Kind: wire.LeafSent, ID: e.ID(), Addressees: wire.Bitmap(2, []int{1})})
	size := uint64(len(a.leaves))
	root, err := record.Root(size, a.read)
	if err != nil {
		a.t.Fatal(err)
	}
	head, err := record.SignHead(keyOf("north log"), record.Origin(a.id, "north"), size, root)
	if err != nil {
		a.t.Fatal(err)
	}
	log := record.LogProof{Party: "north", Pages: a.pages, Heads: []record.SignedHead{{Size: size, Root: root, Signature: head}}}
	for _, at := range []uint64{0, 1, 2, size - 1} {
		path, err := record.ProveInclusion(size, at, a.read)
		if err != nil {
			a.t.Fatal(err)
		}
		log.Leaves = append(log.Leaves, record.ProvedLeaf{Index: at, Leaf: a.leaves[at], Path: path})
	}
	f := &record.Evidence{Version: 1, Kind: record.EvidenceMessage, Editions: []record.EditionText{a.edition}, Logs: []record.LogProof{log}, Envelopes: [][]byte{e.Encode()}}
	return f.Encode()
}
