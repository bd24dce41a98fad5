package main

import (
	"crypto/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"

	"parley/internal/keystore"
)

// builtAge is the age command of the module whose package this program uses: that of a distribution may be older than the
// hybrid recipients.
var builtAge = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "age")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "age")
	return path, exec.Command("go", "build", "-o", path, "filippo.io/age/cmd/age").Run()
})

// stockAge runs the age command: age ARGUMENT...
func stockAge(ts *testscript.TestScript, neg bool, args []string) {
	path, err := builtAge()
	ts.Check(err)
	cmd := exec.Command(path, args...)
	cmd.Dir = ts.Getenv("WORK")
	out, err := cmd.CombinedOutput()
	ts.Logf("age: %s", out)
	if neg == (err == nil) {
		ts.Fatalf("age: %v", err)
	}
}

// lightKey makes an officer's key file as parley officer key does, under $PARLEY_PASSPHRASE, with so little work that a
// script may open it often: light FILE [DURESS PASSPHRASE].
func lightKey(ts *testscript.TestScript, neg bool, args []string) {
	const work = 10
	k, err := keystore.Generate(rand.Reader)
	ts.Check(err)
	duress := strings.Join(args[1:], " ")
	ts.Check(keystore.WriteOfficer(ts.MkAbs(args[0]), k, ts.Getenv("PARLEY_PASSPHRASE"), duress, work))
}
