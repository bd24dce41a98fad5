// Command faults attacks nodes for a while in every way that machines, disks, clocks and lines fail, and holds them to the
// promises P1 to P8.
//
//	go run ./bench/faults [-for 20m] [-kills 500] [-cuts 200] [-only processes,power,simulation] [-seed N] [-dir DIR] [-lie]
//
// Processes: two real `parley serve` under traffic both ways, each with its database on a small disk of its own. They are killed
// by SIGKILL in the middle of a transaction and of an attachment (a victim is stopped, its database asked whether a transaction is
// open in it, and killed only if so), stopped for seconds to a minute, their disks filled, slowed, made to fail, their clocks
// stepped both ways, their line cut both ways and one way only. Every two minutes the traffic pauses until all is recorded:
// every message whose id was printed stands exactly once at the other side, both records verify, and a rebuild of both databases
// finds nothing that differs.
//
// Power: whole nodes in this process, on a disk that loses what was not forced to it.
//
// Simulation: the storms and sieges of internal/node and link, with seeds that begin at -seed, on the other processor meanwhile.
//
// Mounting the disks takes root.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"time"
)

// options are what the flags say.
type options struct {
	most        time.Duration
	kills, cuts int
	only        string
	seed        uint64
	parent      string
	lie         bool
}

func main() {
	var o options
	flag.DurationVar(&o.most, "for", 20*time.Minute, "how long all of it takes, about")
	flag.IntVar(&o.kills, "kills", 500, "kills of processes, at most")
	flag.IntVar(&o.cuts, "cuts", 200, "power cuts")
	flag.StringVar(&o.only, "only", "processes,power,simulation", "what is done")
	flag.Uint64Var(&o.seed, "seed", uint64(time.Now().Unix()), "seed of the random points, and the first one of the simulations")
	flag.StringVar(&o.parent, "dir", "", "directory for the nodes (default: a temporary one)")
	flag.BoolVar(&o.lie, "lie", false, "let the disk answer before it has forced anything: the power cuts must then be seen to lose something")
	flag.Parse()
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "faults:", err)
		os.Exit(1)
	}
}

func run(o options) error {
	dir, err := os.MkdirTemp(o.parent, "parley-faults-")
	if err != nil {
		return err
	}
	fmt.Printf("seed %d, in %s\n", o.seed, dir)
	ctx, cancel := context.WithTimeout(context.Background(), o.most)
	defer cancel()
	var simulated tally
	var beside sync.WaitGroup
	var failed error
	if o.does("simulation") {
		beside.Go(func() { failed = simulate(ctx, dir, o.seed, &simulated) })
	}
	var met tally
	if o.does("power") {
		if err := cutPower(dir, o.cuts, o.seed, o.lie); err != nil {
			return err
		}
		met.add("power cuts", o.cuts)
	}
	if o.does("processes") {
		if err := campaign(ctx, dir, o.kills, rand.New(rand.NewPCG(o.seed, 9)), &met); err != nil {
			return err
		}
	}
	beside.Wait()
	met.print("real processes and disks")
	simulated.print("simulated")
	if failed != nil {
		return failed
	}
	return errors.Join(os.RemoveAll(dir)) // what failed stays to be looked at
}

func (o options) does(what string) bool { return strings.Contains(","+o.only+",", ","+what+",") }
