package charter_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"parley"
	"parley/charter"
	"parley/wire"
)

// sampleWithdrawal is the one of the vectors: north leaves edition 1.
func sampleWithdrawal(t testing.TB) *charter.Withdrawal {
	t.Helper()
	id := charter.EditionID(editionOne(t).Encode())
	return &charter.Withdrawal{Charter: id, Edition: id, Party: "north", From: testTime + 30*86_400_000}
}

func signedWithdrawal(t testing.TB, w *charter.Withdrawal) []byte {
	t.Helper()
	b, err := charter.SignWithdrawal(keyNamed("north/root"), w)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// [CHR-52] A reader MUST NOT take a withdrawal that names another charter, or is not signed by the root of its party.
func TestWithdrawalCheck(t *testing.T) {
	want := sampleWithdrawal(t)
	b := signedWithdrawal(t, want)
	w, err := charter.ParseWithdrawal(b)
	if err != nil || *w != *want {
		t.Fatalf("%+v, %v", w, err)
	}
	if err := w.Check(want.Charter, pub("north/root")); err != nil {
		t.Errorf("the withdrawal of the vectors: %v", err)
	}
	later, other := *w, *w
	later.From += 60_000
	other.Party = "south"
	for name, err := range map[string]error{
		"another charter":          w.Check(parley.Sum(nil), pub("north/root")),
		"another key":              w.Check(want.Charter, pub("north/log")),
		"no key":                   w.Check(want.Charter, nil),
		"signed over another date": later.Check(want.Charter, pub("north/root")),
		"signed for another party": other.Check(want.Charter, pub("north/root")),
	} {
		if err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

// [CHR-53] It takes effect at the date that it names, or at the end of the notice, whichever is later.
func TestWithdrawalEffect(t *testing.T) {
	const day = parley.Millis(86_400_000)
	for _, c := range []struct {
		entered parley.Millis
		days    int
		want    parley.Millis
	}{
		{testTime, 30, testTime + 30*day}, {testTime - day, 30, testTime + 30*day}, {testTime + 1, 30, testTime + 30*day + 1},
		{testTime, 31, testTime + 31*day}, {testTime, 0, testTime + 30*day}, {testTime + 40*day, 0, testTime + 40*day},
		{parley.MaxMillis, 36500, parley.MaxMillis},
	} {
		if got := sampleWithdrawal(t).Effect(c.entered, c.days); got != c.want {
			t.Errorf("entered %s with %d days: %s, want %s", c.entered, c.days, got, c.want)
		}
	}
}

// badWithdrawals are statements that no reader takes, whoever signed them.
func badWithdrawals(t testing.TB) []badBytes {
	good := string(signedWithdrawal(t, sampleWithdrawal(t)))
	edit := func(old, new string) []byte {
		if !strings.Contains(good, old) {
			t.Fatalf("%q is not in the statement", old)
		}
		return []byte(strings.Replace(good, old, new, 1))
	}
	line := good[strings.Index(good, "— "):]
	south, err := charter.SignAsRoot(keyNamed("south/root"), "south", sampleWithdrawal(t).Text())
	if err != nil {
		t.Fatal(err)
	}
	return []badBytes{
		{"no bytes", nil},
		{"16,385 bytes", append([]byte(good), make([]byte, 16385-len(good))...)},
		{"another title", edit("parley-withdrawal/1", "parley-withdrawal/2")},
		{"no empty line", edit("\n\n", "\n")},
		{"two empty lines", edit("\n\n", "\n\n\n")},
		{"no signature", edit(line, "")},
		{"two signatures", edit(line, line+line)},
		{"the signature of another party", edit(line, south)},
		{"a signature that is too short", edit(line, line[:len(line)-5]+"\n")},
		{"no line feed at the end", []byte(good[:len(good)-1])},
		{"a line more", edit("\n\n", "\nreason none\n\n")},
		{"a line less", edit("party north\n", "")},
		{"lines in another order", edit("party north\nfrom", "from north\nparty")},
		{"two spaces", edit("party north", "party  north")},
		{"a space at the end", edit("party north", "party north ")},
		{"a party that is no name", []byte(strings.ReplaceAll(good, "north", "no"))},
		{"a charter in capitals", edit("charter "+sampleWithdrawal(t).Charter.String(), "charter "+strings.ToUpper(sampleWithdrawal(t).Charter.String()))},
		{"an edition that is too short", edit("edition "+sampleWithdrawal(t).Edition.String(), "edition "+sampleWithdrawal(t).Edition.String()[2:])},
		{"a date without milliseconds", edit(".000Z", "Z")},
		{"a date in another zone", edit(".000Z", ".000+01:00")},
		{"a date that there is not", edit("2026-12-22", "2026-12-32")},
		{"a date before 2020", edit("2026-12-22", "2019-12-31")},
		{"carriage returns", []byte(strings.ReplaceAll(good, "\n", "\r\n"))},
		{"not UTF-8", edit("— parley", "\x97 parley")},
	}
}

// badBytes are bytes that no reader takes, and why.
type badBytes struct {
	name string
	b    []byte
}

// [CHR-51] A reader MUST refuse a withdrawal that is not made of its lines and no other.
func TestWithdrawalBad(t *testing.T) {
	v := newVector("Withdrawals that no reader takes, whoever signed them.")
	for _, c := range badWithdrawals(t) {
		if w, err := charter.ParseWithdrawal(c.b); err == nil {
			t.Errorf("%s: read as %+v", c.name, w)
		}
		v.block()
		v.field("reason", c.name)
		v.field("statement", hexOf(c.b))
	}
	holdVector(t, "withdrawals-bad.txt", v.b.Bytes())
	early := sampleWithdrawal(t)
	early.From = parley.EarliestMillis - 1
	if _, err := charter.SignWithdrawal(keyNamed("north/root"), early); err == nil {
		t.Error("a date before 2020 is signed")
	}
}

func TestWithdrawalVectors(t *testing.T) {
	v := newVector("Withdrawals, who signed them, and when they take effect by the date of their leaf and the days of notice.")
	for _, c := range []struct {
		entered parley.Millis
		days    int
	}{{testTime, 30}, {testTime + 5, 30}, {testTime + 30*86_400_000, 0}} {
		w := sampleWithdrawal(t)
		b := signedWithdrawal(t, w)
		v.block()
		v.field("name", fmt.Sprintf("entered at %s with %d days of notice", c.entered, c.days))
		v.quoted("statement", string(b))
		v.field("charter", w.Charter.String())
		v.field("edition", w.Edition.String())
		v.field("party", string(w.Party))
		v.field("from", w.From.String())
		v.field("root-key", hexOf(pub("north/root")))
		v.field("hash", charter.StatementHash(b).String())
		v.field("entered", c.entered.String())
		v.field("days", fmt.Sprint(c.days))
		v.field("effect", w.Effect(c.entered, c.days).String())
	}
	holdVector(t, "withdrawals.txt", v.b.Bytes())
}

// What is read is written again as the same bytes.
func FuzzParseWithdrawal(f *testing.F) {
	f.Add(signedWithdrawal(f, sampleWithdrawal(f)))
	for _, c := range badWithdrawals(f) {
		if len(c.b) <= wire.MaxStatement {
			f.Add(c.b)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if w, err := charter.ParseWithdrawal(b); err == nil && !bytes.Equal(w.Encode(), b) {
			t.Errorf("%q is written as %q", b, w.Encode())
		}
	})
}
