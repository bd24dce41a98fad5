package record_test

import (
	"crypto/ed25519"
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"parley"
	"parley/charter"
	"parley/record"
	"parley/wire"
)

// key is a signer whose seed is SHA-256("parley test key " + name).
type key struct{ private ed25519.PrivateKey }

func keyNamed(name string) key {
	seed := parley.Sum([]byte("parley test key " + name))
	return key{ed25519.NewKeyFromSeed(seed[:])}
}

func (k key) Public() ed25519.PublicKey           { return k.private.Public().(ed25519.PublicKey) }
func (k key) Sign(message []byte) ([]byte, error) { return ed25519.Sign(k.private, message), nil }

// start is the date of the first leaf in every test: 2026-11-22T14:30:00.000Z.
const start = parley.Millis(1795357800000)

// log is a naive record in memory: leaves, and the tree's hashes at their storage positions.
type log struct {
	leaves [][]byte
	hashes []parley.Hash
}

func (l *log) size() uint64 { return uint64(len(l.leaves)) }

func (l *log) read(pos []uint64) ([]parley.Hash, error) {
	out := make([]parley.Hash, len(pos))
	for i, p := range pos {
		if p >= uint64(len(l.hashes)) {
			return nil, fmt.Errorf("position %d is not stored", p)
		}
		out[i] = l.hashes[p]
	}
	return out, nil
}

func (l *log) between(from, to uint64) ([][]byte, error) {
	if from > to || to > l.size() {
		return nil, fmt.Errorf("leaves %d to %d are not held", from, to)
	}
	return l.leaves[from:to], nil
}

func (l *log) append(t testing.TB, leaves ...[]byte) {
	t.Helper()
	stored, err := record.AppendHashes(l.size(), leaves, l.read)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range stored {
		if s.Pos != uint64(len(l.hashes)) {
			t.Fatalf("hash at position %d, want %d", s.Pos, len(l.hashes))
		}
		l.hashes = append(l.hashes, s.Hash)
	}
	l.leaves = append(l.leaves, leaves...)
}

func (l *log) root(t testing.TB, size uint64) parley.Hash {
	t.Helper()
	h, err := record.Root(size, l.read)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// side is one party with its keys, its sheets and its record.
type side struct {
	log
	name   string // of its keys: two worlds of the same parties have other keys
	id     parley.PartyID
	number uint64
	sheets [][]byte
	world  *world
	ticks  parley.Millis
	held   uint64 // number of the sheet in force, where roster acts stand behind it; 0: number

	heir      bool   // its root was replaced
	volume    uint64 // the one that log is
	statement []byte // that opened it
}

func (s *side) key(role string) key {
	if role == "root" && s.heir {
		role = "root 2"
	}
	sheet := s.number
	if s.held > 0 {
		sheet = s.held
	}
	if sheet > 1 && !strings.HasPrefix(role, "root") {
		role = fmt.Sprintf("%s %d", role, sheet)
	}
	return keyNamed(s.name + " " + role)
}

// twin returns a copy of s that goes on by itself.
func (s *side) twin() *side {
	t := *s
	t.leaves, t.hashes, t.sheets = slices.Clone(s.leaves), slices.Clone(s.hashes), slices.Clone(s.sheets)
	return &t
}

// newSheet makes the next sheet of s, with keys of its own.
func (s *side) newSheet(t testing.TB) []byte {
	s.number++
	s.held = 0
	return s.sheetWithLog(t, s.key("log"))
}

// sheetWithLog makes sheet s.number of s, whose log key is given.
func (s *side) sheetWithLog(t testing.TB, log key) []byte {
	t.Helper()
	sheet := &charter.Sheet{
		Party: s.id, Number: s.number, Time: start, Root: s.key("root").Public(), Log: log.Public(), Cosigner: s.key("cosigner").Public(),
		Link: s.key("link").Public(), Seal: sealOf(s.name, s.number), Duty: s.key("duty").Public(),
		Operators: []charter.Operator{{Post: "duty", Key: s.key("operator").Public()}}, Addresses: []string{"192.0.2.1:7000"},
	}
	if s.number > 1 {
		before := charter.SheetHash(s.sheets[s.number-2])
		sheet.Previous = &before
	}
	b, err := charter.SignSheet(sheet, []parley.Signer{s.key("root"), log, s.key("cosigner"), s.key("link"), s.key("duty"), s.key("operator")})
	if err != nil {
		t.Fatal(err)
	}
	s.sheets = append(s.sheets, b)
	return b
}

// sealOf returns something that looks like an age hybrid recipient; nothing in this package opens it.
func sealOf(name string, number uint64) string {
	const letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
	r := rand.New(rand.NewSource(int64(number) + int64(parley.Sum([]byte(name))[0])<<8))
	var b strings.Builder
	for range 1952 {
		b.WriteByte(letters[r.Intn(32)])
	}
	return "age1pq1" + b.String()
}

// world is a charter with its parties.
type world struct {
	editions []record.EditionText
	sides    map[parley.PartyID]*side
}

var landNames = map[parley.PartyID]string{"east": "Eastmark", "north": "Northland", "south": "Southmark", "west": "Westland"}

// newWorld makes parties with keys named after prefix and the party, a charter that all sign, and the first two leaves
// of each record.
func newWorld(t testing.TB, prefix string, ids ...parley.PartyID) *world {
	return newWorldUnder(t, prefix, nil, ids...)
}

// newWorldUnder is newWorld with a charter that change altered before it was signed, if given.
func newWorldUnder(t testing.TB, prefix string, change func(*charter.Charter), ids ...parley.PartyID) *world {
	t.Helper()
	w := &world{sides: map[parley.PartyID]*side{}}
	var files []charter.PartyFile
	for _, id := range ids {
		s := &side{id: id, name: prefix + string(id), world: w}
		w.sides[id] = s
		recovery := parley.Sum(keyNamed(s.name + " recovery").Public())
		sheet := s.newSheet(t)
		files = append(files, charter.PartyFile{Party: id, Name: landNames[id], Root: s.key("root").Public(), Recovery: recovery, Posts: []parley.PostID{"duty"}, Sheet: sheet})
	}
	c, err := charter.Draft("line", true, start, files)
	if err != nil {
		t.Fatal(err)
	}
	c.Forms = c.Forms[:3] // the vectors stay as they are when the template proposes more
	if change != nil {
		change(c)
	}
	w.adopt(t, c)
	for _, s := range w.sides {
		s.add(t, wire.Leaf{Kind: wire.LeafSheet, ID: charter.SheetHash(s.sheets[0])})
		s.add(t, wire.Leaf{Kind: wire.LeafAdopted, ID: w.editionID()})
	}
	return w
}

// adopt has every party sign c as the next edition.
func (w *world) adopt(t testing.TB, c *charter.Charter) {
	t.Helper()
	e := record.EditionText{Text: c.Encode()}
	for _, p := range c.Parties {
		line, err := charter.Sign(w.sides[p.ID].key("root"), p.ID, e.Text)
		if err != nil {
			t.Fatal(err)
		}
		e.Signatures = append(e.Signatures, line)
	}
	w.editions = append(w.editions, e)
}

func (w *world) id() parley.Hash        { return charter.EditionID(w.editions[0].Text) }
func (w *world) editionID() parley.Hash { return charter.EditionID(w.editions[len(w.editions)-1].Text) }
func (w *world) fingerprint() string    { return charter.Fingerprint(w.editionID()) }

func (w *world) charter(t testing.TB) *charter.Charter {
	t.Helper()
	c, err := charter.Parse(w.editions[len(w.editions)-1].Text)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// add appends a leaf, dated a second after the one before unless it has a date, and returns its place. A leaf without
// mark gets one that is made from its place.
func (s *side) add(t testing.TB, l wire.Leaf) uint64 {
	t.Helper()
	if l.Date == 0 {
		l.Date = start + s.ticks*1000
	}
	s.ticks++
	if l.Mark == [8]byte{} {
		h := parley.Sum([]byte(fmt.Sprintf("mark %s %d", s.name, s.size())))
		l.Mark = [8]byte(h[:8])
	}
	s.append(t, l.Encode())
	return s.size() - 1
}

// head signs the head of s at a size, with the log key of the sheet in force.
func (s *side) head(t testing.TB, size uint64) record.HeadAt {
	t.Helper()
	h := record.HeadAt{Size: size, Root: s.root(t, size)}
	sig, err := record.SignHead(s.key("log"), s.origin(), size, h.Root)
	if err != nil {
		t.Fatal(err)
	}
	h.Signature = sig
	return h
}

func (s *side) origin() string { return record.OriginOf(s.world.id(), s.id, s.volume) }

// opened returns s in its next volume, after the last head of the one before.
func (s *side) opened(t testing.TB) *side {
	t.Helper()
	n := s.twin()
	n.log, n.volume = log{}, record.NextVolume(s.volume)
	v := &record.Volume{Charter: s.world.id(), Party: s.id, Number: n.volume, Reason: "the disk was restored", Heads: []record.HeadAt{s.head(t, s.size())}}
	b, err := record.SignVolume(s.key("root"), v)
	if err != nil {
		t.Fatal(err)
	}
	n.statement = b
	n.add(t, wire.Leaf{Kind: wire.LeafSheet, ID: charter.SheetHash(s.sheets[len(s.sheets)-1])})
	n.add(t, wire.Leaf{Kind: wire.LeafAdopted, ID: s.world.editionID()})
	n.add(t, wire.Leaf{Kind: wire.LeafVolume, ID: record.VolumeHash(b)})
	return n
}

// cosign has mirror cosign a head of s, a number of seconds after the start.
func (s *side) cosign(t testing.TB, mirror *side, h record.HeadAt, seconds uint64) record.CosigAt {
	t.Helper()
	at := uint64(start)/1000 + seconds
	text := record.CheckpointText(s.origin(), h.Size, h.Root)
	sig, err := record.Cosign(mirror.key("cosigner"), record.CosignerName(s.world.id(), mirror.id), text, at)
	if err != nil {
		t.Fatal(err)
	}
	return record.CosigAt{Mirror: mirror.id, Size: h.Size, Root: h.Root, Seconds: at, Signature: sig}
}

func (s *side) view(head record.HeadAt, earlier *record.HeadAt, cosigs ...record.CosigAt) record.LogView {
	return record.LogView{Party: s.id, Volume: s.volume, Statement: s.statement, Hashes: s.read, Leaves: s.between, Pages: s.sheets, Head: head, Earlier: earlier, Cosignatures: cosigs}
}

// write seals a message of s to others, under the edition and the sheet in force; change may alter the payload first.
func (s *side) write(t testing.TB, text string, change func(*wire.Payload), to ...parley.PartyID) *wire.Envelope {
	t.Helper()
	post := parley.PostID("duty")
	nonce := parley.Sum([]byte("nonce " + s.name + text))
	p := &wire.Payload{
		Nonce: [16]byte(nonce[:16]), Time: start + s.ticks*1000, From: wire.Address{Party: s.id, Post: &post}, Precedence: parley.Flash,
		Edition: s.world.charter(t).Edition, Roster: s.number, Form: wire.FormText, Subject: "Test", Lang: "en", Exercise: true, Body: []byte(text),
	}
	for _, id := range to {
		p.Action = append(p.Action, wire.Address{Party: id, Post: &post})
	}
	if change != nil {
		change(p)
	}
	signer := parley.Signer(s.key("operator"))
	if p.Form == "line-test" {
		signer = s.key("duty")
	}
	e, err := wire.Seal(p, s.world.editionID(), signer)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// sent enters the sent leaf of a message and returns its place.
func (s *side) sent(t testing.TB, e *wire.Envelope, to ...parley.PartyID) uint64 {
	t.Helper()
	c := s.world.charter(t)
	var places []int
	for _, id := range to {
		places = append(places, c.PartyIndex(id))
	}
	return s.add(t, wire.Leaf{Kind: wire.LeafSent, ID: e.ID(), Addressees: wire.Bitmap(len(c.Parties), places)})
}

// received enters the received leaf of the message that stands at a place of its author's record.
func (s *side) received(t testing.TB, author *side, at uint64) uint64 {
	t.Helper()
	l, err := wire.DecodeLeaf(author.leaves[at])
	if err != nil {
		t.Fatal(err)
	}
	return s.add(t, wire.Leaf{Kind: wire.LeafReceived, ID: l.ID, Mark: l.Mark})
}

// naiveRoot is RFC 6962, 2.1, as it is written.
func naiveRoot(leaves [][]byte) parley.Hash {
	if len(leaves) == 0 {
		return parley.Sum(nil)
	}
	if len(leaves) == 1 {
		return parley.Sum(append([]byte{0}, leaves[0]...))
	}
	k := 1
	for k*2 < len(leaves) {
		k *= 2
	}
	l, r := naiveRoot(leaves[:k]), naiveRoot(leaves[k:])
	return parley.Sum(append(append([]byte{1}, l[:]...), r[:]...))
}
