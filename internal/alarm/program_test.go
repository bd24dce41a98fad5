package alarm

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley"
	"parley/internal/node"
)

// script writes a program of lines for the shell, and returns what runs it and what it logs.
func script(t *testing.T, limit time.Duration, text string, args ...string) (Program, *bytes.Buffer) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ring")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text), 0o700); err != nil {
		t.Fatal(err)
	}
	log := new(bytes.Buffer)
	return Program{Command: append([]string{path}, args...), Limit: limit, Party: "south", Log: slog.New(slog.NewTextHandler(log, nil))}, log
}

var bell = node.Bell{Kind: node.BellFlash, Time: 1795316400000, Party: "north", Post: "duty", Message: parley.Sum([]byte("m")), Exercise: true}

// "Its last argument is the kind", no shell reads the others, and "its environment has PATH as the node's, and nothing else of
// the node's".
func TestProgramIsGiven(t *testing.T) {
	t.Setenv("PARLEY_PASSPHRASE", "secret")
	p, log := script(t, time.Minute, "echo \"$#\" \"$1\" \"$2\"; env | grep PARLEY | sort; cat\n", "two words; $(id)")
	p.Ring(t.Context(), bell)
	for _, want := range []string{`2 two words; $(id) flash\n`, `PARLEY_ALARM=flash\nPARLEY_EXERCISE=yes\nPARLEY_MESSAGE=` + bell.Message.String() +
		`\nPARLEY_PARTY=south\nPARLEY_PEER=north\nPARLEY_POST=duty\nPARLEY_TIME=2026-11-22T03:00:00.000Z\n"`, "level=INFO", "error=<nil>"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %q: %s", want, log)
		}
	}
	if strings.Contains(log.String(), "secret") {
		t.Error("the program is given a secret of the node")
	}
}

// "After the time limit it is ended", also where it left another behind that holds its output; a status, and a program that is
// not there, are errors in the log, of which the first bytes are kept.
func TestProgramFails(t *testing.T) {
	p, log := script(t, 100*time.Millisecond, "sleep 60 &\nsleep 60\n")
	begin := time.Now()
	p.Ring(t.Context(), bell)
	if took := time.Since(begin); took > 20*time.Second || !strings.Contains(log.String(), "level=ERROR") || !strings.Contains(log.String(), "deadline") {
		t.Errorf("after %v: %s", took, log)
	}
	p, log = script(t, time.Minute, "yes | head -c 100000; exit 3\n")
	p.Ring(t.Context(), bell)
	if !strings.Contains(log.String(), "exit status 3") || log.Len() > 3*maxOutput || log.Len() < maxOutput {
		t.Errorf("%d bytes: %.200s", log.Len(), log)
	}
	p.Command = []string{filepath.Join(t.TempDir(), "none")}
	log.Reset()
	p.Ring(t.Context(), bell)
	if !strings.Contains(log.String(), "no such file") {
		t.Error(log)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // the node stops
	p, log = script(t, time.Minute, "sleep 60\n")
	if p.Ring(ctx, bell); !strings.Contains(log.String(), "level=ERROR") {
		t.Error(log)
	}
}
