package officer_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the vectors again")

const vectorDir = "../spec/vectors/officer"

// holdVector holds that a vector file is what these tests make of it, or writes it with -update.
func holdVector(t *testing.T, name string, want []byte) {
	t.Helper()
	path := filepath.Join(vectorDir, name)
	if *update {
		if err := os.MkdirAll(vectorDir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what the tests make; run go test ./officer -update and look at the difference", path)
	}
}

// A vector is a file of blocks of "name: value" lines with an empty line between blocks.
type vector struct{ b bytes.Buffer }

// newVector begins a vector with a comment that says what its blocks are.
func newVector(about string) *vector {
	v := new(vector)
	v.b.WriteString("# " + about + "\n")
	return v
}

// block begins a new block.
func (v *vector) block() { v.b.WriteString("\n") }

// field writes one line, without a space at its end.
func (v *vector) field(name, value string) {
	v.b.WriteString(strings.TrimSuffix(name+": "+value, " ") + "\n")
}

// quoted writes a JSON string.
func (v *vector) quoted(name, s string) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		panic(err)
	}
	v.field(name, strings.TrimSuffix(b.String(), "\n"))
}

func hexOf(b []byte) string { return hex.EncodeToString(b) }
