package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// timeout bounds the tests of one mutant: one that never ends is caught as well.
const timeout = "300s"

// only and words narrow what is run, and say how.
var only, words string

// A verdict is what the tests said of one mutant.
type verdict struct {
	caught bool
	by     string // the first test that failed, or why there is no verdict
	broken bool   // the mutant does not compile: its line is wrong
}

// run tests m in an overlay, so that the work tree under root stays as it is.
func run(root string, m mutant) (verdict, error) {
	changed, err := m.apply(root)
	if err != nil {
		return verdict{}, err
	}
	dir, err := os.MkdirTemp("", "mutant")
	if err != nil {
		return verdict{}, err
	}
	defer os.RemoveAll(dir)
	overlay, err := writeOverlay(dir, filepath.Join(root, filepath.FromSlash(m.File)), changed)
	if err != nil {
		return verdict{}, err
	}
	return test(root, m.Package, "-overlay", overlay)
}

// writeOverlay puts changed and an overlay file that names it into dir, and returns the overlay's path.
func writeOverlay(dir, original string, changed []byte) (string, error) {
	original, err := filepath.Abs(original)
	if err != nil {
		return "", err
	}
	mutated, overlay := filepath.Join(dir, "mutated.go"), filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(mutated, changed, 0o600); err != nil {
		return "", err
	}
	b, err := json.Marshal(map[string]map[string]string{"Replace": {original: mutated}})
	if err != nil {
		return "", err
	}
	return overlay, os.WriteFile(overlay, b, 0o600)
}

// test runs the tests of pkg in root and reports whether, and by which test, they fail.
func test(root, pkg string, flags ...string) (verdict, error) {
	args := append([]string{"test", "-json", "-count=1", "-failfast", "-timeout=" + timeout}, flags...)
	if only != "" {
		args = append(args, "-run="+only)
	}
	args = append(args, pkg)
	if words != "" {
		args = append(append(args, "-args"), strings.Fields(words)...)
	}
	cmd := exec.Command("go", args...)
	cmd.Dir = root
	out, err := cmd.Output()
	if err == nil {
		return verdict{}, nil
	}
	if _, failed := err.(*exec.ExitError); !failed {
		return verdict{}, fmt.Errorf("go test %s: %w", pkg, err)
	}
	v := verdict{caught: true, by: pkg}
	for line := range bytes.Lines(out) {
		var e struct{ Action, Test, FailedBuild string }
		if json.Unmarshal(line, &e) != nil {
			continue
		}
		if e.Action == "build-fail" || e.FailedBuild != "" {
			return verdict{broken: true, by: "does not compile"}, nil
		}
		if e.Action == "fail" && e.Test != "" && v.by == pkg {
			v.by = e.Test
		}
	}
	return v, nil
}
