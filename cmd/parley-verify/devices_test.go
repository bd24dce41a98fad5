package main

import (
	"bytes"
	"context"
	"crypto/elliptic"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley/charter"
	"parley/internal/agent"
	"parley/internal/agent/agenttest"
	"parley/internal/passkey"
	"parley/internal/passkey/passkeytest"
	"parley/officer"
	"parley/wire"
)

// desk is a page on this machine whose question a browser answers at once.
func desk(t *testing.T, b *passkeytest.Browser) passkey.Desk {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return passkey.Desk{Origin: "http://localhost:" + port, Show: func(url string) { go b.Answer(url) }}
}

// passkeyOf enrols a passkey of a browser.
func passkeyOf(t *testing.T, b *passkeytest.Browser, ctx context.Context) passkey.Signer {
	t.Helper()
	d := desk(t, b)
	p, err := d.Enrol(ctx, "lea", officer.Extra{RPID: "localhost", Origins: []string{d.Origin}, Verified: true})
	if err != nil {
		t.Fatal(err)
	}
	return passkey.Signer{Passkey: p, Desk: d, Context: ctx}
}

// tokenKey is the key in a PKCS#11 token.
func tokenKey(t *testing.T) *agent.OfficerKey {
	t.Helper()
	keys, err := agent.New(agenttest.Token(t), 20*time.Second).OfficerKeys()
	if err != nil || len(keys) != 1 {
		t.Fatalf("%v, %v", keys, err)
	}
	return keys[0]
}

// [OFF-6] [OFF-9] [OFF-11] [OFF-12] [REC-27] A message released by a passkey of a browser, and one by a key in a PKCS#11
// token behind ssh-agent, verify offline from their evidence files alone, here and by the reader in another language. None
// does in which the signature was made for another relying party, page, question or use, without its user verified, or has
// the larger s.
func TestDevicesRelease(t *testing.T) {
	pass, token := passkeyOf(t, passkeytest.Start(t, ""), t.Context()), tokenKey(t)
	a := newArchive(t)
	a.enrol(map[officer.ID]officer.Signer{"lea": pass, "tok": token})
	for id, s := range map[officer.ID]officer.Signer{"lea": pass, "tok": token} {
		payload := a.payload("Released by " + string(id))
		sig, err := s.Sign(wire.UseMessage, a.id[:], payload)
		if err != nil {
			t.Fatal(err)
		}
		file := a.send(payload, sig)
		status, out, errs := verify(t, file, charter.Fingerprint(a.id))
		if status != 0 || !strings.Contains(out, "was released by the officer "+string(id)+" of north") {
			t.Errorf("%s: status %d, %s%s", id, status, out, errs)
		}
		if said, ok := pythonReads(t, file, charter.Fingerprint(a.id)); !ok {
			t.Errorf("%s: the reader says: %s", id, said)
		}
		forText, err := s.Sign(wire.UseReview, a.id[:], payload)
		if err != nil {
			t.Fatal(err)
		}
		for name, bad := range tampered(t, sig, s.Key()) {
			refusedByBoth(t, a, string(id)+", "+name, payload, bad)
		}
		unreleasedByBoth(t, a, string(id)+", made as a review", payload, forText)
		refusedByBoth(t, a, string(id)+", made for another message", a.payload("Another"), sig)
	}
}

func refusedByBoth(t *testing.T, a *archive, name string, payload []byte, s wire.Signature) {
	t.Helper()
	file := a.send(payload, s)
	if status, out, _ := verify(t, file, charter.Fingerprint(a.id)); status != 1 {
		t.Errorf("%s: status %d, %s", name, status, out)
	}
	if said, ok := pythonReads(t, file, charter.Fingerprint(a.id)); ok || !strings.HasPrefix(said, "does not verify: ") {
		t.Errorf("%s: the reader says: %s", name, said)
	}
}

// unreleasedByBoth holds that a file proves that its message was not released as agreed, and nothing more.
func unreleasedByBoth(t *testing.T, a *archive, name string, payload []byte, s wire.Signature) {
	t.Helper()
	file := a.send(payload, s)
	if status, out, _ := verify(t, file, charter.Fingerprint(a.id)); status != 4 || !strings.Contains(out, "NOT RELEASED AS AGREED") {
		t.Errorf("%s: status %d, %s", name, status, out)
	}
	if said, ok := pythonReads(t, file, charter.Fingerprint(a.id)); ok || said != "verified: the message was not released as agreed\n" {
		t.Errorf("%s: the reader says: %s", name, said)
	}
}

// pythonReads reports whether the reader in another language takes a file.
func pythonReads(t *testing.T, file []byte, fingerprint string) (said string, ok bool) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "evidence")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("python3", "../../spec/reader", "--evidence", fingerprint, path).CombinedOutput()
	return string(out), err == nil
}

// tampered are signatures made of a good one: with the larger s, and of a passkey with other authenticator or client data.
// Their other parts fit each other as far as who does not hold the key can make them.
func tampered(t *testing.T, good wire.Signature, k officer.Key) map[string]wire.Signature {
	t.Helper()
	n := elliptic.P256().Params().N
	larger := good
	larger.Signature = bytes.Clone(good.Signature)
	new(big.Int).Sub(n, new(big.Int).SetBytes(good.Signature[32:])).FillBytes(larger.Signature[32:])
	out := map[string]wire.Signature{"with the larger s": larger}
	if k.Kind != officer.KindPasskey {
		out["with evidence"] = wire.Signature{Protected: good.Protected, Signature: good.Signature, Evidence: []byte{0x80}}
		return out
	}
	with := func(name string, change func(authenticator []byte, client string) ([]byte, string)) {
		var e struct {
			_                     struct{} `cbor:",toarray"`
			Authenticator, Client []byte
		}
		if err := wire.Unmarshal("evidence", good.Evidence, wire.MaxKeyProof, &e); err != nil {
			t.Fatal(err)
		}
		authenticator, client := change(bytes.Clone(e.Authenticator), string(e.Client))
		if bytes.Equal(authenticator, e.Authenticator) && client == string(e.Client) {
			t.Fatalf("%s: nothing is changed in %s", name, e.Client)
		}
		e.Authenticator, e.Client = authenticator, []byte(client)
		out[name] = wire.Signature{Protected: good.Protected, Signature: good.Signature, Evidence: wire.Marshal(e)}
	}
	in := func(name, old, new string) {
		with(name, func(a []byte, c string) ([]byte, string) { return a, strings.Replace(c, old, new, 1) })
	}
	in("of another origin", k.Extra.Origins[0], "http://localhost:1")
	in("of another challenge", `"challenge":"`, `"challenge":"A`)
	in("of another type", "webauthn.get", "webauthn.create")
	in("in a frame", `"crossOrigin":false`, `"crossOrigin":true`)
	with("of another rp id", func(a []byte, c string) ([]byte, string) { a[0] ^= 1; return a, c })
	with("without its user verified", func(a []byte, c string) ([]byte, string) { a[32] &^= 4; return a, c })
	with("without its user present", func(a []byte, c string) ([]byte, string) { a[32] &^= 1; return a, c })
	with("with another counter", func(a []byte, c string) ([]byte, string) { a[36] ^= 1; return a, c })
	return out
}
