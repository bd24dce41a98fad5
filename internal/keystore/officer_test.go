package keystore

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/armor"

	"parley"
)

// officerFile makes an officer's key file and returns its path and text.
func officerFile(t *testing.T, passphrase, duress string) (string, []byte) {
	t.Helper()
	text, err := officerText(testKey("officer"), passphrase, duress, quick)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "officer.key")
	if err := create(path, text); err != nil {
		t.Fatal(err)
	}
	return path, text
}

// The second passphrase opens the same key and says so to the caller only; a wrong one opens nothing.
func TestOfficerFileOpens(t *testing.T) {
	for range 8 { // both orders of the slots
		path, _ := officerFile(t, "ordinary word", "other word")
		for _, c := range []struct {
			word   string
			duress bool
		}{{"ordinary word", false}, {"other word", true}} {
			k, duress, err := OpenOfficer(path, word(c.word))
			if err != nil || !k.Public().Equal(testKey("officer").Public()) || duress != c.duress {
				t.Errorf("%s: %v, %v, %v", c.word, k, duress, err)
			}
		}
		if _, duress, err := OpenOfficer(path, word("third")); parley.CodeOf(err) != parley.CodeBadKey || duress {
			t.Errorf("a wrong passphrase: %v, %v", duress, err)
		}
	}
}

// A file has the same length and the same structure with a second passphrase and without, whatever their lengths.
func TestOfficerFileShowsNoSecondPassphrase(t *testing.T) {
	shape := func(passphrase, duress string) (lines []int) {
		_, text := officerFile(t, passphrase, duress)
		for line := range strings.Lines(string(text)) {
			lines = append(lines, len(line))
		}
		for _, part := range [][]byte{text[:len(text)/2], text[len(text)/2:]} {
			raw, err := io.ReadAll(armor.NewReader(bytes.NewReader(part)))
			if err != nil {
				t.Fatal(err)
			}
			for _, field := range bytes.Fields(bytes.SplitAfter(raw, []byte("---"))[0]) {
				lines = append(lines, len(field))
			}
		}
		return lines
	}
	want := shape("ordinary word", "")
	for _, duress := range []string{"", "x", strings.Repeat("long ", 100)} {
		if got := shape("another", duress); len(got) != len(want) || !equal(got, want) {
			t.Errorf("with the second passphrase %.10q: %v, without: %v", duress, got, want)
		}
	}
}

func equal(a, b []int) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// The place of a slot does not tell which one it is.
func TestOfficerSlotsAreDrawnByLot(t *testing.T) {
	first := map[bool]int{}
	for range 64 {
		path, text := officerFile(t, "ordinary word", "")
		_, err := decrypt(path, text[:len(text)/2], "ordinary word")
		first[err == nil]++
	}
	if first[true] < 8 || first[false] < 8 {
		t.Errorf("the ordinary slot stands first %d times of 64", first[true])
	}
}

// The stock age tool opens each half.
func TestOfficerSlotIsAnAgeFile(t *testing.T) {
	_, text := officerFile(t, "ordinary word", "other word")
	opened := 0
	for _, half := range [][]byte{text[:len(text)/2], text[len(text)/2:]} {
		for _, w := range []string{"ordinary word", "other word"} {
			id, _ := age.NewScryptIdentity(w)
			if r, err := age.Decrypt(armor.NewReader(bytes.NewReader(half)), id); err == nil {
				b, _ := io.ReadAll(r)
				if !bytes.HasPrefix(b, []byte("-----BEGIN PRIVATE KEY-----\n")) {
					t.Errorf("a slot holds %.30q", b)
				}
				opened++
			}
		}
	}
	if opened != 2 {
		t.Errorf("%d slots opened", opened)
	}
}

// What is no officer's key file is refused with one sentence, before a passphrase is asked for where that can be seen.
func TestOfficerFileRefused(t *testing.T) {
	_, whole := officerFile(t, "ordinary word", "")
	half := whole[:len(whole)/2]
	plain, err := encrypt([]byte("no key"), "ordinary word", quick)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{
		"empty": {}, "one slot": half, "cut": whole[:len(whole)-1], "longer": append(bytes.Clone(whole), '\n'),
		"three": append(bytes.Clone(whole), half...), "begins elsewhere": append([]byte(" "), whole...),
		"no key in it": append(bytes.Clone(plain), plain...),
	} {
		if k, duress, err := OpenOfficer(put(t, string(text), 0o600), word("ordinary word")); parley.CodeOf(err) != parley.CodeBadKey || k != nil || duress {
			t.Errorf("%s: %v, %v, %v", name, k, duress, err)
		}
	}
	if _, _, err := OpenOfficer(put(t, string(whole), 0o640), word("ordinary word")); parley.CodeOf(err) != parley.CodeBadKey {
		t.Errorf("a file that others may read: %v", err)
	}
	for _, words := range [][2]string{{"", ""}, {"", "x"}, {"same", "same"}} {
		if err := WriteOfficer(filepath.Join(t.TempDir(), "k"), testKey("officer"), words[0], words[1], WorkFactor); parley.CodeOf(err) != parley.CodeBadKey {
			t.Errorf("%q: %v", words, err)
		}
	}
}

// New files have the work factor of the stock age tool, and mode 0600.
func TestWriteOfficer(t *testing.T) {
	path := filepath.Join(t.TempDir(), "officer.key")
	if err := WriteOfficer(path, testKey("officer"), "ordinary word", "", WorkFactor); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode() != 0o600 {
		t.Fatalf("%v, %v", info, err)
	}
	text, _ := os.ReadFile(path)
	for _, half := range [][]byte{text[:len(text)/2], text[len(text)/2:]} {
		reArmor(t, half, " 18\n", "")
	}
}

// What is taken for an officer's key file is two armoured files of one length, and nothing of any bytes panics; what is taken
// for the text of a slot is a key and one of the two last lines.
func FuzzOfficerFile(f *testing.F) {
	key, err := encodeKey(testKey("fuzz"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(append(bytes.Clone(key), ordinarySlot...))
	f.Add(append(bytes.Clone(key), duressSlot...))
	f.Add([]byte(armor.Header + "\nx" + armor.Header + "\nx"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if first, second, ok := slots(b); ok && (len(first) != len(second) || string(first)+string(second) != string(b) || !bytes.HasPrefix(second, []byte(armor.Header))) {
			t.Errorf("%q is taken apart into %q and %q", b, first, second)
		}
		k, duress, err := openSlot("f", string(b))
		if err == nil && (k == nil || duress != bytes.HasSuffix(b, []byte(duressSlot))) {
			t.Errorf("%q opens, duress %v", b, duress)
		}
	})
}
