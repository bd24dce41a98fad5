package officer_test

import (
	"bytes"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"parley"
	"parley/officer"
	"parley/wire"

	"golang.org/x/crypto/ssh"
)

// keygen runs ssh-keygen, which scripts/need.sh installs, with input on its standard input.
func keygen(t *testing.T, input []byte, args ...string) (string, error) {
	c := exec.Command("ssh-keygen", args...)
	c.Stdin = bytes.NewReader(input)
	out, err := c.CombinedOutput()
	if c.ProcessState == nil {
		t.Fatalf("ssh-keygen does not run; scripts/need.sh ssh-keygen installs it: %v", err)
	}
	return string(out), err
}

// privateFile writes the private half of a device's key as ssh-keygen keeps it.
func (d *device) privateFile(t *testing.T) string {
	var private any = edKey(d.name)
	if d.onP256() {
		private = p256Key(d.name)
	}
	block, err := ssh.MarshalPrivateKey(private, d.name)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "key")
	writeFile(t, path, pem.EncodeToMemory(block))
	return path
}

func writeFile(t *testing.T, path string, b []byte) {
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// [OFF-9] What an SSH key signs MUST be the structure of SSHSIG with the namespace `parley`, an empty reserved string,
// the hash `sha512` and the SHA-512 of the Sig_structure: what ssh-keygen signs is a signature here.
func TestKeygenSigns(t *testing.T) {
	payload := []byte("payload")
	for _, f := range []string{"ssh-ed25519", "ssh-p256"} {
		d := newDevice(f, "north/officer/a")
		k := d.Key()
		text := filepath.Join(t.TempDir(), "text")
		writeFile(t, text, k.Request(wire.UseMessage, testEdition[:], payload).Text)
		if out, err := keygen(t, nil, "-Y", "sign", "-q", "-n", "parley", "-f", d.privateFile(t), text); err != nil {
			t.Fatalf("%s: %v: %s", f, err, out)
		}
		file, err := os.ReadFile(text + ".sig")
		if err != nil {
			t.Fatal(err)
		}
		s, err := k.FromKeygen(file)
		if err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		if err := k.Verify(s, wire.UseMessage, testEdition[:], payload); err != nil {
			t.Errorf("%s: %v", f, err)
		}
	}
}

// [OFF-9] [OFF-10] ssh-keygen verifies what is built here of the parts of a signature, and not what is of another text.
func TestKeygenVerifies(t *testing.T) {
	payload := []byte("payload")
	for _, f := range []string{"ssh-ed25519", "ssh-p256", "sk-ed25519", "sk-p256"} {
		d := newDevice(f, "north/officer/a")
		k := d.Key()
		file, err := k.Keygen(sign(d, wire.UseMessage, testEdition[:], payload))
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		signature, signers := filepath.Join(dir, "sig"), filepath.Join(dir, "signers")
		public, _ := ssh.ParsePublicKey(k.Public)
		writeFile(t, signature, file)
		writeFile(t, signers, append([]byte("a "), ssh.MarshalAuthorizedKey(public)...))
		verify := []string{"-Y", "verify", "-n", "parley", "-f", signers, "-I", "a", "-s", signature}
		if out, err := keygen(t, k.Request(wire.UseMessage, testEdition[:], payload).Text, verify...); err != nil {
			t.Errorf("%s: %v: %s", f, err, out)
		}
		if out, err := keygen(t, k.Request(wire.UseDraft, testEdition[:], payload).Text, verify...); err == nil {
			t.Errorf("%s: verifies for another use: %s", f, out)
		}
		if again, err := k.FromKeygen(file); err != nil || k.Verify(again, wire.UseMessage, testEdition[:], payload) != nil {
			t.Errorf("%s: does not come back: %v", f, err)
		}
	}
}

// A file that is no signature by the key is refused, with a sentence.
func TestBadKeygenFiles(t *testing.T) {
	d := newDevice("sk-p256", "north/officer/a")
	k := d.Key()
	file, err := k.Keygen(sign(d, wire.UseMessage, testEdition[:], []byte("payload")))
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(file)
	armour := func(change func(b []byte) []byte) []byte {
		return armoured(change(bytes.Clone(block.Bytes)))
	}
	same := func(b []byte) []byte { return b }
	if _, err := k.FromKeygen(armour(same)); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string][]byte{
		"nothing":           nil,
		"no armour":         block.Bytes,
		"a long file":       append(bytes.Repeat([]byte{'\n'}, wire.MaxStatement), file...),
		"no end":            file[:len(file)-5],
		"base64 broken":     bytes.Replace(file, []byte("\n"), []byte("\n!"), 1),
		"another magic":     armour(func(b []byte) []byte { b[0] ^= 1; return b }),
		"version 2":         armour(func(b []byte) []byte { b[9] = 2; return b }),
		"another key":       armour(func(b []byte) []byte { b[100] ^= 1; return b }),
		"another namespace": armour(func(b []byte) []byte { return bytes.Replace(b, []byte("parley\x00"), []byte("barley\x00"), 1) }),
		"another hash":      armour(func(b []byte) []byte { return bytes.Replace(b, []byte("sha512"), []byte("sha256"), 1) }),
		"a reserved string": armour(func(b []byte) []byte {
			return bytes.Replace(b, []byte("parley\x00\x00\x00\x00"), []byte("parley\x00\x00\x00\x01x"), 1)
		}),
		"a byte behind":     armour(func(b []byte) []byte { return append(b, 0) }),
		"a byte less":       armour(func(b []byte) []byte { return b[:len(b)-1] }),
		"another algorithm": armour(func(b []byte) []byte { i := bytes.LastIndex(b, []byte("sk-ecdsa")); b[i] = 'x'; return b }),
		"an empty signature": armour(func(b []byte) []byte {
			i := bytes.LastIndex(b, []byte("\x00\x00\x00\x22sk-ecdsa"))
			return append(b[:i-4], 0, 0, 0, 0)
		}),
	} {
		_, err := k.FromKeygen(c)
		refused(t, name, err, parley.CodeBadSignature)
	}
	_, err = newDevice("passkey-p256", "north/officer/a").Key().Keygen(wire.Signature{Signature: make([]byte, 64)})
	refused(t, "the file of a passkey", err, parley.CodeBadSignature)
}

// armoured is the armour as another implementation writes it, but for the words.
func armoured(blob []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "SSH SIGNATURE", Bytes: blob})
}

// [OFF-10] x/crypto/ssh, another implementation, verifies what an agent would have returned, security keys included.
func TestSSHVerifies(t *testing.T) {
	for _, f := range []string{"ssh-ed25519", "ssh-p256", "sk-ed25519", "sk-p256"} {
		d := newDevice(f, "north/officer/a")
		k := d.Key()
		data := k.Request(wire.UseMessage, testEdition[:], []byte("payload")).Challenge
		blob, rest := d.agent(data)
		public, err := ssh.ParsePublicKey(k.Public)
		if err != nil {
			t.Fatal(err)
		}
		if err := public.Verify(data, &ssh.Signature{Format: public.Type(), Blob: blob, Rest: rest}); err != nil {
			t.Errorf("%s: %v", f, err)
		}
	}
}

// What an agent returns is refused unless it is by the key that was asked.
func TestBadAgentAnswers(t *testing.T) {
	ed, sk, p := newDevice("ssh-ed25519", "a").Key(), newDevice("sk-ed25519", "a").Key(), newDevice("ssh-p256", "a").Key()
	raw := make([]byte, 64)
	for name, f := range map[string]func() (wire.Signature, error){
		"another format": func() (wire.Signature, error) { return ed.FromAgent("ssh-rsa", raw, nil) },
		"63 bytes":       func() (wire.Signature, error) { return ed.FromAgent("ssh-ed25519", raw[1:], nil) },
		"a rest":         func() (wire.Signature, error) { return ed.FromAgent("ssh-ed25519", raw, make([]byte, 5)) },
		"no rest":        func() (wire.Signature, error) { return sk.FromAgent("sk-ssh-ed25519@openssh.com", raw, nil) },
		"a long rest": func() (wire.Signature, error) {
			return sk.FromAgent("sk-ssh-ed25519@openssh.com", raw, make([]byte, 6))
		},
		"no numbers": func() (wire.Signature, error) { return p.FromAgent("ecdsa-sha2-nistp256", raw, nil) },
		"a number":   func() (wire.Signature, error) { return p.FromAgent("ecdsa-sha2-nistp256", sshBlob([]byte{1}), nil) },
		"r is zero": func() (wire.Signature, error) {
			return p.FromAgent("ecdsa-sha2-nistp256", sshBlob([]byte{}, []byte{1}), nil)
		},
		"r is large": func() (wire.Signature, error) {
			return p.FromAgent("ecdsa-sha2-nistp256", sshBlob(bytes.Repeat([]byte{255}, 33), []byte{1}), nil)
		},
		"a byte behind the numbers": func() (wire.Signature, error) {
			return p.FromAgent("ecdsa-sha2-nistp256", append(sshBlob([]byte{1}, []byte{1}), 0), nil)
		},
		"a passkey's DER cut": func() (wire.Signature, error) {
			return newDevice("passkey-p256", "a").Key().FromPasskey(nil, nil, []byte{0x30})
		},
		"a passkey's large evidence": func() (wire.Signature, error) {
			return newDevice("passkey-ed25519", "a").Key().FromPasskey(raw, make([]byte, 1024), raw)
		},
	} {
		_, err := f()
		refused(t, name, err, parley.CodeBadSignature)
	}
	for name, f := range map[string]func() (wire.Signature, error){
		"a raw signature of an sk- key": func() (wire.Signature, error) { return sk.FromRaw(raw) },
		"a touch of an SSH key":         func() (wire.Signature, error) { return ed.FromDevice(raw, 5, 7) },
		"an assertion of an SSH key":    func() (wire.Signature, error) { return ed.FromPasskey(nil, nil, raw) },
		"a key that is none":            func() (wire.Signature, error) { return officer.Key{Kind: 2}.FromAgent("", raw, nil) },
	} {
		_, err := f()
		refused(t, name, err, parley.CodeBadKey)
	}
}
