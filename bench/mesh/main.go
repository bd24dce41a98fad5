// Command mesh seats parties in one process, every one with a line to every other on TLS over the loopback interface and a
// database forced to disk, and has one of them send a FLASH to all others. It prints when all had recorded it, by the
// sender's record of their receipts, and how many bytes of frames passed; then the same until the records are even.
//
//	go run ./bench/mesh [-parties 57] [-rounds 2] [-dir DIR] [-profile FILE]
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"time"

	"parley"
	"parley/bench/table"
)

func main() {
	parties := flag.Int("parties", 57, "parties at the table, 2 to 57")
	rounds := flag.Int("rounds", 2, "how many times a FLASH is sent to all")
	dir := flag.String("dir", "", "directory for the databases (default: a temporary one)")
	profile := flag.String("profile", "", "write a CPU profile of the rounds to `FILE`")
	flag.Parse()
	if err := run(*parties, *rounds, *dir, *profile); err != nil {
		fmt.Fprintln(os.Stderr, "mesh:", err)
		os.Exit(1)
	}
}

func run(parties, rounds int, parent, profile string) error {
	dir, err := os.MkdirTemp(parent, "parley-mesh-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	fmt.Printf("%d cores, Go %s; %d parties, %d lines\n", runtime.NumCPU(), runtime.Version(), parties, parties*(parties-1)/2)
	begin := time.Now()
	t, err := table.Lay(dir, parties)
	if err != nil {
		return err
	}
	defer t.Clear()
	if err := t.Up(ctx); err != nil {
		return err
	}
	fmt.Printf("all lines up after %.1f s\n", time.Since(begin).Seconds())
	if err := even(ctx, t); err != nil {
		return err
	}
	fmt.Printf("all records even after %.1f s, %d KiB of frames, %d MiB of memory\n", time.Since(begin).Seconds(), frameBytes(t)>>10, heap()>>20)
	if profile != "" {
		f, err := os.Create(profile)
		if err != nil {
			return err
		}
		defer f.Close()
		pprof.StartCPUProfile(f)
		defer pprof.StopCPUProfile()
	}
	for round := range rounds {
		if err := flash(ctx, t, t.Parties[round%parties]); err != nil {
			return err
		}
	}
	pprof.StopCPUProfile()
	return verify(ctx, t)
}

// flash sends one message to all and prints what it took.
func flash(ctx context.Context, t *table.Table, from *table.Party) error {
	var to []parley.PartyID
	for _, p := range t.Parties {
		if p != from {
			to = append(to, p.ID)
		}
	}
	envelope, err := t.Seal(from, parley.Flash, "Aircraft in difficulty will cross the line at 1530Z.", to...)
	if err != nil {
		return err
	}
	if err := quiet(ctx, t); err != nil {
		return err
	}
	bytes, begin, work := frameBytes(t), time.Now(), cpu()
	s, err := from.Submit(ctx, envelope)
	if err != nil {
		return err
	}
	accepted := time.Since(begin)
	if err := from.Node.Wait(ctx, s, "recorded"); err != nil {
		return err
	}
	took, passed, busy := time.Since(begin), frameBytes(t)-bytes, cpu()-work
	if err := even(ctx, t); err != nil {
		return err
	}
	fmt.Printf("FLASH from %s to %d: accepted after %.0f ms; all receipts back after %.0f ms, %.0f ms of processor time and %d KiB; all records even after %.1f s, %.1f s of processor time and %d KiB\n",
		from.ID, len(to), ms(accepted), ms(took), ms(busy), passed>>10, time.Since(begin).Seconds(), (cpu() - work).Seconds(), (frameBytes(t)-bytes)>>10)
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
