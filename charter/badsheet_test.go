package charter_test

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"testing"

	"parley"
	"parley/charter"
	"parley/wire"
)

// rawSheet is the signed sheet of sheet.go, here to make bad ones.
type rawSheet struct {
	_          struct{} `cbor:",toarray"`
	Version    uint64
	Page       []byte
	Signatures []wire.Signature
}

// sealed signs a page with keys, whatever it says.
func sealed(t *testing.T, page []byte, names ...string) rawSheet {
	t.Helper()
	r := rawSheet{Version: 1, Page: page}
	for _, n := range names {
		sig, err := wire.SignBytes(keyNamed(n), wire.AAD(wire.UseSheet, nil), page)
		if err != nil {
			t.Fatal(err)
		}
		r.Signatures = append(r.Signatures, sig)
	}
	slices.SortFunc(r.Signatures, func(a, b wire.Signature) int { return bytes.Compare(a.Protected, b.Protected) })
	return r
}

var northKeys = []string{"north/root", "north/log", "north/cosigner", "north/link", "north/duty", "north/operator/duty", "north/operator/air-desk"}

// A badSheet is refused with that code and sentence.
type badSheet struct {
	name  string
	bytes []byte
	code  parley.Code
	want  string
}

func badSheets(t *testing.T) []badSheet {
	var out []badSheet
	// page adds a sheet of north that is changed before it is signed by names.
	page := func(name, want string, change func(s *charter.Sheet), names ...string) {
		s := sheetOf(t, "north")
		change(s)
		if names == nil {
			names = northKeys
		}
		code := parley.CodeBadSheet
		if strings.HasPrefix(want, "the party id ") || strings.HasPrefix(want, "the post id ") {
			code = parley.CodeBadName
		}
		out = append(out, badSheet{name, wire.Marshal(sealed(t, wire.Marshal(s), names...)), code, want})
	}
	// raw adds a signed sheet of north that is changed after it was signed.
	raw := func(name string, code parley.Code, want string, change func(r *rawSheet)) {
		r := sealed(t, wire.Marshal(sheetOf(t, "north")), northKeys...)
		change(&r)
		out = append(out, badSheet{name, wire.Marshal(r), code, want})
	}
	wrong := func(role string) string {
		return "the signature of the " + role + " on the sheet of north is missing, out of order or wrong"
	}
	good := signed(t, sheetOf(t, "north"), signersOf("north"))

	out = append(out,
		badSheet{"nothing", nil, parley.CodeBadEncoding, "the sheet is not readable"},
		badSheet{"cut off", good[:len(good)-1], parley.CodeBadEncoding, "the sheet is not readable"},
		badSheet{"one byte more", append(bytes.Clone(good), 0), parley.CodeBadEncoding, "the sheet is not readable"},
		badSheet{"a length in more bytes than needed", append([]byte{0x98, 3}, good[1:]...), parley.CodeBadEncoding, "the sheet is not in its one canonical encoding"},
		badSheet{"over 16 KiB", append(bytes.Clone(good), make([]byte, wire.MaxSheet)...), parley.CodeTooLarge, "the sheet has " + strconv.Itoa(len(good)+wire.MaxSheet) + " bytes, more than 16384"})
	raw("version 2", parley.CodeBadSheet, "the sheet has version 2, which this version does not know", func(r *rawSheet) { r.Version = 2 })
	raw("a page that is no page", parley.CodeBadEncoding, "the page of the sheet is not readable", func(r *rawSheet) { r.Page = []byte{0x80} })
	raw("a byte after the page", parley.CodeBadEncoding, "the page of the sheet is not readable", func(r *rawSheet) { r.Page = append(r.Page, 0) })
	raw("no signature", parley.CodeBadSheet, "the sheet of north has 0 signatures for its 7 keys", func(r *rawSheet) { r.Signatures = nil })
	raw("a signature missing", parley.CodeBadSheet, "the sheet of north has 6 signatures for its 7 keys", func(r *rawSheet) { r.Signatures = r.Signatures[:6] })
	raw("a signature twice", parley.CodeBadSheet, "the sheet of north has 8 signatures for its 7 keys", func(r *rawSheet) { r.Signatures = append(r.Signatures, r.Signatures[6]) })
	raw("signatures out of order", parley.CodeBadSignature, wrong(roleAt(t, 0)), func(r *rawSheet) { slices.Reverse(r.Signatures) })
	raw("a signature changed", parley.CodeBadSignature, wrong(roleAt(t, 3)), func(r *rawSheet) { r.Signatures[3].Signature[9] ^= 1 })
	raw("a signature with evidence", parley.CodeBadSignature, wrong(roleAt(t, 3)), func(r *rawSheet) { r.Signatures[3].Evidence = []byte{1} })
	raw("the page changed", parley.CodeBadSignature, wrong(roleAt(t, 0)), func(r *rawSheet) {
		s := sheetOf(t, "north")
		s.Time++
		r.Page = wire.Marshal(s)
	})
	for _, name := range northKeys {
		held := slices.DeleteFunc(slices.Clone(northKeys), func(n string) bool { return n == name })
		out = append(out, badSheet{"signed by a stranger instead of " + name, wire.Marshal(sealed(t, wire.Marshal(sheetOf(t, "north")), append(held, "thief")...)),
			parley.CodeBadSignature, ""})
	}
	page("a bad party", `the party id "no" is a word that readers of YAML take for a truth value; choose another`, func(s *charter.Sheet) { s.Party = "no" })
	page("number 0", "the number of the sheet of north is not 1 or more", func(s *charter.Sheet) { s.Number = 0 })
	page("sheet 2 without the one before", "sheet 2 of north names a sheet before it if and only if its number is more than 1", func(s *charter.Sheet) { s.Number = 2 })
	page("sheet 1 with one before", "sheet 1 of north names a sheet before it if and only if its number is more than 1", func(s *charter.Sheet) { s.Previous = &parley.Hash{1} })
	page("a time in 1970", "the time of the sheet of north is before 2020 or cannot be written", func(s *charter.Sheet) { s.Time = 1 })
	page("a time beyond 48 bits", "the time of the sheet of north is before 2020 or cannot be written", func(s *charter.Sheet) { s.Time = parley.MaxMillis + 1 })
	page("no operator", "the sheet of north has no operator key", func(s *charter.Sheet) { s.Operators = nil }, northKeys[:5]...)
	page("a bad post", `the post id "On" may hold only a to z, 0 to 9 and -`, func(s *charter.Sheet) { s.Operators[0].Post = "On" })
	page("a key in two roles", "the cosigner key of north is the same key as the log key of north; every key has one holder and one use", func(s *charter.Sheet) { s.Cosigner = s.Log })
	page("an operator with two posts", "the operator key of the post air-desk of north is the same key as the operator key of the post duty of north; every key has one holder and one use", func(s *charter.Sheet) { s.Operators[1].Key = s.Operators[0].Key })
	page("the duty key as operator", "the operator key of the post duty of north is the same key as the duty key of north; every key has one holder and one use", func(s *charter.Sheet) { s.Operators[0].Key = s.Duty })
	page("a key of 31 bytes", "the link key of north cannot be used: a public key has 31 bytes, not 32", func(s *charter.Sheet) { s.Link = s.Link[:31] })
	page("a key of small order", "the link key of north cannot be used: the public key ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f is none that binds its holder to what it signs",
		func(s *charter.Sheet) { s.Link = append(append([]byte{0xEC}, bytes.Repeat([]byte{0xFF}, 30)...), 0x7F) })
	page("no seal", "the seal of the sheet of north is not an age hybrid recipient (age1pq1...)", func(s *charter.Sheet) { s.Seal = "" })
	page("a seal in capitals", "the seal of the sheet of north is not an age hybrid recipient (age1pq1...)", func(s *charter.Sheet) { s.Seal = strings.ToUpper(s.Seal) })
	page("a seal with a character that is none", "the seal of the sheet of north is not an age hybrid recipient (age1pq1...)", func(s *charter.Sheet) { s.Seal = s.Seal[:1958] + "b" })
	page("a seal cut off", "the seal of the sheet of north is not an age hybrid recipient (age1pq1...)", func(s *charter.Sheet) { s.Seal = s.Seal[:1958] })
	page("a seal of another kind", "the seal of the sheet of north is not an age hybrid recipient (age1pq1...)", func(s *charter.Sheet) { s.Seal = "age1qq1" + s.Seal[7:] })
	page("a wildcard address", `the address "0.0.0.0:7400" is a wildcard; give the address at which the peers reach this node`, func(s *charter.Sheet) { s.Addresses = []string{"0.0.0.0:7400"} })
	page("an address twice", `the address "a.example:1" stands twice in the sheet of north`, func(s *charter.Sheet) { s.Addresses = []string{"a.example:1", "a.example:1"} })
	page("nine addresses", "the sheet of north has more than 8 addresses", func(s *charter.Sheet) { s.Addresses = slices.Repeat([]string{"a.example:1"}, 9) })
	page("nine passkey ids", "the sheet of north has more than 8 passkey ids", func(s *charter.Sheet) { s.RPIDs = slices.Repeat([]string{"a.example"}, 9) })
	page("a passkey id twice", `the passkey id "a.example" is not a lower-case domain name, or stands twice`, func(s *charter.Sheet) { s.RPIDs = []string{"a.example", "a.example"} })
	page("a passkey id in capitals", `the passkey id "A.example" is not a lower-case domain name, or stands twice`, func(s *charter.Sheet) { s.RPIDs = []string{"A.example"} })
	page("an address as passkey id", `the passkey id "10.0.0.1" is not a lower-case domain name, or stands twice`, func(s *charter.Sheet) { s.RPIDs = []string{"10.0.0.1"} })
	return out
}

// roleAt returns the role of the key whose id is the nth of north's sheet.
func roleAt(t *testing.T, n int) string {
	roles := map[string]string{"north/root": "root key", "north/log": "log key", "north/cosigner": "cosigner key", "north/link": "link key", "north/duty": "duty key",
		"north/operator/duty": "operator key of the post duty", "north/operator/air-desk": "operator key of the post air-desk"}
	names := slices.Clone(northKeys)
	slices.SortFunc(names, func(a, b string) int {
		return strings.Compare(parley.KeyIDOf(pub(a)).String(), parley.KeyIDOf(pub(b)).String())
	})
	return roles[names[n]]
}

// [CHR-20] A reader MUST refuse a sheet that is longer than 16,384 bytes, is not in the one encoding of chapter 1
// (the page likewise), or has another version than 1.
// [CHR-21] A reader MUST refuse a sheet unless its signatures are one valid signature of each of root, log,
// cosigner, link, duty and every operator key, and no other, in ascending order of their key ids.
// [CHR-22] A reader MUST refuse a sheet on which a public key stands twice, in any of its roles, or is one that
// CHR-10 refuses.
// [CHR-23] A reader MUST refuse a sheet whose party or posts are no names, whose number is 0, whose `previous` is
// null when its number is more than 1 or not null when it is 1, whose time is before 2020-01-01T00:00:00Z or more
// than 2^48 - 1, or that has no operator.
// [CHR-24] A reader MUST refuse a sheet with more than 8 addresses or an address twice, and an address that is not
// HOST:PORT with PORT a decimal number of 1 to 65535 without leading zeros and HOST an IPv4 address, an IPv6 address
// in brackets without a zone, or a host name, or whose HOST is a wildcard (0.0.0.0, `::`, or the former mapped into
// IPv6).
// [CHR-25] A reader MUST refuse a sheet whose seal is not `age1pq1` and 1,952 of the characters
// `qpzry9x8gf2tvdw0s3jn54khce6mua7l`, and one with more than 8 rp ids, one twice, or one that is no host name in
// lower case.
func TestBadSheets(t *testing.T) {
	v := newVector("Sheets that a reader refuses.")
	for _, b := range badSheets(t) {
		s, err := charter.ParseSheet(b.bytes)
		if b.want == "" && err != nil { // which key is named depends on where the stranger's stands among them
			b.want = parley.SentenceOf(err)
			if !strings.HasSuffix(b.want, "is missing, out of order or wrong") {
				t.Errorf("%s: %s", b.name, b.want)
			}
		}
		refuses(t, b.name, err, b.code, b.want)
		if s != nil {
			t.Errorf("%s: refused, but returned", b.name)
		}
		v.block()
		v.field("name", b.name)
		v.field("sheet", hexOf(b.bytes))
		v.quoted("sentence", b.want)
	}
	holdVector(t, "bad-sheets.txt", v.b.Bytes())
}
