//go:build linux

package main

import (
	_ "embed"
	"fmt"
	"strings"
)

// The words of the page that no run changes.
//
//go:embed page.txt
var pageText string

// page returns doc/badline.md: how it was measured, the table as it was seen, and what must not be compared.
func (r *result) page(o order) string {
	measured := fmt.Sprintf("Measured on %s: %s, runs side by side: %d, load average %s at the start and %s at the end.", r.began.UTC().Format("2 January 2006, 15:04Z"), r.machine(), o.jobs, r.load[0], r.load[1])
	return strings.NewReplacer("{{measured}}", measured, "{{table}}", r.markdown()).Replace(pageText)
}

// markdown returns the table, a part for each case.
func (r *result) markdown() string {
	var b strings.Builder
	title := ""
	for _, f := range r.figures {
		if f.title != title {
			title = f.title
			fmt.Fprintf(&b, "\n### %s\n\n| | what | median | least..most | n | ratio to the physical limit | aim |\n|---|---|---|---|---|---|---|\n", title)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %d | %s | %s |\n", who(f.on), f.label(), f.number(f.median), strings.Trim(f.spread(), "()"), f.n, f.ratio(), f.verdict())
	}
	if len(r.failed) > 0 {
		b.WriteString("\n### Runs that failed\n\n")
	}
	for _, s := range r.failed {
		line, _, _ := strings.Cut(s, "\n")
		fmt.Fprintf(&b, "- %s\n", line)
	}
	return strings.Trim(b.String(), "\n")
}
