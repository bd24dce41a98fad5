package main

import (
	"fmt"
	"strings"
	"sync"
)

// A tally counts what was done to nodes, by kind, in the order in which the kinds came first.
type tally struct {
	mu    sync.Mutex
	kinds []string
	of    map[string]int
}

func (t *tally) add(kind string, n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.of == nil {
		t.of = map[string]int{}
	}
	if _, ok := t.of[kind]; !ok {
		t.kinds = append(t.kinds, kind)
	}
	t.of[kind] += n
}

func (t *tally) count(kind string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.of[kind]
}

// print writes a table, and how many of it are faults: frames and messages are none.
func (t *tally) print(title string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.kinds) == 0 {
		return
	}
	fmt.Printf("\n%s\n", title)
	faults := 0
	for _, kind := range t.kinds {
		fmt.Printf("%12d %s\n", t.of[kind], kind)
		if !strings.HasPrefix(kind, "of these: ") && kind != "frames" && !strings.HasPrefix(kind, "messages") && !strings.HasPrefix(kind, "times all was held") {
			faults += t.of[kind]
		}
	}
	fmt.Printf("%12d faults in all\n", faults)
}
