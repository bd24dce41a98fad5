package main

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// A tally counts what was done to nodes, by kind, in the order in which the kinds came first.
type tally struct {
	mu    sync.Mutex
	kinds []string
	of    map[string]int
	took  map[string]time.Duration
}

func (t *tally) add(kind string, n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.enter(kind)
	t.of[kind] += n
}

// most notes n where it is more than what was noted.
func (t *tally) most(kind string, n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.enter(kind)
	t.of[kind] = max(t.of[kind], n)
}

// since adds the time since then to what a kind took.
func (t *tally) since(kind string, then time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.enter(kind)
	t.took[kind] += time.Since(then)
}

func (t *tally) enter(kind string) {
	if t.of == nil {
		t.of, t.took = map[string]int{}, map[string]time.Duration{}
	}
	if _, ok := t.of[kind]; !ok {
		t.kinds, t.of[kind] = append(t.kinds, kind), 0
	}
}

func (t *tally) count(kind string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.of[kind]
}

// harmless are the kinds that are no faults; further ones begin with "of these: ".
var harmless = []string{"frames", "messages answered for", "times all was held", killed, "attachments", "items sent", "editions adopted", "sheets sent", "lines tested", "packed frames", "entries cut short"}

// faults is how many faults there were.
func (t *tally) faults() (n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, kind := range t.kinds {
		if !strings.HasPrefix(kind, "of these: ") && !slices.Contains(harmless, kind) {
			n += t.of[kind]
		}
	}
	return n
}

// print writes a table: how many of each kind, and how long one took where that was measured.
func (t *tally) print(title string) {
	if len(t.kinds) == 0 {
		return
	}
	fmt.Printf("\n%s: %d faults\n", title, t.faults())
	for _, kind := range t.kinds {
		each := ""
		switch n := t.of[kind]; {
		case t.took[kind] == 0 || n == 0:
		case kind == "frames":
			each = fmt.Sprintf(", %.0f a second", float64(n)/t.took[kind].Seconds())
		default:
			each = fmt.Sprintf(", %.1f s each", t.took[kind].Seconds()/float64(n))
		}
		fmt.Printf("%12d %s%s\n", t.of[kind], kind, each)
	}
}
