package scenario

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley/charter"
)

// All that the stories say is read, and their times come back.
func TestRead(t *testing.T) {
	files, err := filepath.Glob("../../procedure/testdata/*.txt")
	ready, _ := filepath.Glob("../../procedure/testdata/ready/*.txt")
	if files = append(files, ready...); err != nil || len(files) < 29 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		s, err := Read(string(text))
		if err != nil || len(s.Lines) < 4 || s.Lines[0].Parties == nil {
			t.Fatalf("%s: %d lines, %v", file, len(s.Lines), err)
		}
		lines := strings.Split(string(text), "\n")
		for _, l := range s.Lines {
			if lines[l.Number-1] != l.Text || (l.Parties == nil) == (l.Sees == nil && l.Words == nil && l.Proceeding == "") {
				t.Errorf("%s:%d: %+v", file, l.Number, l)
			}
			if word, _, _ := strings.Cut(l.Text, " "); l.Words != nil && WriteTime(l.At) != word {
				t.Errorf("%s:%d: %s is read as %s", file, l.Number, word, WriteTime(l.At))
			}
		}
	}
	for _, bad := range []string{"noon north tests", "parties", "12:30", "parties x", "1:2:3d north test"} {
		if _, err := ReadLine(bad); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
	if _, err := Read("short\n---\nparties a b\n"); err == nil {
		t.Error("a story without an outcome is read")
	}
	var c charter.Charter
	if err := ReadProcedures(&c, []string{"procedure: a", "rolle: x"}); err == nil {
		t.Error("a part that there is not is read")
	}
}
