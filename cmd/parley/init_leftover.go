package main

import (
	"os"
	"path/filepath"
	"strings"

	"parley"
)

const (
	workInfix   = ".init-"  // between DIR and a random word: where an init works
	outsideName = "outside" // in it: the files that this init makes elsewhere, "<sha-256> <path>" a line
)

// clearLeftovers removes what interrupted inits of the same directory left. One that still runs holds its lock and is
// left alone.
func (b *blueprint) clearLeftovers() error {
	return clearBeside(b.dir, workInfix, b.clear)
}

// clear removes a work directory and the files that its init made elsewhere, if they are still what it made.
func (b *blueprint) clear(work string) {
	list, _ := os.ReadFile(filepath.Join(work, outsideName))
	for line := range strings.Lines(string(list)) {
		sum, path, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if text, err := os.ReadFile(path); err == nil && parley.Sum(text).String() == sum {
			os.Remove(path)
		}
	}
	os.RemoveAll(work)
}
