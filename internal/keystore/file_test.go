package keystore

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley"
)

const quick = 10 // work factor of the files that tests make

func word(s string) func() (string, error) { return func() (string, error) { return s, nil } }

func TestKeyFileRoundTrip(t *testing.T) {
	dir := t.TempDir()
	plain, locked := filepath.Join(dir, "plain.key"), filepath.Join(dir, "с пробелом.key")
	k := testKey("round trip")
	if err := Write(plain, k, ""); err != nil {
		t.Fatal(err)
	}
	if err := Write(locked, k, "correct horse"); err != nil {
		t.Fatal(err)
	}
	never := func() (string, error) { t.Error("asked for the passphrase of a plain file"); return "", nil }
	if got, err := Read(plain, never); err != nil || !got.Public().Equal(k.Public()) {
		t.Errorf("plain: %v, %v", got, err)
	}
	if got, err := Read(locked, word("correct horse")); err != nil || !got.Public().Equal(k.Public()) {
		t.Errorf("under a passphrase: %v, %v", got, err)
	}
	text, _ := os.ReadFile(locked)
	if !strings.HasPrefix(string(text), "-----BEGIN AGE ENCRYPTED FILE-----\n") {
		t.Errorf("the file under a passphrase begins %.40q", text)
	}
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if info, _ := e.Info(); info.Mode() != 0o600 {
			t.Errorf("%s has mode %v", e.Name(), info.Mode())
		}
	}
	if len(entries) != 2 {
		t.Errorf("%d files, want 2: %v", len(entries), entries)
	}
}

// What openssl genpkey -algorithm ed25519 writes is read.
func TestReadOfOpenSSL(t *testing.T) {
	const file = "-----BEGIN PRIVATE KEY-----\n" +
		"MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n" +
		"-----END PRIVATE KEY-----\n"
	k, err := Read(put(t, file, 0o600), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := parley.KeyIDOf(k.Public()).String(); got != "21fe31dfa154a261" {
		t.Errorf("key %s", got)
	}
}

// put makes a file of the given text and mode.
func put(t *testing.T, text string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "some.key")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	return path
}

func pemOf(t *testing.T, kind string, key any) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

func TestReadRefuses(t *testing.T) {
	k := testKey("refused")
	good := pemOf(t, pemType, k.private)
	sealed := func(text string) string {
		b, err := encrypt([]byte(text), "right", quick)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	locked := sealed(good)
	other, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, text string
		mode       os.FileMode
		passphrase func() (string, error)
		want       string
	}{
		{"readable by the group", good, 0o640, nil, "others than its owner may use the key file"},
		{"readable by all", good, 0o604, nil, "make it 0600"},
		{"writable by the group", good, 0o620, nil, "mode 0620"},
		{"empty", "", 0o600, nil, "is not a key file, or it is cut short"},
		{"no PEM", "hello\n", 0o600, nil, "is not a key file"},
		{"other PEM type", pemOf(t, "EC PRIVATE KEY", k.private), 0o600, nil, `holds a "EC PRIVATE KEY"`},
		{"public key", strings.ReplaceAll(good, pemType, "PUBLIC KEY"), 0o600, nil, `holds a "PUBLIC KEY"`},
		{"not Ed25519", pemOf(t, pemType, other), 0o600, nil, "not Ed25519"},
		{"PEM of nonsense", string(pem.EncodeToMemory(&pem.Block{Type: pemType, Bytes: []byte("nonsense")})), 0o600, nil, "no private key that can be read"},
		{"cut in the base64", good[:40], 0o600, nil, "cut short"},
		{"cut before the last line", good[:len(good)-20], 0o600, nil, "cut short"},
		{"two keys", good + good, 0o600, nil, "more than one"},
		{"text before", "key:\n" + good, 0o600, nil, "more than one"},
		{"too long", good + strings.Repeat("\n", maxFile), 0o600, nil, "longer than any key file"},
		{"passphrase: no function", locked, 0o600, nil, "is under a passphrase, and none was given"},
		{"passphrase: empty", locked, 0o600, word(""), "none was given"},
		{"passphrase: cannot be read", locked, 0o600, func() (string, error) { return "", errors.New("no terminal") }, "none could be read"},
		{"passphrase: wrong", locked, 0o600, word("wrong"), "the passphrase of"},
		{"passphrase: cut in the header", locked[:80], 0o600, word("right"), "damaged or cut short"},
		{"passphrase: cut in the body", locked[:len(locked)-60], 0o600, word("right"), "damaged or cut short"},
		{"passphrase: one bit changed", flip(locked, len(locked)-70), 0o600, word("right"), "damaged or cut short"},
		{"passphrase: around nothing of ours", sealed("hello"), 0o600, word("right"), "is not a key file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := put(t, c.text, c.mode)
			got, err := Read(path, c.passphrase)
			if err == nil {
				t.Fatalf("read %v", got)
			}
			if s := parley.SentenceOf(err); !strings.Contains(s, c.want) || !strings.Contains(s, path) {
				t.Errorf("sentence %q, want %q and the path", s, c.want)
			}
			if parley.CodeOf(err) != parley.CodeBadKey {
				t.Errorf("code %s", parley.CodeOf(err))
			}
		})
	}
}

func flip(s string, at int) string {
	b := []byte(s)
	if b[at] == 'A' {
		b[at] = 'B'
	} else {
		b[at] = 'A'
	}
	return string(b)
}

// A file that asks for hours of scrypt is refused at once.
func TestReadBoundsTheWork(t *testing.T) {
	good := pemOf(t, pemType, testKey("work").private)
	text, err := encrypt([]byte(good), "right", quick)
	if err != nil {
		t.Fatal(err)
	}
	_, err = decrypt("f", reArmor(t, text, " 10\n", " 30\n"), "right")
	if err == nil || !strings.Contains(err.Error(), "work factor too large") {
		t.Fatalf("error %v", err)
	}
}

func TestReadOfWhatIsNoFile(t *testing.T) {
	dir := t.TempDir()
	if _, err := Read(filepath.Join(dir, "none.key"), nil); parley.CodeOf(err) != parley.CodeNotFound {
		t.Errorf("no file: %v", err)
	}
	if _, err := Read(dir, nil); parley.CodeOf(err) != parley.CodeBadKey || !strings.Contains(err.Error(), "not a regular file") {
		t.Errorf("a directory: %v", err)
	}
}

func FuzzDecodeKey(f *testing.F) {
	good, err := encodeKey(testKey("fuzz"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add(good[:60])
	f.Fuzz(func(t *testing.T, text []byte) {
		k, err := decodeKey("f", text)
		if err != nil {
			return
		}
		again, err := encodeKey(k)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := decodeKey("f", again); err != nil || !back.Public().Equal(k.Public()) {
			t.Fatalf("%v, %v", back, err)
		}
	})
}
