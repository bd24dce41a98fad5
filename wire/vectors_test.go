package wire_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"parley"
	"parley/wire"
)

var update = flag.Bool("update", false, "write the vectors instead of comparing them")

// A vectorFile is written as blocks of "name: value" lines with an empty line between them.
type vectorFile struct{ text bytes.Buffer }

func (v *vectorFile) comment(s string) { fmt.Fprintf(&v.text, "# %s\n", s) }
func (v *vectorFile) block()           { v.text.WriteByte('\n') }
func (v *vectorFile) word(name, s string) {
	v.text.WriteString(strings.TrimRight(name+": "+s, " ") + "\n")
}
func (v *vectorFile) hex(name string, b []byte)    { v.word(name, hex.EncodeToString(b)) }
func (v *vectorFile) number(name string, n uint64) { v.word(name, strconv.FormatUint(n, 10)) }
func (v *vectorFile) quoted(name, s string)        { v.word(name, quoted(s)) }

// quoted writes s as a JSON string.
func quoted(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		panic(err)
	}
	return strings.TrimSpace(b.String())
}

// check compares v with the file of that name, or writes it.
func (v *vectorFile) check(t *testing.T, name string) {
	t.Helper()
	path := filepath.Join("..", "spec", "vectors", "wire", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, v.text.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, v.text.Bytes()) {
		t.Errorf("%s is not what the code makes; if the change is meant, run go test -update and read the difference", path)
	}
}

func (v *vectorFile) hashOrNull(name string, h *parley.Hash) {
	if h == nil {
		v.word(name, "null")
		return
	}
	v.word(name, h.String())
}

// payload writes every field of p in the order of the encoding, then the encoding.
func (v *vectorFile) payload(p *wire.Payload) {
	v.hex("nonce", p.Nonce[:])
	v.word("time", strconv.FormatInt(int64(p.Time), 10))
	v.word("from", p.From.Parley().String())
	v.word("action", words(p.Action, func(a wire.Address) string { return a.Parley().String() }))
	v.word("info", words(p.Info, func(a wire.Address) string { return a.Parley().String() }))
	v.number("precedence", uint64(p.Precedence))
	v.number("info-precedence", uint64(p.InfoPrecedence))
	v.number("edition", p.Edition)
	v.number("roster", p.Roster)
	v.quoted("form", p.Form)
	v.hashOrNull("proceeding", p.Proceeding)
	v.quoted("act", p.Act)
	v.word("participants", words(p.Participants, func(id parley.PartyID) string { return string(id) }))
	v.word("seen", words(p.Seen, parley.Hash.String))
	v.word("texts", words(p.Texts, parley.Hash.String))
	v.hashOrNull("reply-to", p.Refers.ReplyTo)
	v.hashOrNull("acknowledges", p.Refers.Acknowledges)
	v.hashOrNull("cancels", p.Refers.Cancels)
	v.hashOrNull("corrects", p.Refers.Corrects)
	v.hashOrNull("translates", p.Refers.Translates)
	v.quoted("subject", p.Subject)
	v.quoted("handling", p.Handling)
	v.quoted("lang", p.Lang)
	v.word("exercise", strconv.FormatBool(p.Exercise))
	if p.Expires == nil {
		v.word("expires", "null")
	} else {
		v.word("expires", strconv.FormatInt(int64(*p.Expires), 10))
	}
	v.hex("body", p.Body)
	if p.Salt == nil {
		v.word("salt", "null")
	} else {
		v.hex("salt", p.Salt[:])
	}
	for _, b := range p.Blobs {
		v.word("blob", fmt.Sprintf("%s %s %d %s", quoted(b.Name), quoted(b.MediaType), b.Size, b.ID))
	}
	v.hex("payload", p.Encode())
}

func words[T any](list []T, of func(T) string) string {
	var out []string
	for _, e := range list {
		out = append(out, of(e))
	}
	return strings.Join(out, " ")
}

// The vectors of keys: how the seed of a name is made, and what follows from it.
func TestVectorKeys(t *testing.T) {
	v := new(vectorFile)
	v.comment("Keys of all vectors: seed = SHA-256(\"parley test key \" || name), Ed25519, key id = first 8 bytes of SHA-256(public).")
	for _, name := range []string{"north duty", "north air", "south duty", "east duty"} {
		seed, pub := parley.Sum([]byte("parley test key "+name)), keyNamed(name).Public()
		id := parley.KeyIDOf(pub)
		v.block()
		v.word("name", name)
		v.hex("seed", seed[:])
		v.hex("public", pub)
		v.hex("kid", id[:])
	}
	v.check(t, "keys.txt")
}

// The vectors of payloads, field by field.
func TestVectorPayloads(t *testing.T) {
	v := new(vectorFile)
	v.comment("Payloads: every field in the order of the encoding, then the encoding itself.")
	for _, s := range samples() {
		v.block()
		v.word("name", s.name)
		v.payload(s.payload)
	}
	v.check(t, "payloads.txt")
}

// The vectors of envelopes: header, bytes under the signature, signature, envelope and id.
func TestVectorEnvelopes(t *testing.T) {
	v := new(vectorFile)
	v.comment("Envelopes over the payloads of payloads.txt, signed under the edition id SHA-256(\"parley test edition\").")
	v.comment("Each signature: name of its key, protected header, bytes under the signature, signature, evidence, and whether it counts; in the order of the envelope.")
	signers := map[string][]string{"short text": {"north duty"}, "everything a text may have": {"north air", "north duty"}, "opening act": {"east duty"}, "later act": {"north duty"}}
	for _, s := range samples() {
		names := signers[s.name]
		if names == nil {
			names = []string{"south duty"}
		}
		v.envelope(s.name, mustSeal(s.payload, names...), names)
	}
	v.envelope("short text", strangelySigned(), []string{"north duty", "north air", "south duty"})
	v.check(t, "envelopes.txt")
}

// envelope writes one block; names are the keys of its signatures.
func (v *vectorFile) envelope(name string, e *wire.Envelope, names []string) {
	v.block()
	v.word("name", name)
	v.word("edition", testEdition.String())
	aad := wire.AAD(wire.UseMessage, testEdition[:])
	for _, sig := range e.Signatures {
		key := nameOf(sig, names)
		v.word("key", key)
		v.hex("protected", sig.Protected)
		v.hex("to-be-signed", wire.ToBeSigned(sig.Protected, aad, e.Payload))
		v.hex("signature", sig.Signature)
		v.hex("evidence", sig.Evidence)
		v.word("counts", strconv.FormatBool(sig.Verify(keyNamed(key).Public(), aad, e.Payload)))
	}
	v.hex("envelope", e.Encode())
	v.word("id", e.ID().String())
}

func nameOf(s wire.Signature, names []string) string {
	_, kid, _ := s.Header()
	for _, n := range names {
		if parley.KeyIDOf(keyNamed(n).Public()) == kid {
			return n
		}
	}
	return "?"
}

// The vectors of leaves, one of each kind.
func TestVectorLeaves(t *testing.T) {
	v := new(vectorFile)
	v.comment("Leaves, one of each kind; addressees as party numbers.")
	for _, s := range sampleLeaves() {
		l := s.leaf
		v.block()
		v.word("name", s.name)
		v.number("kind", uint64(l.Kind))
		v.number("date", uint64(l.Date))
		if l.Kind != wire.LeafClock {
			v.hex("mark", l.Mark[:])
			v.word("id", l.ID.String())
		}
		if l.Kind == wire.LeafSent {
			v.word("addressees", addressedIn(l))
		}
		if l.Kind == wire.LeafRefused {
			v.number("code", uint64(l.Code))
		}
		v.hex("leaf", l.Encode())
	}
	v.check(t, "leaves.txt")
}

func addressedIn(l wire.Leaf) string {
	var out []string
	for i := range 64 {
		if l.Addressed(i) {
			out = append(out, strconv.Itoa(i))
		}
	}
	return strings.Join(out, " ")
}

// The vectors of marks and of attachment ids.
func TestVectorHashes(t *testing.T) {
	v := new(vectorFile)
	v.comment("Marks of acts, then ids of attachments.")
	nonce := openingAct().Nonce
	for _, c := range []struct {
		author parley.PartyID
		k      uint32
	}{{"east", 0}, {"north", 1}, {"south", 1}, {"north", 16909060}} {
		mark := wire.ActMark(nonce, c.author, c.k)
		v.block()
		v.hex("opening-nonce", nonce[:])
		v.word("author", string(c.author))
		v.number("k", uint64(c.k))
		v.hex("mark", mark[:])
	}
	for _, text := range []string{"a", "a sketch of the lane"} {
		salt := nonceOf(0x40)
		v.block()
		v.hex("salt", salt[:])
		v.hex("bytes", []byte(text))
		v.word("blob-id", wire.BlobID(salt, []byte(text)).String())
	}
	v.check(t, "hashes.txt")
}

// The vectors of what readers refuse, each with its reason. Those over 4 KiB are left to the limits of the chapter.
func TestVectorBad(t *testing.T) {
	v := new(vectorFile)
	v.comment("Bytes that a reader refuses: as a payload, as an envelope, as a leaf, or as a signature.")
	for _, set := range []struct {
		as    string
		cases []badCase
	}{{"payload", badEncodings()}, {"payload", badFields()}, {"envelope", badEnvelopes()}, {"leaf", badLeaves()}} {
		for _, c := range set.cases {
			if len(c.bytes) > 1<<12 {
				continue
			}
			v.block()
			v.quoted("reason", c.reason)
			v.hex(set.as, c.bytes)
		}
	}
	e := mustSeal(shortText(), "north duty")
	tbs := wire.ToBeSigned(e.Signatures[0].Protected, wire.AAD(wire.UseMessage, testEdition[:]), e.Payload)
	good := e.Signatures[0].Signature
	flipped := bytes.Clone(good)
	flipped[3] ^= 4
	for _, c := range []badCase{{reason: "S is not below the order of the base point", bytes: growS(good)}, {reason: "one bit of R is flipped", bytes: flipped},
		{reason: "one byte too few", bytes: good[:63]}, {reason: "one byte too many", bytes: append(bytes.Clone(good), 0)}} {
		v.block()
		v.quoted("reason", c.reason)
		v.hex("public", keyNamed("north duty").Public())
		v.hex("to-be-signed", tbs)
		v.hex("signature", c.bytes)
	}
	v.check(t, "bad.txt")
}
