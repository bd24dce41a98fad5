package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// Each verb that is shown has a manual page with its text and its example; bash, zsh and fish have what they complete; two runs
// write the same bytes.
func TestManual(t *testing.T) {
	t.Setenv("SOURCE_DATE_EPOCH", "1795392000")
	var dirs []string
	for _, name := range []string{"a", "b"} {
		dir := filepath.Join(t.TempDir(), name)
		if err := writeManual(rootCommand(), dir); err != nil {
			t.Fatal(err)
		}
		dirs = append(dirs, dir)
	}
	pages := 0
	var walk func(*cobra.Command)
	walk = func(c *cobra.Command) {
		for _, sub := range c.Commands() {
			if sub.IsAvailableCommand() {
				walk(sub)
			}
		}
		name := "man1/" + strings.ReplaceAll(c.CommandPath(), " ", "-") + ".1"
		page, err := os.ReadFile(filepath.Join(dirs[0], name))
		if err != nil {
			t.Error(err)
			return
		}
		pages++
		if text := string(page); !strings.Contains(text, "Nov 2026") || c.Example != "" && !strings.Contains(text, ".SH EXAMPLE") {
			t.Errorf("%s: %s", name, text[:min(300, len(text))])
		}
	}
	walk(rootCommand())
	if pages < 60 {
		t.Errorf("only %d pages", pages)
	}
	for _, name := range []string{"man1/parley-send.1", "completions/parley.bash", "completions/_parley", "completions/parley.fish"} {
		a, err := os.ReadFile(filepath.Join(dirs[0], name))
		if b, _ := os.ReadFile(filepath.Join(dirs[1], name)); err != nil || len(a) == 0 || string(a) != string(b) {
			t.Errorf("%s: %d bytes, %v, or not the same twice", name, len(a), err)
		}
	}
	if err := writeManual(rootCommand(), dirs[0]); err == nil {
		t.Error("a directory that is there is written into")
	}
}
