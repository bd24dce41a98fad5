// Command conflicts seats four parties in one process, each with a database forced to disk and a line to every other on TLS
// over the loopback interface, and has them announce exercises into one area, so that each collides with some that the
// others announced just before. It prints how long it took from the release of a notice until a conflict of it was known to both
// its sides, and whether all parties show the same conflicts at the end.
//
//	go run ./bench/conflicts [-rate 100] [-for 1m] [-dir DIR]
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"time"

	"parley/bench/table"
)

// aimed is the most that the 99th percentile may be.
const aimed = 300 * time.Millisecond

func main() {
	rate := flag.Int("rate", 100, "notices a second, of all parties together")
	length := flag.Duration("for", time.Minute, "how long")
	dir := flag.String("dir", "", "directory for the databases (default: a temporary one)")
	flag.Parse()
	if err := run(*rate, *length, *dir); err != nil {
		fmt.Fprintln(os.Stderr, "conflicts:", err)
		os.Exit(1)
	}
}

func run(rate int, length time.Duration, parent string) error {
	dir, err := os.MkdirTemp(parent, "parley-conflicts-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	ctx, cancel := context.WithTimeout(context.Background(), length+10*time.Minute)
	defer cancel()
	t, _, err := table.LayKept(dir, "vienna-document-2011", 4, func(*table.Party) {})
	if err != nil {
		return err
	}
	defer t.Clear()
	if err := t.Up(ctx); err != nil {
		return err
	}
	fmt.Printf("%d cores, Go %s; 4 parties, %d notices a second into one area for %v\n", runtime.NumCPU(), runtime.Version(), rate, length)
	s, err := newScene(t, rate)
	if err != nil {
		return err
	}
	begin, work := time.Now(), processor()
	s.announce(ctx, int(length.Seconds()*float64(rate)))
	took := time.Since(begin)
	if err := s.failed(); err != nil {
		return err
	}
	fmt.Printf("%d notices were released in %.1f s, the slowest accepted after %v; %.1f s of processor time in all\n", len(s.accepted), took.Seconds(), slices.Max(s.accepted).Round(time.Millisecond), (processor() - work).Seconds())
	print("from release to a conflict known on both sides", s.known)
	if err := s.even(ctx); err != nil {
		return err
	}
	if late := percentile(s.known, 99); late > aimed {
		return fmt.Errorf("the 99th percentile is %v; the aim is %v", late.Round(time.Millisecond), aimed)
	}
	return nil
}

func print(name string, all []time.Duration) {
	slices.Sort(all)
	fmt.Printf("%s: %d looked at, median %v, 99th percentile %v, worst %v\n", name, len(all), percentile(all, 50).Round(time.Millisecond),
		percentile(all, 99).Round(time.Millisecond), all[len(all)-1].Round(time.Millisecond))
}

func percentile(sorted []time.Duration, p int) time.Duration { return sorted[(len(sorted)-1)*p/100] }
