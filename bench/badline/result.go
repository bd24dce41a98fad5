//go:build linux

package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"runtime"
	"strings"
	"time"
)

// A result is the whole table.
type result struct {
	figures []figure
	failed  []string // one sentence for each run that failed
	began   time.Time
	took    time.Duration
	load    [2]string // of the machine, before and after
}

func newTable(all []*trial, began time.Time, load string) *result {
	r := &result{figures: withRatios(figures(all)), began: began, took: time.Since(began), load: [2]string{load, loadAverage()}}
	for _, t := range all {
		if t.err != nil {
			r.failed = append(r.failed, fmt.Sprintf("%s, %s, run %d: %v", t.title, who(t.on), t.run+1, t.err))
		}
	}
	return r
}

// trouble is an error if a run failed.
func (r *result) trouble() error {
	if len(r.failed) == 0 {
		return nil
	}
	return errors.New("a run failed: " + strings.Join(r.failed, "; "))
}

// print prints the table: for each case its rows, and whose they are.
func (r *result) print(w io.Writer) {
	title := ""
	for _, f := range r.figures {
		if f.title != title {
			title = f.title
			fmt.Fprintf(w, "\n%s\n", title)
		}
		fmt.Fprintf(w, "  %-23s %-52s %16s %-24s n %-4d %-30s %s\n", who(f.on), f.label(), f.number(f.median), f.spread(), f.n, f.ratio(), f.verdict())
	}
	for _, s := range r.failed {
		fmt.Fprintln(w, "\nfailed:", s)
	}
	fmt.Fprintf(w, "\n%s: %s; load %s at the start, %s at the end\n", r.began.UTC().Format("2006-01-02 15:04Z"), r.machine(), r.load[0], r.load[1])
}

// machine says where and for how long it was measured.
func (r *result) machine() string {
	return fmt.Sprintf("%d cores, %s, %v in all", runtime.NumCPU(), runtime.Version(), r.took.Round(time.Second))
}

// loadAverage is the system's, over a minute.
func loadAverage() string {
	text, _ := os.ReadFile("/proc/loadavg")
	first, _, _ := strings.Cut(string(text), " ")
	return first
}

// csv returns the table for programs. What did not come has "inf" for a number.
func (r *result) csv() string {
	var b strings.Builder
	b.WriteString("case,title,who,what,lang,unit,median,least,most,n,limit,aim,aim_is,met\n")
	for _, f := range r.figures {
		is, met := "", ""
		if f.aim > 0 {
			is, met = map[bool]string{true: "at least", false: "at most"}[f.value.least], fmt.Sprint(f.met())
		}
		fmt.Fprintf(&b, "%s,%q,%q,%q,%s,%s,%s,%s,%s,%d,%.3f,%.3f,%s,%s\n", f.name, f.title, who(f.on), f.what, f.lang, f.unit, plain(f.median), plain(f.least), plain(f.most), f.n, f.limit, f.aim, is, met)
	}
	return b.String()
}

func plain(x float64) string {
	if math.IsInf(x, 1) {
		return "inf"
	}
	return fmt.Sprintf("%.3f", x)
}
