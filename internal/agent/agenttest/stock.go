// Package agenttest has tests use a stock ssh-agent, also one with a key in a PKCS#11 token of SoftHSM. It needs the
// programs that scripts/need.sh installs.
package agenttest

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// need fails a test where programs are missing.
func need(t testing.TB, names ...string) {
	t.Helper()
	for _, name := range names {
		if _, err := exec.LookPath(name); err != nil {
			t.Fatalf("this test needs the program %q, which is not on the path; scripts/need.sh installs it", name)
		}
	}
}

// Stock runs ssh-agent until the test ends and returns its socket.
func Stock(t testing.TB) string {
	t.Helper()
	return stock(t, nil)
}

func stock(t testing.TB, environment []string, args ...string) string {
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

// shortDir is a directory whose path leaves room for that of a socket.
func shortDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "ag")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// Token runs an ssh-agent that reaches one new P-256 key in a token of SoftHSM, by PKCS#11, and returns its socket. The
// private half is in the token's files and in the agent's helper only.
func Token(t testing.TB) string {
	t.Helper()
	need(t, "ssh-agent", "ssh-add", "softhsm2-util", "pkcs11-tool")
	module, dir := tokenModule(t), shortDir(t)
	conf, tokens := filepath.Join(dir, "softhsm2.conf"), filepath.Join(dir, "tokens")
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
	socket := stock(t, environment, "-P", module)
	ask := filepath.Join(dir, "ask")
	if err := os.WriteFile(ask, []byte("#!/bin/sh\necho 1234\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	run([]string{"SSH_AUTH_SOCK=" + socket, "SSH_ASKPASS=" + ask, "SSH_ASKPASS_REQUIRE=force"}, "ssh-add", "-s", module)
	return socket
}

// tokenModule finds the PKCS#11 module of SoftHSM.
func tokenModule(t testing.TB) string {
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
