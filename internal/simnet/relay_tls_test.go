package simnet

import (
	"crypto/ed25519"
	"crypto/sha256"
	"testing"
	"time"

	"parley/internal/bearer"
)

type testKey struct{ private ed25519.PrivateKey }

func (k testKey) Public() ed25519.PublicKey           { return k.private.Public().(ed25519.PublicKey) }
func (k testKey) Sign(message []byte) ([]byte, error) { return ed25519.Sign(k.private, message), nil }

func linkKey(name string) testKey {
	seed := sha256.Sum256([]byte("parley test key " + name))
	return testKey{ed25519.NewKeyFromSeed(seed[:])}
}

// A TLS session over the relay takes the time of its bytes: 3,555 for the handshake, 24 more than its own for a frame.
func TestRelayOfTLS(t *testing.T) {
	const rate = 64_000
	l, err := bearer.ListenTLS("127.0.0.1:0", linkKey("south"), bearer.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	r, err := NewRelay("127.0.0.1:0", l.Addr(), rate)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	start := time.Now()
	a, err := bearer.DialTLS(t.Context(), r.Addr(), linkKey("north"), linkKey("south").Public())
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	b, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	out, back := r.Bytes()
	t.Logf("handshake: %v, %d bytes out, %d back", time.Since(start), out, back)
	if took := time.Since(start); took < 400*time.Millisecond || took > 900*time.Millisecond {
		t.Errorf("the handshake took %v, want about 440 ms", took)
	}
	start = time.Now()
	for range 10 {
		if err := a.Send([][]byte{make([]byte, 1176)}); err != nil {
			t.Fatal(err)
		}
	}
	for range 10 {
		if _, err := b.Receive(); err != nil {
			t.Fatal(err)
		}
	}
	if took := time.Since(start); took < 1350*time.Millisecond || took > 2*time.Second {
		t.Errorf("12,000 bytes took %v, want 1.5 s", took)
	}
	a.Close()
	if _, err := b.Receive(); err == nil {
		t.Error("the end of a session does not pass the relay")
	}
}
