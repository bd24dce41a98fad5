package keystore

import (
	"bytes"
	"io"
	"testing"

	"filippo.io/age/armor"
)

// reArmor replaces bytes inside an armored file.
func reArmor(t *testing.T, text []byte, from, to string) []byte {
	t.Helper()
	raw, err := io.ReadAll(armor.NewReader(bytes.NewReader(text)))
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Replace(raw, []byte(from), []byte(to), 1)
	if bytes.Equal(raw, changed) {
		t.Fatalf("%q is not in the file", from)
	}
	var out bytes.Buffer
	w := armor.NewWriter(&out)
	w.Write(changed)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// New files have the work factor of the stock age tool.
func TestWriteUsesTheFullWorkFactor(t *testing.T) {
	path := put(t, "", 0o600) + ".new"
	if err := Write(path, testKey("factor"), "word"); err != nil {
		t.Fatal(err)
	}
	text, err := readPrivate(path)
	if err != nil {
		t.Fatal(err)
	}
	reArmor(t, text, " 18\n", "")
	if bytes.Contains(text, []byte("PRIVATE")) {
		t.Error("the private key lies open")
	}
}
