package keystore

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/iotest"

	"parley"
)

// testKey is the fixed key of a name.
func testKey(name string) *Key { return FromSeed(sha256.Sum256([]byte("parley test key " + name))) }

func TestKeySigns(t *testing.T) {
	k, err := Generate(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	sig, err := k.Sign([]byte("text"))
	if err != nil || !ed25519.Verify(k.Public(), []byte("text"), sig) {
		t.Fatalf("the signature does not verify (%v)", err)
	}
	k.Public()[0] ^= 1
	if !ed25519.Verify(k.Public(), []byte("text"), sig) {
		t.Fatal("who changes what Public returns changes the key")
	}
}

// The seed is that of RFC 8032, 7.1, test 1.
func TestFromSeedIsRFC8032(t *testing.T) {
	seed, _ := hex.DecodeString("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
	const want = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
	if got := hex.EncodeToString(FromSeed([32]byte(seed)).Public()); got != want {
		t.Fatalf("public key %s, want %s", got, want)
	}
}

func TestGenerateNeedsThirtyTwoBytes(t *testing.T) {
	for _, r := range []interface{ Read([]byte) (int, error) }{
		bytes.NewReader(make([]byte, 31)), iotest.ErrReader(errors.New("no entropy")),
	} {
		if k, err := Generate(r); err == nil {
			t.Errorf("made %v from too few bytes", k)
		}
	}
	one, _ := Generate(bytes.NewReader(bytes.Repeat([]byte{7}, 64)))
	if !one.Public().Equal(FromSeed([32]byte(bytes.Repeat([]byte{7}, 32))).Public()) {
		t.Error("the key does not come from the bytes given")
	}
}

func TestKeyNeverPrintsItsPrivateHalf(t *testing.T) {
	k := testKey("printed")
	seed := k.private.Seed()
	nested := struct{ K *Key }{k}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("key", "key", k, "nested", nested)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("key", "key", k, "nested", nested)
	printed := log.String()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		printed += fmt.Sprintf(verb+" "+verb+" "+verb+"\n", k, nested, []*Key{k})
	}
	if !strings.Contains(printed, parley.KeyIDOf(k.Public()).String()) {
		t.Errorf("nothing names the key:\n%s", printed)
	}
	for _, secret := range []string{
		string(seed), hex.EncodeToString(seed[:4]), fmt.Sprintf("%d", seed[:4])[1:10], fmt.Sprintf("%#v", seed[:3])[8:20],
	} {
		if strings.Contains(printed, secret) {
			t.Errorf("%q, a part of the seed, stands in:\n%s", secret, printed)
		}
	}
}
