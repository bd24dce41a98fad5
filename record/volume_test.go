package record_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"parley"
	"parley/record"
	"parley/wire"
)

// sampleVolume is the statement of the vectors: south's second volume, after two heads of its first.
func sampleVolume(t testing.TB) *record.Volume {
	t.Helper()
	l := new(log)
	for i := range 9 {
		l.append(t, leafAt(wire.LeafClock, start+parley.Millis(i)))
	}
	v := &record.Volume{Charter: testCharter, Party: "south", Number: 2, Reason: "two records after a disk was restored"}
	for _, size := range []uint64{7, 9} {
		sig, err := record.SignHead(keyNamed("south log"), record.Origin(testCharter, "south"), size, l.root(t, size))
		if err != nil {
			t.Fatal(err)
		}
		v.Heads = append(v.Heads, record.HeadAt{Size: size, Root: l.root(t, size), Signature: sig})
	}
	return v
}

func signed(t testing.TB, v *record.Volume) []byte {
	t.Helper()
	b, err := record.SignVolume(keyNamed("south root"), v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// [REC-72] A reader MUST NOT take a volume for opened unless its statement names the charter, the party and the number
// that follows the last volume opened, and its signature verifies by the party's root key.
func TestVolumeCheck(t *testing.T) {
	root := keyNamed("south root").Public()
	v, err := record.ParseVolume(signed(t, sampleVolume(t)))
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Check(testCharter, "south", record.NextVolume(0), root); err != nil {
		t.Errorf("the statement of the vectors: %v", err)
	}
	other, changed := *v, *v
	other.Party = "north"
	changed.Reason = "another reason"
	for name, err := range map[string]error{
		"another charter":            v.Check(parley.Sum(nil), "south", 2, root),
		"another party":              v.Check(testCharter, "north", 2, root),
		"volume 3 next":              v.Check(testCharter, "south", record.NextVolume(2), root),
		"the first volume":           v.Check(testCharter, "south", 0, root),
		"another key":                v.Check(testCharter, "south", 2, keyNamed("south log").Public()),
		"no key":                     v.Check(testCharter, "south", 2, nil),
		"signed for another party":   other.Check(testCharter, "north", 2, root),
		"signed over another reason": changed.Check(testCharter, "south", 2, root),
	} {
		if err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

// [REC-70] The first volume MUST have the number 0, the one after it 2, and each further one the next number, up to 65;
// there is no volume 1.
func TestVolumeNumbers(t *testing.T) {
	for before, want := range map[uint64]uint64{0: 2, 2: 3, 3: 4, 64: 65} {
		if got := record.NextVolume(before); got != want {
			t.Errorf("after volume %d comes %d, want %d", before, got, want)
		}
		if got := (&record.Volume{Number: want}).Before(); got != before {
			t.Errorf("before volume %d stands %d, want %d", want, got, before)
		}
	}
	for number, good := range map[uint64]bool{0: true, 1: false, 2: true, 65: true, 66: false, 1<<64 - 1: false} {
		if err := record.CheckVolumeNumber(number); (err == nil) != good {
			t.Errorf("volume %d: %v", number, err)
		}
	}
}

// [REC-1] The origin of a record MUST be `parley/`, the charter id in lower-case hexadecimal, `/`, and the party id,
// followed in a later volume by `/` and its number in decimal.
func TestOrigins(t *testing.T) {
	first := "parley/" + testCharter.String() + "/south"
	for volume, want := range map[uint64]string{0: first, 2: first + "/2", 65: first + "/65"} {
		got := record.OriginOf(testCharter, "south", volume)
		id, party, number, err := record.ParseOrigin(got)
		if got != want || err != nil || id != testCharter || party != "south" || number != volume {
			t.Errorf("volume %d: %q, read as %s %s %d (%v)", volume, got, id, party, number, err)
		}
	}
	for _, bad := range []string{
		"", "parley", "parley/" + testCharter.String(), first + "/", first + "/0", first + "/1", first + "/02", first + "/+2", first + "/66",
		first + "/2/2", first + "/258", "Parley" + first[6:], "parley/" + strings.ToUpper(testCharter.String()) + "/south", strings.Replace(first, "south", "South", 1),
		first + "/cosigner", " " + first,
	} {
		if _, _, _, err := record.ParseOrigin(bad); err == nil {
			t.Errorf("%q: taken", bad)
		}
	}
}

// badVolumes are statements that no reader takes, whoever signed them.
func badVolumes(t testing.TB) []struct {
	name      string
	statement []byte
} {
	good := string(signed(t, sampleVolume(t)))
	lines := strings.SplitAfter(good, "\n")
	head := strings.TrimSuffix(lines[3], "\n")
	words := strings.Split(head, " ")
	of := func(change func(v *record.Volume)) []byte {
		v := sampleVolume(t)
		change(v)
		v.Line = strings.TrimSuffix(lines[len(lines)-2], "\n")
		return v.Encode()
	}
	edit := func(old, new string) []byte { return []byte(strings.Replace(good, old, new, 1)) }
	heads := func(n int) []record.HeadAt {
		var out []record.HeadAt
		for i := range n {
			out = append(out, record.HeadAt{Size: uint64(i + 2), Signature: make([]byte, 64)})
		}
		return out
	}
	return []struct {
		name      string
		statement []byte
	}{
		{"no bytes", nil},
		{"16,385 bytes", append([]byte(good), make([]byte, 16385-len(good))...)},
		{"another title", edit("parley-volume/1", "parley-volume/2")},
		{"no last LF", []byte(strings.TrimSuffix(good, "\n"))},
		{"an LF too many", []byte(good + "\n")},
		{"CRLF", []byte(strings.ReplaceAll(good, "\n", "\r\n"))},
		{"no empty line", edit("\n\n", "\n")},
		{"two empty lines", edit("\n\n", "\n\n\n")},
		{"two signatures", []byte(good + lines[len(lines)-2])},
		{"no signature", []byte(strings.TrimSuffix(good, lines[len(lines)-2]))},
		{"the signature of another party", edit("— parley/south/root", "— parley/north/root")},
		{"the signature of another key", edit("— parley/south/root", "— parley/south/log")},
		{"a signature that is cut", []byte(good[:len(good)-6] + "\n")},
		{"the first volume", of(func(v *record.Volume) { v.Number = 0 })},
		{"volume 1", of(func(v *record.Volume) { v.Number = 1 })},
		{"volume 66", of(func(v *record.Volume) { v.Number = 66 })},
		{"volume 02", edit("/south/2", "/south/02")},
		{"a party that is no name", edit("/south/2", "/South/2")},
		{"a charter in upper case", edit(testCharter.String(), strings.ToUpper(testCharter.String()))},
		{"no reason", of(func(v *record.Volume) { v.Reason = "" })},
		{"a reason of 201 bytes", of(func(v *record.Volume) { v.Reason = strings.Repeat("r", 201) })},
		{"a reason with a tab", of(func(v *record.Volume) { v.Reason = "a\tb" })},
		{"a reason that turns the reading direction", of(func(v *record.Volume) { v.Reason = "a\u202eb" })},
		{"a reason that is not UTF-8", of(func(v *record.Volume) { v.Reason = "a\xff" })},
		{"no head", of(func(v *record.Volume) { v.Heads = nil })},
		{"nine heads", of(func(v *record.Volume) { v.Heads = heads(9) })},
		{"a head of size 1", of(func(v *record.Volume) { v.Heads[0].Size = 1 })},
		{"a head of size 2 of volume 2", of(func(v *record.Volume) { v.Number, v.Heads[0].Size = 3, 2 })},
		{"a head of size 2^48 + 1", of(func(v *record.Volume) { v.Heads[1].Size = 1<<48 + 1 })},
		{"a head of size 2^64", edit("\n7 ", "\n18446744073709551616 ")},
		{"a size with a zero before it", edit("\n7 ", "\n07 ")},
		{"a size with a sign", edit("\n7 ", "\n+7 ")},
		{"heads in descending order", of(func(v *record.Volume) { v.Heads[0], v.Heads[1] = v.Heads[1], v.Heads[0] })},
		{"a head twice", of(func(v *record.Volume) { v.Heads[1] = v.Heads[0] })},
		{"a head of two words", edit(head, words[0]+" "+words[1])},
		{"two spaces in a head", edit(head, words[0]+"  "+words[1]+" "+words[2])},
		{"a space behind a head", edit(head, head+" ")},
		{"a root of 31 bytes", edit(words[1], base64.StdEncoding.EncodeToString(make([]byte, 31)))},
		{"a root whose unused bits are not zero", edit(words[1], words[1][:42]+next(words[1][42])+"=")},
		{"a head whose signature has 63 bytes", of(func(v *record.Volume) { v.Heads[0].Signature = make([]byte, 63) })},
		{"base64 without padding", edit(words[2], strings.TrimRight(words[2], "="))},
	}
}

// next returns the base64 character after c in the alphabet, as a string.
func next(c byte) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	return string(alphabet[strings.IndexByte(alphabet, c)+1])
}

// [REC-71] A reader MUST refuse a statement of more than 16,384 bytes, and one that is not made of these lines and no
// other, each ended by LF.
func TestBadVolumes(t *testing.T) {
	f := newVectors("Statements that no reader takes, in hexadecimal.")
	for _, c := range badVolumes(t) {
		if v, err := record.ParseVolume(c.statement); err == nil {
			t.Errorf("%s: taken as %+v", c.name, v)
		}
		f.block()
		f.quoted("reason", c.name)
		f.hex("statement", c.statement)
	}
	f.check(t, "volumes-bad.txt")
}

// What no reader takes is never signed.
func TestSignBadVolume(t *testing.T) {
	for name, change := range map[string]func(v *record.Volume){
		"no reason": func(v *record.Volume) { v.Reason = "" }, "no head": func(v *record.Volume) { v.Heads = nil },
		"the first volume": func(v *record.Volume) { v.Number = 0 },
	} {
		v := sampleVolume(t)
		change(v)
		if b, err := record.SignVolume(keyNamed("south root"), v); err == nil {
			t.Errorf("%s: signed %q", name, b)
		}
	}
}

// Statements that readers take, with what they say.
func TestVolumeVectors(t *testing.T) {
	f := newVectors("Statements that open a volume, with the root key that signed them and what they say.")
	eight := sampleVolume(t)
	eight.Number, eight.Reason = 65, strings.Repeat("ж", 100)
	for i := range uint64(6) {
		eight.Heads = append(eight.Heads, record.HeadAt{Size: 9 + i/2, Root: parley.Hash{0xff, byte(i)}, Signature: bytes.Repeat([]byte{byte(i)}, 64)})
	}
	one := sampleVolume(t)
	one.Number, one.Reason, one.Heads = 3, "r", one.Heads[1:]
	for _, c := range []struct {
		name   string
		volume *record.Volume
	}{{"the second volume", sampleVolume(t)}, {"the third volume, one head", one}, {"the last volume, eight heads and the longest reason", eight}} {
		b := signed(t, c.volume)
		v, err := record.ParseVolume(b)
		if err != nil || !bytes.Equal(v.Encode(), b) {
			t.Fatalf("%s: %v", c.name, err)
		}
		f.block()
		f.quoted("name", c.name)
		f.quoted("statement", string(b))
		f.hex("root-key", keyNamed("south root").Public())
		f.put("hash", record.VolumeHash(b))
		f.put("charter", v.Charter)
		f.put("party", v.Party)
		f.put("volume", v.Number)
		f.quoted("reason-given", v.Reason)
		for _, h := range v.Heads {
			f.put("head", fmt.Sprintf("%d %s %x", h.Size, h.Root, h.Signature))
		}
	}
	f.check(t, "volumes.txt")
}

func FuzzParseVolume(f *testing.F) {
	f.Add(signed(f, sampleVolume(f)))
	for _, c := range badVolumes(f) {
		f.Add(c.statement)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		v, err := record.ParseVolume(b)
		if err == nil && !bytes.Equal(v.Encode(), b) {
			t.Fatalf("accepted %q, which encodes again to %q", b, v.Encode())
		}
	})
}
