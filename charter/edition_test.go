package charter_test

import (
	"strings"
	"testing"

	"parley"
	"parley/charter"

	"pgregory.net/rapid"
)

// naiveFingerprint divides by ten, digit by digit, sixty times: the fingerprint without big integers.
func naiveFingerprint(id parley.Hash) string {
	n := id
	digits := make([]byte, 60)
	for i := 59; i >= 0; i-- {
		rest := 0
		for j := range n {
			rest = rest<<8 | int(n[j])
			n[j], rest = byte(rest/10), rest%10
		}
		digits[i] = '0' + byte(rest)
	}
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && i%5 == 0 {
			b.WriteByte(' ')
		}
		b.WriteByte(d)
	}
	return b.String()
}

// [CHR-14] The fingerprint MUST be the edition id, read as a big-endian integer, modulo 10^60, in decimal with
// leading zeros to 60 digits, in twelve groups of five.
func TestFingerprint(t *testing.T) {
	var ones, small parley.Hash
	for i := range ones {
		ones[i] = 0xFF
	}
	small[31] = 7
	v := newVector("Fingerprints of edition ids.")
	for _, id := range []parley.Hash{{}, small, ones, parley.Sum([]byte("parley")), charter.EditionID(editionOne(t).Encode())} {
		v.block()
		v.field("edition-id", id.String())
		v.field("fingerprint", charter.Fingerprint(id))
	}
	holdVector(t, "fingerprints.txt", v.b.Bytes())
	if got, want := charter.Fingerprint(small), strings.Repeat("00000 ", 11)+"00007"; got != want {
		t.Errorf("the fingerprint of 7 is %s", got)
	}
	rapid.Check(t, func(rt *rapid.T) {
		id := parley.Hash(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(rt, "id"))
		if got, want := charter.Fingerprint(id), naiveFingerprint(id); got != want {
			rt.Fatalf("%s: %s, not %s", id, got, want)
		}
	})
}

func TestNormalizeFingerprint(t *testing.T) {
	want := charter.Fingerprint(parley.Sum([]byte("parley")))
	plain := strings.ReplaceAll(want, " ", "")
	for _, s := range []string{want, plain, strings.ReplaceAll(want, " ", "-"), " " + want + "\n", plain[:30] + "  " + plain[30:]} {
		if got, err := charter.NormalizeFingerprint(s); err != nil || got != want {
			t.Errorf("%q: %q, %v", s, got, err)
		}
	}
	for s, sentence := range map[string]string{
		"":                 "the fingerprint has 0 digits, not 60",
		plain[1:]:          "the fingerprint has 59 digits, not 60",
		plain + "0":        "the fingerprint has 61 digits, not 60",
		"x" + plain[1:]:    `the fingerprint "x` + plain[1:] + `" holds something other than digits, spaces and dashes`,
		"٣":                `the fingerprint "٣" holds something other than digits, spaces and dashes`,
		plain[:59] + "\n1": `the fingerprint "` + plain[:59] + `\n1" holds something other than digits, spaces and dashes`,
	} {
		_, err := charter.NormalizeFingerprint(s)
		refuses(t, s, err, parley.CodeBadCharter, sentence)
	}
}

func FuzzNormalizeFingerprint(f *testing.F) {
	f.Add(charter.Fingerprint(parley.Sum(nil)))
	f.Fuzz(func(t *testing.T, s string) {
		got, err := charter.NormalizeFingerprint(s)
		if err != nil {
			return
		}
		if again, err := charter.NormalizeFingerprint(got); err != nil || again != got {
			t.Errorf("%q gives %q, and that %q, %v", s, got, again, err)
		}
	})
}

// [CHR-13] The edition id MUST be the SHA-256 of all bytes of the text; the charter id MUST be the edition id of
// edition 1, and in edition 2, and no other, `amends` is equal to `charter`.
func TestIDs(t *testing.T) {
	one, two := editionOne(t), editionTwo(t)
	id1, id2 := charter.EditionID(one.Encode()), charter.EditionID(two.Encode())
	if id1 != parley.Sum(one.Encode()) || id1 == id2 {
		t.Error("the edition id is not the SHA-256 of the text")
	}
	if one.ID(id1) != id1 || two.ID(id2) != id1 {
		t.Errorf("charter ids %s and %s, not %s", one.ID(id1), two.ID(id2), id1)
	}
}
