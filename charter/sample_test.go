package charter_test

import (
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
	"testing"

	"parley"
	"parley/charter"
)

// A testKey is the key of a name in all vectors: its seed is SHA-256("parley test key " || name).
type testKey struct{ private ed25519.PrivateKey }

func seedOf(name string) parley.Hash { return parley.Sum([]byte("parley test key " + name)) }

func keyNamed(name string) testKey {
	seed := seedOf(name)
	return testKey{ed25519.NewKeyFromSeed(seed[:])}
}

func (k testKey) Public() ed25519.PublicKey { return k.private.Public().(ed25519.PublicKey) }

func (k testKey) Sign(message []byte) ([]byte, error) { return ed25519.Sign(k.private, message), nil }

// pub returns the public key of a name.
func pub(name string) ed25519.PublicKey { return keyNamed(name).Public() }

// The parties of all tests: three invented states.
var samples = map[parley.PartyID]struct {
	name  string
	posts []parley.PostID
}{
	"north": {"Northland", []parley.PostID{"duty", "air-desk"}},
	"south": {"Southmark", []parley.PostID{"duty"}},
	"east":  {`Republic of the "Inner" East`, []parley.PostID{"duty"}},
}

// testTime is 2026-11-22T14:30:00.000Z.
const testTime = parley.Millis(1795357800000)

// sealOf returns an age hybrid recipient whose identity is the seed of "<party>/seal".
func sealOf(t testing.TB, party parley.PartyID) string {
	t.Helper()
	b, err := os.ReadFile("testdata/seals.txt")
	if err != nil {
		t.Fatal(err)
	}
	for l := range strings.Lines(string(b)) {
		if s, ok := strings.CutPrefix(l, string(party)+": "); ok {
			return strings.TrimSpace(s)
		}
	}
	t.Fatalf("no seal of %s", party)
	return ""
}

// sheetOf returns sheet 1 of a party, unsigned: its keys are named "<party>/log" and so on.
func sheetOf(t testing.TB, party parley.PartyID) *charter.Sheet {
	key := func(role string) []byte { return pub(string(party) + "/" + role) }
	s := &charter.Sheet{Party: party, Number: 1, Time: testTime, Root: key("root"), Log: key("log"),
		Cosigner: key("cosigner"), Link: key("link"), Seal: sealOf(t, party), Duty: key("duty"),
		Addresses: []string{string(party) + ".example:7400", "[2001:db8::7]:7400"}, RPIDs: []string{string(party) + ".example"}}
	for _, post := range samples[party].posts {
		s.Operators = append(s.Operators, charter.Operator{Post: post, Key: key("operator/" + string(post))})
	}
	return s
}

// signersOf returns the keys that sign a sheet of sheetOf.
func signersOf(party parley.PartyID) []parley.Signer {
	var out []parley.Signer
	for _, role := range []string{"root", "log", "cosigner", "link", "duty"} {
		out = append(out, keyNamed(string(party)+"/"+role))
	}
	for _, post := range samples[party].posts {
		out = append(out, keyNamed(string(party)+"/operator/"+string(post)))
	}
	return out
}

func signed(t testing.TB, s *charter.Sheet, signers []parley.Signer) []byte {
	t.Helper()
	b, err := charter.SignSheet(s, signers)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// fileOf returns the party file of a party.
func fileOf(t testing.TB, party parley.PartyID) charter.PartyFile {
	t.Helper()
	return charter.PartyFile{Party: party, Name: samples[party].name, Root: pub(string(party) + "/root"),
		Recovery: parley.Sum(pub(string(party) + "/recovery")), Posts: samples[party].posts,
		Sheet: signed(t, sheetOf(t, party), signersOf(party))}
}

func filesOf(t testing.TB, parties ...parley.PartyID) []charter.PartyFile {
	var out []charter.PartyFile
	for _, p := range parties {
		out = append(out, fileOf(t, p))
	}
	return out
}

// editionOne is the charter of the vectors: an exercise between north and south in two languages.
func editionOne(t testing.TB) *charter.Charter {
	t.Helper()
	c, err := charter.Draft("line", true, testTime-testTime%86_400_000, filesOf(t, "south", "north"))
	if err != nil {
		t.Fatal(err)
	}
	c.Forms, c.Dictionary = c.Forms[:3], nil // the vectors stay as they are when the template proposes more
	c.Title["fr"] = "Ligne directe entre Northland et Southmark"
	c.Clauses = []map[string]string{
		{"en": "The use of this line implies no recognition of any party and creates no legal duty.",
			"fr": "L'emploi de cette ligne n'implique aucune reconnaissance et ne crée aucune obligation juridique."},
		{"en": `A text that says "agreed" is written with a backslash before each quote: \ and ".`,
			"fr": `Un texte qui dit « d'accord » s'écrit sans barre oblique inverse : \ et ".`},
	}
	c.Handling = []charter.Marking{{Mark: "PARTIES ONLY", Title: map[string]string{"en": "For the parties only", "fr": "Réservé aux parties"}}}
	c.Precedences["fr"] = []string{"ROUTINE", "URGENT", "IMMÉDIAT", "FLASH"}
	for i, fr := range []string{"Texte libre", "Accusé de réception", "Essai de ligne"} {
		c.Forms[i].Title["fr"] = fr
	}
	return c
}

// editionTwo amends editionOne: east joins, and receipts of opening are reported.
func editionTwo(t testing.TB) *charter.Charter {
	one, c := charter.EditionID(editionOne(t).Encode()), editionOne(t)
	c.Edition, c.Charter, c.Amends = 2, &one, &one
	c.InForce += 7 * 86_400_000
	c.ReportOpened = true
	c.Parties = append([]charter.Party{partyOf("east")}, c.Parties...)
	return c
}

func partyOf(id parley.PartyID) charter.Party {
	return charter.Party{ID: id, Name: samples[id].name, Root: pub(string(id) + "/root"),
		Recovery: parley.Sum(pub(string(id) + "/recovery")), Posts: samples[id].posts}
}

// signatures returns the signature lines of parties over a text.
func signatures(t testing.TB, text []byte, parties ...parley.PartyID) []string {
	t.Helper()
	var out []string
	for _, p := range parties {
		l, err := charter.Sign(keyNamed(string(p)+"/root"), p, text)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, l)
	}
	return out
}

// refuses holds that err has the code and the sentence.
func refuses(t *testing.T, name string, err error, code parley.Code, sentence string) {
	t.Helper()
	if err == nil {
		t.Errorf("%s: accepted, want %q", name, sentence)
		return
	}
	if got := parley.SentenceOf(err); got != sentence || parley.CodeOf(err) != code {
		t.Errorf("%s:\n got %s: %s\nwant %s: %s", name, parley.CodeOf(err), got, code, sentence)
	}
}

func hexOf(b []byte) string { return hex.EncodeToString(b) }

func shortQuote(s string) string { return fmt.Sprintf("%.80q", s) }
