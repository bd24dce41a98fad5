//go:build linux

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"parley/bench/emulator"
)

const places = "parley-badline-"

// newPlace makes a directory whose name says which process made it.
func newPlace() (string, error) { return os.MkdirTemp("", fmt.Sprintf("%s%d-", places, os.Getpid())) }

// sweep removes the namespaces and directories of measurements whose process is no more.
func sweep() {
	emulator.Sweep()
	all, _ := filepath.Glob(filepath.Join(os.TempDir(), places+"*"))
	for _, dir := range all {
		pid, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(dir), places), "-")
		if n, err := strconv.Atoi(pid); err == nil && syscall.Kill(n, 0) == syscall.ESRCH {
			os.RemoveAll(dir)
		}
	}
}
