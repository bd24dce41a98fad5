// Command crash kills nodes, and cuts their power, at random points under traffic both ways, and holds them to P1 and
// P2: every message whose id was printed arrives exactly once, and both records verify.
//
//	go run ./bench/crash [-kills 200] [-cuts 200] [-seed N] [-dir DIR] [-lie]
//
// Kills are of real `parley serve` processes, either one or both, by SIGKILL in the middle of a transaction and of an
// attachment: a victim is stopped, its database asked whether a transaction is open in it, and killed only if so. It is
// done once more on a disk that needs 10 ms for each fsync. Power cuts are of whole nodes in this process, on a disk
// that loses what was not forced to it.
package main

import (
	"flag"
	"fmt"
	"os"
	"time"
)

func main() {
	kills := flag.Int("kills", 200, "kills on each disk")
	cuts := flag.Int("cuts", 200, "simulated power cuts")
	seed := flag.Uint64("seed", uint64(time.Now().UnixNano()), "seed of the random points")
	lie := flag.Bool("lie", false, "let the disk answer before it has forced anything: the power cuts must then be seen to lose something")
	parent := flag.String("dir", "", "directory for the nodes (default: a temporary one)")
	flag.Parse()
	if err := run(*kills, *cuts, *seed, *parent, *lie); err != nil {
		fmt.Fprintln(os.Stderr, "crash:", err)
		os.Exit(1)
	}
}

func run(kills, cuts int, seed uint64, parent string, lie bool) error {
	dir, err := os.MkdirTemp(parent, "parley-crash-")
	if err != nil {
		return err
	}
	fmt.Printf("seed %d, in %s\n", seed, dir)
	for _, d := range []struct{ name, tags string }{{"this disk", ""}, {"a disk that needs 10 ms for each fsync", "slowdisk"}} {
		if kills == 0 {
			break
		}
		if err := killProcesses(dir, d.name, d.tags, kills, seed); err != nil {
			return err
		}
	}
	if cuts > 0 {
		if err := cutPower(dir, cuts, seed, lie); err != nil {
			return err
		}
	}
	return os.RemoveAll(dir) // what failed stays to be looked at
}
