package agent

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"net"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"parley/internal/agent/agenttest"
	"parley/record"
	"parley/wire"
)

func ed25519Private(name string) *ed25519.PrivateKey {
	seed := sha256.Sum256([]byte("parley test key " + name))
	k := ed25519.NewKeyFromSeed(seed[:])
	return &k
}

// addTo puts keys into an agent.
func addTo(t *testing.T, socket string, keys ...any) {
	t.Helper()
	conn, err := net.Dial("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	client := agent.NewClient(conn)
	for _, k := range keys {
		if err := client.Add(agent.AddedKey{PrivateKey: k, Comment: "desk"}); err != nil {
			t.Fatal(err)
		}
	}
}

// A stock ssh-agent holds the log key as well as a guard does, and what it signs verifies in record.
func TestStockAgentSignsHeads(t *testing.T) {
	socket := agenttest.Stock(t)
	addTo(t, socket, ed25519Private("log"))
	log := signerOf(t, New(socket, 10*time.Second), "log")
	origin := record.Origin(someCharter, "north")
	sig, err := record.SignHead(log, origin, 5, root(5))
	if err != nil || !record.VerifyHead(log.Public(), origin, 5, root(5), sig) {
		t.Errorf("%v", err)
	}
	if err := log.Holds(); err != nil {
		t.Error(err)
	}
}

// Officers' keys of a stock ssh-agent are listed without RSA, sign given bytes, and their signatures verify as raw ones.
func TestStockAgentSignsForOfficers(t *testing.T) {
	socket := agenttest.Stock(t)
	p256, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	addTo(t, socket, ed25519Private("officer"), p256, p384)
	keys, err := New(socket, 10*time.Second).OfficerKeys()
	if err != nil || len(keys) != 2 || keys[0].public.Type() != ssh.KeyAlgoED25519 || keys[1].public.Type() != ssh.KeyAlgoECDSA256 || keys[0].Comment != "desk" {
		t.Fatalf("%v, %v", keys, err)
	}
	for range 16 { // s of an ECDSA signature is in the upper half every second time
		for _, k := range keys {
			signsAs(t, k)
		}
	}
}

// signsAs holds that a key's signature counts for the payload and use that it was made for.
func signsAs(t *testing.T, k *OfficerKey) {
	t.Helper()
	payload := []byte("a payload")
	s, err := k.Sign(wire.UseMessage, someCharter[:], payload)
	if err != nil || k.Key().Verify(s, wire.UseMessage, someCharter[:], payload) != nil || k.Key().Verify(s, wire.UseDraft, someCharter[:], payload) == nil {
		t.Errorf("%s: %+v, %v", k.public.Type(), s, err)
	}
}

// A key in a PKCS#11 token signs for an officer through a stock ssh-agent; the private half is never in this process.
func TestTokenSignsForOfficers(t *testing.T) {
	socket := agenttest.Token(t)
	keys, err := New(socket, 20*time.Second).OfficerKeys()
	if err != nil || len(keys) != 1 || keys[0].public.Type() != ssh.KeyAlgoECDSA256 {
		t.Fatalf("%v, %v", keys, err)
	}
	signsAs(t, keys[0])
}
