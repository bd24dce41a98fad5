package main

import (
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"

	"github.com/spf13/cobra"

	"parley"
)

// Every verb of a node takes --dir, says what it does in one line, and shows an example that names it.
func TestVerbsHaveHelp(t *testing.T) {
	var walk func(*cobra.Command)
	verbs := 0
	walk = func(c *cobra.Command) {
		for _, sub := range c.Commands() {
			walk(sub)
		}
		if c.HasSubCommands() && c.Parent() == nil {
			return
		}
		verbs++
		if !strings.Contains(c.Example+" ", "  "+c.CommandPath()+" ") {
			t.Errorf("%s has no example of its own", c.CommandPath())
		}
		if c.Short == "" || strings.HasSuffix(c.Short, ".") || c.Args == nil {
			t.Errorf("%s: its short text is %q", c.CommandPath(), c.Short)
		}
		if !c.HasSubCommands() && c.Flags().Lookup("dir") == nil && c.Name() != "agent" && c.Parent().Name() != "agent" && // which may not read a node's directory
			c.Name() != "version" && c.Name() != "manual" && // which know of no node
			c.CommandPath() != "parley officer key" && c.CommandPath() != "parley officer passkey" { // which an officer uses on a machine of his own
			t.Errorf("%s does not take --dir", c.CommandPath())
		}
		for line := range strings.Lines(c.Long + "\n" + c.Example) {
			if len(line) > 121 {
				t.Errorf("%s: a line of %d characters: %s", c.CommandPath(), len(line), line)
			}
		}
	}
	walk(rootCommand())
	if verbs < 20 {
		t.Errorf("only %d verbs were looked at", verbs)
	}
}

func TestSentences(t *testing.T) {
	full := fmt.Errorf("write x: %w", syscall.ENOSPC)
	for _, c := range []struct {
		err    error
		want   string
		status int
	}{
		{parley.Errorf(parley.CodeBadMessage, "the text is empty"), "the text is empty", 1},
		{parley.Wrap(full, parley.CodeStorage, "cannot write x"), "cannot write x: no space left on device", 1},
		{parley.Wrap(full, parley.CodeStorage, "cannot write x: no space left on device"), "cannot write x: no space left on device", 1},
		{parley.Wrap(errors.New("secret"), parley.CodeStorage, "cannot write x"), "cannot write x", 1},
		{parley.Errorf(parley.CodeUsage, "name a verb"), "name a verb", 2},
		{parley.Errorf(parley.CodeNotYet, "accepted, not yet recorded"), "accepted, not yet recorded", 4},
		{errors.New("odd"), "internal error: odd", 1},
	} {
		if got := sentence(c.err); got != c.want || status(c.err) != c.status {
			t.Errorf("%v: %q with status %d, not %q with %d", c.err, got, status(c.err), c.want, c.status)
		}
	}
}
