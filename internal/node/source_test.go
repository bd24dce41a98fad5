package node

import (
	"os"
	"strings"
	"testing"
)

// sourceCalling returns the files of this package, tests apart, that hold words.
func sourceCalling(t *testing.T, words string) (out []string) {
	t.Helper()
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		text, err := os.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), words) {
			out = append(out, f.Name())
		}
	}
	return out
}
