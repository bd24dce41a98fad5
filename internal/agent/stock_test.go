package agent

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"parley/record"
	"parley/wire"
)

func ed25519Private(name string) *ed25519.PrivateKey {
	seed := sha256.Sum256([]byte("parley test key " + name))
	k := ed25519.NewKeyFromSeed(seed[:])
	return &k
}

// need installs commands that are missing.
func need(t *testing.T, commands ...string) {
	t.Helper()
	if out, err := exec.Command("../../scripts/need.sh", commands...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// stockAgent runs ssh-agent until the test ends and returns its socket.
func stockAgent(t *testing.T, environment []string, args ...string) string {
	t.Helper()
	need(t, "ssh-agent", "ssh-add")
	socket := filepath.Join(shortDir(t), "stock")
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, "ssh-agent", append([]string{"-D", "-a", socket}, args...)...)
	cmd.Env = append(os.Environ(), environment...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); cmd.Wait() })
	for end := time.Now().Add(10 * time.Second); ; {
		if conn, err := net.Dial("unix", socket); err == nil {
			conn.Close()
			return socket
		} else if time.Now().After(end) {
			t.Fatal(err)
		}
		<-time.After(5 * time.Millisecond)
	}
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
	socket := stockAgent(t, nil)
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
	socket := stockAgent(t, nil)
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
	need(t, "ssh-agent", "ssh-add", "softhsm2-util", "pkcs11-tool")
	module := tokenModule(t)
	dir := shortDir(t)
	conf := filepath.Join(dir, "softhsm2.conf")
	tokens := filepath.Join(dir, "tokens")
	if err := os.Mkdir(tokens, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(conf, []byte("directories.tokendir = "+tokens+"\nobjectstore.backend = file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	environment := []string{"SOFTHSM2_CONF=" + conf}
	run := func(extra []string, name string, args ...string) {
		t.Helper()
		cmd := exec.Command(name, args...)
		cmd.Env = append(append(os.Environ(), environment...), extra...)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s %v: %v: %s", name, args, err, out)
		}
	}
	run(nil, "softhsm2-util", "--init-token", "--free", "--label", "desk", "--pin", "1234", "--so-pin", "5678")
	run(nil, "pkcs11-tool", "--module", module, "--token-label", "desk", "--login", "--pin", "1234", "--keypairgen", "--key-type", "EC:prime256v1",
		"--id", "01", "--label", "officer", "--usage-sign")
	socket := stockAgent(t, environment, "-P", module)
	ask := filepath.Join(dir, "ask")
	if err := os.WriteFile(ask, []byte("#!/bin/sh\necho 1234\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	run([]string{"SSH_AUTH_SOCK=" + socket, "SSH_ASKPASS=" + ask, "SSH_ASKPASS_REQUIRE=force"}, "ssh-add", "-s", module)
	keys, err := New(socket, 20*time.Second).OfficerKeys()
	if err != nil || len(keys) != 1 || keys[0].public.Type() != ssh.KeyAlgoECDSA256 {
		t.Fatalf("%v, %v", keys, err)
	}
	signsAs(t, keys[0])
}

func tokenModule(t *testing.T) string {
	t.Helper()
	for _, pattern := range []string{"/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/*/softhsm/libsofthsm2.so"} {
		if found, _ := filepath.Glob(pattern); len(found) > 0 {
			real, err := filepath.EvalSymlinks(found[0])
			if err != nil {
				t.Fatal(err)
			}
			return real
		}
	}
	out, _ := exec.Command("dpkg", "-L", "libsofthsm2").Output()
	for line := range strings.Lines(string(out)) {
		if strings.HasSuffix(line, "libsofthsm2.so\n") {
			return strings.TrimSpace(line)
		}
	}
	t.Fatal("there is no libsofthsm2.so")
	return ""
}
