package charter_test

import (
	"bytes"
	"encoding/base64"
	"reflect"
	"testing"

	"parley"
	"parley/charter"
)

func TestPartyFiles(t *testing.T) {
	for _, id := range []parley.PartyID{"north", "south", "east"} {
		p := fileOf(t, id)
		got, err := charter.ParsePartyFile(p.Encode())
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(*got, p) || !bytes.Equal(got.Encode(), p.Encode()) {
			t.Errorf("%s comes back as another", id)
		}
		holdVector(t, "party-"+string(id)+".yaml", p.Encode())
	}
}

// badPartyEdits are refused in the party file of north [CHR-28]. They are also vectors.
func badPartyEdits(t *testing.T) []badEdit {
	b64 := base64.StdEncoding.EncodeToString
	own, south := fileOf(t, "north"), fileOf(t, "south")
	changed := bytes.Clone(own.Sheet)
	changed[len(changed)-2] ^= 1
	recovery := sheetOf(t, "north")
	recovery.Duty = pub("north/recovery")
	signers := signersOf("north")
	signers[4] = keyNamed("north/recovery")
	return []badEdit{
		{"over 32 KiB", "", "a", 32 << 10, "the party file has 36847 bytes, more than 32768"},
		{"a byte order mark", "format", "\uFEFFformat", 0, "line 1: the text begins with a byte order mark (BOM); save it as UTF-8 without one"},
		{"CR LF line ends", "\n", "\r\n", 0, "line 1: the line ends with CR LF; save the text with LF line ends"},
		{"a charter", "parley-party-1", "parley-charter-1", 0, "line 1: write `format: \"parley-party-1\"`: this version reads no other"},
		{"a party called no", `party: "north"`, `party: "no"`, 0, `line 2: the party id "no" is a word that readers of YAML take for a truth value; choose another`},
		{"no quotes", `"Northland"`, `Northland`, 0, "line 3: write `name: \"Northland\"`: every string stands in double quotes"},
		{"a repeated key", "name:", "party: \"north\"\nname:", 0, "line 3: the key `party` stands twice"},
		{"an unknown key", "name:", "colour: \"blue\"\nname:", 0, "line 3: the key `colour` is unknown; here stands `name`"},
		{"a missing key", "name: \"Northland\"\n", "", 0, "line 3: here stands the key `name`, not `root`; keys stand in a fixed order and none may be missing"},
		{"a line after the end", "", "sheet: \"\"\n", 0, "line 10: the key `sheet` stands twice"},
		{"a post twice", "air-desk", "duty", 0, `line 8: the post "duty" stands twice`},
		{"a post without operator", "air-desk", "press", 0, "the sheet of north has no operator key for its post press"},
		{"a root of 31 bytes", "d74c3c19", "d74c3c", 0, "line 4: `root` is 64 lower-case hexadecimal digits"},
		{"a root of small order", "d74c3c197a30b7c20454cb226c68eafcd19d4ba5f0722d0ce2d22e5345e0986f", "0000000000000000000000000000000000000000000000000000000000000000", 0,
			"line 4: the public key 0000000000000000000000000000000000000000000000000000000000000000 is none that binds its holder to what it signs"},
		{"another root", "d74c3c197a30b7c20454cb226c68eafcd19d4ba5f0722d0ce2d22e5345e0986f", hexOf(pub("thief")), 0, "the sheet in the party file of north is of north or of another root key"},
		{"another party", `party: "north"`, `party: "south"`, 0, "the sheet in the party file of south is of north or of another root key"},
		{"the sheet of another", b64(own.Sheet), b64(south.Sheet), 0, "the sheet in the party file of north is of south or of another root key"},
		{"no sheet", b64(own.Sheet), "", 0, "the sheet is not readable"},
		{"a sheet that is not base64", b64(own.Sheet), "???", 0, "line 9: `sheet` is at most 16384 bytes in base64"},
		{"a sheet over 16 KiB", b64(own.Sheet), b64(make([]byte, 16385)), 0, "line 9: `sheet` is at most 16384 bytes in base64"},
		{"a sheet with a changed signature", b64(own.Sheet), b64(changed), 0, "the signature of the " + roleAt(t, 6) + " on the sheet of north is missing, out of order or wrong"},
		{"the recovery key on the sheet", b64(own.Sheet), b64(signed(t, recovery, signers)), 0, "the duty key of north is the same key as the recovery key of north; every key has one holder and one use"},
	}
}

// [CHR-28] A reader MUST refuse a party file that breaks a rule of 2.3, whose root key CHR-10 refuses, in which a
// post stands twice, or whose sheet is not a valid sheet of the same party and root with an operator for each of its
// posts and without the recovery key.
func TestBadPartyFiles(t *testing.T) {
	codes := map[string]parley.Code{"over 32 KiB": parley.CodeTooLarge, "no sheet": parley.CodeBadEncoding,
		"a sheet with a changed signature": parley.CodeBadSignature}
	own := fileOf(t, "north")
	edits := badPartyEdits(t)
	for _, e := range edits {
		code := codes[e.name]
		if code == "" {
			code = parley.CodeBadSheet
		}
		_, err := charter.ParsePartyFile(e.on(t, own.Encode()))
		refuses(t, e.name, err, code, e.want)
	}
	holdVector(t, "bad-party-files.txt", vectorOf("party-north.yaml", edits))
}

// [CHR-28] A reader MUST refuse a party file that breaks a rule of 2.3, whose root key CHR-10 refuses, in which a
// post stands twice, or whose sheet is not a valid sheet of the same party and root with an operator for each of its
// posts and without the recovery key.
func TestBase64HasOneForm(t *testing.T) {
	own := fileOf(t, "north")
	for len(own.Sheet)%3 == 0 { // with padding there are bits that another form would set
		s := sheetOf(t, "north")
		s.Addresses = append(s.Addresses, "a"+s.Addresses[0])
		own.Sheet = signed(t, s, signersOf("north"))
	}
	text := own.Encode()
	at := bytes.IndexByte(text, '=') - 1
	if at < 0 || text[at+1] != '=' {
		t.Fatal("no padding")
	}
	text[at]++ // 'Q' to 'R', 'g' to 'h' and the like: the same bytes, another text
	if b, err := base64.StdEncoding.DecodeString(string(text[bytes.Index(text, []byte("sheet: \""))+8 : len(text)-2])); err != nil || !bytes.Equal(b, own.Sheet) {
		t.Fatal("the other form is not of the same bytes")
	}
	_, err := charter.ParsePartyFile(text)
	if err == nil || parley.CodeOf(err) != parley.CodeBadSheet {
		t.Errorf("accepted: %v", err)
	}
}
