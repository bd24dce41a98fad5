package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// A simulation is a test that plays worlds by seed and prints what happened in them.
type simulation struct {
	pkg, test, flag string
	seeds           uint64 // in one go
}

// The storm of two machines passes by far the most frames in a second, so it is given about half of the time. A seed that fails takes
// those of its go with it: goes are short.
var simulations = []simulation{
	{"./link", "TestStorm", "-storms", 20},
	{"./internal/node", "TestStorm", "-storms", 16},
	{"./link", "TestStorm", "-storms", 20},
	{"./link", "TestStorm", "-storms", 20},
	{"./internal/node", "TestSiege", "-sieges", 30},
}

// simulate plays simulations in turn, with what the processors have left, until ctx ends. A seed that breaks a promise is printed at
// once, and the others are played.
func simulate(ctx context.Context, dir string, seed uint64, sum *tally) (failed error) {
	for i, s := range simulations {
		build := exec.Command("go", "test", "-c", "-o", filepath.Join(dir, fmt.Sprint(i, ".test")), s.pkg)
		build.Stderr = os.Stderr
		if err := build.Run(); err != nil {
			return fmt.Errorf("cannot build the simulations of %s: %w", s.pkg, err)
		}
	}
	for ; ctx.Err() == nil; seed += 1000 {
		for i, s := range simulations {
			begun := time.Now()
			first := seed + 100*uint64(i)
			if err := s.play(ctx, filepath.Join(dir, fmt.Sprint(i, ".test")), first, sum); err != nil {
				fmt.Println(err)
				failed = errors.Join(failed, fmt.Errorf("%s of %s, seeds from %d, broke a promise", s.test, s.pkg, first))
			}
			sum.since("frames", begun)
		}
	}
	return failed
}

// play runs one, and adds up what it prints. One that ctx ends is not counted.
func (s simulation) play(ctx context.Context, program string, seed uint64, sum *tally) error {
	if ctx.Err() != nil {
		return nil
	}
	run := exec.CommandContext(ctx, "nice", program, "-test.v", "-test.run", "^"+s.test+"$", s.flag, strconv.FormatUint(s.seeds, 10), "-first-seed", strconv.FormatUint(seed, 10))
	run.Dir, run.Env = s.pkg, append(os.Environ(), "GOMAXPROCS=1")
	out, err := run.CombinedOutput()
	if ctx.Err() != nil {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s of %s, seeds from %d: %w\n%s", s.test, s.pkg, seed, err, tail(out))
	}
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		if n, kind, ok := counted(lines.Text()); ok {
			sum.add(kind, n)
		}
	}
	return nil
}

// counted reads "... measured: simulation: WORLD: NUMBER KIND".
func counted(line string) (n int, kind string, ok bool) {
	_, said, ok := strings.Cut(line, ": measured: simulation: ")
	if !ok {
		return 0, "", false
	}
	_, said, _ = strings.Cut(said, ": ")
	number, kind, _ := strings.Cut(said, " ")
	n, err := strconv.Atoi(number)
	return n, kind, err == nil
}

// tail is the end of what a test printed, with the lines that say what failed.
func tail(out []byte) string {
	var kept []string
	for line := range strings.Lines(string(out)) {
		if !strings.Contains(line, "=== ") && !strings.Contains(line, "--- PASS") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept[max(0, len(kept)-60):], "")
}
