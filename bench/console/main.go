// Command console measures what an officer waits for. Two whole nodes run in this process, on TLS over the loopback
// interface, each with a database forced to disk; one of them has its web console, in a headless Chromium.
//
//	go run ./bench/console [-flash 20] [-messages 100000] [-proceedings 10000] [-store DIR] [-profile FILE]
//
// It prints how long it takes from the arrival of a FLASH's first frame until the alarm is painted on the screen, with an
// empty record and with a full one; and how long the server needs for each page, and the browser until it answers. The
// full store is built once, in DIR, and kept there for the next time.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"parley/bench/table"
	"parley/internal/console/browser"
)

func main() {
	flashes := flag.Int("flash", 20, "FLASH messages that are timed")
	messages := flag.Int("messages", 100_000, "messages in the full store")
	proceedings := flag.Int("proceedings", 10_000, "open proceedings in the full store")
	dir := flag.String("store", filepath.Join(os.TempDir(), "parley-bench-console"), "directory in which the full store is kept")
	profile := flag.String("profile", "", "write a CPU profile of the pages to `FILE`")
	flag.Parse()
	if err := run(*flashes, *messages, *proceedings, *dir, *profile); err != nil {
		fmt.Fprintln(os.Stderr, "console:", err)
		os.Exit(1)
	}
}

func run(flashes, messages, proceedings int, dir, profile string) error {
	ctx := context.Background()
	fmt.Printf("%d cores, Go %s\n", runtime.NumCPU(), runtime.Version())
	b, err := browser.Start(ctx, "autoplay-policy=no-user-gesture-required")
	if err != nil {
		return err
	}
	defer b.Close()
	empty, err := os.MkdirTemp("", "parley-console-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(empty)
	if err := alarms(ctx, b, empty, flashes); err != nil {
		return err
	}
	full := filepath.Join(dir, fmt.Sprintf("%d-%d", messages, proceedings))
	if err := os.MkdirAll(full, 0o700); err != nil {
		return err
	}
	return filled(ctx, b, full, flashes, messages, proceedings, profile)
}

// alarms times the alarm of a node that holds nothing else.
func alarms(ctx context.Context, b *browser.Browser, dir string, n int) error {
	ear := &ear{}
	t, _, err := table.LayKept(dir, template, 2, ear.at)
	if err != nil {
		return err
	}
	defer t.Clear()
	return ear.measure(ctx, t, b, n, "an empty record")
}

// filled builds or opens the full store, and times its alarm and its pages.
func filled(ctx context.Context, b *browser.Browser, dir string, flashes, messages, proceedings int, profile string) error {
	ear := &ear{}
	begin := time.Now()
	t, kept, err := table.LayKept(dir, template, 2, ear.at)
	if err != nil {
		return err
	}
	defer t.Clear()
	if kept {
		fmt.Printf("\nthe full store was opened after %v\n", time.Since(begin).Round(time.Millisecond))
	} else if err := build(ctx, t, messages, proceedings); err != nil {
		return fmt.Errorf("the full store is not whole: remove %s: %w", dir, err)
	}
	if err := pages(ctx, t, b, profile); err != nil {
		return err
	}
	return ear.measure(ctx, t, b, flashes, "a full record")
}
