package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"
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
