package charter_test

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"parley"
	"parley/charter"

	"golang.org/x/mod/sumdb/note"
)

// The signature lines are a C2SP signed note over the text, read here by the reference implementation.
func TestSignedNote(t *testing.T) {
	v := newVector("Charter texts, their ids, fingerprints, and the signature lines of their parties.")
	editionVector(t, v, "edition-1.yaml", editionOne(t))
	editionVector(t, v, "edition-2.yaml", editionTwo(t))
	holdVector(t, "editions.txt", v.b.Bytes())
}

func editionVector(t *testing.T, v *vector, file string, c *charter.Charter) {
	t.Helper()
	text := c.Encode()
	id := charter.EditionID(text)
	v.block()
	v.field("file", file)
	v.field("edition-id", id.String())
	v.field("charter-id", c.ID(id).String())
	v.field("fingerprint", charter.Fingerprint(id))
	var lines string
	var verifiers []note.Verifier
	for _, p := range c.Parties {
		line := signatures(t, text, p.ID)[0]
		lines += line
		vkey, err := charter.RootVKey(p.ID, p.Root)
		if err != nil {
			t.Fatal(err)
		}
		verifier, err := note.NewVerifier(vkey)
		if err != nil {
			t.Fatal(err)
		}
		verifiers = append(verifiers, verifier)
		v.field("vkey", vkey)
		v.field("signature", strings.TrimSuffix(line, "\n"))
	}
	n, err := note.Open([]byte(string(text)+"\n"+lines), note.VerifierList(verifiers...))
	if err != nil || n.Text != string(text) || len(n.Sigs) != len(c.Parties) {
		t.Errorf("%s is no signed note: %v", file, err)
	}
	if err := charter.CheckSignatures(c, text, strings.SplitAfter(strings.TrimSuffix(lines, "\n"), "\n")); err != nil {
		t.Errorf("%s: %v", file, err)
	}
}

// A badSigning is a set of signature lines that do not sign edition 1.
type badSigning struct {
	name  string
	lines []string
	want  string
}

func badSignings(t *testing.T) []badSigning {
	text := editionOne(t).Encode()
	north, south := signatures(t, text, "north")[0], signatures(t, text, "south")[0]
	changed := editionOne(t)
	changed.WithdrawalDays = 31
	over := signatures(t, changed.Encode(), "south")[0]
	east := signatures(t, editionTwo(t).Encode(), "east")[0]
	bad := func(line string) string {
		return fmt.Sprintf("%.120q", line) + ` is not a signature line of the form "— parley/PARTY/root BASE64"`
	}
	other := "— parley/south/root " + base64.StdEncoding.EncodeToString(append([]byte{0, 0, 0, 1}, make([]byte, 64)...))
	raw, _ := base64.StdEncoding.DecodeString(strings.TrimSpace(strings.Split(south, " ")[2]))
	flipped := slices.Clone(raw)
	flipped[40] ^= 1
	long := "— parley/south/root " + base64.StdEncoding.EncodeToString(append(raw, 0))
	b64 := base64.StdEncoding.EncodeToString(raw)
	wrapped := "— parley/south/root " + b64[:40] + "\n" + b64[40:]
	return []badSigning{
		{"no signature", nil, "the signature of north is missing"},
		{"one missing", []string{north}, "the signature of south is missing"},
		{"one twice", []string{north, north, south}, "there are two signature lines of north"},
		{"over another text", []string{north, over}, "the signature of south does not verify: it was made over another text"},
		{"one bit changed", []string{north, "— parley/south/root " + base64.StdEncoding.EncodeToString(flipped)}, "the signature of south does not verify: it was made over another text"},
		{"the other party's name", []string{north, strings.Replace(north, "north", "south", 1)}, "the signature of south was made with another key than its root key"},
		{"another key hash", []string{north, other}, "the signature of south was made with another key than its root key"},
		{"a party of another charter", []string{north, south, east}, `there is a signature of "east", which is no party of the charter`},
		{"a hyphen for the dash", []string{north, strings.Replace(south, "—", "-", 1)}, bad(strings.TrimSuffix(strings.Replace(south, "—", "-", 1), "\n"))},
		{"another role", []string{north, strings.Replace(south, "/root", "/log", 1)}, bad(strings.TrimSuffix(strings.Replace(south, "/root", "/log", 1), "\n"))},
		{"another name space", []string{north, strings.Replace(south, "parley/", "party/", 1)}, bad(strings.TrimSuffix(strings.Replace(south, "parley/", "party/", 1), "\n"))},
		{"one byte more", []string{north, long}, bad(long)},
		{"base64 over two lines", []string{north, wrapped}, bad(wrapped)},
		{"two line ends", []string{north, south + "\n"}, bad(south)},
		{"CR LF", []string{north, strings.TrimSuffix(south, "\n") + "\r\n"}, bad(strings.TrimSuffix(south, "\n") + "\r")},
		{"an empty line", []string{north, south, ""}, bad("")},
		{"a word", []string{"north"}, bad("north")},
		{"fifty-eight lines", slices.Repeat([]string{north}, 58), "there are 58 signature lines, more than a charter has parties"},
	}
}

// [CHR-15] A reader MUST take an edition as signed only if there is exactly one signature line for each of its
// parties, each verifies by RFC 8032, section 5.1.7, with the root key that this edition names, and there is no line
// of anybody else; their order does not count.
// [CHR-16] A reader MUST refuse a signature line of any other form, or with another hash; and a signer MUST refuse
// to sign a text that is no charter or does not name its key as the root key of its party.
func TestBadSignatures(t *testing.T) {
	c := editionOne(t)
	v := newVector("Signature lines that do not sign edition-1.yaml.")
	for _, b := range badSignings(t) {
		refuses(t, b.name, charter.CheckSignatures(c, c.Encode(), b.lines), parley.CodeBadSignature, b.want)
		v.block()
		v.field("name", b.name)
		for _, l := range b.lines {
			v.quoted("line", l)
		}
		v.quoted("sentence", b.want)
	}
	holdVector(t, "bad-signatures.txt", v.b.Bytes())
}

// A text changed after it was signed is no longer signed.
func TestSignaturesBindTheText(t *testing.T) {
	c := editionOne(t)
	lines := signatures(t, c.Encode(), "south", "north") // in any order
	if err := charter.CheckSignatures(c, c.Encode(), lines); err != nil {
		t.Fatal(err)
	}
	c.Limits.StoredMiB++
	refuses(t, "changed", charter.CheckSignatures(c, c.Encode(), lines), parley.CodeBadSignature,
		"the signature of south does not verify: it was made over another text")
}

// [CHR-16] A reader MUST refuse a signature line of any other form, or with another hash; and a signer MUST refuse
// to sign a text that is no charter or does not name its key as the root key of its party.
func TestSignRefuses(t *testing.T) {
	text := editionOne(t).Encode()
	_, err := charter.Sign(keyNamed("east/root"), "east", text)
	refuses(t, "a stranger", err, parley.CodeUnknownParty, `the charter has no party "east"`)
	_, err = charter.Sign(keyNamed("south/root"), "north", text)
	refuses(t, "another's name", err, parley.CodeBadCharter, "the key given is not the root key of north that the charter names")
	_, err = charter.Sign(keyNamed("north/root"), "north", append(text, '\n'))
	refuses(t, "no charter", err, parley.CodeBadCharter, "line 76: the line is empty; a text has no empty lines")
}

func FuzzCheckSignatures(f *testing.F) {
	c := editionOne(f)
	text := c.Encode()
	lines := signatures(f, text, "north", "south")
	for _, l := range lines {
		f.Add(l)
		f.Add(strings.Replace(l, "—", "-", 1))
	}
	f.Fuzz(func(t *testing.T, l string) {
		err := charter.CheckSignatures(c, text, []string{lines[0], l})
		if (err == nil) != (l == lines[1] || l+"\n" == lines[1]) {
			t.Errorf("%q: %v", l, err)
		}
	})
}
