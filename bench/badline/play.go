//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"
)

// A value is what one run measured for one row.
type value struct {
	what  string  // the row's name
	lang  string  // of the text; empty: none
	x     float64 // +Inf: it did not come within the time that the run had for it
	unit  string  // s, B, %, or x
	limit float64 // what physics allows; 0: nothing is to be said of it
	aim   float64 // 0: none
	least bool    // the aim is a least, not a most
	worst bool    // the 99th percentile of all values counts, not the median
	size  int     // bytes of the text; 0: the row is of no text
}

// A trial is one run of a case.
type trial struct {
	benchCase
	run    int
	values []value
	err    error
	texts  int
}

func (t *trial) seed() uint64 { return uint64(t.run + 1) }

func (t *trial) put(v value) { t.values = append(t.values, v) }

// play runs the cases, some side by side, and returns the trials of each in their order.
func play(ctx context.Context, cases []benchCase, runs, jobs int) []*trial {
	var all []*trial
	for _, c := range cases {
		for n := range max(1, min(runs, c.most)) {
			all = append(all, &trial{benchCase: c, run: n})
		}
	}
	var queue []*trial
	for _, t := range all {
		if !t.alone {
			queue = append(queue, t)
			continue
		}
		t.play(ctx)
	}
	slices.SortStableFunc(queue, func(a, b *trial) int { return int(b.about - a.about) })
	fmt.Fprintf(os.Stderr, "%d runs, about %v\n", len(all), length(queue, jobs).Round(time.Minute))
	waiting := make(chan *trial)
	var workers sync.WaitGroup
	for range max(1, jobs) {
		workers.Go(func() {
			for t := range waiting {
				t.play(ctx)
			}
		})
	}
	for _, t := range queue {
		waiting <- t
	}
	close(waiting)
	workers.Wait()
	return all
}

// length is how long runs take side by side, if all goes well.
func length(queue []*trial, jobs int) time.Duration {
	ends := make([]time.Duration, max(1, jobs))
	for _, t := range queue {
		slices.Sort(ends)
		ends[0] += t.about
	}
	return slices.Max(ends)
}

// play runs a trial within its time.
func (t *trial) play(ctx context.Context) {
	if t.err = ctx.Err(); t.err != nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, t.cap)
	defer cancel()
	start := time.Now()
	t.err = t.benchCase.run(ctx, t)
	state := "done"
	if t.err != nil {
		state = t.err.Error()
	}
	fmt.Fprintf(os.Stderr, "%s %-9s %-9s run %d, %4.0f s: %s\n", time.Now().UTC().Format("150405Z"), t.name, t.on, t.run+1, time.Since(start).Seconds(), state)
}
