// Command faults attacks nodes for a while in every way that machines, disks, clocks, lines and database servers fail, and holds them
// to the promises P1 to P8.
//
//	go run ./bench/faults [-for 20m] [-cuts 200] [-only files,servers,power,simulation] [-seed N] [-dir DIR] [-lie]
//
// Files: two real `parley serve` under traffic both ways, each with its database on a small disk of its own. They are killed
// by SIGKILL in the middle of a transaction and of an attachment (a victim is stopped, its database asked whether a transaction is
// open in it, and killed only if so), stopped for seconds to a minute, their disks filled, slowed, made to fail, their clocks
// stepped both ways, their line cut both ways and one way only.
//
// Servers: two nodes of one party that share a PostgreSQL database with a standby that must confirm, and another party's node. Nodes
// are killed, those that lead and those that follow; the primary is killed and the standby promoted, the server restarted, the standby
// lost; nodes are cut from the database, packets and all, while they hold their lines; two leaders are forced to coexist: the one that
// leads is cut from the database, or stopped and woken, or loses its lock, while the other one takes over.
//
// Every two minutes the traffic of each pauses until all is recorded: every message whose id was printed stands exactly once at the
// other side, nobody holds the proof of a fork, both records verify, and a rebuild of both databases finds nothing that differs.
//
// Power: whole nodes in this process, on a disk that loses what was not forced to it.
//
// Simulation: the storms and sieges of internal/node and link, with seeds that begin at -seed, all the time, with what the processors
// have left.
//
// At the end stands what was done, by kind, and whether it came to the aims. The exit status is 1 where a promise was broken. Mounting
// the disks takes root, the servers Debian's package postgresql.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"parley/bench/serving"
)

// options are what the flags say.
type options struct {
	most   time.Duration
	cuts   int
	only   string
	seed   uint64
	parent string
	lie    bool
}

func main() {
	var o options
	flag.DurationVar(&o.most, "for", 20*time.Minute, "how long all of it takes, about")
	flag.IntVar(&o.cuts, "cuts", 200, "power cuts, at most")
	flag.StringVar(&o.only, "only", "files,servers,power,simulation", "what is done")
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
	c := &count{}
	var beside sync.WaitGroup
	if o.does("simulation") {
		beside.Go(func() { c.failed("the simulations", simulate(ctx, dir, o.seed, &c.simulated)) })
	}
	if o.does("power") {
		c.failed("the power cuts", cutPower(dir, o.cuts, o.most/10, o.seed, o.lie, &c.power))
	}
	if o.does("files") || o.does("servers") {
		program := filepath.Join(dir, "parley")
		if err := serving.Build(program, "faults"); err != nil {
			return err
		}
		for _, t := range []*trial{onFiles(dir, program, o.seed), onServers(dir, program, o.seed)} {
			if what := filepath.Base(t.dir); o.does(what) {
				c.trials = append(c.trials, t)
				beside.Go(func() { c.failed("the nodes on "+what, t.play(ctx)) })
			}
		}
	}
	go c.interrupted()
	beside.Wait()
	c.print(o.most)
	if c.broken != nil {
		return c.broken
	}
	return os.RemoveAll(dir) // what failed stays to be looked at
}

func (o options) does(what string) bool { return strings.Contains(","+o.only+",", ","+what+",") }
