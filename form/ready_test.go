package form_test

import (
	"os"
	"path/filepath"
	"testing"

	"parley/charter"
	"parley/form"
)

// The rules of each ready charter compile, and those of the vector of chapter 2.
func TestRulesOfReadyCharters(t *testing.T) {
	files, err := filepath.Glob("../charters/*.yaml")
	if err != nil || len(files) != len(charter.Templates()) {
		t.Fatalf("%d ready charters, not %v: %v", len(files), charter.Templates(), err)
	}
	for _, file := range append(files, "../spec/vectors/charter/language.yaml") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		c, err := charter.Parse(text)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if _, err := form.Compile(c); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}
