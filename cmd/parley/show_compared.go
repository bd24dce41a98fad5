package main

import (
	"fmt"
	"io"

	"parley/internal/node"
)

// printCompared prints the numbers of a notice beside those of the period before.
func printCompared(w io.Writer, v *node.ComparedView) {
	if v == nil {
		return
	}
	fmt.Fprintln(w)
	if v.Before == nil {
		fmt.Fprintln(w, "no message of its party ends where this one begins: nothing to compare with")
		return
	}
	fmt.Fprintf(w, "beside the period before, %s\n", short(*v.Before))
	for _, row := range v.Rows {
		fmt.Fprintf(w, "  %s\n", oneLine(row.Row))
		for _, x := range row.Numbers {
			if x.Was != nil || x.Now != nil {
				fmt.Fprintf(w, "    %-32s  %6s  before %s\n", oneLine(x.Title), amount(x.Now), amount(x.Was))
			}
		}
	}
}

// amount writes a number that may be missing.
func amount(n *int64) string {
	if n == nil {
		return "none"
	}
	return fmt.Sprint(*n)
}
