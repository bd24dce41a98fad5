package accept

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// command is a program that ends with the test, and after most at the latest. It sees nothing of PARLEY_DIR and its
// like.
func command(t *testing.T, most time.Duration, name string, args ...string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), most)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.SysProcAttr = orphan()
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) } // a demo ends its nodes
	cmd.WaitDelay = 10 * time.Second                                         // then it is killed
	for _, e := range os.Environ() {
		if !strings.HasPrefix(e, "PARLEY_") {
			cmd.Env = append(cmd.Env, e)
		}
	}
	return cmd
}

// A result is what a process left.
type result struct {
	out, errs string
	status    int
}

// verbTime bounds every verb that does not wait for the other side.
const verbTime = 60 * time.Second

// run runs a program to its end, whatever its status.
func run(t *testing.T, most time.Duration, name string, args ...string) result {
	t.Helper()
	return finish(t, command(t, most, name, args...))
}

// finish runs cmd to its end.
func finish(t *testing.T, cmd *exec.Cmd) result {
	t.Helper()
	return finishInto(t, cmd, new(bytes.Buffer))
}

// finishInto runs cmd to its end, with its standard output going to out.
func finishInto(t *testing.T, cmd *exec.Cmd, out interface {
	io.Writer
	String() string
}) result {
	t.Helper()
	var errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = out, &errs
	err := cmd.Run()
	var status *exec.ExitError
	if err != nil && !errors.As(err, &status) {
		t.Fatalf("%q: %v", cmd.Args, err)
	}
	return result{out.String(), errs.String(), cmd.ProcessState.ExitCode()}
}

// sentence is the one line on standard error of a verb that failed; more lines, or none, fail the test.
func (r result) sentence(t *testing.T) string {
	t.Helper()
	line, rest, ended := strings.Cut(r.errs, "\n")
	if !ended || rest != "" || !strings.HasPrefix(line, "parley: ") {
		t.Fatalf("not one sentence on standard error: %q", r.errs)
	}
	return strings.TrimPrefix(line, "parley: ")
}

// until asks again and again until ok, at most for the time given.
func until(t *testing.T, most time.Duration, what string, ok func() bool) {
	t.Helper()
	deadline := time.NewTimer(most)
	defer deadline.Stop()
	again := time.NewTicker(100 * time.Millisecond)
	defer again.Stop()
	for !ok() {
		select {
		case <-again.C:
		case <-deadline.C:
			t.Fatalf("not after %v: %s", most, what)
		}
	}
}
