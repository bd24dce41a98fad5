//go:build linux

// Command badline measures Parley on an emulated bad line: two network namespaces joined by a user-space link with a rate, a
// delay, loss and a short queue. Both nodes run in this process, so that there is one clock; only what passes between them
// crosses the link. It needs root, for the namespaces.
//
//	go run ./bench/badline [-runs 5] [-only CASES] [-csv FILE]
//
// Each figure stands beside the physical limit (bits of the text / rate + one-way delay) and, where there is one, the aim.
// What is delivered is on the other side's disk and on its screens; what is recorded has come back as a signed head.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
)

func main() {
	runs := flag.Int("runs", 5, "runs of each case; the median is printed")
	only := flag.String("only", "", "cases, with commas; empty: all")
	csv := flag.String("csv", "", "file for the figures")
	flag.Parse()
	if err := run(*runs, *only, *csv); err != nil {
		fmt.Fprintln(os.Stderr, "badline:", err)
		os.Exit(1)
	}
}

func run(runs int, only, csv string) error {
	if os.Geteuid() != 0 {
		return fmt.Errorf("network namespaces are made by root")
	}
	var all []figure
	for _, c := range cases {
		if only != "" && !slices.Contains(strings.Split(only, ","), c.name) {
			continue
		}
		var got []result
		for n := range max(1, min(runs, c.most)) {
			r, err := c.run(context.Background(), uint64(n+1))
			if err != nil {
				return fmt.Errorf("%s, run %d: %w", c.name, n+1, err)
			}
			got = append(got, r...)
		}
		figures := medians(c, got)
		for _, f := range figures {
			f.print(os.Stdout)
		}
		all = append(all, figures...)
	}
	if csv == "" {
		return nil
	}
	return os.WriteFile(csv, []byte(asCSV(all)), 0o644)
}
